"""Measures as a decision makes them: each condition one, planned from the start."""

from dataclasses import replace

from flows.case import Case, Condition, Measure, MeasureState, Stage
from flows.pack.model import Pack
from flows.people.authority import TEAM_ROLE
from flows.people.context import Context

BY_CONDITION = "condition"


def from_conditions(
    pack: Pack, case: Case, conditions: tuple[Condition, ...], context: Context
) -> Case:
    """Return the case with a planned measure for each condition of its decision."""
    measures = case.measures
    for condition in conditions:
        stage = Stage(MeasureState.PLANNED, context.actor.person, context.now)
        measures = (
            *measures,
            Measure(
                id=case.new_id("measure", len(measures)),
                source=condition.measure,
                text=condition.text,
                risks=(),
                origin=BY_CONDITION,
                revision=case.revision,
                stages=(stage,),
                owner=condition.owner,
                due_on=condition.due_on,
                indicator=condition.text,
                verifier=_verifier(condition.owner, context),
            ),
        )
    return replace(case, measures=measures)


def _verifier(owner: str, context: Context) -> str | None:
    """Return somebody of the human rights team: never the owner of the measure (UNGP 20)."""
    team = (id for id, one in context.people.items() if TEAM_ROLE in one.roles and id != owner)
    return next(team, None)
