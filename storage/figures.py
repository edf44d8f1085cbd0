"""Counts of what is in the store. A sealed case and all that hangs from it is not counted."""

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, SQLModel, col, select

from flows.case import Confidentiality
from storage.tables import (
    AnswerRow,
    CaseRow,
    DeskMessageRow,
    FindingRow,
    JournalRow,
    OutboxRow,
    PackRow,
    PromptReplyRow,
    RatingRow,
)

SEALED = col(CaseRow.confidentiality) == Confidentiality.SEALED.value


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
