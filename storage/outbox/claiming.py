"""What is sent next: claimed for a while, by one alone."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select, update

from storage import pacing
from storage.database import database_now
from storage.outbox.owing import Lane, Owed, place_of
from storage.pacing import Hold, Paces
from storage.tables import PENDING, OutboxRow

UNPACED = Paces()

_ORDER = (col(OutboxRow.due_at), col(OutboxRow.created_at), col(OutboxRow.key))
_LOOKED = re.compile(r", looked (\d+)")
_RESENT = ", sent again"


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
            place=place_of(row),
            view=row.view,
            due_at=row.due_at,
            args=row.args,
            kind=row.kind,  # type: ignore[arg-type]  # kept by a check constraint, as the next two
            lane=row.lane,  # type: ignore[arg-type]
            recipient=row.recipient,
            role=row.role,
            case_id=row.case_id,
            ambiguous=row.ambiguous,  # type: ignore[arg-type]
            any_hour=row.any_hour,
            edits=row.external_id,
        ),
    )
