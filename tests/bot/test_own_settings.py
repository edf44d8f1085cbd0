"""Somebody's own settings through a turn: kept once, written down, and counted from then on."""

from collections.abc import Iterator

import pytest

from flows.cards import Card, Form, Reply, Value
from flows.events import SettingsAsked, SettingsSent
from flows.people.preferences import Preferences
from storage import journal, store
from storage.database import Database
from tests.bot.house import House

STREAM = "organisation"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


def kept(house: House, who: str = "mira") -> Preferences:
    return house.database.transact(store.preferences, who)


async def form(house: House, who: str = "mira") -> Form:
    shown = await house.says(who, SettingsAsked(change=True))
    assert isinstance(shown, Form)
    return shown


async def sends(house: House, who: str = "mira", id: str | None = None, **typed: Value) -> Reply:
    """Fill in the form as it is drawn now, and save."""
    shown = await form(house, who)
    values = {**{each.id: each.value or "" for each in shown.fields}, **typed}
    return await house.says(who, SettingsSent(shown.submit.revision, values), id=id)


async def test_settings_are_kept_and_count_at_once(house: House) -> None:
    assert isinstance(await house.says("mira", SettingsAsked()), Card)
    reply = await sends(house, zone="Berlin", country="de", opens="8", closes="16")
    assert isinstance(reply, Card)
    assert (kept(house).zone, kept(house).country, kept(house).revision) == (
        "Europe/Berlin",
        "DE",
        1,
    )
    profile = house.database.transact(house.register.roster).people["mira"]
    assert (profile.zone, profile.calendar.zone) == ("Europe/Berlin", "Europe/Berlin")
    assert profile.calendar.holidays
    assert kept(house, "leo") == Preferences()


async def test_a_change_is_written_down_without_what_was_typed(house: House) -> None:
    await sends(house, zone="Berlin")
    (entry,) = house.database.transact(journal.entries, STREAM)
    assert (entry.actor, entry.action) == ("mira", "settings_changed")
    assert entry.details == {"revision": 1, "fields": "zone"}
    assert house.database.transact(journal.verify) == ()


async def test_a_second_delivery_changes_nothing(house: House) -> None:
    await sends(house, id="sent", zone="Berlin")
    again = await house.says("mira", SettingsSent(1, {"zone": "Asia/Tokyo"}), id="sent")
    assert isinstance(again, Card)
    assert kept(house).zone == "Europe/Berlin"
    assert len(house.database.transact(journal.entries, STREAM)) == 1


async def test_what_does_not_fit_comes_back_and_keeps_nothing(house: House) -> None:
    reply = await sends(house, zone="Atlantis", country="de")
    assert isinstance(reply, Form)
    assert {each.id: each.value for each in reply.fields}["country"] == "de"
    assert [each.id for each in reply.fields if each.error] == ["zone"]
    assert kept(house) == Preferences()
    assert house.database.transact(journal.entries, STREAM) == ()


async def test_two_windows_of_one_person_overwrite_nothing(house: House) -> None:
    first = await form(house)
    await sends(house, zone="Berlin")
    reply = await house.says("mira", SettingsSent(first.submit.revision, {"country": "IN"}))
    assert isinstance(reply, Form)
    assert reply.submit.revision == 1
    assert {each.id: each.value for each in reply.fields}["country"] == "IN"
    assert kept(house) == Preferences(1, zone="Europe/Berlin")
