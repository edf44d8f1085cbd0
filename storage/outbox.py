"""Messages owed: created once, claimed for a while, sent at least once, settled by their holder.

A row holds ids and the name of a view; the words are made at delivery. Leases go by the database's
clock, due times by the time that is handed in, which may be simulated.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, or_, select, update

from storage import pacing
from storage.database import database_now
from storage.pacing import Hold, Paces
from storage.tables import PENDING, OutboxRow, PostedRow
from storage.upsert import insert_new

Kind = Literal["send", "edit"]
Lane = Literal["normal", "sealed"]
Ambiguous = Literal["resend", "hold"]

UNPACED = Paces()

_OWES = "something is owed"
_ORDER = (col(OutboxRow.due_at), col(OutboxRow.created_at), col(OutboxRow.key))
_LOOKED = re.compile(r", looked (\d+)")
_RESENT = ", sent again"

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
class Doubt:
    """What was done about a message that may be there: failed look-ups, and a second sending."""

    looks: int = 0
    resent: bool = False

    @classmethod
    def read(cls, error: str | None) -> "Doubt":
        """Read what stands behind the name of the last error."""
        looks = _LOOKED.search(error or "")
        return cls(int(looks[1]) if looks else 0, (error or "").endswith(_RESENT))

    def behind(self, error: str) -> str:
        """Return the name of an error with what is to be remembered behind it."""
        looked = f", looked {self.looks}" if self.looks else ""
        return f"{error}{looked}{_RESENT if self.resent else ''}"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is ours until `lease_until`, by the database's clock.

    `attempt` counts this one too. When it `may_be_there` nobody knows whether it was sent
    before, and `doubt` says what was done about that. `hold` keeps others from its conversation.
    """

    id: UUID
    token: UUID
    lease_until: datetime
    attempt: int
    first_attempt_at: datetime
    owed: Owed
    may_be_there: bool
    doubt: Doubt
    hold: Hold


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
    session: Session,
    limit: int,
    lease: timedelta,
    now: datetime,
    lane: Lane = "normal",
    paces: Paces = UNPACED,
) -> list[Claimed]:
    """Take up to `limit` messages of one lane that are due at `now`, the longest due first.

    Of each conversation one at most, and only when it is free for it. Nobody else gets them
    until the lease ends; then its holder can no longer settle them.
    """
    clock, token = database_now(session), uuid4()
    until, due = clock + lease, _due(now, lane, clock)
    found = pacing.hold_next(session, due, _ORDER, limit, until, clock, paces)
    if not found:
        return []
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(one.id for one in found), *due)
        .values(
            lease_until=until,
            lease_token=token,
            attempt=col(OutboxRow.attempt) + 1,
            first_attempt_at=func.coalesce(col(OutboxRow.first_attempt_at), now),
        )
        .execution_options(synchronize_session=False)
    )
    mine = select(OutboxRow).where(OutboxRow.lease_token == token).order_by(*_ORDER)
    rows = {row.id: row for row in session.exec(mine)}
    holds = {one.id: pacing.Hold(one.spot, until, clock + paces.rest(one.spot)) for one in found}
    for id in holds.keys() - rows.keys():  # somebody took it in this very moment
        pacing.release(session, holds[id], clock)
    tried = {one.id for one in found if one.tried_since is not None}
    return [_claimed(row, holds[id], was_tried=id in tried) for id, row in rows.items()]


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


def settle_retry(
    session: Session, claimed: Claimed, due_at: datetime, error: str, *, looked: bool = False
) -> bool:
    """Note that it failed and when to try again; `error` is the name of a class, no text.

    `looked` when not even the look-up before a second try was answered.
    """
    doubt = Doubt(claimed.doubt.looks + 1 if looked else 0, _was_resent(session, claimed))
    return _settle(session, claimed, state=PENDING, due_at=due_at, last_error=doubt.behind(error))


def settle_busy(
    session: Session,
    claimed: Claimed,
    now: datetime,
    wait: timedelta,
    error: str,
    *,
    paced: bool,
    everywhere: bool = False,
) -> bool:
    """Note that the chat asked to wait, and so did not take it.

    A `paced` conversation waits, or `everywhere` its whole channel, and tells this one first.
    """
    if paced:
        pacing.wait(session, claimed.hold, wait, everywhere=everywhere)
    values: dict[str, object] = {} if claimed.may_be_there else {"first_attempt_at": None}
    return _settle(
        session,
        claimed,
        due_at=claimed.owed.due_at if paced else now + wait,
        last_error=claimed.doubt.behind(error),
        **values,
    )


def note_resent(session: Session, claimed: Claimed) -> bool:
    """Note before it happens that a message is sent a second time without knowing of the first."""
    error = Doubt(resent=True).behind("Unknown")
    noted = session.exec(
        update(OutboxRow)
        .where(*_is_held(claimed))
        .values(last_error=error)
        .execution_options(synchronize_session=False)
    )
    return noted.rowcount == 1


def settle_waiting(session: Session, claimed: Claimed, due_at: datetime) -> bool:
    """Give a message back that could not even be tried: the try does not count."""
    return _settle(session, claimed, due_at=due_at, attempt=claimed.attempt - 1)


def settle_dead(session: Session, claimed: Claimed, error: str) -> bool:
    """Note that it will not be tried again: somebody must look."""
    return _settle(session, claimed, state="dead", last_error=error)


def settle_cancelled(session: Session, claimed: Claimed) -> bool:
    """Note that nobody needs to be told any more."""
    return _settle(session, claimed, state="cancelled")


def free_leases(session: Session, paces: Paces = UNPACED) -> int:
    """Give every lease back and return how many: for a start when no other process can run."""
    pacing.free_held(session, paces)
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
    """Settle what is still ours, and let its conversation go: always after what holds it."""
    pacing.release(session, claimed.hold)
    settled = session.exec(
        update(OutboxRow)
        .where(*_is_held(claimed))
        .values(lease_until=None, lease_token=None, **values)
        .execution_options(synchronize_session=False)
    )
    return settled.rowcount == 1


def _is_held(claimed: Claimed) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OutboxRow.id) == claimed.id,
        col(OutboxRow.lease_token) == claimed.token,
        col(OutboxRow.state) == PENDING,
    )


def _was_resent(session: Session, claimed: Claimed) -> bool:
    written = select(OutboxRow.last_error).where(OutboxRow.id == claimed.id)
    return Doubt.read(session.exec(written).first()).resent


def _due(now: datetime, lane: Lane, clock: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OutboxRow.state) == PENDING,
        col(OutboxRow.due_at) <= now,
        col(OutboxRow.lane) == lane,
        or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= clock),
    )


def _claimed(row: OutboxRow, hold: Hold, *, was_tried: bool) -> Claimed:
    assert row.lease_token is not None
    assert row.first_attempt_at is not None
    may_be_there = was_tried and row.attempt > 1
    return Claimed(
        id=row.id,
        token=row.lease_token,
        lease_until=hold.until,
        attempt=row.attempt,
        first_attempt_at=row.first_attempt_at,
        may_be_there=may_be_there,
        doubt=Doubt.read(row.last_error) if may_be_there else Doubt(),
        hold=hold,
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
