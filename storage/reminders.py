"""Reminders: planned from the case as it is, claimed for a while, settled by their holder.

A row exists once by its key and holds ids, never words. Leases go by the database's clock, due
times by the time that is handed in, which may be simulated.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, literal_column, not_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select, update

from flows.people.due.stages import step_of
from storage.database import database_now
from storage.rows import run, table
from storage.tables import PENDING, ReminderRow
from storage.upsert import insert_all_new, insert_new

End = Literal["done", "skipped", "cancelled"]

NEWS = "news"
"""The kind of what happened on a case: it waits for the morning, and no plan cancels it."""

UNTOLD = (PENDING, "cancelled")

_ROW = table(ReminderRow)
_KNOWN = select_columns(_ROW.c.id, _ROW.c.key, _ROW.c.state, _ROW.c.due_at, _ROW.c.gathered).where(
    _ROW.c.case_id == bindparam("case_id"), _ROW.c.subject != NEWS
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One stage of one thing of a case, for a person, for a role, or for whom the stage says."""

    key: str
    subject: str
    stage: str
    due_at: datetime
    person: str | None = None
    role: str | None = None
    gathered: bool = False
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A reminder as it stands in its row; `token` is that of the lease under which it was read."""

    id: UUID
    case_id: UUID
    planned: Planned
    token: UUID | None = None


# ---------------------------------------------------------------------------- planning


def plan(session: Session, case_id: UUID, planned: Sequence[Planned], now: datetime) -> None:
    """Let these be the reminders of a case: new ones are added, those that are gone cancelled.

    What was told stays told, and one that comes back is owed again.
    """
    rows = run(session, _KNOWN, {"case_id": case_id})
    known = {row.key: row for row in rows}
    new = []
    for one in planned:
        row = known.pop(one.key, None)
        if row is None:
            new.append(_row(case_id, one, now).model_dump())
        elif row.state in UNTOLD and _is_other(row, one):
            values = {"due_at": one.due_at, "gathered": one.gathered, "put_off_to": None}
            untold = and_(col(ReminderRow.id) == row.id, col(ReminderRow.state).in_(UNTOLD))
            _change(session, untold, state=PENDING, **values)
    insert_all_new(session, ReminderRow, new)
    gone = [row.id for row in known.values() if row.state == PENDING]
    if gone:
        is_untold = col(ReminderRow.state) == PENDING
        _change(session, and_(col(ReminderRow.id).in_(gone), is_untold), state="cancelled")


def add(session: Session, case_id: UUID, one: Planned, now: datetime) -> bool:
    """Add a reminder; return False when one of the same key is or was there."""
    return insert_new(session, ReminderRow, _row(case_id, one, now).model_dump())


def _row(case_id: UUID, one: Planned, now: datetime) -> ReminderRow:
    return ReminderRow(
        key=one.key,
        case_id=case_id,
        subject=one.subject,
        stage=one.stage,
        person=one.person,
        role=one.role,
        gathered=one.gathered,
        args=dict(one.args),
        due_at=one.due_at,
        created_at=now,
    )


def _is_other(row: Row[Any], one: Planned) -> bool:
    """Tell whether a row says something else than what is planned now."""
    is_same: bool = (row.due_at, row.gathered) == (one.due_at, one.gathered)
    return row.state != PENDING or not is_same


# ---------------------------------------------------------------- messages of their own


_DUE = (
    select_columns(_ROW)
    .where(
        _ROW.c.state == literal_column("'pending'"),  # as the partial index has it
        not_(_ROW.c.gathered),
        _ROW.c.due_at <= bindparam("now"),
        or_(_ROW.c.lease_until.is_(None), _ROW.c.lease_until <= bindparam("clock")),
    )
    .order_by(_ROW.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIMED = (
    update(_ROW)
    .where(_ROW.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_until=bindparam("until"), lease_token=bindparam("token"))
)
_MINE = (
    select_columns(_ROW)
    .where(
        _ROW.c.id.in_(bindparam("ids", expanding=True)),
        _ROW.c.lease_token.in_(bindparam("tokens", expanding=True)),
        _ROW.c.state == PENDING,
        _ROW.c.due_at <= bindparam("now"),
    )
    .order_by(_ROW.c.due_at, _ROW.c.key)
    .with_for_update()
)
_SETTLED = (
    update(_ROW)
    .where(_ROW.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=bindparam("end"),
        settled_at=bindparam("at"),
        told_in=bindparam("message"),
        lease_until=None,
        lease_token=None,
    )
)


def claim(session: Session, limit: int, lease: timedelta, now: datetime) -> list[Kept]:
    """Take up to `limit` reminders that are due and stand alone, the longest due first."""
    clock, token = database_now(session), uuid4()
    rows = run(session, _DUE, {"now": now, "clock": clock, "most": limit}).all()
    if rows:
        ids = [row.id for row in rows]
        run(session, _CLAIMED, {"ids": ids, "until": clock + lease, "token": token})
    return _in_order(_kept(row, token) for row in rows)


def still_mine(session: Session, claimed: Collection[Kept], now: datetime) -> list[Kept]:
    """Return those of what was claimed that are still ours and still due, and lock them."""
    ids, tokens = [one.id for one in claimed], list({one.token for one in claimed})
    rows = run(session, _MINE, {"ids": ids, "tokens": tokens, "now": now})
    return _in_order(_kept(row, row.lease_token) for row in rows)


def due_of(session: Session, case_id: UUID, now: datetime) -> list[Kept]:
    """Return all of a case that is due and stands alone, whoever claimed it, and lock it.

    For whoever has the case locked: others that claimed a part of it find it told.
    """
    rows = session.exec(
        select(ReminderRow)
        .where(
            is_pending(gathered=False), ReminderRow.case_id == case_id, ReminderRow.due_at <= now
        )
        .order_by(col(ReminderRow.due_at), col(ReminderRow.key))
        .with_for_update()
    )
    return _in_order(_kept(row, row.lease_token) for row in rows)


def overtaken(session: Session, newer: Kept) -> list[Kept]:
    """Return what waits for the same person's morning about the same thing, and is older; lock it.

    What another replica gathers at this moment is left out.
    """
    planned = newer.planned
    rows = session.exec(
        select(ReminderRow)
        .where(
            is_pending(gathered=True),
            ReminderRow.case_id == newer.case_id,
            ReminderRow.subject == planned.subject,
            ReminderRow.person == planned.person,
            ReminderRow.due_at <= planned.due_at,
        )
        .order_by(col(ReminderRow.due_at), col(ReminderRow.key))
        .with_for_update(skip_locked=True)
    )
    return _in_order(_kept(row, None) for row in rows)


def settle(
    session: Session, kept: Collection[Kept], end: End, now: datetime, told_in: str | None = None
) -> None:
    """Note what became of reminders, and in which message they were told."""
    if kept:
        ids = [one.id for one in kept]
        run(session, _SETTLED, {"ids": ids, "end": end, "at": now, "message": told_in})


def release(session: Session, claimed: Collection[Kept]) -> None:
    """Give back what could not be done now; it is claimed again. What others claimed is theirs."""
    ids, tokens = [one.id for one in claimed], {one.token for one in claimed}
    rows = col(ReminderRow.id).in_(ids)
    _free(session, and_(rows, col(ReminderRow.lease_token).in_(tokens)))


def free_leases(session: Session) -> None:
    """Give every lease back: for a start when no other process can run."""
    _free(session, col(ReminderRow.lease_token).is_not(None))


# -------------------------------------------------------------------- morning messages


def people_due(session: Session, now: datetime, limit: int) -> tuple[str, ...]:
    """Return up to `limit` people for whom something gathered is due."""
    person = col(ReminderRow.person)
    people = (
        select(person)
        .where(is_pending(gathered=True), ReminderRow.due_at <= now, is_not_put_off(now))
        .group_by(person)
        .order_by(func.min(col(ReminderRow.due_at)), person)
        .limit(limit)
    )
    return tuple(one for one in session.exec(people) if one is not None)


def cases_due(session: Session, people: Collection[str], now: datetime) -> tuple[UUID, ...]:
    """Return the cases of which something waits for these people's morning, and is due."""
    cases = select(col(ReminderRow.case_id)).where(_waits_for(people, now)).distinct()
    return tuple(sorted(session.exec(cases)))


