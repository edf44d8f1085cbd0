"""Messages owed: created once, claimed for a while, sent at least once, settled by their holder.

A row holds ids and the name of a view; the words are made at delivery. Leases go by the database's
clock, due times by the time that is handed in, which may be simulated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import Session, col, delete, or_, select, update

from storage.database import database_now
from storage.tables import PENDING, OutboxRow, PostedRow
from storage.upsert import insert_new

Kind = Literal["send", "edit"]
Lane = Literal["normal", "sealed"]
Ambiguous = Literal["resend", "hold"]

_OWES = "something is owed"

ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


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
    what to do when nobody can tell whether it was sent. `edits` is the platform's id of what
    an edit changes.
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
    edits: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours until `lease_until`, by the database's clock.

    `attempt` counts this one too: above 1 nobody knows whether it was sent before.
    """

    id: UUID
    token: UUID
    lease_until: datetime
    attempt: int
    first_attempt_at: datetime
    owed: Owed


@dataclass(frozen=True, slots=True)
class Posted:
    """A copy of a card that stands in a conversation; `id` is the platform's."""

    key: str
    case_id: UUID
    view: str
    place: Place
    id: str


# ------------------------------------------------------------------------------- owing


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
        created_at=now,
    )
    if owed.lane == "normal":  # a sealed one leaves at its hour, and hurries nothing else
        session.info[_OWES] = True
    return insert_new(session, OutboxRow, row.model_dump())


def owes(session: Session) -> bool:
    """Tell whether this transaction left something to be sent before the next full hour."""
    return _OWES in session.info


def claim(
    session: Session, limit: int, lease: timedelta, now: datetime, lane: Lane = "normal"
) -> list[Claimed]:
    """Take up to `limit` messages of one lane that are due at `now`, the longest due first.

    Nobody else gets them until the lease ends; then its holder can no longer settle them.
    """
    clock, token = database_now(session), uuid4()
    free = or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= clock)
    ids = session.exec(
        select(OutboxRow.id)
        .where(OutboxRow.state == PENDING, OutboxRow.due_at <= now, OutboxRow.lane == lane, free)
        .order_by(col(OutboxRow.due_at), col(OutboxRow.created_at), col(OutboxRow.key))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        return []
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(ids))
        .values(
            lease_until=clock + lease,
            lease_token=token,
            attempt=col(OutboxRow.attempt) + 1,
            first_attempt_at=func.coalesce(col(OutboxRow.first_attempt_at), now),
        )
        .execution_options(synchronize_session=False)
    )
    mine = (
        select(OutboxRow)
        .where(OutboxRow.lease_token == token)
        .order_by(col(OutboxRow.due_at), col(OutboxRow.created_at), col(OutboxRow.key))
    )
    return [_claimed(row, token, clock + lease, now) for row in session.exec(mine)]


def next_try(
    attempt: int, jitter: float, retry_after: float | None = None, *, attempts: int = ATTEMPTS
) -> timedelta | None:
    """Return how long to wait after `attempt` of `attempts` failures, None after the last one.

    `jitter` lies between -1 and 1 and moves the wait by up to half of it either way. A
    platform's own `retry_after`, in seconds, is obeyed as it is.
    """
    if attempt >= attempts:
        return None
    if retry_after is not None:
        return timedelta(seconds=retry_after)
    wait: timedelta = min(FIRST_WAIT * 2**attempt, LONGEST_WAIT)
    return wait * (1 + jitter / 2)


# ----------------------------------------------------------------------------- settling


def settle_sent(session: Session, claimed: Claimed, external_id: str, now: datetime) -> bool:
    """Note that the platform has it. Like all of these, return False when the lease was lost."""
    return _settle(session, claimed, state="sent", external_id=external_id, sent_at=now)


def settle_retry(session: Session, claimed: Claimed, due_at: datetime, error: str) -> bool:
    """Note that it failed and when to try again; `error` is the name of a class, no text."""
    return _settle(session, claimed, state=PENDING, due_at=due_at, last_error=error)


def settle_waiting(session: Session, claimed: Claimed, due_at: datetime) -> bool:
    """Give a message back that could not even be tried: the try does not count."""
    return _settle(session, claimed, due_at=due_at, attempt=claimed.attempt - 1)


def settle_dead(session: Session, claimed: Claimed, error: str) -> bool:
    """Note that it will not be tried again: somebody must look."""
    return _settle(session, claimed, state="dead", last_error=error)


def settle_cancelled(session: Session, claimed: Claimed) -> bool:
    """Note that nobody needs to be told any more."""
    return _settle(session, claimed, state="cancelled")


def free_leases(session: Session) -> int:
    """Give every lease back and return how many: for a start when no other process can run."""
    freed = session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.state) == PENDING, col(OutboxRow.lease_token).is_not(None))
        .values(lease_until=None, lease_token=None)
        .execution_options(synchronize_session=False)
    )
    return int(freed.rowcount)


def revive(session: Session, place: Place, now: datetime) -> int:
    """Owe again what a conversation refused, now that it may take it; return how much."""
    revived = session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.state) == "dead",
            col(OutboxRow.kind) == "send",
            col(OutboxRow.channel) == place.channel,
            col(OutboxRow.tenant) == place.tenant,
            col(OutboxRow.conversation) == place.conversation,
        )
        .values(state=PENDING, due_at=now, attempt=0, first_attempt_at=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
    session.info[_OWES] = True
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


def counts(session: Session) -> dict[str, int]:
    """Return how many messages there are in each state."""
    states = select(OutboxRow.state, func.count()).group_by(OutboxRow.state)
    return dict(session.exec(states).all())


# ------------------------------------------------------------------------------- posted


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
        Posted(row.key, row.case_id, row.view, _place(row), row.external_id) for row in rows
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


def _settle(session: Session, claimed: Claimed, **values: object) -> bool:
    settled = session.exec(
        update(OutboxRow)
        .where(
            col(OutboxRow.id) == claimed.id,
            col(OutboxRow.lease_token) == claimed.token,
            col(OutboxRow.state) == PENDING,
        )
        .values(lease_until=None, lease_token=None, **values)
        .execution_options(synchronize_session=False)
    )
    return settled.rowcount == 1


def _claimed(row: OutboxRow, token: UUID, until: datetime, now: datetime) -> Claimed:
    return Claimed(
        id=row.id,
        token=token,
        lease_until=until,
        attempt=row.attempt,
        first_attempt_at=row.first_attempt_at or now,
        owed=Owed(
            key=row.key,
            place=_place(row),
            view=row.view,
            due_at=row.due_at,
            args=row.args,
            kind=row.kind,  # type: ignore[arg-type]  # kept by a check constraint, as the next two
            lane=row.lane,  # type: ignore[arg-type]
            recipient=row.recipient,
            role=row.role,
            case_id=row.case_id,
            ambiguous=row.ambiguous,  # type: ignore[arg-type]
            edits=row.external_id,
        ),
    )


def _place(row: OutboxRow | PostedRow) -> Place:
    return Place(row.channel, row.conversation, row.tenant, row.thread)
