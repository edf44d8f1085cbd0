"""A database copied into another one, as of one moment: to try out what would come of it."""

from sqlalchemy import Table, insert, select
from sqlmodel import Session, SQLModel

from storage.database import Database, is_sqlite
from storage.rows import run, table
from storage.tables import PaceRow

AT_A_TIME = 1000


def copy(source: Database, target: Database) -> None:
    """Copy every row of every table into an empty database of the same schema.

    The source is only read, whoever writes to it meanwhile. What holds for the real time alone is
    left behind: in the copy nothing is under a lease, and no conversation rests.
    """
    source.transact(_read, source, target)


def _read(session: Session, source: Database, target: Database) -> None:
    if not is_sqlite(source.url):  # there every statement would see another moment
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    target.transact(_write, session)


def _write(session: Session, source: Session) -> None:
    for each in SQLModel.metadata.sorted_tables:
        if each is not table(PaceRow):
            _copy_table(source, session, each)


def _copy_table(source: Session, target: Session, copied: Table) -> None:
    """Copy a table in the order of its key: the guards let rows be added in no other."""
    rows = source.connection().execute(
        select(copied).order_by(*copied.primary_key),
        execution_options={"yield_per": AT_A_TIME},
    )
    leased = {"lease_until": None, "lease_token": None} if "lease_token" in copied.c else {}
    for some in rows.mappings().partitions():
        run(target, insert(copied), [{**row, **leased} for row in some])
