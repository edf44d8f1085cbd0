"""Messages of a chat that somebody wants to keep, held for a day until they say for which case.

They belong to no case yet, so a key of their own encrypts them; each is read by its person alone.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete

from flows.events import KeepAsked
from storage.codec import packed, unpacked
from storage.keys import Keyring
from storage.tables import KeepingRow
from storage.upsert import insert_new

A_DAY = timedelta(days=1)
CONTENT = "keeping.content"


def hold(
    session: Session, keys: Keyring, id: UUID, person: str, message: KeepAsked, now: datetime
) -> None:
    """Hold a message for somebody; one that is held already stays as it is."""
    said = {"author": message.author, "link": message.link, "text": message.text}
    content = keys.held.encrypt(CONTENT, str(id), packed(said))
    values = {"id": id, "person": person, "created_at": now, "content": content}
    insert_new(session, KeepingRow, values)


def keeping(
    session: Session, keys: Keyring, id: UUID, person: str, now: datetime
) -> KeepAsked | None:
    """Return what is held for somebody; None when it is somebody else's, or is no more."""
    row = session.get(KeepingRow, id, populate_existing=True)
    if row is None or row.person != person or row.created_at <= now - A_DAY:
        return None
    said = unpacked(keys.held.decrypt(CONTENT, str(id), row.content))
    return KeepAsked(said["author"], said["link"], said["text"])


def drop_keeping(session: Session, id: UUID) -> None:
    """Hold a message no longer."""
    session.exec(delete(KeepingRow).where(col(KeepingRow.id) == id))


def sweep_keeping(session: Session, now: datetime) -> None:
    """Remove whatever was held for a day."""
    session.exec(delete(KeepingRow).where(col(KeepingRow.created_at) <= now - A_DAY))
