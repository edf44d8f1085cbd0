"""Messages owed and sent, events seen, and what the desk and the numbering keep."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field, SQLModel

from storage.tables.base import JSON_OR_JSONB, PENDING


class OutboxRow(SQLModel, table=True):
    """A message owed: ids and the name of a view, never words."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("kind IN ('send', 'edit')", name="kind"),
        CheckConstraint("lane IN ('normal', 'sealed')", name="lane"),
        CheckConstraint("state IN ('pending', 'sent', 'dead', 'cancelled')", name="state"),
        CheckConstraint("ambiguous IN ('resend', 'hold')", name="ambiguous"),
        Index(
            "ix_outbox_due_at_pending",
            "due_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_outbox_due_at_dead",
            "due_at",
            sqlite_where=text("state = 'dead'"),
            postgresql_where=text("state = 'dead'"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    channel: str
    tenant: str
    conversation: str
    thread: str
    view: str
    args: dict[str, str] = Field(sa_type=JSON_OR_JSONB)
    recipient: str | None = None
    role: str | None = None
    lane: str
    any_hour: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    case_id: UUID | None = Field(default=None, index=True)
    state: str = PENDING
    due_at: datetime
    lease_until: datetime | None = None
    lease_token: UUID | None = None
    attempt: int = 0
    first_attempt_at: datetime | None = None
    external_id: str | None = None
    last_error: str | None = None
    ambiguous: str
    created_at: datetime
    sent_at: datetime | None = None


class PostedRow(SQLModel, table=True):
    """A copy of a card that stands in a conversation, so that it can be edited."""

    __tablename__ = "posted"
    __table_args__ = (Index("ix_posted_case_id_view", "case_id", "view"),)

    key: str = Field(primary_key=True)
    case_id: UUID
    view: str
    channel: str
    tenant: str
    conversation: str
    thread: str
    external_id: str
    posted_at: datetime


class InboundRow(SQLModel, table=True):
    """An event id that was seen: platforms deliver again."""

    __tablename__ = "inbound"

    channel: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    received_at: datetime = Field(index=True)


class DeskMessageRow(SQLModel, table=True):
    """A message as the rehearsal desk keeps it: it has no platform behind it."""

    __tablename__ = "desk_message"
    __table_args__ = (UniqueConstraint("conversation", "key"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    conversation: str
    key: str
    payload: bytes
    position: int
    sent_at: datetime
    edited_at: datetime | None = None


class DeskClockRow(SQLModel, table=True):
    """How far the desk's clock was moved forward."""

    __tablename__ = "desk_clock"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    ahead_seconds: int = Field(sa_type=BigInteger)


class CounterRow(SQLModel, table=True):
    """A running number that leaves no gap: taken in the transaction that uses it."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)
