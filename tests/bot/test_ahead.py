"""What is told to lie ahead is what is sent then, and to look at it changes nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from bot.ahead import Ahead, written
from bot.ahead.listening import Heard
from bot.ahead.looking import ahead_of, copied
from bot.ahead.reasons import Reasons
from bot.channels.desk.channel import DeskChannel
from bot.contract import Address, Payload, SentRef
from bot.register import Register
from bot.rehearsal import Rehearsal, SimulatedClock
from bot.rehearsal.story import read_story
from bot.wiring import Salient, assemble
from bot.wiring.desk import desk_register
from bot.wiring.passing import PassingTime
from flows.case import MeasureState
from flows.errors import CaseFileError
from flows.events import ConcernSent
from storage import journal
from storage.database import Database, Session
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source
from storage.tables import OutboxRow
from tests.bot.house import KEY, NOON, House
from tests.bot.recorded import first_case
from tests.worked import worked

SOURCE = read_source(BUILT_IN)
SPAN = timedelta(days=45)
TAKEN = 5
"""So many chapters of the story end with a decision, and with measures that are taken."""


class Noting(DeskChannel):
    """The desk, noting what it is sent, as it was drawn then."""

    def __init__(self, salient: Salient) -> None:
        super().__init__(salient.messages, salient.clock, salient.hub)
        self.sent: dict[str, str] = {}

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        self.sent[key] = payload["text"]
        return await super().send(to, payload, key)


@dataclass
class Listed:
    """What lies ahead, message by message."""

    told: list[tuple[Heard, Reasons]] = field(default_factory=list)

    def __call__(self, heard: Heard, reasons: Reasons) -> None:
        self.told.append((heard, reasons))

    def lines(self, *, everything: bool = False) -> list[str]:
        return [each for one in self.told for each in written(*one, everything=everything)]


@contextmanager
def looking(url: str, keys: Keyring, now: datetime, of_chat: bool = False) -> Iterator[Ahead]:
    """Look ahead of a database that a server has open."""

    def register(clock: Any) -> Register:
        if of_chat:
            return Register("UTC", {"memory": "person:{}".format}, clock=clock)
        return desk_register("UTC", clock)

    database = Database(url, read_only=True)
    try:
        with copied(database) as other:
            yield ahead_of(other, keys, SOURCE, SimulatedClock(now), register)
    finally:
        database.close()


@pytest.fixture
def decided(database_url: str) -> Iterator[Salient]:
    """The workplace analytics product, decided upon, its measures taken and nothing done yet."""
    database, story = Database(database_url), read_story()
    begun = replace(story, chapters=story.chapters[:TAKEN])
    try:
        salient = assemble(database, Keyring(KEY), SOURCE, "UTC", SimulatedClock())
        with pytest.raises(CaseFileError, match="not closed"):
            asyncio.run(Rehearsal(salient, worked("G02"), lambda line: None, begun).play())
        yield salient
    finally:
        database.close()


async def test_what_lies_ahead_is_what_is_sent_then(decided: Salient, database_url: str) -> None:
    database, keys, now = decided.core.database, decided.core.keys, decided.clock.now()
    states = {one.state for one in database.transact(first_case, keys).measures}
    assert states == {MeasureState.PLANNED, MeasureState.NOT_NEEDED}
    before = database.transact(everything)
    with looking(database_url, keys, now) as ahead:
        listed = Listed()
        await ahead.look(SPAN, listed)
        foreseen = ahead.core.database.transact(sent_since, now)
    assert database.transact(everything) == before
    assert database.transact(journal.verify) == ()

    noting = Noting(decided)
    channels = decided.core.delivery.channels
    assert isinstance(channels, dict)
    channels[noting.name] = noting
    await decided.core.tick()
    await PassingTime(decided.clock, decided.core).advance(SPAN)
    assert database.transact(sent_since, now) == foreseen
    assert {heard.key: heard.text for heard, _ in listed.told} == noting.sent
    assert [(heard.at, heard.key) for heard, _ in listed.told] == [
        (row["sent_at"], row["key"]) for row in sorted(foreseen, key=in_order(listed))
    ]
    assert len({heard.to.conversation for heard, _ in listed.told}) >= 3
    assert not [line for line in listed.lines() if "Something about it is due" in line]


async def test_every_line_says_when_to_whom_what_and_by_which_rule(
    decided: Salient, database_url: str
) -> None:
    with looking(database_url, decided.core.keys, decided.clock.now()) as ahead:
        listed = Listed()
        await ahead.look(SPAN, listed)
    assert all(reasons.lines for _, reasons in listed.told)
    text = "\n".join(listed.lines())
    for said in ("UTC · to Mira Lindqvist (person:manager) · What is due on", "due in a week"):
        assert said in text
    assert "to Human rights team (human_rights)" in text
    assert " · two weeks late" in text


async def test_sealed_message_that_waits_is_told_by_its_reference_alone(database_url: str) -> None:
    database = Database(database_url)
    with House(database) as house:
        await house.says("vik", ConcernSent({"words": "Nobody asked the drivers.", "launch": "X"}))
        with looking(database_url, house.keys, NOON, of_chat=True) as ahead:
            listed = Listed()
            await ahead.look(timedelta(hours=2), listed)
    (line,) = listed.lines()
    reference = listed.told[0][1].reference
    assert line == f"Mon 2 March 2026, 13:00 UTC · to the human rights team · {reference}"
    assert "(team)" in listed.lines(everything=True)[0]


async def test_message_that_waits_says_since_when(database_url: str) -> None:
    database = Database(database_url)
    with House(database) as house:
        await house.screen(worked("G02"))
        with looking(database_url, house.keys, NOON, of_chat=True) as ahead:
            await ahead.clock.advance(timedelta(minutes=5))
            listed = Listed()
            await ahead.look(timedelta(0), listed)
        assert len(listed.told) == len(database.transact(owed))
    assert any("owed since Mon 2 March 2026, 12:00 UTC" in line for line in listed.lines())


def in_order(listed: Listed) -> Any:
    """Return the order in which messages were told: within a moment the chat's own."""
    places = {heard.key: place for place, (heard, _) in enumerate(listed.told)}
    return lambda row: places[row["key"]]


def sent_since(session: Session, since: datetime) -> list[dict[str, Any]]:
    """Return what was sent from a moment on: when, to whom, by which view and with what."""
    rows = session.exec(
        select(OutboxRow)
        .where(OutboxRow.kind == "send", col(OutboxRow.sent_at) >= since)
        .order_by(col(OutboxRow.key))
    )
    named = {"key", "sent_at", "conversation", "recipient", "role", "view", "args", "lane"}
    return [row.model_dump(include=named) for row in rows]


def owed(session: Session) -> list[str]:
    pending = select(OutboxRow.key).where(OutboxRow.state == "pending", OutboxRow.kind == "send")
    return list(session.exec(pending))


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    tables = SQLModel.metadata.sorted_tables
    return {
        table.name: [
            tuple(row)
            for row in session.connection().execute(
                select_columns(table).order_by(*table.primary_key)
            )
        ]
        for table in tables
    }
