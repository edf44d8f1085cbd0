"""What every act on an escalation shares: a new state of it, and the answer to one that is late."""

from dataclasses import replace

from flows.case import Case, Escalation
from flows.casework.showing import full_card
from flows.casework.turn import Turn
from flows.effects import Effect
from flows.journal import Entry
from flows.pack.model import Pack
from flows.pack.words import in_rows
from flows.people.context import Context
from flows.views.notices import notice, withdrawn
from flows.views.viewer import Viewer


def with_escalation(case: Case, changed: Escalation) -> Case:
    """Return the case one revision on, with its newest escalation in a new state."""
    revision = case.revision + 1
    newest = replace(changed, revision=revision)
    return replace(case, escalations=(*case.escalations[:-1], newest), revision=revision)


def done(
    pack: Pack,
    after: Case,
    context: Context,
    action: str,
    effects: tuple[Effect, ...] = (),
    **details: str | int,
) -> Turn:
    """Return a turn that shows the case as it is now."""
    return Turn(after, (full_card(pack, after, context),), effects, (Entry(action, details),))


def late(pack: Pack, case: Case, context: Context) -> Turn:
    """Tell whoever comes too late who decided or withdrew it, when and what; nothing changes."""
    viewer, newest = Viewer(pack, context), case.escalation
    if case.withdrawal is not None:
        return Turn(case, (withdrawn(viewer, case, case.withdrawal),))
    decision = newest.decision if newest is not None else None
    if decision is None:
        return Turn(case, (notice(viewer, "late.not_pending", case),))
    said = notice(
        viewer,
        "late.decided",
        case,
        who=in_rows([viewer.person(one) for one in decision.decided_by]),
        at=decision.at,
        outcome=viewer.outcome(decision.outcome),
    )
    return Turn(case, (said,))
