"""The tables, as SQLModel classes without methods: they describe columns and check nothing.

Times are aware UTC, enums plain strings, ids made in Python. What people typed stands in
columns of bytes, encrypted with the key of its case; everything else is plain for lists and
reports. Input is checked before it comes here.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Index,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

# Named before the first table: Alembic finds constraints by these names.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

JSON_OR_JSONB = JSON().with_variant(JSONB(), "postgresql")

PENDING = "pending"

# A row of these cannot be replaced by its row id: it has none.
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class PersonRow(SQLModel, table=True):
    """A human, by the id that everything else names, as the profile of their chat tells them."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    name: str
    created_at: datetime
    email: str | None = None
    zone: str | None = None
    locale: str | None = None
    gone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AccountRow(SQLModel, table=True):
    """A person's login in one chat."""

    __tablename__ = "account"

    channel: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", index=True)


class RoleGrantRow(SQLModel, table=True):
    """A role that a person holds; `position` is the order in which its holders were named."""

    __tablename__ = "role_grant"

    role: str = Field(primary_key=True)
    person: str = Field(primary_key=True, foreign_key="person.id")
    position: int
    granted_by: str
    granted_at: datetime


class ContactRow(SQLModel, table=True):
    """A conversation where a role is reached, or the launch channel."""

    __tablename__ = "contact"

    name: str = Field(primary_key=True)
    channel: str
    tenant: str
    conversation: str


class BackupRow(SQLModel, table=True):
    """Who is told when nobody who holds a role can be reached, nor its conversation."""

    __tablename__ = "backup"

    role: str = Field(primary_key=True)
    person: str = Field(primary_key=True, foreign_key="person.id")
    position: int


class PreferenceRow(SQLModel, table=True):
    """What a person set for themselves; what is not set follows the profile of their chat."""

    __tablename__ = "preference"

    person: str = Field(primary_key=True, foreign_key="person.id")
    revision: int
    content: dict[str, Any] = Field(sa_type=JSON_OR_JSONB)


class KeepingRow(SQLModel, table=True):
    """A message of a chat that somebody wants to keep, until they say for which case."""

    __tablename__ = "keeping"

    id: UUID = Field(primary_key=True)
    person: str = Field(foreign_key="person.id")
    created_at: datetime = Field(index=True)
    content: bytes


class PackRow(SQLModel, table=True):
    """A content pack that some case uses, by the hash of its meaning."""

    __tablename__ = "pack"

    meaning: str = Field(primary_key=True)
    wording: str
    content: str = Field(sa_type=Text)
    created_at: datetime


class LaunchRow(SQLModel, table=True):
    """What cases are about: found again by the keyed hash of its folded name."""

    __tablename__ = "launch"

    key: str = Field(primary_key=True)
    name_hash: str | None = Field(default=None, index=True)
    owner: str
    planned_on: date | None = None


class CaseRow(SQLModel, table=True):
    """A case, with what lists and reports ask of it worked out at each save."""

    __tablename__ = "case"

    id: UUID = Field(primary_key=True)
    reference: str = Field(unique=True)
    sequence: int | None = Field(default=None, unique=True)
    pack: str = Field(foreign_key="pack.meaning", index=True)
    revision: int
    owner: str = Field(index=True)
    product_lead: str | None = Field(default=None, index=True)
    confidentiality: str
    launch_status: str
    is_draft: bool
    route: str | None = None
    severity: int | None = None
    answered: int = 0
    told: list[str] = Field(sa_type=JSON_OR_JSONB)
    launch_key: str | None = Field(default=None, foreign_key="launch.key", index=True)
    started_at: datetime
    changed_at: datetime
    concern_secret: bytes | None = None
    phase: str = Field(default="draft", sa_column_kwargs={"server_default": "draft"})
    due_at: datetime | None = None
    due_on: date | None = None
    withdrawn_at: datetime | None = None
    holds: list[str] = Field(
        default_factory=list, sa_type=JSON_OR_JSONB, sa_column_kwargs={"server_default": "[]"}
    )
    people_secret: bytes | None = None


class CaseParticipantRow(SQLModel, table=True):
    """Who takes part in a case beside its owner and product lead, in order."""

    __tablename__ = "case_participant"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    person: str = Field(primary_key=True, index=True)
    position: int


class RoundRow(SQLModel, table=True):
    """One pass of screening and how it ended."""

    __tablename__ = "round"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    early_rules: list[str] = Field(sa_type=JSON_OR_JSONB)
    route: str | None = None
    launch: str | None = None
    rules: list[str] | None = Field(default=None, sa_type=JSON_OR_JSONB)
    told: list[str] | None = Field(default=None, sa_type=JSON_OR_JSONB)
    submitted_at: datetime | None = None
    next_review_days: int | None = None
    triggers: list[str] = Field(
        default_factory=list, sa_type=JSON_OR_JSONB, sa_column_kwargs={"server_default": "[]"}
    )
    opened_at: datetime | None = None
    handed_over_at: datetime | None = None
    opening_secret: bytes | None = None


