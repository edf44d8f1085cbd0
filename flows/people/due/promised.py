"""The promises of an escalation: half time, missed, and missed again (the pack's `escalation`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.case import Case, Escalation, Kind, Subject
from flows.pack.model import Pack
from flows.people.due.calendar import Calendar, SameDay, after, promised_at, working_time
from flows.people.due.stages import Due, People

FIRST, DECISION, AGAIN = "first", "decision", "again"
HALF_FIRST, HALF_DECISION = "half_first", "half_decision"
AHEAD = 2


def promised(pack: Pack, case: Case, people: People) -> Iterator[Due]:
    """Yield the stages of what must still be decided; while the clock stands still there is none.

    Acknowledged but undecided climbs too.
    """
    pending = case.pending
    if pending is None or pending.stopped_at is not None:
        return
    subject = Subject(Kind.ESCALATION, str(pending.id))
    for stage, at in _stages(pack, pending, people):
        yield Due(subject, stage, at, None, gathered=False)


def climbs(stage: str) -> bool:
    """Tell whether a stage is a service time that was missed: then the next rung is told."""
    return stage in (FIRST, DECISION) or stage.startswith(AGAIN)


def _stages(pack: Pack, pending: Escalation, people: People) -> Iterator[tuple[str, datetime]]:
    calendar = people.calendar(pending.responsible)
    half = pack.escalation.half_time_reminder
    if pending.acknowledged is None:
        if half:
            yield HALF_FIRST, _half(pending.opened_at, pending.first_due_at, calendar)
        yield FIRST, pending.first_due_at
    if half:
        yield HALF_DECISION, _half(pending.opened_at, pending.decision_due_at, calendar)
    yield DECISION, pending.decision_due_at
    yield from _again(pending, calendar, people.now)


def _half(start: datetime, due: datetime, calendar: Calendar) -> datetime:
    """Return when half of the working time is over."""
    return after(start, working_time(start, due, calendar) / 2, calendar)


def _again(
    pending: Escalation, calendar: Calendar, now: datetime
) -> Iterator[tuple[str, datetime]]:
    """Yield every service time that passed since the decision was due, and the next two.

    Two, since in the days of whoever is responsible now the one that was told last may lie ahead.
    """
    days = max(pending.policy.decision_working_days, 1)
    number, at, ahead = 0, pending.decision_due_at, 0
    while ahead < AHEAD and pending.decision_due_at <= now:
        number += 1
        at = promised_at(at + timedelta(seconds=1), days, calendar, SameDay(0))
        ahead += at > now
        yield f"{AGAIN}{number}", at
