"""A leaver through a turn: roles and every case go over together, once, and each taker hears it."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from flows.cards import Card, Form
from flows.case import Case, Confidentiality
from flows.events import LeaverAsked, LeaverSent
from flows.people.holdings import holdings
from storage import journal, store
from storage.database import Database
from tests.bot.house import NOON, House, buttons_of
from tests.worked import worked

HANDED = LeaverSent("mira", {"taker": "ben"})


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        house.welcome("ada", "admin")
        house.welcome("ben")
        yield house


def case_of(house: House, id: UUID) -> Case:
    return house.database.transact(store.load, house.keys, id)


def restrict(house: House, id: UUID) -> None:
    before = case_of(house, id)
    after = replace(
        before,
        confidentiality=Confidentiality.RESTRICTED,
        participants=("mira",),
        revision=before.revision + 1,
    )
    house.database.transact(store.save, house.keys, before, after, NOON)


def actions(house: House, stream: str) -> list[tuple[str, str]]:
    entries = house.database.transact(journal.entries, stream)
    return [(one.actor, one.action) for one in entries]


async def test_a_load_goes_over_in_every_case_once_and_is_written_down(house: House) -> None:
    ids = [await house.screen(worked(id)) for id in ("G02", "G01")]
    for _ in range(2):
        card = await house.says("ada", HANDED, id="the leaver")
        assert isinstance(card, Card | Form)
    for id in ids:
        case = case_of(house, id)
        assert (case.owner, holdings(case, "mira")) == ("ben", ())
        assert actions(house, str(id)).count(("ada", "load_handed_on")) == 1
    saved = house.database.transact(store.organisation)
    assert saved.holding("product_manager") == ("ben",)
    assert actions(house, "organisation") == [("ada", "load_handed_on"), ("ada", "role_changed")]
    assert house.database.transact(journal.verify) == ()
    await house.delivery.deliver()
    assert sorted(house.views("person:ben")) == ["handed_on", "handed_on", "role_given"]
    texts = [one.payload["text"] for one in house.channel.sent("person:ben")]
    assert any("You own the case" in text for text in texts)


async def test_of_a_restricted_case_the_admin_sees_nothing_and_the_team_takes_over(
    house: House,
) -> None:
    id = await house.screen(worked("G02"))
    restrict(house, id)
    await house.delivery.deliver()
    shown = await house.says("ada", LeaverAsked({"leaver": "mira"}))
    assert isinstance(shown, Form)
    assert "SAL-" not in str(shown)
    card = await house.says("ada", HANDED)
    assert isinstance(card, Card)
    assert "SAL-" not in str(card)
    case = case_of(house, id)
    assert (case.owner, case.participants) == ("hana", ())
    await house.delivery.deliver()
    assert "handed_on" not in house.views("person:ben")
    assert house.views("person:hana") == ["handed_on"]
    assert ("ada", "load_handed_on") in actions(house, str(id))


async def test_whoever_is_responsible_in_the_team_hands_that_on_with_their_role(
    house: House,
) -> None:
    id = await house.screen(worked("G02"))
    pending = case_of(house, id).pending
    assert pending is not None
    assert pending.responsible == "hana"
    await house.says("ada", LeaverSent("hana", {"taker": "ben"}))
    pending = case_of(house, id).pending
    assert pending is not None
    assert pending.responsible == "ben"
    saved = house.database.transact(store.organisation)
    assert saved.holding("human_rights_team") == ("ben",)


async def test_an_admin_asks_first_and_nothing_is_handed_over(house: House) -> None:
    id = await house.screen(worked("G02"))
    form = await house.says("ada", LeaverAsked())
    assert isinstance(form, Form)
    shown = await house.says("ada", LeaverAsked({"leaver": "mira"}))
    assert "SAL-1" in str(shown)
    assert [button.verb for button in buttons_of(shown)] == ["leaver_send", "roles"]
    assert case_of(house, id).owner == "mira"
    assert actions(house, "organisation") == []


async def test_whoever_is_no_admin_hands_nothing_over(house: House) -> None:
    id = await house.screen(worked("G02"))
    await house.says("hana", HANDED)
    assert case_of(house, id).owner == "mira"
    assert actions(house, "organisation") == [("hana", "refused")]
