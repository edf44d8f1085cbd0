"""What people typed, and who they are, never reaches a log, a shared message or an owed row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.logbook import FIELDS, only_known_fields
from flows.cards import Card, Form, Reply, TextField
from flows.events import Answered, Intent, ListAsked, Submitted
from storage import journal
from storage.database import Database, Session
from storage.tables import JournalHeadRow, OutboxRow
from tests.bot.house import House, case_of, sending
from tests.worked import worked

MARKER = "Zanzibar-Quokka"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


async def screen_with_markers(house: House, product: str) -> None:
    """Answer a whole product with the marker in every field that takes words, and send it."""
    reply: Reply = await house.start()
    case_id = case_of(reply)
    while isinstance(reply, Form):
        event = sending(reply, worked(product))
        if isinstance(event, Answered):
            typed = {one.id: MARKER for one in reply.fields if isinstance(one.kind, TextField)}
            event = replace(event, values={**event.values, **typed}, intent=Intent.SKIP)
        else:
            event = replace(event, text=MARKER)
        reply = await house.says("mira", event, case_id)
    assert isinstance(reply, Card)
    await house.says("mira", Submitted(reply.buttons[0].revision), case_id)


def owed(session: Session) -> list[str]:
    return [str(row.model_dump()) for row in session.exec(select(OutboxRow))]


@pytest.mark.parametrize("product", ["G02", "G05", "RV08"])
async def test_words_stay_in_private_views(house: House, product: str) -> None:
    with capture_logs() as logged:
        await screen_with_markers(house, product)
        await house.later(timedelta(hours=2))
    assert MARKER in str(await house.says("mira", ListAsked()))
    assert house.channel.messages
    for message in house.channel.messages:
        assert MARKER not in str(message)
        assert "Mira" not in message.payload["text"]
        for rule in house.dispatch.shelf.accepted.rules:
            assert rule.say.lower() not in message.payload["text"].lower()
    assert logged
    assert MARKER not in str(logged)
    assert "Mira" not in str(logged)
    rows = house.database.transact(owed)
    assert rows
    assert not [row for row in rows if MARKER in row or "Mira" in row]
    case_streams = house.database.transact(streams)
    assert case_streams
    for stream in case_streams:
        assert MARKER not in str(house.database.transact(journal.entries, stream))


def streams(session: Session) -> list[str]:
    return list(session.exec(select(JournalHeadRow.stream)))


def test_a_field_that_is_not_known_never_reaches_the_log() -> None:
    kept = only_known_fields(None, "info", {"event": "handled", "answer": MARKER, "token": MARKER})
    assert kept == {"event": "handled"}
    assert not FIELDS & {"answer", "answers", "text", "name", "person", "token", "values", "note"}
