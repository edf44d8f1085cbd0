"""Who was told of a case in a message of its own, and whether they acted on the case since."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, update

from storage.tables import HeardRow
from storage.upsert import insert_or_update


def waits_for_act(session: Session, person: str, case_id: UUID) -> bool:
    """Tell whether somebody was told of a case and has not acted on it since."""
    row = session.get(HeardRow, (person, case_id), populate_existing=True)
    return row is not None and row.told_at is not None and row.acted_at is None


def note_told(session: Session, person: str, case_id: UUID, now: datetime) -> None:
    """Note that somebody is told of a case in a message of its own: what they did before is past.

    By order and not by time, which may stand still.
    """
    values = {"person": person, "case_id": case_id, "told_at": now, "acted_at": None}
    insert_or_update(session, HeardRow, values, key=["person", "case_id"])


def take_back(session: Session, person: str, case_id: UUID) -> None:
    """Note that somebody was not told after all: what fails is no ping."""
    session.exec(
        update(HeardRow)
        .where(col(HeardRow.person) == person, col(HeardRow.case_id) == case_id)
        .values(told_at=None)
        .execution_options(synchronize_session=False)
    )


def note_act(session: Session, person: str, case_id: UUID, now: datetime) -> None:
    """Note that somebody acted on a case; whoever was told nothing of it needs no note."""
    session.exec(
        update(HeardRow)
        .where(col(HeardRow.person) == person, col(HeardRow.case_id) == case_id)
        .values(acted_at=now)
        .execution_options(synchronize_session=False)
    )
