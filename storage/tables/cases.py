"""Cases as they are screened, the packs and launches they are about, and their keys."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Text,
)
from sqlmodel import Field, SQLModel

from storage.tables.base import JSON_OR_JSONB, WITHOUT_ROWID


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


class DataKeyRow(SQLModel, table=True):
    """The key of a case's text, wrapped by the master key. Destroying it erases the text."""

    __tablename__ = "data_key"

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    wrapped: bytes
