"""The least that an outbox can be: claim rows, post them, note that they are sent.

It waits for no conversation, looks for nothing before a second try and draws nothing, so it
sends some messages twice. It is what delivery is measured against.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import aiohttp
from sqlmodel import col, or_, select, update

from flows.errors import ChannelError, Transient
from storage import outbox
from storage.database import Database, Session, database_now
from storage.tables import OutboxRow
from tests.bot.replicas import LEASE, post, silence

AT_ONCE = 20
IDLE_SECONDS = 0.05


def deliver_bare(url: str, sink: str) -> None:
    """Deliver rows and nothing but rows, until killed."""
    silence()
    asyncio.run(_deliver(url, sink))


async def _deliver(url: str, sink: str) -> None:
    database = Database(url)
    if url.startswith("sqlite"):
        await database.run(outbox.free_leases)
    async with aiohttp.ClientSession() as http:
        under_way: set[asyncio.Task[None]] = set()
        while True:
            rows = await database.run(_claim, AT_ONCE - len(under_way))
            under_way |= {asyncio.create_task(_send(database, http, sink, row)) for row in rows}
            if not under_way:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            _, under_way = await asyncio.wait(
                under_way, timeout=IDLE_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )


def _claim(session: Session, limit: int) -> list[OutboxRow]:
    clock, token = database_now(session), uuid4()
    free = or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) <= clock)
    ids = session.exec(
        select(OutboxRow.id)
        .where(OutboxRow.state == "pending", OutboxRow.due_at <= clock, free)
        .order_by(col(OutboxRow.due_at))
        .limit(max(limit, 0))
        .with_for_update(skip_locked=True)
    ).all()
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(ids))
        .values(lease_until=clock + LEASE, lease_token=token, attempt=col(OutboxRow.attempt) + 1)
        .execution_options(synchronize_session=False)
    )
    return list(session.exec(select(OutboxRow).where(OutboxRow.lease_token == token)))


async def _send(database: Database, http: aiohttp.ClientSession, sink: str, row: OutboxRow) -> None:
    text = {"text": f"{row.view} {row.args}"}
    assert row.lease_token is not None
    try:
        sent = await post(http, sink, row.conversation, row.key, text)
    except ChannelError as error:
        wait = outbox.next_try(row.attempt, 0) or timedelta(seconds=10)
        if isinstance(error, Transient) and error.retry_after is not None:
            wait = timedelta(seconds=error.retry_after)
        await database.run(_settle, row.id, row.lease_token, {"due_at": datetime.now(UTC) + wait})
    else:
        await database.run(_settle, row.id, row.lease_token, {"state": "sent", "external_id": sent})


def _settle(session: Session, id: UUID, token: UUID, values: dict[str, object]) -> None:
    session.exec(
        update(OutboxRow)
        .where(col(OutboxRow.id) == id, col(OutboxRow.lease_token) == token)
        .values(lease_until=None, lease_token=None, **values)
        .execution_options(synchronize_session=False)
    )
