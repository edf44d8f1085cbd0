"""Insert unless it is there: the statements that the two databases spell in their own way."""

from collections.abc import Mapping, Sequence

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from storage.tables import CounterRow


def insert_new(session: Session, table: type[SQLModel], values: Mapping[str, object]) -> bool:
    """Insert a row; return False, and change nothing, when one with the same key is there.

    A concurrent transaction that inserted the same key is waited for.
    """
    statement = _insert(session, table).values(**values).on_conflict_do_nothing()
    return session.exec(statement.returning(literal(1))).first() is not None


def insert_or_update(
    session: Session, table: type[SQLModel], values: Mapping[str, object], key: Sequence[str]
) -> None:
    """Insert a row, or give the one with the same key these values."""
    statement = _insert(session, table).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in key}
    session.exec(statement.on_conflict_do_update(index_elements=key, set_=changed))


def take_number(session: Session, name: str) -> int:
    """Return the next number of a counter, the first is 1; held until the transaction ends."""
    statement = (
        _insert(session, CounterRow)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": col(CounterRow.value) + 1})
        .returning(col(CounterRow.value))
    )
    number: int = session.exec(statement).scalar_one()
    return number


def _insert(session: Session, table: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
