"""Insert unless it is there: the statements that the two databases spell in their own way."""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel, col

from storage.rows import run, table
from storage.tables import CounterRow


def insert_new(session: Session, kind: type[SQLModel], values: Mapping[str, object]) -> bool:
    """Insert a row; return False, and change nothing, when one with the same key is there.

    A concurrent transaction that inserted the same key is waited for.
    """
    return run(session, _new(_dialect(session), kind), values).first() is not None


def insert_all_new(
    session: Session, kind: type[SQLModel], rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows at once, but for those whose key is there."""
    if rows:
        run(session, _insert(_dialect(session), kind).on_conflict_do_nothing(), rows)


def insert_or_update(
    session: Session, kind: type[SQLModel], values: Mapping[str, object], key: Sequence[str]
) -> None:
    """Insert a row, or give the one with the same key these values."""
    statement = _insert(_dialect(session), kind)
    changed = {name: statement.excluded[name] for name in values if name not in key}
    run(session, statement.on_conflict_do_update(index_elements=key, set_=changed), values)


def insert_or_raise(
    session: Session,
    kind: type[SQLModel],
    values: Mapping[str, object],
    key: Sequence[str],
    highest: str,
) -> None:
    """Insert a row, or give the one with the same key this value where it is the higher one.

    One statement: of two that run at the same moment the higher one counts, whichever comes last.
    """
    statement = _insert(_dialect(session), kind)
    new = statement.excluded[highest]
    raised = statement.on_conflict_do_update(
        index_elements=key, set_={highest: new}, where=new > table(kind).c[highest]
    )
    run(session, raised, values)


def take_number(session: Session, name: str) -> int:
    """Return the next number of a counter, the first is 1; held until the transaction ends."""
    statement = (
        _insert(_dialect(session), CounterRow)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": col(CounterRow.value) + 1})
        .returning(col(CounterRow.value))
    )
    number: int = session.exec(statement).scalar_one()
    return number


@cache
def _new(dialect: str, kind: type[SQLModel]) -> ReturningInsert[tuple[int]]:
    return _insert(dialect, kind).on_conflict_do_nothing().returning(literal(1))


def _insert(dialect: str, kind: type[SQLModel]) -> postgresql.Insert | sqlite.Insert:
    if dialect == "sqlite":
        return sqlite.insert(table(kind))
    return postgresql.insert(table(kind))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
