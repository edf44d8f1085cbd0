"""Counts of what is in the store."""

from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

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

COUNTED: dict[str, type[SQLModel]] = {
    "cases": CaseRow,
    "answers": AnswerRow,
    "ratings": RatingRow,
    "replies to prompts": PromptReplyRow,
    "findings": FindingRow,
    "journal entries": JournalRow,
    "messages owed or sent": OutboxRow,
    "messages on the desk": DeskMessageRow,
    "packs": PackRow,
}


def contents(session: Session) -> dict[str, int]:
    """Return how many rows there are of each kind that a reader would ask for."""
    return {
        name: session.exec(select(func.count()).select_from(table)).one()
        for name, table in COUNTED.items()
    }
