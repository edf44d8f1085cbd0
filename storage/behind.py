"""What is behind a message: for whom it is, since when it is owed, which reminders it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from storage import reminders
from storage.reminders import Kept
from storage.tables import OutboxRow


@dataclass(frozen=True, slots=True)
class Behind:
    """Why there is a message; `reminders` is empty where something else brought it."""

    recipient: str | None
    role: str | None
    case_id: UUID | None
    is_sealed: bool
    owed_at: datetime
    reminders: tuple[Kept, ...]


def behind(session: Session, key: str) -> Behind:
    """Return what is behind the message of a key, which must be there."""
    row = session.exec(select(OutboxRow).where(OutboxRow.key == key)).one()
    told = reminders.told_in(session, key) or tuple(_fired(session, row))
    sealed = row.lane == "sealed"
    return Behind(row.recipient, row.role, row.case_id, sealed, row.created_at, told)


def _fired(session: Session, row: OutboxRow) -> Iterable[Kept]:
    """Yield the stages that were told by a message of its own, in the turn that owed it."""
    if row.case_id is None:
        return
    for kept in reminders.settled(session, row.case_id, row.created_at):
        thing = (kept.planned.subject, kept.planned.stage)
        if thing == (row.args.get("subject"), row.args.get("stage")) or _climbs(kept, row):
            yield kept


def _climbs(kept: Kept, row: OutboxRow) -> bool:
    """Tell whether this is the stage of an escalation that the key of its messages names."""
    id = kept.planned.subject.partition(":")[2]
    return f":{id}:{kept.planned.stage}:" in row.key
