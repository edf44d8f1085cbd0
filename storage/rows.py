"""Statements that every turn runs: made once, sent with their values, read as plain rows.

The mapper costs more than the database where a turn reads a dozen rows, so what a turn runs
goes round it. The tables are the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Table
from sqlmodel import Session, SQLModel


def table(kind: type[SQLModel]) -> Table:
    """Return the table that a class describes."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def run(
    session: Session,
    statement: Executable,
    values: Mapping[str, object] | Sequence[Mapping[str, object]],
) -> CursorResult[Any]:
    """Run a statement with its values in the transaction of a session."""
    return session.connection().execute(statement, values)