class AnswerRow(SQLModel, table=True):
    """One answer as given. Append-only: the latest revision counts."""

    __tablename__ = "answer"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    question: str = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    actor: str
    at: datetime
    value: bytes


class RatingRow(SQLModel, table=True):
    """One answer about one risk. Append-only: the latest revision counts."""

    __tablename__ = "rating"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    risk: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    actor: str
    at: datetime
    value: bytes


class PromptReplyRow(SQLModel, table=True):
    """What somebody said to an *are you sure?*, in order. Append-only."""

    __tablename__ = "prompt_reply"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    prompt: str
    risk: str | None = None
    revision: int
    actor: str
    at: datetime
    text: bytes


class FindingRow(SQLModel, table=True):
    """One possible harm of a submitted round, in order of attention. Plain, for reports."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("severity BETWEEN 1 AND 5", name="severity"),)

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    round: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    risk: str = Field(primary_key=True)
    position: int
    scale: int
    scope: int
    repair: int
    severity: int
    likelihood: int
    dismissed: bool
    relationship: str


class EscalationRow(SQLModel, table=True):
    """A case with the human rights team. What was typed, and who said what, is in `content`."""

    __tablename__ = "escalation"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    round: int
    route: str
    decider: str
    urgent: bool
    opened_at: datetime
    acknowledged_at: datetime | None = None
    first_due_at: datetime
    decision_due_at: datetime
    stopped_at: datetime | None = None
    superseded_at: datetime | None = None
    decided_at: datetime | None = None
    outcome: str | None = None
    review_on: date | None = None
    content: bytes


class MeasureRow(SQLModel, table=True):
    """A mitigation, with its state and its people plain for lists and reports."""

    __tablename__ = "measure"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
    origin: str
    state: str
    since: datetime
    owner: str | None = Field(default=None, index=True)
    verifier: str | None = Field(default=None, index=True)
    due_on: date | None = None
    content: bytes


class OpenItemRow(SQLModel, table=True):
    """A *not sure* with an owner and a day."""

    __tablename__ = "open_item"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    question: str
    owner: str = Field(index=True)
    due_on: date
    opened_at: datetime
    answered_at: datetime | None = None
    content: bytes


class ExpertQuestionRow(SQLModel, table=True):
    """One question put to one person."""

    __tablename__ = "expert_question"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    expert: str = Field(index=True)
    asked_at: datetime
    replied_at: datetime | None = None
    settled_at: datetime | None = None
    content: bytes


class EvidenceRow(SQLModel, table=True):
    """A link, a note or a kept message. Append-only."""

    __tablename__ = "evidence"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    owner: str | None = None
    kept_at: datetime
    expires_on: date | None = None
    content: bytes


class AgreedRatingRow(SQLModel, table=True):
    """What the human rights team agreed of a harm. Append-only: the latest of a risk counts."""

    __tablename__ = "agreed_rating"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    risk: str
    scale: int
    scope: int
    repair: int
    likelihood: int
    dismissed: bool
    agreed_at: datetime
    content: bytes


class ClosureRow(SQLModel, table=True):
    """That a risk was closed. Append-only: what reopens it is told by what came later."""

    __tablename__ = "closure"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    risk: str
    round: int
    closed_at: datetime
    content: bytes


class RemedyRow(SQLModel, table=True):
    """A harm that happened, and since when it is known. Append-only."""

    __tablename__ = "remedy"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    risk: str
    since: datetime
    content: bytes


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


class JournalRow(SQLModel, table=True):
    """Who did what, chained by hashes. Cannot be changed or removed."""

    __tablename__ = "journal"
    __table_args__ = WITHOUT_ROWID

    stream: str = Field(primary_key=True)
    seq: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime
    actor: str
    action: str
    payload: dict[str, Any] = Field(sa_type=JSON_OR_JSONB)
    previous: str
    hash: str


class JournalHeadRow(SQLModel, table=True):
    """The newest entry of each stream, so that a cut-off tail shows. Moves forward only."""

    __tablename__ = "journal_head"
    __table_args__ = WITHOUT_ROWID

    stream: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    hash: str


class DataKeyRow(SQLModel, table=True):
    """The key of a case's text, wrapped by the master key. Destroying it erases the text."""

    __tablename__ = "data_key"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    wrapped: bytes


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
