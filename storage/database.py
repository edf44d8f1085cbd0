"""The database: one connection and one thread for SQLite, eight of each for PostgreSQL.

`transact` and `run` are the only places that begin and end a transaction. The work handed to
them is a plain function whose first argument is the session; it never commits, and it cannot
wait for a network while a transaction is open.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event, func
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool, QueuePool
from sqlmodel import Session as Session  # for those who may not know what is beneath
from sqlmodel import select

from flows.errors import Conflict, StoreError
from storage.file_lock import FileLock

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[Concatenate[Session, P], T]

POOL_SIZE = 8
BUSY_MILLISECONDS = 5000
CHECKPOINT_PAGES = 4000
STATEMENT_MILLISECONDS = 10_000
IDLE_MILLISECONDS = 30_000
SERIALISATION_FAILURE = "40001"
DEADLOCK = "40P01"


class Database:
    """A database that transactions are run on.

    Writing to an SQLite file takes a lock beside it: a second process is refused with a
    StoreError. `read_only` takes none, so that a command can look at a file in use.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.url = read_url(url)
        self.read_only = read_only
        self._lock: FileLock | None = None
        if is_sqlite(self.url):
            if read_only:
                _require_file(self.url)
            else:
                self._lock = FileLock(_made(sqlite_path(self.url)))
        self.engine = engine_for(self.url, read_only=read_only)
        self._threads = ThreadPoolExecutor(_size(self.url), thread_name_prefix="database")

    def transact(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in a transaction of its own; all of it is saved, or nothing.

        Raise StoreError when the database refuses, Conflict when it asks to try again.
        """
        with our_errors(), self._session() as session, session.begin():
            return work(session, *args, **kwargs)

    async def run(self, work: Work[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do as `transact` does, in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, lambda: self.transact(work, *args, **kwargs)
        )

    def _session(self) -> Session:
        # What is read is what the database holds now, even where this session read it before.
        fresh = {"populate_existing": True}
        return Session(self.engine, expire_on_commit=False, execution_options=fresh)

    def close(self) -> None:
        """Wait for what is running, close every connection, give the lock back. Twice is fine."""
        self._threads.shutdown()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn an error of the database into one of ours."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _ours(error) from error


def database_now(session: Session) -> datetime:
    """Return the time by the database's clock: leases go by it, on every replica alike."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    now: datetime = session.exec(select(func.clock_timestamp())).one()
    return now.astimezone(UTC)


def read_url(url: str) -> URL:
    """Return a URL as SQLAlchemy takes it. Raise StoreError for what is no database of ours."""
    kind, divider, rest = url.partition("://")
    if divider and kind in {"postgres", "postgresql"}:
        url = f"postgresql+psycopg://{rest}"
    try:
        read = make_url(url)
    except ArgumentError:
        raise StoreError(_NO_DATABASE) from None
    if read.drivername == "sqlite" and read.database not in {None, "", ":memory:"}:
        return read
    if read.drivername == "postgresql+psycopg":
        return read
    raise StoreError(_NO_DATABASE)


_NO_DATABASE = "a database is sqlite:///path/to/file.db or postgresql://user:password@host/name"


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def sqlite_path(url: URL) -> Path:
    return Path(url.database or "")


def engine_for(url: URL, *, read_only: bool = False, migrating: bool = False) -> Engine:
    """Return an engine with everything set that the rest relies on.

    A migrating one has no pool and no time limit, and on SQLite does not watch foreign keys: a
    table that is rebuilt would take its children with it.
    """
    if is_sqlite(url):
        return _sqlite_engine(url, read_only=read_only, migrating=migrating)
    settings = {"timezone": "UTC"}
    if not migrating:
        settings["statement_timeout"] = str(STATEMENT_MILLISECONDS)
        settings["idle_in_transaction_session_timeout"] = str(IDLE_MILLISECONDS)
    if read_only:
        settings["default_transaction_read_only"] = "on"
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    connecting = {"options": options, "application_name": "salient"}
    if migrating:
        return create_engine(url, poolclass=NullPool, connect_args=connecting, hide_parameters=True)
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=connecting,
        hide_parameters=True,
    )


def _sqlite_engine(url: URL, *, read_only: bool, migrating: bool) -> Engine:
    address = sqlite_path(url).absolute().as_uri() + ("?mode=ro" if read_only else "?mode=rw")
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False
        )
        for pragma in _pragmas(read_only=read_only, migrating=migrating):
            connection.execute(f"PRAGMA {pragma}").close()
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=NullPool if migrating else QueuePool,
        hide_parameters=True,
        **({} if migrating else {"pool_size": 1, "max_overflow": 0}),
    )

    # A transaction that reads first and then writes would fail at once when another wrote in
    # between, whatever the busy timeout: so the lock is taken at the start.
    @event.listens_for(engine, "begin")
    def begin_at_once(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _pragmas(*, read_only: bool, migrating: bool) -> list[str]:
    pragmas = [f"busy_timeout = {BUSY_MILLISECONDS}"]
    if not read_only:
        # NORMAL may lose the last commits when the power goes.
        pragmas += ["journal_mode = WAL", "synchronous = FULL"]
        # A burst would carry its pages over at each commit; so it does at every fourth.
        pragmas += [f"wal_autocheckpoint = {CHECKPOINT_PAGES}"]
    # Without recursive triggers INSERT OR REPLACE deletes rows and no trigger sees it.
    pragmas += ["recursive_triggers = ON", f"foreign_keys = {'OFF' if migrating else 'ON'}"]
    return pragmas


def _size(url: URL) -> int:
    return 1 if is_sqlite(url) else POOL_SIZE


def _made(path: Path) -> Path:
    """Return the path of a database file that is there, readable by its owner alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{path}: cannot be opened: {error.strerror}") from error
    return path


def _require_file(url: URL) -> None:
    if not sqlite_path(url).is_file():
        raise StoreError(f"{sqlite_path(url)}: there is no such database file")


def _ours(error: SQLAlchemyError) -> StoreError:
    """Return what we say of a database error: its reason, and never a value of a row."""
    if not isinstance(error, DBAPIError):
        return StoreError(f"the database cannot do this: {type(error).__name__}")
    if getattr(error.orig, "sqlstate", None) in {SERIALISATION_FAILURE, DEADLOCK}:
        return Conflict()
    diagnosis = getattr(error.orig, "diag", None)
    reason = getattr(diagnosis, "message_primary", None) or str(error.orig)
    return StoreError(f"the database refused: {reason}")
