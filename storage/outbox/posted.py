"""Copies of cards that stand in conversations, so that they can be edited."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from storage.outbox.owing import Place, place_of
from storage.tables import PostedRow
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Posted:
    """A copy of a card that stands in a conversation; `id` is the platform's."""

    key: str
    case_id: UUID
    view: str
    place: Place
    id: str


def note_posted(session: Session, posted: Posted, now: datetime) -> bool:
    """Note where a copy of a card stands; return False when this key was noted before."""
    row = PostedRow(
        key=posted.key,
        case_id=posted.case_id,
        view=posted.view,
        channel=posted.place.channel,
        tenant=posted.place.tenant,
        conversation=posted.place.conversation,
        thread=posted.place.thread,
        external_id=posted.id,
        posted_at=now,
    )
    return insert_new(session, PostedRow, row.model_dump())


def posted_copies(session: Session, case_id: UUID, view: str) -> tuple[Posted, ...]:
    """Return every copy of a card of a case, the oldest first."""
    rows = session.exec(
        select(PostedRow)
        .where(PostedRow.case_id == case_id, PostedRow.view == view)
        .order_by(col(PostedRow.posted_at), col(PostedRow.key))
    )
    return tuple(
        Posted(row.key, row.case_id, row.view, place_of(row), row.external_id) for row in rows
    )


def forget_copy(session: Session, place: Place, id: str) -> None:
    """Forget a copy that is not there any more, so that nobody tries to edit it."""
    session.exec(
        delete(PostedRow).where(
            col(PostedRow.channel) == place.channel,
            col(PostedRow.tenant) == place.tenant,
            col(PostedRow.conversation) == place.conversation,
            col(PostedRow.external_id) == id,
        )
    )
