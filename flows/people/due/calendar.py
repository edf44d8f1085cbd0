"""When something is due: in the working days and hours of whoever must do it.

Times are aware UTC; weekends, hours and holidays are those of the calendar's own zone: the
promise is made in the reviewer's days, not in the server's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

A_DAY = timedelta(days=1)
NOTHING = timedelta(0)
NOON = time(12)
MIDNIGHT = time(0)
MONDAY_TO_FRIDAY = frozenset(range(5))
NINE_TO_FIVE = (time(9), time(17))


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. `zone` is an IANA name; `days` count from Monday, which is 0.

    `holidays` are days on which they do not work, as far as anybody needs to look ahead. `quiet`
    are the hours in which they are not reminded of anything; not set, all but working hours.
    """

    zone: str = "UTC"
    days: frozenset[int] = MONDAY_TO_FRIDAY
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = field(default_factory=frozenset)
    quiet: tuple[time, time] | None = None

    @property
    def hours(self) -> tuple[time, time]:
        """The first and last hour of a day; without any length nothing would ever be due."""
        return (self.opens, self.closes) if self.opens < self.closes else NINE_TO_FIVE

    def works_on(self, day: date) -> bool:
        """Tell whether a day counts; whoever works on no day of the week counts as on all five."""
        return day.weekday() in (self.days or MONDAY_TO_FRIDAY) and day not in self.holidays

    def at(self, day: date, hour: time) -> datetime:
        """Return an hour of a day in this zone as UTC."""
        return datetime.combine(day, hour, zone_of(self.zone)).astimezone(UTC)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(zone_of(self.zone))


@dataclass(frozen=True, slots=True)
class SameDay:
    """What *the same day* means late in the day (the pack's `escalation.same_day`)."""

    fewest_hours_left: int
    then: time = NOON


def promised_at(start: datetime, days: int, calendar: Calendar, same_day: SameDay) -> datetime:
    """Return the end of the working day that lies `days` working days after `start`.

    0 is the same working day; with too few hours left of it, noon of the next one.
    """
    today = calendar.local(start).date()
    if days == 0:
        return _same_day(start, today, calendar, same_day)
    ahead = (day for day in _working_days(today, calendar) if day > today)
    for _ in range(days - 1):
        next(ahead)
    return calendar.at(next(ahead), calendar.hours[1])


def working_day(day: date, away: int, calendar: Calendar) -> date:
    """Return the working day that lies so many working days before (below 0) or after a day."""
    step = A_DAY if away > 0 else -A_DAY
    left = abs(away)
    while left:
        day += step
        left -= calendar.works_on(day)
    return day


def moved(due_at: datetime, stopped_at: datetime, now: datetime, calendar: Calendar) -> datetime:
    """Return a due time after a clock that stood still: the working time left is left still."""
    left = working_time(stopped_at, due_at, calendar)
    return due_at if left <= NOTHING else after(now, left, calendar)


def working_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Return how much working time lies between two moments, nothing when the end is first."""
    until = takewhile(lambda hours: hours[0] < end, _hours(start, calendar))
    worked = (min(closes, end) - max(opens, start) for opens, closes in until)
    return sum((max(one, NOTHING) for one in worked), NOTHING)


def after(start: datetime, work: timedelta, calendar: Calendar) -> datetime:
    """Return when so much working time has passed."""
    hours = _hours(start, calendar)
    while True:
        opens, closes = next(hours)
        begins = max(opens, start)
        if closes - begins >= work:
            return begins + work
        work -= max(closes - begins, NOTHING)


def is_quiet(moment: datetime, calendar: Calendar) -> bool:
    """Tell whether somebody is not to be reminded now: on days off, and in their quiet hours."""
    local = calendar.local(moment)
    begins, ends = _quiet(calendar)
    if not calendar.works_on(local.date()):
        return True
    if begins <= ends:
        return begins <= local.time() < ends
    return local.time() >= begins or local.time() < ends


def heard_at(moment: datetime, calendar: Calendar) -> datetime:
    """Return this moment, or the first one after it at which it is not quiet."""
    if not is_quiet(moment, calendar):
        return moment
    hours = sorted({MIDNIGHT, _quiet(calendar)[1]})
    days = _working_days(calendar.local(moment).date(), calendar)
    twice = [hour.replace(fold=fold) for hour in hours for fold in (0, 1)]  # as clocks go back
    later = (calendar.at(day, hour) for day in days for hour in twice)
    return next(at for at in later if at > moment and not is_quiet(at, calendar))


def morning_after(moment: datetime, calendar: Calendar) -> datetime:
    """Return the first morning at or after a moment: when a working day begins to be heard."""
    days = _working_days(calendar.local(moment).date(), calendar)
    mornings = (at for day in days for at in _mornings(day, calendar))
    return next(at for at in mornings if at >= moment)


def zone_of(name: str) -> ZoneInfo:
    """Return a zone; one that nobody knows counts as UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _mornings(day: date, calendar: Calendar) -> Iterator[datetime]:
    """Yield when a day begins to be heard: with the work, else before it where quiet follows."""
    starts = (calendar.at(day, hour) for hour in (calendar.hours[0], MIDNIGHT))
    heard = (heard_at(at, calendar) for at in starts)
    yield from islice((at for at in heard if calendar.local(at).date() == day), 1)


def _same_day(start: datetime, today: date, calendar: Calendar, same_day: SameDay) -> datetime:
    closes = calendar.at(today, calendar.hours[1])
    enough = timedelta(hours=same_day.fewest_hours_left)
    if calendar.works_on(today) and closes - start >= enough:
        return closes
    ahead = (day for day in _working_days(today, calendar) if day > today)
    return calendar.at(next(ahead), same_day.then)


def _quiet(calendar: Calendar) -> tuple[time, time]:
    opens, closes = calendar.hours
    return calendar.quiet or (closes, opens)


def _working_days(first: date, calendar: Calendar) -> Iterator[date]:
    day = first
    while True:
        if calendar.works_on(day):
            yield day
        day += A_DAY


def _hours(start: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Return the working hours of each working day from that of `start` on, without an end."""
    opens, closes = calendar.hours
    return (
        (calendar.at(day, opens), calendar.at(day, closes))
        for day in _working_days(calendar.local(start).date(), calendar)
    )
