"""A launch that is not pursued: its owner withdraws it for a reason, and the record stays."""

from dataclasses import replace

from flows.case import Case, Escalation, Withdrawal
from flows.casework.escalation.turning import done
from flows.casework.reading import Reading
from flows.casework.telling import tell_everybody
from flows.casework.turn import Turn
from flows.events import Withdrawn
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.people.standing import REASON, withdraw_form
from flows.views.viewer import Viewer

SHORTEST_REASON = 10


def withdraw(pack: Pack, case: Case, event: Withdrawn, context: Context) -> Turn:
    """Withdraw a case: what somebody still had to decide is over for everybody."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    reason = reading.words(REASON, least=SHORTEST_REASON)
    if reading.faults:
        return Turn(case, (withdraw_form(viewer, case, reading.filled),))
    revision = case.revision + 1
    after = replace(
        case,
        withdrawal=Withdrawal(reason, context.actor.person, context.now),
        escalations=tuple(_over(each, revision, context) for each in case.escalations),
        revision=revision,
    )
    told = tell_everybody(after, context, "withdrawn")
    return done(pack, after, context, "withdrawn", told)


def _over(escalation: Escalation, revision: int, context: Context) -> Escalation:
    if not escalation.is_open:
        return escalation
    return replace(escalation, superseded_at=context.now, stopped_at=None, revision=revision)
