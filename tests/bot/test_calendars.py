"""Calendars: what people set, their chat or the settings tell, with the holidays of these years."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.calendars import COUNTRIES, Defaults, calendar_of, next_turn, public_holidays
from bot.register import Register
from flows.people.due import Calendar
from flows.people.preferences import Absence, Preferences
from flows.people.profile import Profile
from storage import store
from storage.database import Database
from storage.store import Account, ChatProfile
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HERE = Defaults("Europe/Vienna", "AT")
TOLD = ChatProfile("Ann", zone="Asia/Tokyo", locale="ja-JP")
SILENT = ChatProfile("Bob")
FIRST = Preferences()


def test_what_somebody_set_counts_before_what_their_chat_tells() -> None:
    set_to = Preferences(
        1, "Europe/Berlin", frozenset({6, 0}), (time(8), time(12)), (time(20), time(7)), "DE"
    )
    assert calendar_of(set_to, HERE.usual(TOLD), NOON) == Calendar(
        "Europe/Berlin",
        frozenset({6, 0}),
        time(8),
        time(12),
        public_holidays("DE", 2026),
        (time(20), time(7)),
    )


def test_what_a_chat_tells_counts_before_the_settings() -> None:
    assert calendar_of(FIRST, HERE.usual(TOLD), NOON).zone == "Asia/Tokyo"
    assert calendar_of(FIRST, HERE.usual(SILENT), NOON).zone == "Europe/Vienna"
    usual = HERE.usual(SILENT)
    assert (usual.zone_told, usual.language, usual.country) == (False, "en", "AT")
    assert (HERE.usual(TOLD).zone_told, HERE.usual(TOLD).language) == (True, "ja-JP")
    assert usual.countries == COUNTRIES


def test_without_anything_somebody_works_from_monday_to_friday_without_holidays() -> None:
    assert calendar_of(FIRST, Defaults().usual(SILENT), NOON) == Calendar("UTC")


def test_holidays_are_those_of_last_year_and_the_two_after_this() -> None:
    days = public_holidays("DE", 2026)
    unity = [date(year, 10, 3) for year in range(2024, 2030)]
    assert [day in days for day in unity] == [False, True, True, True, True, False]
    assert public_holidays("XX", 2026) == frozenset()
    assert {"DE", "IN", "US"} <= COUNTRIES


def test_a_new_year_brings_its_own_holidays() -> None:
    later = NOON.replace(year=2028)
    days = calendar_of(FIRST, HERE.usual(SILENT), later).holidays
    assert date(2030, 1, 1) in days
    assert date(2026, 1, 1) not in days


def test_nothing_turns_before_the_year_does_unless_somebody_goes_or_comes_back() -> None:
    new_year = datetime(2027, 1, 1, tzinfo=UTC)
    away = {"ann": Preferences(1, absence=Absence(date(2026, 3, 9), date(2026, 3, 13), "bob"))}
    zones = {"ann": Calendar("Asia/Tokyo"), "bob": Calendar()}
    assert next_turn({"bob": FIRST}, zones, NOON) == new_year
    goes, comes = datetime(2026, 3, 8, 15, tzinfo=UTC), datetime(2026, 3, 13, 15, tzinfo=UTC)
    assert next_turn(away, zones, NOON) == goes
    assert next_turn(away, zones, goes) == comes
    assert next_turn(away, zones, comes) == new_year


# --- in the register


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def meets(database: Database, profile: ChatProfile) -> str:
    account = Account("slack", "T1", profile.name)
    return database.transact(store.meet, account, profile, NOON)


def sets(database: Database, person: str, preferences: Preferences) -> None:
    before = database.transact(store.preferences, person)
    database.transact(store.save_preferences, person, before, preferences)


def test_what_somebody_sets_is_in_the_roster_at_the_next_call(database: Database) -> None:
    ann = meets(database, TOLD)
    register = Register("UTC", country="AT", clock=FakeClock(NOON))
    before = database.transact(register.roster).people[ann]
    assert before == Profile(
        "Ann", "ja-JP", "Asia/Tokyo", calendar=calendar_of(FIRST, HERE.usual(TOLD), NOON)
    )
    sets(database, ann, Preferences(1, zone="Europe/Berlin", language="en", country="DE"))
    after = database.transact(register.roster).people[ann]
    assert (after.zone, after.locale) == ("Europe/Berlin", "en")
    assert after.calendar == Calendar("Europe/Berlin", holidays=public_holidays("DE", 2026))


async def test_an_absence_begins_and_ends_by_itself(database: Database) -> None:
    ann, bob = meets(database, TOLD), meets(database, SILENT)
    clock = FakeClock(NOON)
    register = Register("UTC", clock=clock)
    days = Absence(date(2026, 3, 9), date(2026, 3, 13), bob)
    sets(database, ann, Preferences(1, absence=days))

    def now() -> tuple[date | None, str | None]:
        profile = database.transact(register.roster).people[ann]
        return profile.away_until, profile.stand_in

    assert now() == (None, None)
    await clock.advance(datetime(2026, 3, 8, 15, tzinfo=UTC) - NOON)
    assert now() == (days.last, bob)
    roster = database.transact(register.roster)
    await clock.advance(timedelta(days=4, hours=23))
    assert database.transact(register.roster) is roster
    await clock.advance(timedelta(hours=1))
    assert now() == (None, None)


def test_nobody_stands_in_who_has_left(database: Database) -> None:
    ann, bob = meets(database, TOLD), meets(database, SILENT)
    days = Absence(date(2026, 3, 2), date(2026, 3, 13), bob)
    sets(database, ann, Preferences(1, absence=days))
    register = Register("UTC", clock=FakeClock(NOON))
    assert database.transact(register.roster).people[ann].stand_in == bob
    meets(database, ChatProfile("Bob", gone=True))
    left = database.transact(register.roster).people
    assert (left[ann].away_until, left[ann].stand_in) == (days.last, None)
    assert (left[bob].gone, left[bob].reachable) == (True, False)


async def test_the_roster_is_read_again_when_the_year_is_over(database: Database) -> None:
    ann = meets(database, TOLD)
    clock = FakeClock(NOON)
    register = Register("UTC", country="AT", clock=clock)
    assert date(2029, 1, 1) not in database.transact(register.roster).people[ann].calendar.holidays
    await clock.advance(datetime(2027, 1, 1, tzinfo=UTC) - NOON)
    assert date(2029, 1, 1) in database.transact(register.roster).people[ann].calendar.holidays


def test_somebody_without_an_account_cannot_be_reached(database: Database) -> None:
    database.transact(store.add_person, "cai", "Cai", NOON)
    ann = meets(database, TOLD)
    people = database.transact(Register("UTC").roster).people
    assert (people["cai"].reachable, people[ann].reachable) == (False, True)
