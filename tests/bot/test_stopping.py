"""`salient serve` told to stop: nothing is begun any more, and what is being sent is settled."""

import asyncio
import base64
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.channels.slack.channel import SlackChannel
from storage import outbox
from storage.database import Database
from tests.bot.test_serving import KEY, Operator, free_port
from tests.databases import fresh_database
from tests.slack.server import LocalSlack

ROOT = Path(__file__).parents[2]
BY_ITSELF_SECONDS = 60
"""Generous: a machine may be slow. Whoever does not end by itself does not end at all."""


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database("sqlite") as made:
        yield made


@dataclass(frozen=True, slots=True)
class Server:
    """`salient serve` in a process of its own."""

    process: asyncio.subprocess.Process
    operator: Operator

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Return how it ended, once it has by itself."""
        async with asyncio.timeout(BY_ITSELF_SECONDS):
            return await self.process.wait()


@asynccontextmanager
async def serving(url: str, slack: LocalSlack) -> AsyncIterator[Server]:
    port = free_port()
    environment = {
        "SALIENT_DATABASE_URL": url,
        "SALIENT_SECRET_KEY": base64.b64encode(KEY).decode(),
        "SALIENT_PORT": str(port),
        "SALIENT_SLACK__BOT_TOKEN": slack.bot_token,
        "SALIENT_SLACK__SIGNING_SECRET": "8f742231b10e8888abcd99aaa00085a5",
        "SALIENT_SLACK__API_URL": slack.url,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "serve"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        async with aiohttp.ClientSession() as http:
            yield Server(process, Operator(http, port))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def owe(url: str, slack: LocalSlack, conversation: str, *keys: str) -> None:
    now = datetime.now(UTC)
    place = outbox.Place(SlackChannel.name, conversation, slack.workspace.team)
    with closing(Database(url)) as database:
        for key in keys:
            owed = outbox.Owed(key, place, "test", now, {"contact": "launch_channel"})
            assert database.transact(outbox.enqueue, owed, now)


def counts(url: str) -> dict[str, int]:
    with closing(Database(url, read_only=True)) as database:
        return database.transact(outbox.counts)


async def until_posted(slack: LocalSlack, count: int) -> None:
    async with asyncio.timeout(BY_ITSELF_SECONDS):
        while len(slack.called("chat.postMessage")) < count:  # noqa: ASYNC110 - it is state
            await asyncio.sleep(0.05)


def there(slack: LocalSlack, conversation: str) -> int:
    return len(slack.screens.messages.get(conversation, []))


async def test_a_server_with_nothing_under_way_stops_by_itself(url: str) -> None:
    async with LocalSlack() as slack, serving(url, slack) as server:
        await server.operator.hears("/readyz", 200, "ready")
        server.stop()
        assert await server.ended() == 0


async def test_what_is_being_sent_is_settled_and_nothing_new_is_begun(url: str) -> None:
    async with LocalSlack() as slack:
        place = slack.channel("launches")
        owe(url, slack, place, "a", "b")
        slack.faults["chat.postMessage"] = ["slow"]
        async with serving(url, slack) as server:
            await until_posted(slack, 1)
            server.stop()
            await server.operator.hears("/readyz", 503, "stopping")
            slack.faults.released.set()
            assert await server.ended() == 0
        assert counts(url) == {"sent": 1, "pending": 1}
        assert there(slack, place) == 1
        async with serving(url, slack) as server:
            await until_posted(slack, 2)
            await server.operator.hears("/readyz", 200, "ready")
            server.stop()
            assert await server.ended() == 0
        assert counts(url) == {"sent": 2}
        assert there(slack, place) == 2
        assert not slack.called("conversations.history")


async def test_a_send_that_is_never_answered_keeps_no_server_from_stopping(url: str) -> None:
    async with LocalSlack() as slack:
        mira = slack.person("mira")
        owe(url, slack, mira, "a")
        slack.faults["chat.postMessage"] = ["slow"]
        async with serving(url, slack) as server:
            await until_posted(slack, 1)
            server.stop()
            assert await server.ended() == 0
        assert counts(url) == {"pending": 1}
        assert len(slack.called("chat.postMessage")) == 1
