"""Keeping a message through turns: held for one person, asked about in private, handed on once."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, func, select
from structlog.testing import capture_logs

from bot.wiring.core import core
from flows.cards import Form, Notice, Reply
from flows.events import KeepAsked, KeepSent
from storage import outbox
from storage.database import Database
from storage.packs import BUILT_IN, read_source
from storage.tables import KeepingRow
from tests.bot.house import House
from tests.flows.screening import words
from tests.worked import worked

TEXT = "We tested it with nurses. Zq7Marker"
MESSAGE = KeepAsked("leo", "https://chat.example/p1", TEXT)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


def held(house: House) -> int:
    return house.database.transact(_count)


def _count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(KeepingRow)).one()


def form(reply: Reply) -> Form:
    assert isinstance(reply, Form), words(reply)
    return reply


async def asked(house: House, who: str = "mira", id: str | None = None) -> str:
    """Let somebody choose a message; return what it is held under."""
    shown = form(await house.says(who, MESSAGE, id=id))
    assert shown.view == "keep_for"
    return shown.submit.args["keeping"]


async def test_a_message_is_asked_about_step_by_step_and_handed_to_its_case(house: House) -> None:
    case = await house.screen(worked("G02"))
    keeping = await asked(house)
    assert held(house) == 1
    second = form(await house.says("mira", KeepSent(keeping, values={"kept_for": str(case)})))
    assert second.view == "keep_about"
    assert second.submit.args == {"keeping": keeping, "kept_for": str(case)}
    sent = KeepSent(keeping, str(case), {"kept_about": "P02"})
    reply = await house.says("mira", sent, id="kept")
    assert "not held here" not in words(reply)
    assert held(house) == 0
    again = await house.says("mira", sent, id="kept")
    assert "it is kept already, or a day has gone by" in words(again)


async def test_a_second_delivery_holds_the_message_once(house: House) -> None:
    await house.screen(worked("G02"))
    assert await asked(house, id="once") == await asked(house, id="once")
    assert held(house) == 1


async def test_nobody_else_is_shown_or_can_send_what_is_held(house: House) -> None:
    case = await house.screen(worked("G02"))
    keeping = await asked(house)
    for sent in (
        KeepSent(keeping, values={"kept_for": str(case)}),
        KeepSent(keeping, str(case)),
        KeepSent("no id", str(case)),
    ):
        reply = await house.says("hana", sent)
        assert isinstance(reply, Notice)
        assert "not held here any more" in words(reply)
    assert held(house) == 1
    assert house.database.transact(outbox.counts).keys() <= {"pending"}


async def test_a_case_of_others_cannot_be_chosen(house: House) -> None:
    await house.screen(worked("G02"))
    theirs = await house.screen(worked("G02"), "vik")
    keeping = await asked(house)
    reply = form(await house.says("mira", KeepSent(keeping, values={"kept_for": str(theirs)})))
    assert reply.view == "keep_for"
    assert reply.fields[0].error
    unknown = str(UUID(int=3))
    assert "no case of that number" in words(await house.says("mira", KeepSent(keeping, unknown)))


async def test_where_there_is_no_case_it_is_said(house: House) -> None:
    assert "no open case" in words(await house.says("vik", MESSAGE))


async def test_a_message_with_nothing_to_keep_is_not_held(house: House) -> None:
    await house.screen(worked("G02"))
    reply = await house.says("mira", KeepAsked("leo", "", " \n"))
    assert "neither words nor a link" in words(reply)
    assert held(house) == 0


async def test_after_a_day_nothing_is_held_and_it_is_said(house: House) -> None:
    case = await house.screen(worked("G02"))
    keeping = await asked(house)
    await house.clock.advance(timedelta(days=1))
    reply = await house.says("mira", KeepSent(keeping, str(case)))
    assert "not held here any more" in words(reply)
    source, channels = read_source(BUILT_IN), {"memory": house.channel}
    whole = core(house.database, house.keys, source, house.register, house.clock, channels)
    assert held(house) == 1
    await whole.sweep()
    assert held(house) == 0


async def test_nothing_of_a_message_is_logged_or_owed(house: House) -> None:
    case = await house.screen(worked("G02"))
    with capture_logs() as logged:
        keeping = await asked(house)
        await house.says("mira", KeepSent(keeping, values={"kept_for": str(case)}))
        await house.says("mira", KeepSent(keeping, str(case)))
    assert logged
    assert "Zq7Marker" not in str(logged)
    assert "chat.example" not in str(logged)
