"""Salient installed in a workspace: the whole server on loopback, its store real."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.channels.slack.socket import Pulse
from bot.clock import Ticks
from bot.contract import Turns
from bot.settings import Settings, SlackSettings
from bot.wiring.passing import PassingTime
from bot.wiring.slack import InSlack, in_slack
from storage.database import Database
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source
from tests.fakes import NOON, FakeClock
from tests.slack.driver import LOOK_SECONDS, Person
from tests.slack.sender import Http
from tests.slack.side import Side

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ADMIN = "ada@acme.example"
KEY = bytes(range(32))
PATIENCE_SECONDS = 10.0
"""Tests run beside one another on two cores; only a test about slowness is impatient."""


@dataclass(slots=True)
class Installed:
    """One running Salient and the Slack around it."""

    salient: InSlack
    side: Side
    clock: FakeClock
    url: str

    def person(self, user: str) -> Person:
        """Return somebody who has Slack before them."""
        sender = Http(self.url, SECRET, lambda: self.clock.now().timestamp())
        return Person(self.side, sender, user)

    async def connected(self) -> None:
        """Wait until Slack was reached, and is listened to."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.salient.slack.missing():  # noqa: ASYNC110 - it is state, as for operators
                await asyncio.sleep(LOOK_SECONDS)

    async def settled(self) -> None:
        """Let every reply end, and deliver what is due."""
        await self.salient.slack.idle()
        await self.salient.core.delivery.deliver()

    async def later(self, by: timedelta) -> None:
        """Let time pass, and whatever is due on the way come at its own moment."""
        await PassingTime(self.clock, self.salient.core, self.settled).advance(by)
        await self.settled()


@asynccontextmanager
async def installed(
    database: Database,
    side: Side,
    api_url: str,
    bot_token: str,
    *,
    app_token: str = "",
    admins: Sequence[str] = (ADMIN,),
    patience: float = PATIENCE_SECONDS,
    clock: FakeClock | None = None,
    workspaces: str = "",
    turns: Callable[[Turns], Turns] = lambda turns: turns,
    pulse: Pulse | None = None,
) -> AsyncIterator[Installed]:
    """Serve Salient on an open database in front of a Slack, until the block ends."""
    clock = clock or FakeClock(NOON)
    settings = Settings(
        _env_file=Path("/nonexistent"),
        admins=",".join(admins),
        slack=SlackSettings.model_validate(
            {
                "bot_token": bot_token,
                "api_url": api_url,
                "workspaces": workspaces,
                **({"app_token": app_token} if app_token else {"signing_secret": SECRET}),
            }
        ),
    )
    made = in_slack(database, Keyring(KEY), read_source(BUILT_IN), settings, clock)
    made.slack.channel.pace = timedelta()  # a pace of a second goes by the real time
    taken = turns(made.core.dispatch)
    async with made.application(Ticks(), patience, turns=taken, pulse=pulse) as app:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        try:
            yield Installed(made, side, clock, url)
        finally:
            await runner.cleanup()
