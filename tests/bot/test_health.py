"""Readiness says in words what is wrong; what is late is a warning, and the process stays in."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.clock import Ticks
from bot.web.app import make_app
from bot.wiring.core import Core, core
from bot.wiring.desk import desk_register
from bot.wiring.health import measuring, readiness
from storage import outbox
from storage.database import Database, Session
from storage.keys import Keyring
from storage.outbox import Owed, Place
from storage.packs import BUILT_IN, read_source
from tests.bot.house import KEY
from tests.fakes import NOON, FakeClock, MemoryChannel
from tests.worked import the_pack

PATIENCE = 60.0
"""A machine that does much else besides takes longer than a second."""

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def whole(database_url: str, clock: FakeClock) -> Iterator[Core]:
    database = Database(database_url)
    register = desk_register("UTC", clock)
    yield core(
        database,
        Keyring(KEY),
        read_source(BUILT_IN),
        register,
        clock,
        {"memory": MemoryChannel()},
    )
    database.close()


async def asked(
    core: Core, ticks: Ticks, path: str = "/readyz", patience: float = PATIENCE
) -> tuple[int, list[str]]:
    """Ask a server of this core, and return status and lines."""
    words = the_pack().in_language("en")
    app = make_app(words, readiness(core, ticks, patience=patience), metrics=measuring(core))
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path)
        return answer.status, (await answer.text()).splitlines()


async def test_it_is_ready_when_all_is_well(whole: Core) -> None:
    assert await asked(whole, Ticks()) == (200, ["ready"])


async def test_each_tick_that_has_not_ended_well_is_named(whole: Core) -> None:
    now = 0.0
    ticks = Ticks(stopwatch=lambda: now)

    async def step() -> None: ...

    ticks.every("delivery", timedelta(seconds=2), step)
    ticks.every("sweep", HOUR, step)
    now = 31.0
    told = "the tick delivery has not ended well for 31 seconds"
    assert await asked(whole, ticks) == (503, [told])
    now = 3 * 3600 + 1.0
    status, lines = await asked(whole, ticks)
    assert status == 503
    assert [line.split()[2] for line in lines] == ["delivery", "sweep"]


async def test_a_message_that_is_late_is_a_warning_and_no_reason_to_take_no_turns(
    whole: Core, clock: FakeClock
) -> None:
    owed = Owed("k", Place("memory", "launch"), "root", NOON)
    whole.database.transact(outbox.enqueue, owed, NOON)
    await clock.advance(timedelta(minutes=5))
    assert await asked(whole, Ticks()) == (200, ["ready"])
    await clock.advance(timedelta(minutes=1))
    told = "warning: a message is due for 6 minutes: see `salient outbox list`"
    assert await asked(whole, Ticks()) == (200, ["ready", told])


async def test_no_line_tells_of_a_sealed_message(whole: Core, clock: FakeClock) -> None:
    place = Place("memory", "team")
    owed = Owed("k", place, "concern", NOON, lane="sealed", case_id=uuid4())
    whole.database.transact(outbox.enqueue, owed, NOON)
    before = await asked(whole, Ticks(), "/metrics")
    await clock.advance(HOUR)
    assert await asked(whole, Ticks()) == (200, ["ready"])
    assert await asked(whole, Ticks(), "/metrics") == before


async def test_a_process_that_was_told_to_stop_is_not_ready(whole: Core) -> None:
    whole.stopping.set()
    assert await asked(whole, Ticks()) == (503, ["stopping: it was told to stop"])


async def test_another_schema_is_told_with_what_to_do(whole: Core) -> None:
    whole.database.transact(move_schema)
    told = "the database has another schema: stop, run `salient migrate`, start"
    assert await asked(whole, Ticks(), patience=1.0) == (503, [told])


def move_schema(session: Session) -> None:
    session.connection().execute(text("UPDATE alembic_version SET version_num = 'another'"))


async def test_a_database_that_is_gone_is_told_and_the_metrics_still_come(whole: Core) -> None:
    whole.database.transact(drop_tables)
    status, lines = await asked(whole, Ticks())
    assert (status, lines) == (503, ["the database cannot be read: see whether it runs"])
    status, lines = await asked(whole, Ticks(), "/metrics")
    assert status == 200
    assert "salient_database_answers 0.0" in lines
    assert not [line for line in lines if line.startswith("salient_messages")]


def drop_tables(session: Session) -> None:
    session.connection().execute(text("ALTER TABLE outbox RENAME TO elsewhere"))


async def test_a_database_that_does_not_answer_is_told_after_a_second(whole: Core) -> None:
    free = threading.Event()
    held = [
        asyncio.create_task(whole.database.run(lambda session: free.wait(20))) for _ in range(8)
    ]
    await asyncio.sleep(0.1)
    try:
        told = "the database does not answer within a second"
        assert await asked(whole, Ticks(), patience=1.0) == (503, [told])
        assert await asked(whole, Ticks(), "/livez") == (200, ["alive"])
    finally:
        free.set()
        await asyncio.gather(*held)
    assert await asked(whole, Ticks()) == (200, ["ready"])


async def test_metrics_come_as_a_prometheus_reads_them(whole: Core) -> None:
    app = make_app(
        the_pack().in_language("en"),
        readiness(whole, Ticks(), patience=PATIENCE),
        metrics=measuring(whole),
    )
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/metrics")
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        assert "salient_messages_pending 0.0" in await answer.text()
