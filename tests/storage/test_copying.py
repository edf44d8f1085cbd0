"""A copy holds all that the database holds, but for what is true of the real time alone."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, SQLModel

from flows.errors import StoreError
from flows.journal import Entry
from storage import journal, outbox, store
from storage.copying import AT_A_TIME, copy
from storage.database import Database
from storage.keys import Keyring
from storage.outbox import Owed, Place
from storage.schema import upgrade
from storage.tables import JournalRow, PaceRow
from tests.storage.examples import NOW, keep, rich_case, sealed_case

HERE = Place("desk", "human-rights")
MOMENT = {"lease_until", "lease_token"}


@pytest.fixture
def other(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path / 'copy.db'}"
    upgrade(url)
    opened = Database(url)
    yield opened
    opened.close()


def test_copy_reads_as_what_it_was_made_from(
    database: Database, keys: Keyring, other: Database
) -> None:
    case = rich_case()
    keep(database, keys, case, sealed_case())
    for stream in ("one", "two"):
        for _ in range(3):
            database.transact(journal.append, stream, "ann", [Entry("seen", {"n": 1})], NOW)
    owe(database, AT_A_TIME + 5)
    database.transact(outbox.claim, 3, timedelta(seconds=60), NOW)
    copied = copy_of(database, other)
    assert copied == rows(database)
    assert len(copied["case"]) == 2
    assert len(copied["outbox"]) == AT_A_TIME + 5
    assert other.transact(journal.verify) == ()
    assert other.transact(store.load, keys, case.id) == case


def test_what_was_claimed_and_where_one_rests_is_free_in_the_copy(
    database: Database, other: Database
) -> None:
    owe(database, 2)
    assert len(database.transact(outbox.claim, 2, timedelta(hours=1), NOW)) == 1
    copy_of(database, other)
    assert len(other.transact(outbox.claim, 5, timedelta(hours=1), NOW)) == 1
    assert database.transact(outbox.claim, 5, timedelta(hours=1), NOW) == []


def test_database_that_is_only_read_can_be_copied_and_the_copy_keeps_its_guards(
    database: Database, keys: Keyring, other: Database
) -> None:
    keep(database, keys, rich_case())
    database.transact(journal.append, "one", "ann", [Entry("seen", {"n": 1})], NOW)
    reading = Database(database.url.render_as_string(hide_password=False), read_only=True)
    try:
        copy_of(reading, other)
    finally:
        reading.close()
    with pytest.raises(StoreError, match="append-only"):
        other.transact(forge)


def owe(database: Database, count: int) -> None:
    for number in range(count):
        database.transact(outbox.enqueue, Owed(f"key-{number}", HERE, "informed", NOW), NOW)


def forge(session: Session) -> None:
    row = session.get_one(JournalRow, ("one", 1))
    session.add(row.sqlmodel_update({"actor": str(uuid4())}))
    session.flush()


def copy_of(database: Database, other: Database) -> dict[str, list[dict[str, Any]]]:
    copy(database, other)
    return rows(other)


def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table but the pace, leases left out."""
    return database.transact(_rows)


def _rows(session: Session) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in MOMENT}
            for row in session.connection()
            .execute(select(table).order_by(*table.primary_key))
            .mappings()
        ]
        for table in SQLModel.metadata.sorted_tables
        if table.name != PaceRow.__tablename__
    }
