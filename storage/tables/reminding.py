"""What is due to be told, who was told last, and how fast a conversation may be told more."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.base import JSON_OR_JSONB, PENDING


def _pending(name: str, *columns: str) -> Index:
    """Return an index of what is still to be told: what is over costs nothing there."""
    where = text("state = 'pending'")
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class ReminderRow(SQLModel, table=True):
    """One stage of one thing in a case, for one person or for a role: ids, never words.

    `gathered` ones wait for the morning message of their `person`; `told_in` is its key. What could
    not be told when it was due is `put_off_to` a later time.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'done', 'skipped', 'cancelled')", name="state"),
        CheckConstraint("person IS NOT NULL OR NOT gathered", name="gathered"),
        _pending("ix_reminder_due_at_pending", "gathered", "due_at"),
        _pending("ix_reminder_person_pending", "person", "due_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(unique=True)
    case_id: UUID = Field(foreign_key="case.id", index=True)
    subject: str
    stage: str
    person: str | None = None
    role: str | None = None
    gathered: bool
    args: dict[str, str] = Field(sa_type=JSON_OR_JSONB)
    state: str = PENDING
    due_at: datetime
    put_off_to: datetime | None = None
    lease_until: datetime | None = None
    lease_token: UUID | None = None
    told_in: str | None = Field(default=None, index=True)
    created_at: datetime
    settled_at: datetime | None = None


class HeardRow(SQLModel, table=True):
    """When somebody was last sent a message of its own about a case, and last acted on it since."""

    __tablename__ = "heard"

    person: str = Field(primary_key=True)
    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    told_at: datetime | None = None
    acted_at: datetime | None = None


class PaceRow(SQLModel, table=True):
    """When a conversation may be sent the next message, by the database's clock."""

    __tablename__ = "pace"

    channel: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    conversation: str = Field(primary_key=True)
    free_at: datetime
