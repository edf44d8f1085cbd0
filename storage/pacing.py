"""How fast a conversation is told: rows by the database's clock, so that replicas share the pace.

A conversation is held for the one message that is on its way to it. Once that is settled the
conversation rests; when the chat asks to wait, it or its whole channel waits for so long.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, literal, tuple_
from sqlmodel import Session, and_, col, delete, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import database_now
from storage.tables import PENDING, OutboxRow, PaceRow
from storage.upsert import insert_all_new, insert_or_raise

LOOKED_AT = 200
"""How many due messages are looked at for conversations that are free."""

APART = "page:"
"""Before the conversation of a page, which is drawn beside it and has a pace of its own."""


@dataclass(frozen=True, slots=True)
class Paces:
    """How long the conversations of each channel rest between two messages; others never do.

    `pages` are views that stand in no conversation: they neither rest nor make one rest.
    """

    rests: Mapping[str, timedelta] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()

    def rest(self, spot: "Spot") -> timedelta:
        """Return how long a spot rests after a message."""
        if spot.name.startswith(APART):
            return timedelta()
        return self.rests.get(spot.channel, timedelta())


class Spot(NamedTuple):
    """What has one pace: a conversation with its threads, a page, or with no name a channel."""

    channel: str
    tenant: str
    name: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A spot that is held for one message `until` then, and rests until `free_at` after it."""

    spot: Spot
    until: datetime
    free_at: datetime


class Found(NamedTuple):
    """A message that may be taken now, since when it is tried, and where it goes."""

    id: UUID
    tried_since: datetime | None
    spot: Spot


def hold_next(
    session: Session,
    due: Sequence[ColumnElement[bool]],
    order: Sequence[SQLColumnExpression[Any]],
    limit: int,
    until: datetime,
    clock: datetime,
    paces: Paces,
) -> list[Found]:
    """Hold up to `limit` spots that are free, and return the first due message of each."""
    name = _name(paces)
    rows = session.exec(
        select(
            OutboxRow.id,
            OutboxRow.first_attempt_at,
            OutboxRow.channel,
            OutboxRow.tenant,
            name,
            PaceRow.free_at,
        )  # type: ignore[call-overload]  # it knows four columns
        .outerjoin(PaceRow, _is_pace_of(name))
        .where(*due, or_(col(PaceRow.free_at).is_(None), PaceRow.free_at <= clock))
        .where(col(OutboxRow.channel).not_in(_waiting(clock)))
        .order_by(*order)
        .limit(LOOKED_AT)
    ).all()
    first: dict[Spot, Found] = {}
    for id, tried_since, channel, tenant, spot_name, _ in rows:
        spot = Spot(channel, tenant, spot_name)
        first.setdefault(spot, Found(id, tried_since, spot))
    new = {Spot(*row[2:5]) for row in rows if row[5] is None}
    return [first[spot] for spot in _hold(session, list(first), new, limit, until, clock)]


def release(session: Session, hold: Hold, until: datetime | None = None) -> None:
    """Let a spot rest and be free, or wait until then; nothing happens if another holds it."""
    session.exec(
        update(PaceRow)
        .where(_is_one_of([hold.spot]), col(PaceRow.free_at) == hold.until)
        .values(free_at=until or hold.free_at)
        .execution_options(synchronize_session=False)
    )


def wait(session: Session, hold: Hold, by: timedelta, *, everywhere: bool) -> None:
    """Let a spot, or its whole channel, be told nothing for a while.

    Several messages to one channel may be told to wait at once: the latest end counts.
    """
    free_at = database_now(session) + by
    if not everywhere:
        release(session, hold, free_at)
        return
    release(session, hold)
    values = {"channel": hold.spot.channel, "tenant": "", "conversation": "", "free_at": free_at}
    insert_or_raise(session, PaceRow, values, ("channel", "tenant", "conversation"), "free_at")


def free_held(session: Session, paces: Paces) -> None:
    """Free what is held for a message that a crash left claimed: nothing else is running."""
    held = select(OutboxRow.channel, OutboxRow.tenant, _name(paces)).where(
        col(OutboxRow.state) == PENDING, col(OutboxRow.lease_token).is_not(None)
    )
    session.exec(
        delete(PaceRow).where(tuple_(*_KEY).in_(held)).execution_options(synchronize_session=False)
    )


def until_free(session: Session, now: datetime, paces: Paces) -> timedelta | None:
    """Return how long it is until something that is due may be sent; None when nothing waits."""
    clock, name = database_now(session), _name(paces)
    unclaimed = or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= clock)
    conversation = session.exec(
        select(func.min(PaceRow.free_at))
        .select_from(OutboxRow)
        .join(PaceRow, _is_pace_of(name))
        .where(OutboxRow.state == PENDING, OutboxRow.due_at <= now, unclaimed)
        .where(col(PaceRow.free_at) > clock, col(OutboxRow.channel).not_in(_waiting(clock)))
    ).one()
    channel = session.exec(
        select(func.min(PaceRow.free_at)).where(*_is_a_channel, col(PaceRow.free_at) > clock)
    ).one()
    waits = [at - clock for at in (conversation, channel) if at is not None]
    return min(waits) if waits else None


_KEY = (col(PaceRow.channel), col(PaceRow.tenant), col(PaceRow.conversation))
_is_a_channel = (PaceRow.conversation == "", PaceRow.tenant == "")


def _hold(
    session: Session,
    spots: Sequence[Spot],
    new: Set[Spot],
    limit: int,
    until: datetime,
    clock: datetime,
) -> list[Spot]:
    """Hold the first spots that nobody else is just holding; what others look at is left out."""
    held: list[Spot] = []
    for start in range(0, len(spots), limit):
        some = spots[start : start + limit]
        rows = [_row(spot, clock) for spot in sorted(new & set(some))]
        if rows:
            insert_all_new(session, PaceRow, rows)
        free = session.exec(
            select(PaceRow.channel, PaceRow.tenant, PaceRow.conversation)
            .where(_is_one_of(some), col(PaceRow.free_at) <= clock)
            .with_for_update(skip_locked=True)
        ).all()
        ours = {Spot(*each) for each in free}
        held += [spot for spot in some if spot in ours]
        if len(held) >= limit:
            break
    held = held[:limit]
    if held:
        session.exec(
            update(PaceRow)
            .where(_is_one_of(held))
            .values(free_at=until)
            .execution_options(synchronize_session=False)
        )
    return held


def _row(spot: Spot, clock: datetime) -> dict[str, object]:
    return {
        "channel": spot.channel,
        "tenant": spot.tenant,
        "conversation": spot.name,
        "free_at": clock,
    }


def _name(paces: Paces) -> SQLColumnExpression[str]:
    """Return the name of the spot that a message goes to."""
    conversation = col(OutboxRow.conversation)
    if not paces.pages:
        return conversation
    page = col(OutboxRow.view).in_(sorted(paces.pages))
    return case((page, literal(APART) + conversation), else_=conversation)


def _is_pace_of(name: SQLColumnExpression[str]) -> ColumnElement[bool]:
    return and_(
        col(PaceRow.channel) == col(OutboxRow.channel),
        col(PaceRow.tenant) == col(OutboxRow.tenant),
        col(PaceRow.conversation) == name,
    )


def _is_one_of(spots: Sequence[Spot]) -> ColumnElement[bool]:
    return tuple_(*_KEY).in_(spots)


def _waiting(clock: datetime) -> SelectOfScalar[str]:
    """Return the channels that asked to wait."""
    return select(PaceRow.channel).where(*_is_a_channel, col(PaceRow.free_at) > clock)
