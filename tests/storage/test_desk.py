"""The desk keeps its messages and its clock."""

from datetime import timedelta
from uuid import uuid4

import pytest

from flows.errors import NotFound
from storage import desk
from storage.database import Database
from storage.keys import Keyring
from tests.storage.examples import NOW, STRANGE_TEXTS


def test_a_message_is_posted_once(database: Database, keys: Keyring) -> None:
    first = database.transact(desk.post, keys, "hr", "k", {"text": "one"}, NOW)
    again = database.transact(desk.post, keys, "hr", "k", {"text": "two"}, NOW)
    elsewhere = database.transact(desk.post, keys, "ann", "k", {"text": "three"}, NOW)
    assert again == first
    assert (first.payload, first.sent_at, first.edited_at) == ({"text": "one"}, NOW, None)
    assert elsewhere.id != first.id
    assert database.transact(desk.find, keys, "hr", "k") == first
    assert database.transact(desk.find, keys, "hr", "other") is None


def test_a_message_is_edited(database: Database, keys: Keyring) -> None:
    first = database.transact(desk.post, keys, "hr", "k", {"text": "one"}, NOW)
    later = NOW + timedelta(minutes=1)
    edited = database.transact(desk.edit, keys, first.id, {"text": "two"}, later)
    assert (edited.payload, edited.sent_at, edited.edited_at) == ({"text": "two"}, NOW, later)
    assert database.transact(desk.find, keys, "hr", "k") == edited
    for unknown in (str(uuid4()), "no id"):
        with pytest.raises(NotFound):
            database.transact(desk.edit, keys, unknown, {}, later)


def test_the_newest_messages_come_in_the_order_they_were_posted(
    database: Database, keys: Keyring
) -> None:
    for number in range(5):
        database.transact(desk.post, keys, "hr", f"k{number}", {"n": number}, NOW)
    database.transact(desk.post, keys, "ann", "k", {"n": 9}, NOW)
    found = database.transact(desk.newest, keys, "hr", 3)
    assert [message.payload["n"] for message in found] == [2, 3, 4]
    assert database.transact(desk.newest, keys, "nobody", 3) == ()


@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
def test_strange_text_comes_back(database: Database, keys: Keyring, text: str) -> None:
    payload = {"blocks": [{"text": text, "n": 1, "on": True, "none": None}]}
    assert database.transact(desk.post, keys, "hr", "k", payload, NOW).payload == payload


def test_the_clock_goes_forward(database: Database) -> None:
    assert database.transact(desk.clock_ahead) == 0
    assert database.transact(desk.advance_clock, 3600) == 3600
    assert database.transact(desk.advance_clock, 86400 * 365 * 100) == 3600 + 86400 * 365 * 100
    assert database.transact(desk.clock_ahead) == 3600 + 86400 * 365 * 100
    with pytest.raises(ValueError, match="forward only"):
        database.transact(desk.advance_clock, -1)
