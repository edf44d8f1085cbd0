"""What is owed: created once, and looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select, update

from storage.tables import PENDING, OutboxRow, PostedRow
from storage.upsert import insert_new

Kind = Literal["send", "edit"]
Lane = Literal["normal", "sealed"]
Ambiguous = Literal["resend", "hold"]

IN_DOUBT = "ambiguous"
"""The last error of what is held: nobody can tell whether it arrived."""

_HOUR = timedelta(hours=1)
_OWES = "something is owed"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation of a channel, as the store keeps it."""

    channel: str
    conversation: str
    tenant: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A message to be sent, or the edit of one that was.

    `key` makes it exist once. `recipient` or `role` say for whom it is drawn. `ambiguous` says
    what to do when nobody can tell whether it was sent. One of `any_hour` waits for no quiet
    hours. `edits` is the platform's id of what an edit changes.
    """

    key: str
    place: Place
    view: str
    due_at: datetime
    args: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = "send"
    lane: Lane = "normal"
    recipient: str | None = None
    role: str | None = None
    case_id: UUID | None = None
    ambiguous: Ambiguous = "resend"
    any_hour: bool = False
    edits: str | None = None


def enqueue(session: Session, owed: Owed, now: datetime) -> bool:
    """Owe a message; return False when one with the same key was owed before."""
    row = OutboxRow(
        key=owed.key,
        kind=owed.kind,
        channel=owed.place.channel,
        tenant=owed.place.tenant,
        conversation=owed.place.conversation,
        thread=owed.place.thread,
        view=owed.view,
        args=dict(owed.args),
        recipient=owed.recipient,
        role=owed.role,
        lane=owed.lane,
        case_id=owed.case_id,
        due_at=owed.due_at,
        external_id=owed.edits,
        ambiguous=owed.ambiguous,
        any_hour=owed.any_hour,
        created_at=now,
    )
    if owed.lane == "normal":  # a sealed one leaves at its hour, and hurries nothing else
        session.info[_OWES] = True
    return insert_new(session, OutboxRow, row.model_dump())


def next_full_hour(now: datetime) -> datetime:
    """Return when a sealed message leaves, so that its time tells nothing of what was just done."""
    return now.replace(minute=0, second=0, microsecond=0) + _HOUR


def leaves_at(lane: Lane, now: datetime) -> datetime:
    """Return when a message leaves that is to leave now: a sealed one at the next full hour."""
    return next_full_hour(now) if lane == "sealed" else now


def owes(session: Session) -> bool:
    """Tell whether this transaction left something to be sent before the next full hour."""
    return _OWES in session.info


def revive(session: Session, place: Place, now: datetime) -> int:
    """Owe again what a conversation refused, now that it may take it; return how much.

    What was refused at its first try is as if never tried. What was tried more often may be there:
    one look comes before its next try. What is held stays with whoever looks for it.
    """
    hurried = _revive(session, place, "normal", now)
    if hurried:
        session.info[_OWES] = True
    return hurried + _revive(session, place, "sealed", now)


def _revive(session: Session, place: Place, lane: Lane, now: datetime) -> int:
    tried_once = col(OutboxRow.attempt) <= 1
    revived = session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.state) == "dead",
            func.coalesce(col(OutboxRow.last_error), "") != IN_DOUBT,
            col(OutboxRow.lane) == lane,
            col(OutboxRow.kind) == "send",
            col(OutboxRow.channel) == place.channel,
            col(OutboxRow.tenant) == place.tenant,
            col(OutboxRow.conversation) == place.conversation,
        )
        .values(
            state=PENDING,
            due_at=leaves_at(lane, now),
            attempt=case((tried_once, 0), else_=1),
            first_attempt_at=case((tried_once, None), else_=col(OutboxRow.first_attempt_at)),
            lease_until=None,
        )
        .execution_options(synchronize_session=False)
    )
    return revived.rowcount


def is_told_to_others(session: Session, owed: Owed) -> bool:
    """Tell whether anybody else of a role was told the same in person, or still may be.

    Whoever asks at the same moment waits, so that of two who cannot be told the later one knows.
    """
    key, person = owed.key, owed.recipient or ""
    ends = owed.place.conversation if key.endswith(owed.place.conversation) else person
    alike = session.exec(
        select(OutboxRow.key, OutboxRow.state)
        .where(
            col(OutboxRow.key).startswith(key.removesuffix(ends), autoescape=True),
            col(OutboxRow.role) == owed.role,
            col(OutboxRow.recipient).is_not(None),
        )
        .order_by(col(OutboxRow.key))
        .with_for_update()
    )
    return any(other != key and state != "dead" for other, state in alike)


def next_due(session: Session, after: datetime) -> datetime | None:
    """Return when the next message is due after a moment, None when none is owed then."""
    due_at = col(OutboxRow.due_at)
    return session.exec(
        select(func.min(due_at)).where(OutboxRow.state == PENDING, due_at > after)
    ).one()


def given_up(session: Session, place: Place) -> tuple[UUID, ...]:
    """Return the cases of which a conversation lost a message after every try; none sealed."""
    dead = session.exec(
        select(OutboxRow.case_id)
        .where(
            OutboxRow.state == "dead",
            OutboxRow.lane == "normal",
            OutboxRow.kind == "send",
            OutboxRow.channel == place.channel,
            OutboxRow.tenant == place.tenant,
            OutboxRow.conversation == place.conversation,
        )
        .distinct()
    )
    return tuple(id for id in dead if id is not None)


def counts(session: Session) -> dict[str, int]:
    """Return how many messages there are in each state."""
    states = select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
    return dict(session.exec(states).all())


def place_of(row: OutboxRow | PostedRow) -> Place:
    return Place(row.channel, row.conversation, row.tenant, row.thread)
