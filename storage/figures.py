"""Counts of what is in the store. A sealed case and all that hangs from it is not counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, SQLModel, col, or_, select

from flows.case import Confidentiality
from storage.reminders import is_not_put_off, is_pending
from storage.tables import (
    PENDING,
    AnswerRow,
    CaseRow,
    DeskMessageRow,
    FindingRow,
    JournalRow,
    OutboxRow,
    PackRow,
    PromptReplyRow,
    RatingRow,
    ReminderRow,
)

SEALED = col(CaseRow.confidentiality) == Confidentiality.SEALED.value


@dataclass(frozen=True, slots=True)
class Overdue:
    """For how long the oldest of what should have been told by now is due; zero when nothing is.

    A message that was tried and is to be tried again has been due since its first try.
    """

    message: timedelta
    reminder: timedelta


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be sent, and what was given up."""

    pending: int
    dead: int
    overdue: Overdue


def waiting(session: Session, now: datetime) -> Waiting:
    """Return what waits at `now`."""
    pending, dead = _messages(session, PENDING), _messages(session, "dead")
    return Waiting(pending, dead, overdue(session, now))


def overdue(session: Session, now: datetime) -> Overdue:
    """Return what is late at `now`."""
    reminders = [_oldest_reminder(session, now, gathered=each) for each in (False, True)]
    return Overdue(_since([_oldest_message(session, now)], now), _since(reminders, now))


def is_counted(session: Session, case_id: UUID) -> bool:
    """Tell whether counts may tell of a case: of a sealed one they may not."""
    sealed = select(CaseRow.id).where(CaseRow.id == case_id, SEALED)
    return session.exec(sealed).first() is None


def contents(session: Session) -> dict[str, int]:
    """Return how many rows there are of each kind that a reader would ask for."""
    return {
        name: session.exec(select(func.count()).select_from(table).where(counts)).one()
        for name, (table, counts) in _counted(session).items()
    }


def _counted(session: Session) -> dict[str, tuple[type[SQLModel], ColumnElement[bool]]]:
    """Return what is counted, and which rows of it."""
    sealed = session.exec(select(CaseRow.id).where(SEALED)).all()
    streams = [str(id) for id in sealed]
    in_private = select(OutboxRow.key).where(OutboxRow.lane == "sealed")
    used = select(CaseRow.pack).where(~SEALED)
    return {
        "cases": (CaseRow, col(CaseRow.id).not_in(sealed)),
        "answers": (AnswerRow, col(AnswerRow.case_id).not_in(sealed)),
        "ratings": (RatingRow, col(RatingRow.case_id).not_in(sealed)),
        "replies to prompts": (PromptReplyRow, col(PromptReplyRow.case_id).not_in(sealed)),
        "findings": (FindingRow, col(FindingRow.case_id).not_in(sealed)),
        "journal entries": (JournalRow, col(JournalRow.stream).not_in(streams)),
        "messages owed or sent": (OutboxRow, col(OutboxRow.lane) == "normal"),
        "messages on the desk": (DeskMessageRow, col(DeskMessageRow.key).not_in(in_private)),
        "packs": (PackRow, col(PackRow.meaning).in_(used)),
    }


def _messages(session: Session, state: str) -> int:
    counted = select(func.count()).select_from(OutboxRow)
    found = counted.where(OutboxRow.state == state, OutboxRow.lane == "normal")
    return session.exec(found).one()


def _oldest_message(session: Session, now: datetime) -> datetime | None:
    tried = col(OutboxRow.first_attempt_at)
    since = func.coalesce(tried, col(OutboxRow.due_at))
    return session.exec(
        select(since)
        .where(
            OutboxRow.state == PENDING,
            OutboxRow.lane == "normal",
            or_(col(OutboxRow.due_at) <= now, tried.is_not(None)),
        )
        .order_by(since)
        .limit(1)
    ).first()


def _oldest_reminder(session: Session, now: datetime, *, gathered: bool) -> datetime | None:
    """Return since when a reminder could be told and was not."""
    due = col(ReminderRow.due_at)
    return session.exec(
        select(func.coalesce(col(ReminderRow.put_off_to), due))
        .join(CaseRow, col(CaseRow.id) == ReminderRow.case_id)
        .where(is_pending(gathered=gathered), due <= now, is_not_put_off(now), ~SEALED)
        .order_by(due)
        .limit(1)
    ).first()


def _since(times: list[datetime | None], now: datetime) -> timedelta:
    known = [each for each in times if each is not None]
    return now - min(known) if known else timedelta()
