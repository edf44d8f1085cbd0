"""How long a thing may wait that somebody puts off: no answer that is promised is passed by it."""

from collections.abc import Mapping
from datetime import date, datetime

from flows.case import Case
from flows.people.due.calendar import A_DAY, MIDNIGHT, Calendar, morning_after, moved
from flows.people.profile import Profile


def latest_day(
    case: Case, person: str, people: Mapping[str, Profile], now: datetime
) -> date | None:
    """Return the last day whose morning comes before an answer that is promised; None: no such.

    The morning is that of the person who puts it off. While the clock stands still it is as if it
    went on now.
    """
    pending, due_at = case.pending, case.promised_at
    if pending is None or due_at is None:
        return None
    if pending.stopped_at is not None:
        due_at = moved(due_at, pending.stopped_at, now, _calendar(people, pending.responsible))
    reader = _calendar(people, person)
    day = reader.local(due_at).date()
    while morning_after(reader.at(day, MIDNIGHT), reader) > due_at:
        day -= A_DAY
    return day


def promise_of(case: Case) -> str:
    """Name the answer that is promised next: another one by each escalation, and once it was seen.

    A time would not do, since each stop of the clock moves it.
    """
    is_seen = case.pending is not None and case.pending.acknowledged is not None
    return f"{'decision' if is_seen else 'first'}{len(case.escalations)}"


def _calendar(people: Mapping[str, Profile], person: str | None) -> Calendar:
    return people.get(person or "", Profile("")).calendar
