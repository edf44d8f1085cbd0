"""Measures that nobody wrote: suggested by the rules, by a decision's conditions, by a trigger."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from flows.case import UNSURE, Case, Condition, Measure, MeasureState, Round, Stage
from flows.pack import anchors
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.measures import CONDITION
from flows.screening.assessment import Assessment
from flows.screening.closing import is_serious
from flows.screening.launch import planned_launch
from flows.screening.residual import holds_of

BY_RULES, BY_CONDITION, BY_PERSON, BY_TRIGGER = "suggested", CONDITION, "added", "trigger"
"""Where a measure came from."""


def suggested(pack: Pack, case: Case, result: Assessment, context: Context) -> Case:
    """Return the case with a proposed measure for each that the rules suggest and it lacks."""
    wanted = {id: _risks_of(pack, case.shown_round, result, id) for id in result.measures}
    return _with_sources(pack, case, wanted, BY_RULES, context)


def from_trigger(pack: Pack, case: Case, sources: Iterable[str], context: Context) -> Case:
    """Return the case with what a trigger asks to be done, for the harms that it is meant for."""
    found = {finding.risk for finding in case.outcome.findings} if case.outcome else set()
    wanted = {id: tuple(r for r in pack.measure[id].risks if r in found) for id in sources}
    return _with_sources(pack, case, wanted, BY_TRIGGER, context)


def from_conditions(
    pack: Pack, case: Case, conditions: tuple[Condition, ...], context: Context
) -> Case:
    """Return the case with a planned measure for each condition of its decision.

    One that names a measure which is on the case already takes that one.
    """
    taken: set[UUID] = set()
    for condition in conditions:
        same = (
            one
            for one in case.open_measures
            if one.source and one.source == condition.measure and one.id not in taken
        )
        before = next(same, None) or _of_condition(pack, case, condition)
        stage = Stage(MeasureState.PLANNED, context.actor.person, context.now, condition.text)
        measure = replace(
            before,
            origin=BY_CONDITION,
            revision=case.revision,
            stages=(*before.stages, stage),
            owner=condition.owner,
            due_on=condition.due_on,
            verifier=context.of_team((condition.owner, case.owner)),
            blocked=None,
        )
        taken.add(measure.id)
        case = case.with_measure(measure)
    return case


def as_it_can_be(pack: Pack, case: Case, measure: Measure, context: Context) -> Measure:
    """Return a suggested measure with who may have it still, and a day that is not over."""
    owner = measure.owner
    if owner is None or not _can_own(case, owner, context):
        owner = case.owner
    verifier = measure.verifier
    if verifier is None or verifier == owner or not _can_own(case, verifier, context):
        verifier = verifier_for(pack, case, owner, measure.risks, context)
    due = measure.due_on
    if due is None or due < context.today:
        due = due_for(pack, case, measure.source, measure.risks, context)
    return replace(measure, owner=owner, verifier=verifier, due_on=due)


def _of_condition(pack: Pack, case: Case, condition: Condition) -> Measure:
    known = pack.measure.get(condition.measure)
    return Measure(
        id=case.new_id("measure", len(case.measures)),
        source=condition.measure,
        text="" if known is not None else condition.text,
        risks=_found(case, known.risks) if known is not None else (),
        origin=BY_CONDITION,
        revision=case.revision,
        stages=(),
        indicator=known.indicator if known is not None else condition.text,
    )


def verifier_for(
    pack: Pack, case: Case, owner: str | None, risks: tuple[str, ...], context: Context
) -> str | None:
    """Return who looks whether a measure works: never its owner, nor that of the case (UNGP 20).

    For a serious or severe harm somebody of the human rights team, else the product lead.
    """
    lead, bound = case.product_lead, (owner, case.owner)
    if is_serious(pack, case, risks) or lead is None or lead in bound:
        return context.of_team(bound)
    return lead if context.lets_in(case, lead) else context.of_team(bound)


def latest_day(pack: Pack, case: Case, risks: tuple[str, ...]) -> date | None:
    """Return the last day on which a measure may be due, by the planned launch; None without."""
    launch = planned_launch(case)
    if launch is None:
        return None
    days = (
        latest.days
        for latest in pack.measure_due.latest
        if any(holds_of(pack, case, latest.condition, risk) for risk in risks)
    )
    earliest = min(days, default=None)
    return date.fromordinal(launch.toordinal() + earliest) if earliest is not None else None


def due_for(pack: Pack, case: Case, source: str, risks: tuple[str, ...], context: Context) -> date:
    """Return when a measure of the pack is best due: in time for the launch, never in the past."""
    today = context.today
    day = date.fromordinal(today.toordinal() + pack.measure[source].due_days)
    latest = latest_day(pack, case, risks)
    return max(day if latest is None else min(day, latest), today)


def _with_sources(
    pack: Pack,
    case: Case,
    wanted: dict[str, tuple[str, ...]],
    origin: str,
    context: Context,
) -> Case:
    for source, risks in wanted.items():
        known = case.open_measures if origin == BY_TRIGGER else case.measures
        lacking = _lacking(known, source, risks)
        if lacking is not None:
            new = _proposed(pack, case, source, lacking, origin, context)
            case = case.with_measure(new)
    return case


def _lacking(
    known: tuple[Measure, ...], source: str, risks: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the risks for which a measure is not among these yet; None when it is for all."""
    same = [one for one in known if one.source == source]
    if not same:
        return risks
    covered = {risk for one in same for risk in one.risks}
    return tuple(risk for risk in risks if risk not in covered) or None


