"""A database copied into another one, as of one moment: to try out what would come of it."""

from sqlalchemy import Table, insert, select
from sqlmodel import Session, SQLModel

from storage.database import Database, is_sqlite
from storage.rows import run

AT_A_TIME = 1000


def copy(source: Database, target: Database) -> None:
    """Copy every row of every table into an empty database of the same schema.

    The source is only read, whoever writes to it meanwhile; what is owed is under no lease.
    """
    source.transact(_read, source, target)


def _read(session: Session, source: Database, target: Database) -> None:
    if not is_sqlite(source.url):  # there every statement would see another moment
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    target.transact(_write, session)


def _write(session: Session, source: Session) -> None:
    for table in SQLModel.metadata.sorted_tables:
        _copy_table(source, session, table)


def _copy_table(source: Session, target: Session, table: Table) -> None:
    """Copy a table in the order of its key: the guards let rows be added in no other."""
    rows = source.connection().execute(
        select(table).order_by(*table.primary_key),
        execution_options={"yield_per": AT_A_TIME},
    )
    leased = {"lease_until": None, "lease_token": None} if "lease_token" in table.c else {}
    for some in rows.mappings().partitions():
        run(target, insert(table), [{**row, **leased} for row in some])
