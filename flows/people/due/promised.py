"""The promises of an escalation: half time, missed, and missed again (the pack's `escalation`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

from flows.case import Case, Escalation, Kind, Subject
from flows.pack.model import Pack
from flows.people.due.calendar import Calendar, SameDay, after, moved, promised_at, working_time
from flows.people.due.stages import Due, People

FIRST, DECISION, AGAIN = "first", "decision", "again"
HALF_FIRST, HALF_DECISION = "half_first", "half_decision"
AHEAD = 2

Stop: TypeAlias = tuple[datetime, datetime]
"""From when until when the clock stood still."""


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


def is_of_first_answer(stage: str) -> bool:
    """Tell whether a stage is over once somebody saw the case."""
    return stage in (FIRST, HALF_FIRST)


def _stages(pack: Pack, pending: Escalation, people: People) -> Iterator[tuple[str, datetime]]:
    calendar, stops = people.calendar(pending.responsible), _stops(pending)
    opened_at, half = pending.opened_at, pack.escalation.half_time_reminder
    if pending.acknowledged is None:
        if half:
            yield HALF_FIRST, _half(opened_at, pending.first_due_at, stops, calendar)
        yield FIRST, pending.first_due_at
    if half:
        yield HALF_DECISION, _half(opened_at, pending.decision_due_at, stops, calendar)
    yield DECISION, pending.decision_due_at
    yield from _again(pending, stops, calendar, people.now)


def _half(start: datetime, due: datetime, stops: list[Stop], calendar: Calendar) -> datetime:
    """Return when half of the working time that was promised is over, the stops left out."""
    stood = sum((working_time(at, min(on, due), calendar) for at, on in stops), timedelta())
    promised = working_time(start, due, calendar) - stood
    return _later(after(start, promised / 2, calendar), start, stops, calendar)


def _again(
    pending: Escalation, stops: list[Stop], calendar: Calendar, now: datetime
) -> Iterator[tuple[str, datetime]]:
    """Yield every service time that passed since the decision was due, and the next two.

    Two, since in the days of whoever is responsible now the one that was told last may lie ahead.
    """
    days = max(pending.policy.decision_working_days, 1)
    number, at, ahead = 0, pending.decision_due_at, 0
    while ahead < AHEAD and pending.decision_due_at <= now:
        number += 1
        due = promised_at(at + timedelta(seconds=1), days, calendar, SameDay(0))
        at = _later(due, at, stops, calendar)
        ahead += at > now
        yield f"{AGAIN}{number}", at


def _later(at: datetime, start: datetime, stops: list[Stop], calendar: Calendar) -> datetime:
    """Return a moment moved by each stop that came before it, and after it began to count."""
    for stopped_at, on_at in stops:
        if on_at > start:
            at = moved(at, stopped_at, on_at, calendar)
    return at


def _stops(pending: Escalation) -> list[Stop]:
    """Return when the clock stood still: from a question until nothing waited for a reply."""
    stops: list[Stop] = []
    asked = ((one.at, one.replied.at) for one in pending.questions if one.replied is not None)
    for at, replied_at in sorted(asked):
        if stops and at <= stops[-1][1]:
            at, replied_at = stops[-1][0], max(stops.pop()[1], replied_at)
        stops.append((at, replied_at))
    return stops
