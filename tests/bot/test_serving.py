"""`salient serve` answers the operator before Slack answers it, and no database serves two."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot.desk_keeping import DeskTime
from bot.settings import Settings, SlackSettings
from bot.wiring import assemble, run
from flows.errors import StoreError
from storage import store
from storage.database import Database
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source
from storage.store import Account
from tests.databases import fresh_database
from tests.fakes import NOON
from tests.slack.server import LocalSlack

KEY = bytes(range(32))
PATIENCE_SECONDS = 60


@pytest.fixture
def url() -> Iterator[str]:
    with fresh_database("sqlite") as made:
        yield made


def settings_for(
    url: str, port: int, slack_port: int | None = None, hook_secret: str | None = None
) -> Settings:
    """Return the settings of a server; without a port of Slack it is a rehearsal desk."""
    told = {
        "bot_token": "xoxb-local",
        "signing_secret": "8f742231b10e8888abcd99aaa00085a5",
        "api_url": f"http://127.0.0.1:{slack_port}/api/",
    }
    return Settings(
        _env_file=Path(os.devnull),
        database_url=url,
        port=port,
        secret_key="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        slack=SlackSettings.model_validate(told) if slack_port is not None else None,
        hook_secret=SecretStr(hook_secret) if hook_secret is not None else None,
    )


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[None]:
    """Serve until the block ends; that the server ends by itself fails the test."""
    serving = asyncio.create_task(run(settings))
    try:
        yield
        assert not serving.done()
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


class Operator:
    """Somebody who asks a server how it is, until it says what they wait for."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        self._http = http
        self._base = f"http://127.0.0.1:{port}"

    async def asks(self, path: str) -> tuple[int, str]:
        async with self._http.get(self._base + path) as answer:
            return answer.status, await answer.text()

    async def posts(self, path: str) -> tuple[int, str]:
        async with self._http.post(self._base + path, data="{}") as answer:
            return answer.status, await answer.text()

    async def hears(self, path: str, status: int, words: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_told(path, status, words):  # noqa: ASYNC110 - it is asked
                await asyncio.sleep(0.05)

    async def _is_told(self, path: str, status: int, words: str) -> bool:
        try:
            found, text = await self.asks(path)
        except aiohttp.ClientConnectorError:
            return False
        return found == status and words in text


async def test_server_lives_while_slack_is_unreachable_and_is_ready_once_it_is_there(
    url: str,
) -> None:
    port, slack_port = free_port(), free_port()
    async with aiohttp.ClientSession() as http, served(settings_for(url, port, slack_port)):
        operator = Operator(http, port)
        await operator.hears("/livez", 200, "alive")
        await operator.hears("/readyz", 503, "Slack cannot be reached (ClientConnectorError)")
        await operator.hears("/metrics", 200, 'salient_tick_seconds_bucket{le="60.0",tick="sweep"}')
        assert await operator.asks("/livez") == (200, "alive\n")
        slack = LocalSlack(port=slack_port)
        async with slack:
            await operator.hears("/readyz", 200, "ready")
            assert slack.called("auth.test")


async def test_server_says_that_the_token_is_refused_and_goes_on_when_it_is_taken(
    url: str,
) -> None:
    port = free_port()
    async with LocalSlack() as slack:
        scopes = slack.scopes.pop(slack.bot_token)
        slack_port = int(slack.url.split(":")[2].split("/")[0])
        async with aiohttp.ClientSession() as http, served(settings_for(url, port, slack_port)):
            operator = Operator(http, port)
            await operator.hears("/readyz", 503, "mend SALIENT_SLACK__BOT_TOKEN")
            assert await operator.asks("/livez") == (200, "alive\n")
            slack.scopes[slack.bot_token] = scopes
            await operator.hears("/readyz", 200, "ready")


async def test_database_of_a_rehearsal_desk_is_refused_for_slack(url: str) -> None:
    settings = settings_for(url, free_port(), free_port())
    with closing(Database(url)) as database:
        source = read_source(BUILT_IN)
        assemble(database, Keyring(KEY), source, "UTC", DeskTime.of(database))
    with pytest.raises(StoreError, match="belongs to a rehearsal desk"):
        await asyncio.wait_for(run(settings), PATIENCE_SECONDS)


async def test_database_of_slack_is_refused_for_a_rehearsal_desk(url: str) -> None:
    with closing(Database(url)) as database:
        database.transact(store.add_person, "ada", "Ada", NOON)
        database.transact(store.add_account, Account("slack", "T0ACME0001", "U0ADA"), "ada")
    with pytest.raises(StoreError, match="serves slack: the desk needs one of its own"):
        await asyncio.wait_for(run(settings_for(url, free_port())), PATIENCE_SECONDS)


HOOK_SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka"


@pytest.mark.parametrize("chat", ["desk", "slack"])
@pytest.mark.parametrize(("secret", "status"), [(None, 404), (HOOK_SECRET, 401)])
async def test_the_hook_is_there_once_its_secret_is_set(
    url: str, chat: str, secret: str | None, status: int
) -> None:
    settings = settings_for(url, free_port(), free_port() if chat == "slack" else None, secret)
    async with aiohttp.ClientSession() as http, served(settings):
        operator = Operator(http, settings.port)
        await operator.hears("/livez", 200, "alive")
        assert (await operator.posts("/hooks/launches"))[0] == status
