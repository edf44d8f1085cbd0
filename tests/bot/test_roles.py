"""Roles through a turn, and what happens where a role cannot be reached: nothing is dropped."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from bot.first_steps import say_who_is_unreached
from flows.cards import Card, Form, Value
from flows.case import Case
from flows.events import CaseOpened, RolesAsked, RoleSent
from flows.people.organisation import Organisation
from storage import journal, store
from storage.database import Database
from storage.store import Account, ChatProfile
from tests.bot.house import NOON, House
from tests.worked import worked


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        house.welcome("ada", "admin")
        house.welcome("ben")
        yield house


def organisation(house: House) -> Organisation:
    return house.database.transact(store.organisation)


def holding(house: House, role: str, *people: str, backups: tuple[str, ...] = ()) -> None:
    """Let these people hold a role, and those back it, whatever was before."""
    before = organisation(house)
    after = replace(
        before, holders={**before.holders, role: people}, backups={**before.backups, role: backups}
    )
    house.database.transact(store.save_organisation, before, after, "test", NOON)


def case_of(house: House, id: UUID) -> Case:
    return house.database.transact(store.load, house.keys, id)


def gone(house: House, person: str) -> None:
    account, profile = Account("memory", "", person), ChatProfile(person.title(), gone=True)
    house.database.transact(store.meet, account, profile, NOON)


def unreached(house: House, id: UUID) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.role, one.instead) for one in case_of(house, id).unreached]


async def gives(house: House, role: str, id: str = "the role", **values: Value) -> object:
    form = await house.says("ada", RolesAsked(role))
    assert isinstance(form, Form)
    return await house.says("ada", RoleSent(role, form.submit.revision, values), id=id)


async def test_a_role_is_given_once_and_written_down_and_its_holder_hears_it(house: House) -> None:
    for _ in range(2):
        card = await gives(house, "auditor", holders=("ben",), backups=("lea",))
        assert isinstance(card, Card)
        assert card.view == "roles"
    saved = organisation(house)
    assert (saved.holding("auditor"), saved.backing("auditor")) == (("ben",), ("lea",))
    entries = house.database.transact(journal.entries, "organisation")
    assert [(one.actor, one.action) for one in entries] == [("ada", "role_changed")]
    await house.delivery.deliver()
    assert house.views("person:ben") == ["role_given"]
    assert house.views("person:lea") == ["role_backed"]


async def test_whoever_is_no_admin_gives_no_role(house: House) -> None:
    before = organisation(house)
    await house.says("hana", RoleSent("admin", before.revision, {"holders": ("hana",)}))
    assert organisation(house) == before
    (entry,) = house.database.transact(journal.entries, "organisation")
    assert (entry.actor, entry.action) == ("hana", "refused")


async def test_a_backup_hears_and_may_open_what_nobody_of_the_role_can_be_told(
    house: House,
) -> None:
    holding(house, "legal", "lea", backups=("ben",))
    gone(house, "lea")
    id = await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert "informed" in house.views("person:ben")
    assert unreached(house, id) == [("legal", ("ben",))]
    card = await house.says("ben", CaseOpened(), id)
    assert isinstance(card, Card)
    assert house.views("person:ada") == ["unreachable"]
    (told,) = house.channel.sent("person:ada")
    assert "backup was told instead" in told.payload["text"]
    assert "SAL-" not in told.payload["text"]


async def test_what_no_role_and_no_backup_can_be_told_the_team_is_and_its_card_says_so(
    house: House,
) -> None:
    gone(house, "sam")
    id = await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert house.views("team").count("informed") == 1
    assert unreached(house, id) == [("executive_sponsor", ("human_rights_team",))]
    entries = house.database.transact(journal.entries, str(id))
    assert [one.actor for one in entries if one.action == "role_unreached"] == ["salient"]
    assert house.database.transact(journal.verify) == ()
    card = await house.says("hana", CaseOpened(), id)
    assert isinstance(card, Card)
    assert any("Executive sponsor" in str(each) for each in card.body)


async def test_where_nobody_at_all_is_reached_the_case_says_so_and_the_admins_hear(
    house: House,
) -> None:
    before = organisation(house)
    bare = replace(before, contacts={})
    house.database.transact(store.save_organisation, before, bare, "test", NOON)
    gone(house, "hana")
    id = await house.screen(worked("G02"))
    await house.delivery.deliver()
    assert ("human_rights_team", ()) in unreached(house, id)
    assert "unreachable" in house.views("person:ada")


async def test_a_role_that_is_reached_later_is_told_what_it_missed(house: House) -> None:
    holding(house, "executive_sponsor")
    id = await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert unreached(house, id) == [("executive_sponsor", ("human_rights_team",))]
    await gives(house, "executive_sponsor", holders=("ben",))
    await house.delivery.deliver()
    assert sorted(house.views("person:ben")) == ["informed", "role_given"]
    assert len(case_of(house, id).unreached) == 1, "it stays as history"


async def test_a_sealed_case_falls_to_nobody_outside_the_team(house: House) -> None:
    before = organisation(house)
    bare = replace(before, contacts={}, backups={"human_rights_team": ("ben",)})
    house.database.transact(store.save_organisation, before, bare, "test", NOON)
    house.refuses("person:hana", "account_gone")
    await house.screen(worked("RV08"))
    await house.clock.advance(timedelta(hours=2))
    for _ in range(3):
        await house.delivery.deliver()
    assert "concern" not in house.views("person:ben")
    assert "concern" not in house.views("person:ada")


async def test_what_the_only_one_of_a_role_does_not_take_goes_to_their_backup(
    house: House,
) -> None:
    holding(house, "legal", "lea", backups=("ben",))
    house.refuses("person:lea", "account_gone")
    await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert "informed" in house.views("person:ben")


async def test_what_nobody_of_a_role_takes_goes_to_the_team_once(house: House) -> None:
    house.welcome("sol", "executive_sponsor")
    for person in ("sam", "sol"):
        house.refuses(f"person:{person}", "account_gone")
    await house.screen(worked("G05"))
    for _ in range(3):
        await house.later(timedelta(minutes=1))
    assert house.views("team").count("informed") == 1


async def test_where_the_team_takes_nothing_either_it_comes_to_an_end(house: House) -> None:
    for place in ("person:sam", "team", "person:hana"):
        house.refuses(place, "account_gone")
    await house.screen(worked("G05"))
    for _ in range(5):
        await house.later(timedelta(minutes=1))
    assert house.views("person:sam") == house.views("team") == house.views("person:hana") == []


def test_at_the_start_the_roles_that_nothing_reaches_are_named(house: House) -> None:
    gone(house, "lea")
    roster = house.database.transact(house.register.roster)
    with capture_logs() as logged:
        house.database.transact(say_who_is_unreached, roster, house.packs.accepted)
    (one,) = logged
    assert "legal" in one["roles"].split()
    assert "admin" not in one["roles"].split()
