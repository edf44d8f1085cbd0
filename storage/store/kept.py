"""What is kept beside cases: the packs they are answered with, the event ids that were seen."""

from datetime import datetime

from sqlmodel import Session, col, select

from flows.errors import NotFound
from storage.tables import InboundRow, PackRow
from storage.upsert import insert_new, insert_or_update


def keep_pack(session: Session, meaning: str, wording: str, content: str, now: datetime) -> None:
    """Keep a pack for the cases that pin its meaning; newer words replace the older ones."""
    kept = session.get(PackRow, meaning, populate_existing=True)
    if kept is None or kept.wording != wording:
        values = {"meaning": meaning, "wording": wording, "content": content, "created_at": now}
        insert_or_update(session, PackRow, values, key=["meaning"])


def kept_pack(session: Session, meaning: str) -> str:
    """Return the content of a pack. Raise NotFound when it was never kept."""
    kept = session.get(PackRow, meaning, populate_existing=True)
    if kept is None:
        raise NotFound(f"there is no pack {meaning}")
    return kept.content


def seen(session: Session, channel: str, event_id: str, now: datetime) -> bool:
    """Note an event id; return True when it was there already: the platform delivers again."""
    values = {"channel": channel, "event_id": event_id, "received_at": now}
    return not insert_new(session, InboundRow, values)


def last_heard(session: Session, channel: str) -> datetime | None:
    """Return when a chat last sent something that was taken; None when it never did."""
    received = col(InboundRow.received_at)
    newest = select(InboundRow).where(InboundRow.channel == channel).order_by(received.desc())
    row = session.exec(newest.limit(1)).first()
    return row.received_at if row is not None else None