def _proposed(
    pack: Pack, case: Case, source: str, risks: tuple[str, ...], origin: str, context: Context
) -> Measure:
    owner = _owner(pack, case, source, risks, context)
    return Measure(
        id=case.new_id("measure", len(case.measures)),
        source=source,
        text="",
        risks=risks,
        origin=origin,
        revision=case.revision,
        stages=(Stage(MeasureState.PROPOSED, context.actor.person, context.now),),
        owner=owner,
        due_on=_said_day(case, risks, context) or due_for(pack, case, source, risks, context),
        indicator=pack.measure[source].indicator,
        verifier=verifier_for(pack, case, owner, risks, context),
    )


def _risks_of(pack: Pack, round: Round, result: Assessment, source: str) -> tuple[str, ...]:
    """Return the harms a measure is for: those that name it, and those it was chosen for."""
    return tuple(
        finding.risk
        for finding in result.findings
        if source in (*pack.risk[finding.risk].mitigations, *_chosen(round, finding.risk))
    )


def _chosen(round: Round, risk: str) -> tuple[str, ...]:
    given = round.standing.get((anchors.MEASURES, risk))
    return given.value if given is not None and isinstance(given.value, tuple) else ()


def _owner(pack: Pack, case: Case, source: str, risks: tuple[str, ...], context: Context) -> str:
    """Return whom the answers name for the harm, else who holds the measure's role, else who
    owns the case."""
    for risk in risks:
        given = case.shown_round.standing.get((anchors.MEASURE_OWNER, risk))
        named = str(given.value) if given is not None else ""
        if named in context.people and _can_own(case, named, context):
            return named
    holder = context.first_of(pack.measure[source].owner)
    return holder if holder is not None and _can_own(case, holder, context) else case.owner


def _can_own(case: Case, person: str, context: Context) -> bool:
    return not context.named(person).gone and context.lets_in(case, person)


def _said_day(case: Case, risks: tuple[str, ...], context: Context) -> date | None:
    """Return the day that the answers name for the first of these harms, unless it is over."""
    for risk in risks:
        given = case.shown_round.standing.get((anchors.MEASURE_DATE, risk))
        if given is not None and given.value not in ("", (UNSURE,)):
            day = date.fromisoformat(str(given.value))
            return day if day >= context.today else None
    return None


def _found(case: Case, risks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(risk for risk in risks if case.finding_of(risk) is not None)
