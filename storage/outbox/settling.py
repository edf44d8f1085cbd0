"""What became of a message: settled by whoever holds it, and by nobody else."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from storage import pacing
from storage.outbox.claiming import Claimed, Doubt
from storage.outbox.owing import IN_DOUBT, Lane, next_full_hour
from storage.tables import PENDING, OutboxRow

ATTEMPTS = 14
"""With waits of up to an hour they last for more than five: so long may a chat be down."""

SEALED_ATTEMPTS = 6
"""A sealed message is tried at a full hour alone, and so for as long as any other."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)

LEAST_WAIT = timedelta(seconds=1)
"""How long a chat is left alone that asked to wait, however little it asked for."""

_A_MOMENT = timedelta(microseconds=1)


def attempts_of(lane: Lane) -> int:
    """Return how often a message is tried."""
    return SEALED_ATTEMPTS if lane == "sealed" else ATTEMPTS


def next_try(attempt: int, jitter: float, *, attempts: int = ATTEMPTS) -> timedelta | None:
    """Return how long to wait after `attempt` of `attempts` failures, None after the last one.

    `jitter` lies between -1 and 1 and moves the wait by up to half of it either way.
    """
    if attempt >= attempts:
        return None
    wait: timedelta = min(FIRST_WAIT * 2**attempt, LONGEST_WAIT)
    return wait * (1 + jitter / 2)


def settle_sent(session: Session, claimed: Claimed, external_id: str, now: datetime) -> bool:
    """Note that the platform has it. Like all of these, return False when the lease was lost."""
    return _settle(session, claimed, state="sent", external_id=external_id, sent_at=now)


def settle_retry(
    session: Session, claimed: Claimed, due_at: datetime, error: str, *, looked: bool = False
) -> bool:
    """Note that it failed and when to try again; `error` is the name of a class, no text.

    A sealed message waits for the full hour after that. `looked` when not even the look-up
    before a second try was answered.
    """
    doubt = Doubt(claimed.doubt.looks + 1 if looked else 0, _was_resent(session, claimed))
    due_at = _not_before(claimed, due_at)
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
    """Note that the chat asked to wait, and so did not take it: the try does not count.

    A `paced` conversation waits, or `everywhere` its whole channel, and tells this one first,
    unless it is sealed.
    """
    wait = max(wait, LEAST_WAIT)
    if paced:
        pacing.wait(session, claimed.hold, wait, everywhere=everywhere)
    keeps_its_place = paced and claimed.owed.lane == "normal"
    values: dict[str, object] = {} if claimed.may_be_there else {"first_attempt_at": None}
    return _settle(
        session,
        claimed,
        due_at=claimed.owed.due_at if keeps_its_place else _not_before(claimed, now + wait),
        attempt=claimed.attempt - 1,
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
    due_at = _not_before(claimed, due_at)
    return _settle(session, claimed, due_at=due_at, attempt=claimed.attempt - 1)


def settle_dead(session: Session, claimed: Claimed, error: str) -> bool:
    """Note that it will not be tried again: somebody must look."""
    if error != IN_DOUBT:  # should it be tried once more, it is never sent a third time unseen
        error = Doubt(resent=_was_resent(session, claimed)).behind(error)
    return _settle(session, claimed, state="dead", last_error=error)


def settle_cancelled(session: Session, claimed: Claimed) -> bool:
    """Note that nobody needs to be told any more."""
    return _settle(session, claimed, state="cancelled")


def _not_before(claimed: Claimed, due_at: datetime) -> datetime:
    """Return the first moment from this one on at which a message may leave again."""
    sealed = claimed.owed.lane == "sealed"
    return next_full_hour(due_at - _A_MOMENT) if sealed else due_at


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
