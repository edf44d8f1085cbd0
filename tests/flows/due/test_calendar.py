"""When something is due: days and hours of whoever must do it, wherever they are."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from flows.people.due import (
    Calendar,
    SameDay,
    after,
    heard_at,
    is_quiet,
    moved,
    promised_at,
    working_time,
    zone_of,
)

TWO_HOURS = SameDay(2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "start", "days", "due"),
    [
        ("Europe/Berlin", "2026-03-27T10:00", 1, "2026-03-30T15:00"),  # summer time on Sunday
        ("America/New_York", "2026-10-30T15:00", 1, "2026-11-02T22:00"),
        ("Asia/Kolkata", "2026-03-02T04:00", 0, "2026-03-02T11:30"),
        ("Pacific/Auckland", "2026-04-03T00:00", 1, "2026-04-06T05:00"),
        ("UTC", "2026-12-31T10:00", 1, "2027-01-01T17:00"),
        ("UTC", "2028-02-28T10:00", 1, "2028-02-29T17:00"),
        ("UTC", "2026-03-02T16:00", 0, "2026-03-03T12:00"),  # too late in the day
        ("UTC", "2026-03-07T10:00", 0, "2026-03-09T12:00"),  # a Saturday
        ("Nowhere/Land", "2026-03-02T18:00", 2, "2026-03-04T17:00"),
    ],
)
def test_a_promise_is_made_in_the_days_of_whoever_keeps_it(
    zone: str, start: str, days: int, due: str
) -> None:
    assert promised_at(at(start), days, Calendar(zone), TWO_HOURS) == at(due)


def test_a_holiday_at_the_start_counts_for_nothing() -> None:
    calendar = Calendar(holidays=frozenset({date(2026, 3, 2), date(2026, 3, 3)}))
    assert promised_at(at("2026-03-02T10:00"), 0, calendar, TWO_HOURS) == at("2026-03-04T12:00")


def test_a_clock_that_stood_still_leaves_the_working_time_left() -> None:
    due, stopped = at("2026-03-03T17:00"), at("2026-03-02T16:00")
    assert moved(due, stopped, at("2026-03-06T16:00"), Calendar()) == at("2026-03-09T17:00")
    assert moved(due, at("2026-03-04T09:00"), at("2026-03-06T16:00"), Calendar()) == due


@pytest.mark.parametrize(
    "calendar", [Calendar(days=frozenset()), Calendar(opens=time(9), closes=time(9))]
)
def test_days_without_length_or_number_still_come_to_an_end(calendar: Calendar) -> None:
    start, hour = at("2026-03-02T18:00"), timedelta(hours=1)
    assert after(start, hour, calendar) == at("2026-03-03T10:00")
    assert working_time(start, at("2026-03-03T10:00"), calendar) == hour
    assert zone_of("../x").key == "UTC"


NIGHT = Calendar("Europe/Berlin", quiet=(time(20), time(7)))
LUNCH = Calendar(quiet=(time(12), time(14)))


@pytest.mark.parametrize(
    ("calendar", "moment", "heard"),
    [
        (Calendar(), "2026-03-02T09:00", "2026-03-02T09:00"),
        (Calendar(), "2026-03-02T08:59", "2026-03-02T09:00"),
        (Calendar(), "2026-03-02T17:00", "2026-03-03T09:00"),
        (Calendar(), "2026-03-06T18:00", "2026-03-09T09:00"),  # a weekend
        (Calendar(holidays=frozenset({date(2026, 3, 2)})), "2026-03-02T10:00", "2026-03-03T09:00"),
        (NIGHT, "2026-03-02T18:59", "2026-03-02T18:59"),
        (NIGHT, "2026-03-02T19:00", "2026-03-03T06:00"),
        (NIGHT, "2026-03-03T05:59", "2026-03-03T06:00"),
        (NIGHT, "2026-03-27T21:00", "2026-03-30T05:00"),  # summer time on Sunday
        (LUNCH, "2026-03-02T11:59", "2026-03-02T11:59"),
        (LUNCH, "2026-03-02T12:00", "2026-03-02T14:00"),
        (LUNCH, "2026-03-07T13:00", "2026-03-09T00:00"),
    ],
)
def test_nobody_is_reminded_on_days_off_or_in_quiet_hours(
    calendar: Calendar, moment: str, heard: str
) -> None:
    assert heard_at(at(moment), calendar) == at(heard)
    assert is_quiet(at(moment), calendar) == (moment != heard)
    assert not is_quiet(at(heard), calendar)
