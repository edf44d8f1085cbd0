"""What follows a screening: one table for each kind of thing that hangs from a case."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from storage.tables.base import WITHOUT_ROWID


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


class SnoozeRow(SQLModel, table=True):
    """That somebody put a reminder off. Append-only: the latest of a person and subject counts."""

    __tablename__ = "snooze"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str
    person: str
    until: date
    snoozed_at: datetime
    content: bytes


class LaunchWordRow(SQLModel, table=True):
    """What became of a launch on its day. Append-only: the latest counts."""

    __tablename__ = "launch_word"
    __table_args__ = WITHOUT_ROWID

    case_id: UUID = Field(primary_key=True, foreign_key="case.id")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    answer: str
    planned_on: date | None = None
    said_at: datetime
    content: bytes
