"""Time that is moved goes through everything due, and comes to it, not just before it."""

from asyncio import gather
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.desk_keeping import DeskTime
from bot.wiring.core import Core, core
from bot.wiring.desk import desk_register
from bot.wiring.passing import PassingTime
from storage import outbox
from storage.database import Database
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source
from tests.bot.house import KEY
from tests.fakes import MemoryChannel

PLACE = outbox.Place("memory", "launch")


@pytest.fixture
def whole(database_url: str) -> Iterator[tuple[Core, MemoryChannel]]:
    database, channel = Database(database_url), MemoryChannel()
    clock, source = DeskTime.of(database), read_source(BUILT_IN)
    register = desk_register("UTC", clock)
    yield (
        core(database, Keyring(KEY), source, register, clock, {"memory": channel}),
        channel,
    )
    database.close()


def owe(made: Core, key: str, after: timedelta) -> None:
    now = made.clock.now()
    args = {"contact": "launch_channel"}
    owed = outbox.Owed(key, PLACE, "test", now + after, args)
    made.database.transact(outbox.enqueue, owed, now)


async def test_what_is_due_next_is_sent_once_the_clock_came_to_it(
    whole: tuple[Core, MemoryChannel],
) -> None:
    made, channel = whole
    passing = PassingTime(made.clock, made)  # type: ignore[arg-type]
    assert not await passing.to_next(), "nothing is planned"
    owe(made, "soon", timedelta(hours=1, seconds=30.9))
    owe(made, "later", timedelta(days=2))
    assert await passing.to_next()
    assert [sent.key for sent in channel.messages] == ["soon"]
    await passing.advance(timedelta(days=3))
    assert [sent.key for sent in channel.messages] == ["soon", "later"]


async def test_two_weeks_that_are_asked_for_at_once_pass_one_after_the_other(
    whole: tuple[Core, MemoryChannel],
) -> None:
    made, channel = whole
    week, began = timedelta(days=7), made.clock.now()
    owe(made, "on the way", timedelta(days=3))
    passing = PassingTime(made.clock, made)  # type: ignore[arg-type]
    await gather(passing.advance(week), passing.advance(week))
    assert timedelta() <= made.clock.now() - began - 2 * week < timedelta(minutes=1)
    assert [sent.key for sent in channel.messages] == ["on the way"]
