"""One process writes an SQLite file, all of a transaction is kept or nothing, no value is told."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from flows.errors import Conflict, StoreError
from storage import schema, store
from storage.database import Database, database_now, read_url
from storage.tables import PersonRow
from tests.databases import Kind
from tests.storage.examples import NOW

OPEN_IT = """
import sys
from flows.errors import StoreError
from storage.database import Database
from storage import schema, store
try:
    database = Database(sys.argv[1], read_only="read" in sys.argv)
    print(sorted(database.transact(store.channels_with_accounts)))
    database.close()
except StoreError as error:
    print("refused:", error)
try:
    schema.upgrade(sys.argv[1])
except StoreError as error:
    print("refused:", error)
"""


def another_process(url: str, *arguments: str) -> list[str]:
    """Open a database in another process and return what it says."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", OPEN_IT, url, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return ended.stdout.splitlines()


def test_a_second_process_may_share_postgresql_but_no_sqlite_file(
    database: Database, database_url: str, database_kind: Kind
) -> None:
    said = another_process(database_url)
    if database_kind == "postgresql":
        assert said == ["[]"]
        return
    assert len(said) == 2
    for line in said:
        assert line.startswith("refused: ")
        assert str(database_url.removeprefix("sqlite:///")) in line
        assert "stop the other Salient first" in line

    database.close()
    assert another_process(database_url) == ["[]"]


def test_a_second_process_may_read_what_is_in_use(
    database: Database, database_url: str, database_kind: Kind
) -> None:
    database.transact(store.add_person, "ann", "Ann", NOW)
    database.transact(store.add_account, store.Account("desk", "", "u1"), "ann")
    assert another_process(database_url, "read")[0] == "['desk']"


def test_a_reader_cannot_write(database: Database, database_url: str) -> None:
    with closing(Database(database_url, read_only=True)) as reader:
        assert schema.is_current(reader)
        with pytest.raises(StoreError, match=r"(?i)read-?only"):
            reader.transact(store.add_person, "ann", "Ann", NOW)


def test_a_reader_reads_a_file_that_nobody_has_open(database: Database, database_url: str) -> None:
    database.close()
    with closing(Database(database_url, read_only=True)) as reader:
        assert schema.is_current(reader)


def test_a_reader_needs_a_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none\.db: there is no such database file"):
        Database(f"sqlite:///{tmp_path}/none.db", read_only=True)
    assert not list(tmp_path.iterdir())


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new folder/100% #ü.db"
    with closing(Database(url)) as database:
        schema.upgrade_open(database)
        database.transact(store.next_reference)
        files = list((tmp_path / "new folder").iterdir())
        assert {file.name for file in files} >= {"100% #ü.db", "100% #ü.db-wal", "100% #ü.db.lock"}
        assert {file.stat().st_mode & 0o077 for file in files} == {0}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/x\.db: cannot be opened"):
        Database(f"sqlite:///{tmp_path}/file/x.db")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "salient.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://u:secret@h/d",
        "postgresql+x://h",
    ],
)
def test_what_is_no_database_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(StoreError) as told:
        read_url(url)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_written_in_three_ways(kind: str) -> None:
    assert read_url(f"{kind}://app@host/db").drivername == "postgresql+psycopg"


def test_sqlite_is_set_to_lose_nothing(database: Database, database_kind: Kind) -> None:
    if database_kind == "postgresql":
        found = [_shown(database, f"SHOW {name}") for name in ("statement_timeout", "TimeZone")]
        assert found == ["10s", "UTC"]
        assert _shown(database, "SHOW idle_in_transaction_session_timeout") == "30s"
        return
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5000,
    }
    assert {name: _shown(database, f"PRAGMA {name}") for name in expected} == expected


def test_sqlite_takes_its_lock_before_it_reads(
    database: Database, database_url: str, database_kind: Kind
) -> None:
    """A transaction that reads and then writes would fail when another one wrote in between."""
    if database_kind == "postgresql":
        return

    def read_then_write(session: Session) -> None:
        store.channels_with_accounts(session)
        path = database_url.removeprefix("sqlite:///")
        with (
            closing(sqlite3.connect(path, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        store.add_person(session, "ann", "Ann", NOW)

    database.transact(read_then_write)


def test_an_error_tells_no_value(database: Database) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            session.add(PersonRow(id="MARKER-id", name="MARKER-name", created_at=NOW))
            session.flush()
            session.expunge_all()

    with pytest.raises(StoreError, match=r"(?i)unique") as told:
        database.transact(twice)
    assert "MARKER" not in str(told.value)
    assert "MARKER-name" not in repr(told.value.__cause__)
    with pytest.raises(StoreError, match="the database cannot do this: StatementError"):
        database.transact(store.add_person, "ann", "Ann", datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_deadlock_is_a_conflict(database: Database, database_kind: Kind) -> None:
    if database_kind == "sqlite":
        return  # one writer cannot wait for another one
    for person in ("ann", "bob"):
        database.transact(store.add_person, person, person, NOW)
    together = threading.Barrier(2)

    def lock(session: Session, first: str, second: str) -> None:
        rename = text("UPDATE person SET name = 'x' WHERE id = :id")
        session.connection().execute(rename, {"id": first})
        together.wait()
        session.connection().execute(rename, {"id": second})

    async def both() -> list[object]:
        runs = [database.run(lock, "ann", "bob"), database.run(lock, "bob", "ann")]
        return list(await asyncio.gather(*runs, return_exceptions=True))

    ended = asyncio.run(both())
    assert sorted(type(each).__name__ for each in ended) == [Conflict.__name__, "NoneType"]


async def test_work_runs_in_threads(database: Database, database_kind: Kind) -> None:
    def name(_: Session) -> str:
        threading.Event().wait(0.02)
        return threading.current_thread().name

    threads = set(await asyncio.gather(*(database.run(name) for _ in range(16))))
    assert len(threads) == (1 if database_kind == "sqlite" else 8)
    assert threading.current_thread().name not in threads


def test_leases_go_by_the_clock_of_the_database(database: Database) -> None:
    def twice(session: Session) -> tuple[datetime, datetime]:
        first = database_now(session)
        threading.Event().wait(0.01)
        return first, database_now(session)

    first, second = database.transact(twice)
    assert first < second
    assert first.utcoffset() == timedelta(0)
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=10)


def _shown(database: Database, statement: str) -> object:
    return database.transact(lambda session: session.connection().execute(text(statement)).scalar())
