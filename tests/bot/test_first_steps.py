"""Who is admin before anybody is, and who is asked to set Salient up."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.contract import Met
from bot.dispatch import ORGANISATION, SALIENT
from bot.first_steps import admins_first, admins_when_there_is_none, ask_for_set_up
from flows.cards import Card, Value
from flows.events import SetUpAsked, SetUpSent
from flows.people.organisation import Organisation
from storage import journal, outbox, store
from storage.database import Database
from tests.bot.house import NOON, House

NAMED = frozenset({"ada@example.com"})


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        for newcomer in ("ada", "eve"):
            house.welcome(newcomer)
        yield house


def admins(house: House) -> tuple[str, ...]:
    return house.database.transact(store.organisation).holding("admin")


def asks(house: House) -> None:
    roster = house.database.transact(house.register.roster)
    house.database.transact(ask_for_set_up, roster, house.clock.now())


def unset(house: House) -> None:
    """Forget where anybody is reached."""
    before = house.database.transact(store.organisation)
    bare = Organisation(before.revision + 1, before.holders)
    house.database.transact(store.save_organisation, before, bare, "test", NOON)


@pytest.mark.parametrize(
    ("email", "expected"),
    [("Ada@Example.com", ("ada",)), ("eve@example.com", ()), ("", ())],
)
def test_a_newcomer_whom_the_settings_name_is_an_admin(
    house: House, email: str, expected: tuple[str, ...]
) -> None:
    met = Met("", "ada", "Ada", email)
    for _ in range(2):
        house.database.transact(partial(admins_first, NAMED), met, "ada", NOON)
    assert admins(house) == expected


def test_people_named_in_the_settings_are_admins_while_nobody_is(house: House) -> None:
    house.database.transact(admins_when_there_is_none, [], NOON)
    assert admins(house) == ()
    house.database.transact(admins_when_there_is_none, ["eve", "ada"], NOON)
    assert admins(house) == ("eve", "ada")


def test_once_there_is_an_admin_the_settings_name_no_more(house: House) -> None:
    house.welcome("ada", "admin")
    house.database.transact(admins_when_there_is_none, ["eve"], NOON)
    assert admins(house) == ("ada",)


async def test_the_first_admin_who_can_be_reached_is_asked_once(house: House) -> None:
    unset(house)
    house.database.transact(store.add_person, "far", "Far", NOON)  # with no account anywhere
    house.database.transact(admins_when_there_is_none, ["far", "eve", "ada"], NOON)
    for _ in range(3):
        asks(house)
        await house.delivery.deliver()
    assert house.views("person:eve") == ["set_up_due"]
    assert house.views("person:ada") == []
    (sent,) = house.channel.sent("person:eve")
    assert "It takes two minutes" in sent.payload["text"]


async def test_a_start_on_another_day_asks_again_until_it_is_set_up(house: House) -> None:
    unset(house)
    house.welcome("eve", "admin")
    for _ in range(2):
        asks(house)
        asks(house)
        await house.later(timedelta(days=1))
    assert house.views("person:eve") == ["set_up_due", "set_up_due"]


def test_who_became_admin_by_the_settings_stands_in_the_journal(house: House) -> None:
    for _ in range(2):
        house.database.transact(
            partial(admins_first, NAMED), Met("", "ada", "Ada", "ada@example.com"), "ada", NOON
        )
    (entry,) = house.database.transact(journal.entries, ORGANISATION)
    assert (entry.actor, entry.action, entry.details) == (SALIENT, "admin_named", {"person": "ada"})


async def test_another_first_admin_is_asked_too(house: House) -> None:
    unset(house)
    house.welcome("eve", "admin")
    asks(house)
    before = house.database.transact(store.organisation)
    house.database.transact(store.grant, "admin", ["ada"], "test", NOON)
    assert house.database.transact(store.organisation) != before
    asks(house)
    await house.delivery.deliver()
    assert house.views("person:ada") == house.views("person:eve") == ["set_up_due"]


async def test_nobody_is_asked_where_everything_is_set(house: House) -> None:
    house.welcome("ada", "admin")
    asks(house)
    assert house.database.transact(outbox.counts) == {}


def test_that_nobody_can_set_it_up_is_said_to_the_operator(house: House) -> None:
    unset(house)
    with capture_logs() as logged:
        asks(house)
    assert [(line["action"], line["log_level"]) for line in logged] == [("no_admin", "error")]
    assert house.database.transact(outbox.counts) == {}


async def test_an_admin_who_was_slow_reads_that_it_is_done(house: House) -> None:
    unset(house)
    house.welcome("ada", "admin")
    asks(house)
    values: dict[str, Value] = {
        "team": ("hana",), "team_conversation": "team", "launch_conversation": "launch",
        "sponsor": "sam", "product_leads": ("leo",),
    }  # fmt: skip
    revision = house.database.transact(store.organisation).revision
    assert isinstance(await house.says("ada", SetUpSent(revision, values)), Card)
    await house.delivery.deliver()
    (sent,) = [one for one in house.channel.sent("person:ada") if one.payload["view"] != "test"]
    assert "This is done by now" in sent.payload["text"]
    assert isinstance(await house.says("ada", SetUpAsked()), Card)
