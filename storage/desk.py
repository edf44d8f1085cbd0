"""What the rehearsal desk keeps: its messages, since no platform does, and how far its clock is on.

What was drawn is encrypted: a private card may show what somebody typed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from flows.errors import NotFound
from storage.keys import Keyring
from storage.tables import DeskClockRow, DeskMessageRow
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class DeskMessage:
    """A message of the desk, drawn."""

    id: str
    conversation: str
    key: str
    payload: dict[str, Any]
    sent_at: datetime
    edited_at: datetime | None


def post(
    session: Session,
    keys: Keyring,
    conversation: str,
    key: str,
    payload: Mapping[str, Any],
    at: datetime,
) -> DeskMessage:
    """Keep a message and return it; the one that is there when the key was posted before."""
    id = uuid4()
    row = DeskMessageRow(
        id=id,
        conversation=conversation,
        key=key,
        payload=_packed(keys, id, payload),
        position=_count(session, conversation),
        sent_at=at,
    )
    insert_new(session, DeskMessageRow, row.model_dump())
    return _read(_one(session, conversation, key), keys)


def edit(
    session: Session, keys: Keyring, id: str, payload: Mapping[str, Any], at: datetime
) -> DeskMessage:
    """Replace what a message shows. Raise NotFound when there is no such message."""
    row = session.get(DeskMessageRow, _uuid(id), populate_existing=True)
    if row is None:
        raise NotFound
    row.payload, row.edited_at = _packed(keys, row.id, payload), at
    session.add(row)
    session.flush()
    return _read(row, keys)


def find(session: Session, keys: Keyring, conversation: str, key: str) -> DeskMessage | None:
    """Return the message that was posted with a key, None when there is none."""
    row = session.exec(_with_key(conversation, key)).first()
    return _read(row, keys) if row is not None else None


def newest(
    session: Session, keys: Keyring, conversation: str, limit: int
) -> tuple[DeskMessage, ...]:
    """Return the last messages of a conversation, the oldest of them first."""
    rows = session.exec(
        select(DeskMessageRow)
        .where(DeskMessageRow.conversation == conversation)
        .order_by(col(DeskMessageRow.position).desc(), col(DeskMessageRow.sent_at).desc())
        .limit(limit)
    ).all()
    return tuple(_read(row, keys) for row in reversed(rows))


def clock_ahead(session: Session) -> int:
    """Return by how many seconds the desk's clock was moved forward."""
    row = session.get(DeskClockRow, 1, populate_existing=True)
    return row.ahead_seconds if row is not None else 0


def advance_clock(session: Session, seconds: int) -> int:
    """Move the desk's clock forward and return by how many seconds it is ahead now."""
    if seconds < 0:
        raise ValueError("a clock goes forward only")
    insert_new(session, DeskClockRow, {"id": 1, "ahead_seconds": 0})
    session.exec(
        update(DeskClockRow)
        .values(ahead_seconds=col(DeskClockRow.ahead_seconds) + seconds)
        .execution_options(synchronize_session=False)
    )
    return clock_ahead(session)


def _packed(keys: Keyring, id: UUID, payload: Mapping[str, Any]) -> bytes:
    plain = json.dumps(payload, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return keys.desk.encrypt("desk_message.payload", str(id), plain)


def _read(row: DeskMessageRow, keys: Keyring) -> DeskMessage:
    plain = keys.desk.decrypt("desk_message.payload", str(row.id), row.payload)
    payload: dict[str, Any] = json.loads(plain.decode("utf-8", "surrogatepass"))
    return DeskMessage(str(row.id), row.conversation, row.key, payload, row.sent_at, row.edited_at)


def _one(session: Session, conversation: str, key: str) -> DeskMessageRow:
    return session.exec(_with_key(conversation, key)).one()


def _with_key(conversation: str, key: str) -> SelectOfScalar[DeskMessageRow]:
    return select(DeskMessageRow).where(
        DeskMessageRow.conversation == conversation, DeskMessageRow.key == key
    )


def _count(session: Session, conversation: str) -> int:
    return session.exec(
        select(func.count()).where(DeskMessageRow.conversation == conversation)
    ).one()


def _uuid(id: str) -> UUID:
    try:
        return UUID(id)
    except ValueError:
        raise NotFound from None
