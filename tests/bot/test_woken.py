"""Delivery right after a turn, and what becomes of it when the database fails for a moment."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.wiring.core import Core
from storage.database import Database, Session
from tests.bot.house import House


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


def core_of(house: House) -> Core:
    made = Core(
        house.database,
        house.keys,
        house.packs,
        house.register,
        house.clock,
        house.dispatch,
        house.delivery,
    )
    house.dispatch.wake = made.woken.set
    return made


def rename(session: Session, before: str, after: str) -> None:
    session.connection().execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


async def until(told: Sequence[object]) -> None:
    async with asyncio.timeout(20):
        while not told:  # noqa: ASYNC110 - what the delivery did is state
            await asyncio.sleep(0.01)


async def test_delivery_goes_on_after_the_database_failed_for_a_moment(house: House) -> None:
    core = core_of(house)
    await house.start()
    house.database.transact(rename, "outbox", "outbox_away")
    with capture_logs() as logged:
        delivering = asyncio.create_task(core.deliver_when_woken())
        await until(logged)
    assert [(line["action"], line["error"]) for line in logged] == [("delivery", "StoreError")]
    house.database.transact(rename, "outbox_away", "outbox")
    core.woken.set()
    await until(house.channel.messages)
    delivering.cancel()
    assert len(house.channel.sent("launch")) == 1
