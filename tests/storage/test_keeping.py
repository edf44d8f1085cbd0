"""What somebody wants to keep is held for them alone, and for a day."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, func, select

from flows.events import KeepAsked
from storage import store
from storage.database import Database
from storage.keys import Keyring
from storage.tables import KeepingRow
from tests.storage.examples import NOW, STRANGE_TEXTS

ID = UUID(int=7)
MESSAGE = KeepAsked("ann", "https://chat.example/p1", "We tested it with nurses.")
A_DAY = timedelta(days=1)


@pytest.fixture
def staffed(database: Database) -> Database:
    """A database that knows two people."""
    for person in ("ann", "bob"):
        database.transact(store.add_person, person, person.title(), NOW)
    return database


def held(database: Database, keys: Keyring, person: str = "bob", id: UUID = ID) -> KeepAsked | None:
    return database.transact(store.keeping, keys, id, person, NOW)


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(KeepingRow)).one()


def test_a_message_is_held_for_whoever_wants_to_keep_it(staffed: Database, keys: Keyring) -> None:
    assert held(staffed, keys) is None
    staffed.transact(store.hold, keys, ID, "bob", MESSAGE, NOW)
    assert held(staffed, keys) == MESSAGE
    assert held(staffed, keys, "ann") is None
    assert held(staffed, keys, id=uuid4()) is None


def test_a_second_delivery_holds_it_once(staffed: Database, keys: Keyring) -> None:
    for text in ("one", "two"):
        staffed.transact(store.hold, keys, ID, "bob", KeepAsked("ann", "", text), NOW)
    assert held(staffed, keys) == KeepAsked("ann", "", "one")
    assert staffed.transact(count) == 1


def test_what_was_kept_is_held_no_longer(staffed: Database, keys: Keyring) -> None:
    other = uuid4()
    for id in (ID, other):
        staffed.transact(store.hold, keys, id, "bob", MESSAGE, NOW)
    staffed.transact(store.drop_keeping, ID)
    staffed.transact(store.drop_keeping, ID)
    assert held(staffed, keys) is None
    assert held(staffed, keys, id=other) == MESSAGE


def test_after_a_day_nothing_is_held(staffed: Database, keys: Keyring) -> None:
    staffed.transact(store.hold, keys, ID, "bob", MESSAGE, NOW)
    last = NOW + A_DAY - timedelta(seconds=1)
    assert staffed.transact(store.keeping, keys, ID, "bob", last) == MESSAGE
    assert staffed.transact(store.keeping, keys, ID, "bob", NOW + A_DAY) is None
    staffed.transact(store.sweep_keeping, last)
    assert staffed.transact(count) == 1
    staffed.transact(store.sweep_keeping, NOW + A_DAY)
    assert staffed.transact(count) == 0


@pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
def test_strange_text_comes_back(staffed: Database, keys: Keyring, text: str) -> None:
    message = KeepAsked(text, text, text)
    staffed.transact(store.hold, keys, ID, "bob", message, NOW)
    assert held(staffed, keys) == message
