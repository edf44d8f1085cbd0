"""What holds of times and reminders whatever the zone, the hours, the case and the moment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.case import Case, MeasureState, Stage
from flows.people.due import Calendar, heard_at, is_quiet, morning_after, working_day, zone_of
from flows.people.due.reminders import reminders
from flows.people.profile import Profile
from tests.flows.due.cases import NUMBER, item, measure, proof
from tests.flows.escalating import with_team
from tests.flows.screening import NOW, PEOPLE
from tests.worked import the_pack

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "America/Santiago",
)
NEW_YEAR = datetime.fromisoformat("2026-01-01T00:00")
BERLIN_NIGHT = Calendar("Europe/Berlin", quiet=(time(20), time(2, 30)), days=frozenset(range(7)))

hours = st.times().map(lambda one: one.replace(second=0, microsecond=0))
moments = st.datetimes(
    NEW_YEAR - timedelta(days=365), NEW_YEAR + timedelta(days=1400), timezones=st.just(UTC)
).map(lambda one: one.replace(microsecond=0))
calendars = st.builds(
    Calendar,
    zone=st.sampled_from(ZONES),
    days=st.frozensets(st.integers(0, 6)),
    opens=hours,
    closes=hours,
    holidays=st.frozensets(st.dates(date(2025, 1, 1), date(2029, 12, 31)), max_size=20),
    quiet=st.none() | st.tuples(hours, hours),
)


@given(moments, calendars)
@example(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), BERLIN_NIGHT)  # 02:10 for the second time
@example(datetime(2026, 3, 29, 0, 10, tzinfo=UTC), BERLIN_NIGHT)  # 02:30 does not exist
def test_nobody_is_told_anything_at_a_moment_that_is_quiet(
    moment: datetime, calendar: Calendar
) -> None:
    heard = heard_at(moment, calendar)
    assert heard >= moment
    assert not is_quiet(heard, calendar)
    assert heard_at(heard, calendar) == heard
    assert heard - moment < timedelta(days=40)
    hour = timedelta(hours=1)  # clocks that go forward may jump over the end of the quiet hours
    while moment + hour < heard:
        assert is_quiet(moment, calendar)
        moment += hour


@given(moments, calendars)
def test_a_morning_is_one_a_working_day_and_never_quiet(
    moment: datetime, calendar: Calendar
) -> None:
    morning = morning_after(moment, calendar)
    assert morning >= moment
    assert not is_quiet(morning, calendar)
    assert calendar.works_on(calendar.local(morning).date())
    assert morning_after(morning, calendar) == morning
    following = morning_after(morning + timedelta(seconds=1), calendar)
    assert calendar.local(following).date() > calendar.local(morning).date()


@given(st.dates(date(2025, 1, 1), date(2029, 12, 31)), st.integers(-15, 15), calendars)
def test_working_days_are_counted_there_and_back(day: date, away: int, calendar: Calendar) -> None:
    found = working_day(day, away, calendar)
    step = timedelta(days=1 if away > 0 else -1)
    between, at = 0, day
    while at != found:
        at += step
        between += calendar.works_on(at)
    assert between == abs(away)
    assert found == day if away == 0 else calendar.works_on(found)


# ------------------------------------------------------------------------ whatever the case

since = st.datetimes(NEW_YEAR, NEW_YEAR + timedelta(days=364), timezones=st.just(UTC))
near = st.dates(date(2026, 1, 1), date(2027, 3, 31))
their_days = st.fixed_dictionaries(dict.fromkeys(("ines", "hana", "leo", "mira"), calendars))
facts = st.fixed_dictionaries(
    {
        "state": st.sampled_from(MeasureState),
        "owner": st.sampled_from([None, "ines", "leo", "otto"]),
        "verifier": st.sampled_from([None, "hana"]),
        **dict.fromkeys(("measure", "check", "item", "proof"), since),
        **dict.fromkeys(("measure due", "item due", "expires"), near),
    }
)
"""What a case has: a measure, a check, an unknown and a proof, each since when and until when."""


def built(facts: Mapping[str, Any]) -> Case:
    first = Stage(facts["state"], "mira", facts["measure"])
    looked = Stage(MeasureState.IMPLEMENTED, "mira", facts["check"])
    return replace(
        with_team().case,
        measures=(
            measure(stages=(first,), owner=facts["owner"], due_on=facts["measure due"]),
            measure(stages=(looked,), id=UUID(int=7), verifier=facts["verifier"]),
        ),
        open_items=(item(opened_at=facts["item"], due_on=facts["item due"]),),
        evidence=(proof(at=facts["proof"], expires_on=facts["expires"]),),
    )


def living(days: Mapping[str, Calendar]) -> Mapping[str, Profile]:
    return {who: replace(one, calendar=days.get(who, one.calendar)) for who, one in PEOPLE.items()}


def since_of(case: Case, subject: str) -> datetime:
    kind, _, id = subject.partition(":")
    measures = {str(one.id): one.since for one in case.measures}
    return {
        "measure": measures.get(id, NOW),
        "check": measures.get(id, NOW),
        "item": case.open_items[0].opened_at,
        "evidence": case.evidence[0].at,
        "escalation": case.started_at,
    }.get(kind, NOW)


@settings(deadline=None, max_examples=60)
@given(facts, their_days, moments)
def test_a_reminder_has_one_key_and_never_comes_before_what_it_is_about(
    facts: Mapping[str, Any], days: Mapping[str, Calendar], now: datetime
) -> None:
    case, people = built(facts), living(days)
    every = reminders(the_pack(), case, people, now)
    keys = [one.key(case) for one in every]
    assert len(keys) == len(set(keys))
    for one in every:
        assert one.at >= since_of(case, str(one.subject))
        person = people.get(one.who)
        if one.gathered:
            assert person is not None
            assert one.at == morning_after(one.at, person.calendar)
        elif person is not None:
            assert not is_quiet(one.at, person.calendar)


@settings(deadline=None, max_examples=60)
@given(facts, their_days, moments, st.timedeltas(timedelta(0), timedelta(days=500)))
def test_the_past_is_the_same_whenever_it_is_asked_for(
    facts: Mapping[str, Any], days: Mapping[str, Calendar], now: datetime, later: timedelta
) -> None:
    case, people = built(facts), living(days)
    first = [one for one in reminders(the_pack(), case, people, now) if one.at <= now]
    again = [one for one in reminders(the_pack(), case, people, now) if one.at <= now]
    then = [one for one in reminders(the_pack(), case, people, now + later) if one.at <= now]
    assert first == again == then


@settings(deadline=None, max_examples=60)
@given(facts, their_days, moments, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_nothing_comes_due_that_was_not_planned_by_the_last_time_that_something_did(
    facts: Mapping[str, Any], days: Mapping[str, Calendar], now: datetime, later: timedelta
) -> None:
    """Whoever plans whenever something is due has every reminder in time."""
    case, people = built(facts), living(days)
    end, planned = now + later, set[str]()
    while True:
        every = reminders(the_pack(), case, people, now)
        planned |= {one.key(case) for one in every}
        coming = [one.at for one in every if now < one.at <= end]
        if not coming:
            break
        now = min(coming)
    due = {one.key(case) for one in reminders(the_pack(), case, people, end) if one.at <= end}
    assert due <= planned


# ------------------------------------------------------------------------------ nine is nine

NINE = {
    "Europe/Berlin": (date(2026, 3, 27), date(2026, 3, 30)),
    "America/New_York": (date(2026, 3, 6), date(2026, 3, 9)),
    "America/St_Johns": (date(2026, 10, 30), date(2026, 11, 2)),
    "Australia/Lord_Howe": (date(2026, 4, 3), date(2026, 4, 6)),
    "Pacific/Auckland": (date(2026, 9, 25), date(2026, 9, 28)),
    "Pacific/Chatham": (date(2026, 9, 25), date(2026, 9, 28)),
    "Africa/Cairo": (date(2026, 4, 23), date(2026, 4, 27)),
    "Asia/Kolkata": (date(2026, 3, 27), date(2026, 3, 30)),
    "Asia/Kathmandu": (date(2026, 3, 27), date(2026, 3, 30)),
}


@pytest.mark.parametrize("zone", NINE)
def test_nine_stays_nine_across_dst(zone: str) -> None:
    calendar = Calendar(zone)
    for day in NINE[zone]:
        morning = morning_after(calendar.at(day, time(0)), calendar)
        local = morning.astimezone(zone_of(zone))
        assert (local.date(), local.time()) == (day, time(9))
    moves = {calendar.local(calendar.at(day, time(9))).utcoffset() for day in NINE[zone]}
    assert len(moves) == (1 if zone in ("Asia/Kolkata", "Asia/Kathmandu") else 2)


@pytest.mark.parametrize(
    ("day", "stage", "heard"),
    [
        (date(2028, 2, 29), "day+0", "2028-02-29T09:00"),
        (date(2028, 3, 1), "day-1", "2028-02-29T09:00"),
        (date(2028, 2, 29), "day+3", "2028-03-03T09:00"),
        (date(2026, 2, 28), "day+3", "2026-03-03T09:00"),
        (date(2026, 12, 31), "day+7", "2027-01-07T09:00"),
        (date(2027, 1, 1), "day-1", "2026-12-31T09:00"),
        (date(2026, 5, 31), "day+0", "2026-06-01T09:00"),
    ],
)
def test_days_are_counted_over_month_ends_leap_days_and_year_ends(
    day: date, stage: str, heard: str
) -> None:
    early = datetime(2026, 1, 5, 9, tzinfo=UTC)
    held = measure(stages=(Stage(MeasureState.PLANNED, "mira", early),), due_on=day)
    case = replace(with_team().case, measures=(held,))
    every = reminders(the_pack(), case, PEOPLE, NOW)
    due = next(one for one in every if one.subject.id == str(NUMBER) and one.stage == stage)
    assert due.at == datetime.fromisoformat(heard).replace(tzinfo=UTC)


def test_holidays_across_the_year_end_are_waited_for() -> None:
    free = frozenset(date(2026, 12, 24) + timedelta(days=one) for one in range(12))
    people = {**PEOPLE, "ines": replace(PEOPLE["ines"], calendar=Calendar(holidays=free))}
    case = replace(with_team().case, measures=(measure(due_on=date(2026, 12, 28)),))
    every = reminders(the_pack(), case, people, NOW)
    times = {one.stage: one.at.date() for one in every if one.subject.id == str(NUMBER)}
    assert times["day+0"] == times["day+3"] == times["day+7"] == date(2027, 1, 5)
