"""What people typed stands in the database as ciphertext, bound to its row, under the right key."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select, update

from flows.case import Concern, Opening, PromptReply, Round, Withdrawal
from flows.errors import StoreError
from flows.events import KeepAsked
from flows.pack.anchors import NAME
from storage import desk, store
from storage.codec import unpacked
from storage.database import Database
from storage.keys import Keyring
from storage.tables import CaseRow, DataKeyRow, DeskMessageRow
from tests.databases import Kind
from tests.storage.examples import (
    NOW,
    draft,
    everything_that_follows,
    given,
    keep,
    rich_case,
    sealed_case,
    submitted,
)

MARKER = "MarkerTextThatSomebodyTyped"
OTHER = "(SELECT value FROM answer WHERE question = 'P02')"


def marked(database: Database, keys: Keyring) -> None:
    """Keep the marker everywhere where people type, and once more over it."""
    round_ = Round(
        1,
        {
            (NAME, None): given(f"{MARKER} name"),
            ("P02", None): given(f"{MARKER} story", note=f"{MARKER} note"),
            ("S01", "H01"): given("4", note=f"{MARKER} note"),
            ("M05", "H01"): given(MARKER * 2000),
        },
        (PromptReply("CP1", None, f"{MARKER} reply", "ann", NOW, 1),),
    )
    case = replace(draft(), rounds=(round_,))
    keep(database, keys, case, replace(sealed_case(), concern=Concern(MARKER, MARKER)))
    following: dict[str, Any] = everything_that_follows(MARKER)
    sent = replace(
        submitted(case),
        **following,
        withdrawal=Withdrawal(MARKER, "ann", NOW),
        rounds=(*submitted(case).rounds, Round(2, openings=(Opening("TR01", "ann", NOW, MARKER),))),
    )
    database.transact(store.save, keys, case, sent, NOW)
    message = database.transact(desk.post, keys, "ann", "k", {"text": f"{MARKER} card"}, NOW)
    database.transact(desk.edit, keys, message.id, {"text": f"{MARKER} again"}, NOW)
    database.transact(store.hold, keys, uuid4(), "ann", KeepAsked(MARKER, MARKER, MARKER), NOW)


def test_nothing_that_was_typed_stands_in_the_database(
    database: Database, keys: Keyring, database_url: str, database_kind: Kind
) -> None:
    database.transact(store.add_person, "ann", "TracePerson", NOW)
    marked(database, keys)
    found = database.transact(_dump)
    if database_kind == "sqlite":
        file = Path(database_url.removeprefix("sqlite:///"))
        for each in file.parent.glob(f"{file.name}*"):
            found += each.read_bytes()
    # What is looked for would be found: a name that stands there in plain text is.
    assert b"TracePerson" in found
    for needle in (MARKER, MARKER.lower()):
        assert needle.encode() not in found
        assert needle.encode().hex().encode() not in found
        assert needle.encode("utf-16-le") not in found
    assert keys.master not in found
    assert keys.master.hex().encode() not in found


def test_a_wrong_key_is_told_in_words(database: Database, keys: Keyring) -> None:
    wrong = Keyring(b"x" * 32)
    database.transact(store.require_key, wrong)
    case = rich_case()
    keep(database, keys, case)
    database.transact(store.require_key, keys)
    for work in (
        lambda session: store.require_key(session, wrong),
        lambda session: store.load(session, wrong, case.id),
        lambda session: store.summaries(session, wrong),
        lambda session: store.save(session, wrong, case, submitted(case), NOW),
    ):
        with pytest.raises(StoreError, match="the secret key does not fit this database"):
            database.transact(work)
    assert database.transact(store.load, keys, case.id) == case


def test_a_case_without_its_key_cannot_be_read(database: Database, keys: Keyring) -> None:
    case = rich_case()
    keep(database, keys, case)
    database.transact(_execute, "DELETE FROM data_key")
    with pytest.raises(StoreError, match="was erased"):
        database.transact(store.load, keys, case.id)


@pytest.mark.parametrize(
    "swap",
    [
        "UPDATE answer SET value = " + OTHER + " WHERE question = 'P01'",
        "UPDATE rating SET value = " + OTHER + " WHERE question = 'S01'",
        "UPDATE answer SET revision = 9 WHERE question = 'P01'",
        "UPDATE rating SET risk = 'H02' WHERE question = 'S01'",
        "UPDATE prompt_reply SET position = 4",
        "UPDATE prompt_reply SET text = " + OTHER,
        'UPDATE "case" SET concern_secret = ' + OTHER,
    ],
)
def test_a_ciphertext_that_was_moved_is_refused(
    database: Database, keys: Keyring, swap: str
) -> None:
    round_ = Round(
        1,
        {
            (NAME, None): given("one"),
            ("P02", None): given("two"),
            ("S01", "H01"): given("4"),
        },
        (PromptReply("CP1", None, "reply", "ann", NOW, 1),),
    )
    case = replace(draft(), rounds=(round_,))
    keep(database, keys, case)
    _drop_guards(database)
    assert database.transact(store.load, keys, case.id) == case
    database.transact(_execute, swap)
    with pytest.raises(StoreError, match="changed or belongs elsewhere"):
        database.transact(store.load, keys, case.id)


def test_keys_of_two_cases_cannot_be_swapped(database: Database, keys: Keyring) -> None:
    one, other = draft("SAL-1"), draft("SAL-2")
    keep(database, keys, one, other)

    def swap(session: Session) -> None:
        wrapped = session.exec(
            select(DataKeyRow.wrapped).where(DataKeyRow.case_id == other.id)
        ).one()
        session.exec(
            update(DataKeyRow).where(col(DataKeyRow.case_id) == one.id).values(wrapped=wrapped)
        )

    database.transact(swap)
    with pytest.raises(StoreError, match="does not fit"):
        database.transact(store.load, keys, one.id)


def test_a_desk_message_that_was_moved_is_refused(database: Database, keys: Keyring) -> None:
    database.transact(desk.post, keys, "ann", "one", {"text": "one"}, NOW)
    database.transact(desk.post, keys, "ann", "two", {"text": "two"}, NOW)

    def swap(session: Session) -> None:
        two = select(DeskMessageRow.payload).where(DeskMessageRow.key == "two")
        session.exec(
            update(DeskMessageRow)
            .where(col(DeskMessageRow.key) == "one")
            .values(payload=session.exec(two).one())
        )

    database.transact(swap)
    with pytest.raises(StoreError, match="changed or belongs elsewhere"):
        database.transact(desk.find, keys, "ann", "one")


def test_a_value_of_a_newer_version_is_refused() -> None:
    assert unpacked(b'{"v":1,"value":"x"}') == {"value": "x"}
    for newer in (b'{"v":2,"value":"x"}', b'{"value":"x"}'):
        with pytest.raises(StoreError, match="newer Salient"):
            unpacked(newer)


def _dump(session: Session) -> bytes:
    """Return every column of every row, bytes as they are and as hexadecimal."""
    found = b""
    for table in CaseRow.metadata.sorted_tables:
        for row in session.connection().execute(table.select()):
            for value in row:
                plain = bytes(value) if isinstance(value, bytes | memoryview) else b""
                found += plain + plain.hex().encode() + str(value).encode()
    return found


def _execute(session: Session, statement: str) -> None:
    session.connection().execute(text(statement))


def _drop_guards(database: Database) -> None:
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            made = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(made).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("answer", "rating", "prompt_reply"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