def gathered(session: Session, people: Collection[str], now: datetime) -> list[Kept]:
    """Return what waits for these people's morning message and is due, and lock it.

    What another replica gathers at this moment is left out.
    """
    rows = session.exec(
        select(ReminderRow)
        .where(_waits_for(people, now))
        .order_by(col(ReminderRow.due_at), col(ReminderRow.key))
        .with_for_update(skip_locked=True)
    )
    return _in_order(_kept(row, None) for row in rows)


def put_off(session: Session, kept: Collection[Kept], until: datetime) -> None:
    """Let reminders wait for a later morning."""
    _change(session, col(ReminderRow.id).in_([one.id for one in kept]), put_off_to=until)


def bring_back(session: Session, person: str) -> None:
    """Let what was put off for somebody wait no longer: their days or hours are others now."""
    put_off = and_(col(ReminderRow.person) == person, col(ReminderRow.put_off_to).is_not(None))
    _change(session, and_(col(ReminderRow.state) == PENDING, put_off), put_off_to=None)


def untell(session: Session, kept: Kept) -> None:
    """Let a reminder wait for another morning: the message that was to tell of it could not."""
    _change(session, col(ReminderRow.id) == kept.id, state=PENDING, told_in=None, settled_at=None)


def told_in(session: Session, key: str) -> tuple[Kept, ...]:
    """Return what one message tells of, by the message's key."""
    rows = session.exec(select(ReminderRow).where(ReminderRow.told_in == key))
    return tuple(_in_order(_kept(row, None) for row in rows))


