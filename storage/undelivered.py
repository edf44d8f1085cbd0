"""Messages that did not arrive, for an operator: what they are, sent again or given up by hand.

Of a case that is not open nothing is told but that there is a message; a sealed one is not even
told that unless it is asked for. What was done is in the journal: that of the organisation, and
of a sealed message that of its own case, where the team alone looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from string import hexdigits
from typing import assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, or_, select, update

from flows.case import Confidentiality
from flows.journal import Entry
from storage import journal
from storage.database import database_now
from storage.figures import SEALED
from storage.outbox import IN_DOUBT, Lane, leaves_at
from storage.tables import CaseRow, OutboxRow


class State(StrEnum):
    """Where a message stands that was not sent. Held: dead, as nobody could tell whether it was."""

    PENDING = "pending"
    DEAD = "dead"
    HELD = "held"
    CANCELLED = "cancelled"


OPERATOR = "operator"
ORGANISATION = "organisation"
SENT = "sent"

ON_TIME = timedelta(minutes=1)
"""For how long a message that is due is still on time."""

SHORT = 8
"""How many digits of an id are shown."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message as an operator sees it. `view` and `case` are empty unless anybody may know."""

    id: UUID
    state: State
    channel: str
    view: str
    case: str
    due_at: datetime
    attempts: int
    error: str

    @property
    def short(self) -> str:
        return self.id.hex[:SHORT]


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done: to how many, or why it was done to none."""

    done: int = 0
    refused: tuple[str, ...] = ()
    left: int = 0


def undelivered(
    session: Session, now: datetime, state: State | None, limit: int, *, sealed: bool = False
) -> tuple[Undelivered, ...]:
    """Return the messages of a state, without one what is late, dead or held; the oldest first."""
    rows = session.exec(
        select(OutboxRow, CaseRow.reference, CaseRow.confidentiality)
        .outerjoin(CaseRow, col(CaseRow.id) == OutboxRow.case_id)
        .where(_told(sealed), _wanted(state, now))
        .order_by(col(OutboxRow.due_at), col(OutboxRow.id))
        .limit(limit)
    )
    return tuple(_seen(row, reference or "", which) for row, reference, which in rows)


def requeue(session: Session, ids: Sequence[str], now: datetime, *, sealed: bool = False) -> Mended:
    """Owe again, as if never tried, what was given up or cancelled; all of these ids or none."""
    found = _named(session, ids, sealed)
    refused = [*found.refused, *(_unfit(row) for row in found.rows if row.state in _NOT_AGAIN)]
    if refused:
        return Mended(refused=tuple(refused))
    return Mended(_owe_again(session, found.rows, now))


def requeue_dead(session: Session, now: datetime, *, sealed: bool = False) -> Mended:
    """Owe again all that was given up, what is held left out: it might arrive twice."""
    locked = select(OutboxRow).where(_told(sealed), OutboxRow.state == State.DEAD).with_for_update()
    rows = session.exec(locked.order_by(col(OutboxRow.id))).all()
    dead = [row for row in rows if not _is_held(row)]
    return Mended(_owe_again(session, dead, now), left=len(rows) - len(dead))


def cancel(session: Session, ids: Sequence[str], now: datetime, *, sealed: bool = False) -> Mended:
    """Give up what is pending or dead; all of these ids or none."""
    found, clock = _named(session, ids, sealed), database_now(session)
    refused = [*found.refused, *filter(None, (_uncancelled(row, clock) for row in found.rows))]
    if refused:
        return Mended(refused=tuple(refused))
    return Mended(
        _change(session, found.rows, now, "cancelled_by_hand", state=State.CANCELLED.value)
    )


@dataclass(frozen=True, slots=True)
class _Named:
    rows: tuple[OutboxRow, ...]
    refused: tuple[str, ...]


_NOT_AGAIN = (State.PENDING, SENT)


def _told(sealed: bool) -> ColumnElement[bool]:
    """Return which messages may be told of; a sealed page of a person is drawn anew by itself."""
    about = col(OutboxRow.case_id)
    if sealed:
        return or_(col(OutboxRow.lane) == "normal", about.is_not(None))
    of_sealed = select(CaseRow.id).where(SEALED)
    return and_(col(OutboxRow.lane) == "normal", or_(about.is_(None), about.not_in(of_sealed)))


def _wanted(state: State | None, now: datetime) -> ColumnElement[bool]:
    dead = col(OutboxRow.state) == State.DEAD
    is_held = func.coalesce(col(OutboxRow.last_error), "") == IN_DOUBT
    match state:
        case None:
            late = or_(col(OutboxRow.due_at) <= now - ON_TIME, col(OutboxRow.attempt) > 0)
            return or_(dead, and_(col(OutboxRow.state) == State.PENDING, late))
        case State.HELD:
            return and_(dead, is_held)
        case State.DEAD:
            return and_(dead, ~is_held)
        case State.PENDING | State.CANCELLED:
            return col(OutboxRow.state) == state
        case _:
            assert_never(state)


def _named(session: Session, ids: Sequence[str], sealed: bool) -> _Named:
    """Return the messages that beginnings of ids name, and what is wrong with the others."""
    rows: dict[UUID, OutboxRow] = {}
    refused: list[str] = []
    for id in ids:
        found = _beginning(session, id, sealed)
        if len(found) == 1:
            rows[found[0].id] = found[0]
        elif found:
            refused.append(f"{id} begins the id of {len(found)} messages: write more of it")
        else:
            refused.append(f"there is no message {id}: `salient outbox list` shows them")
    return _Named(tuple(rows.values()), tuple(refused))


def _beginning(session: Session, id: str, sealed: bool) -> Sequence[OutboxRow]:
    digits = id.replace("-", "").lower()
    if not digits or len(digits) > 32 or set(digits) - set(hexdigits):
        return ()
    first, last = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    within = col(OutboxRow.id).between(first, last)
    return session.exec(
        select(OutboxRow).where(_told(sealed), within).limit(100).with_for_update()
    ).all()


def _unfit(row: OutboxRow) -> str:
    was = "was sent" if row.state == SENT else "is to be sent already"
    return f"{row.id.hex[:SHORT]} {was}: only what is dead, held or cancelled is sent again"


def _uncancelled(row: OutboxRow, clock: datetime) -> str | None:
    """Return why a message cannot be cancelled; None when it can."""
    short = row.id.hex[:SHORT]
    if row.state == SENT:
        return f"{short} was sent already"
    if row.state == State.CANCELLED:
        return f"{short} is cancelled already"
    if row.lease_until is not None and row.lease_until > clock:
        return f"{short} is being sent at this moment: look again in a minute"
    return None


def _owe_again(session: Session, rows: Sequence[OutboxRow], now: datetime) -> int:
    normal = _owe_lane_again(session, rows, "normal", now)
    return normal + _owe_lane_again(session, rows, "sealed", now)


def _owe_lane_again(session: Session, rows: Sequence[OutboxRow], lane: Lane, now: datetime) -> int:
    return _change(
        session,
        [row for row in rows if row.lane == lane],
        now,
        "requeued_by_hand",
        state=State.PENDING.value,
        due_at=leaves_at(lane, now),
        attempt=0,
        first_attempt_at=None,
        last_error=None,
    )


def _change(
    session: Session, rows: Sequence[OutboxRow], now: datetime, action: str, **values: object
) -> int:
    """Change messages that are locked, and write down each in the journal that may tell of it."""
    ids = [row.id for row in rows]
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(ids))
        .values(lease_until=None, lease_token=None, **values)
        .execution_options(synchronize_session=False)
    )
    for stream, entries in sorted(_entries(session, rows, action).items()):
        journal.append(session, stream, OPERATOR, entries, now)
    return len(ids)


def _entries(session: Session, rows: Sequence[OutboxRow], action: str) -> dict[str, list[Entry]]:
    """Return what is to be written down, by the stream that may tell of it."""
    sealed = set(session.exec(select(CaseRow.id).where(SEALED)))
    entries: dict[str, list[Entry]] = {}
    for row in rows:
        in_private = row.lane == "sealed" or row.case_id in sealed
        stream = str(row.case_id) if in_private else ORGANISATION
        entries.setdefault(stream, []).append(Entry(action, {"message": str(row.id)}))
    return entries


def _is_held(row: OutboxRow) -> bool:
    return row.state == State.DEAD and row.last_error == IN_DOUBT


def _seen(row: OutboxRow, reference: str, confidentiality: str | None) -> Undelivered:
    tells = row.case_id is None or confidentiality == Confidentiality.OPEN.value
    return Undelivered(
        id=row.id,
        state=State.HELD if _is_held(row) else State(row.state),
        channel=row.channel,
        view=row.view if tells else "",
        case=reference if tells else "",
        due_at=row.due_at,
        attempts=row.attempt,
        error=row.last_error or "",
    )
