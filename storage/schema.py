"""The schema: brought to the newest version by migrations, and checked before anything is used."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import Session

from flows.errors import StoreError
from storage.database import Database, engine_for, is_sqlite, our_errors

MIGRATIONS = Path(__file__).parent / "migrations"

# Any number will do that nobody else takes in the same PostgreSQL database.
ADVISORY_LOCK = 7_325_436_201


def upgrade(url: str) -> None:
    """Bring a database to the newest schema, all of it or nothing.

    Replicas that start together wait for one another. Raise StoreError when the SQLite file is
    in use.
    """
    database = Database(url)
    try:
        upgrade_open(database)
    finally:
        database.close()


def upgrade_open(database: Database) -> None:
    """Bring a database that is already open to the newest schema."""
    engine = engine_for(database.url, migrating=True)
    try:
        with our_errors(), engine.begin() as connection:
            if not is_sqlite(database.url):
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK}
                )
            command.upgrade(config_for(connection), "head")
    finally:
        engine.dispose()


def is_current(database: Database) -> bool:
    """Tell whether the schema is the one that this program was written for."""
    return database.transact(is_current_in)


def is_current_in(session: Session) -> bool:
    """Tell the same inside a transaction."""
    return _heads(session) == _newest()


def is_empty(database: Database) -> bool:
    """Tell whether there is no table at all: a new database, which may be migrated unasked."""
    return database.transact(_is_empty)


def require_current(database: Database) -> None:
    """Raise StoreError, saying what to run, unless the schema is the right one."""
    if not is_current(database):
        raise StoreError(
            "the database has another schema than this version of Salient: "
            "stop it, make a backup, and run `salient migrate`"
        )


def config_for(connection: Connection | None = None) -> Config:
    """Return the configuration that Alembic needs; there is no file of it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@cache
def _newest() -> set[str]:
    return set(ScriptDirectory.from_config(config_for()).get_heads())


def _heads(session: Session) -> set[str]:
    return set(MigrationContext.configure(session.connection()).get_current_heads())


def _is_empty(session: Session) -> bool:
    return not inspect(session.connection()).get_table_names()