# ------------------------------------------------------------------------------ looking


def of_case(session: Session, case_id: UUID) -> tuple[tuple[Kept, str], ...]:
    """Return every reminder of a case with its state, the earliest due first."""
    rows = session.exec(
        select(ReminderRow)
        .where(ReminderRow.case_id == case_id)
        .order_by(col(ReminderRow.due_at), col(ReminderRow.key))
    )
    return tuple((_kept(row, None), row.state) for row in rows)


def settled(session: Session, case_id: UUID, at: datetime) -> tuple[Kept, ...]:
    """Return the reminders of a case that were told, each alone, at a moment."""
    rows = session.exec(
        select(ReminderRow).where(
            ReminderRow.case_id == case_id,
            ReminderRow.state == "done",
            ReminderRow.settled_at == at,
            col(ReminderRow.told_in).is_(None),
        )
    )
    return tuple(_kept(row, None) for row in rows)


def cases_of(session: Session, person: str) -> tuple[UUID, ...]:
    """Return the cases that somebody is to be reminded of."""
    cases = select(ReminderRow.case_id).where(
        ReminderRow.state == PENDING, ReminderRow.person == person, ReminderRow.subject != NEWS
    )
    return tuple(sorted(set(session.exec(cases))))


def next_due(session: Session, after: datetime) -> datetime | None:
    """Return when the next reminder is due after a moment, None when nothing is planned then."""
    due_at, put_off_to = col(ReminderRow.due_at), col(ReminderRow.put_off_to)
    at = case((put_off_to > due_at, put_off_to), else_=due_at)
    is_pending = col(ReminderRow.state) == literal_column("'pending'")
    due: datetime | None = session.exec(select(func.min(at)).where(is_pending, at > after)).one()
    return due


def is_pending(*, gathered: bool) -> ColumnElement[bool]:
    """Return the condition of the partial index, its value written out: a parameter fits none."""
    state = col(ReminderRow.state) == literal_column("'pending'")
    is_gathered = col(ReminderRow.gathered)
    return and_(state, is_gathered if gathered else not_(is_gathered))


def is_not_put_off(now: datetime) -> ColumnElement[bool]:
    """Return the condition that what could not be told when it was due may be told by now."""
    put_off_to = col(ReminderRow.put_off_to)
    return or_(put_off_to.is_(None), put_off_to <= now)


def _waits_for(people: Collection[str], now: datetime) -> ColumnElement[bool]:
    theirs, due = col(ReminderRow.person).in_(people), col(ReminderRow.due_at) <= now
    return and_(is_pending(gathered=True), theirs, due, is_not_put_off(now))


def _change(session: Session, which: ColumnElement[bool], **values: object) -> None:
    session.exec(
        update(ReminderRow)
        .where(which)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _free(session: Session, which: ColumnElement[bool]) -> None:
    session.exec(
        update(ReminderRow)
        .where(which, col(ReminderRow.state) == PENDING)
        .values(lease_until=None, lease_token=None)
        .execution_options(synchronize_session=False)
    )


def _in_order(kept: Iterable[Kept]) -> list[Kept]:
    """Return reminders the earliest due first, and of the stages of one hour the newest last."""

    def place(one: Kept) -> tuple[datetime, int, str]:
        return one.planned.due_at, step_of(one.planned.stage), one.planned.key

    return sorted(kept, key=place)


def _kept(row: Any, token: UUID | None) -> Kept:
    planned = Planned(
        row.key, row.subject, row.stage, row.due_at, row.person, row.role, row.gathered, row.args
    )
    return Kept(row.id, row.case_id, planned, token)
