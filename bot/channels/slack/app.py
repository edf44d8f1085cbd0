"""Slack put together: reached, listened to and closed."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.channels.slack.answering import Answering
from bot.channels.slack.api import Api
from bot.channels.slack.bolt import bolt_app
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.connection import Connection
from bot.channels.slack.door import Door
from bot.channels.slack.drawing import Drawing
from bot.channels.slack.endpoint import Endpoint
from bot.channels.slack.listening import PATIENCE_SECONDS, Listening
from bot.channels.slack.socket import Pulse, Socket
from bot.contract import Directory, Turns
from flows.pack.words import Words


@dataclass(frozen=True, slots=True)
class Access:
    """What lets us into a workspace. With an app token Slack is listened to over a socket."""

    bot_token: str
    signing_secret: str = ""
    app_token: str = ""
    api_url: str = "https://slack.com/api/"
    workspaces: Sequence[str] = ()


class Slack:
    """One workspace: `start` first, `reach` keeps trying until Slack answers, `close` last."""

    def __init__(
        self,
        access: Access,
        directory: Directory,
        words: Callable[[str], Words],
    ) -> None:
        self._access = access
        self._api = Api(access.bot_token, access.api_url)
        self.connection = Connection(self._api)
        drawing = Drawing(words, lambda who: directory.account_of(self.connection.team, who))
        self._answering = Answering(self._api, drawing)
        of_channel = (self._api, self.connection, drawing, self._answering, directory)
        self.channel = SlackChannel(*of_channel)
        self.silent = SlackChannel(*of_channel, is_silent=True)
        self.door = Door(self._api, self.connection, directory, access.workspaces)
        self._listening: Listening | None = None
        self._socket: Socket | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        await self._api.start()

    def listen(self, turns: Turns, patience: float = PATIENCE_SECONDS) -> AsyncApp:
        """Return bolt's application, in which everything that Slack sends comes to one place."""
        self._listening = Listening(
            self.channel, self._answering, turns, self.door, self.connection, patience
        )
        return bolt_app(self._listening, self.connection)

    def reach(
        self, app: AsyncApp, then: Callable[[], Awaitable[None]], pulse: Pulse | None = None
    ) -> None:
        """Reach Slack in the background, do what comes first, and listen when by a socket."""
        if self._access.app_token:
            self._socket = Socket(app, self._api, self._access.app_token, pulse or Pulse())
        self._tasks.append(asyncio.create_task(self._reach(then)))

    async def _reach(self, then: Callable[[], Awaitable[None]]) -> None:
        await self.connection.reach(then)
        if self._socket is not None:
            await self._socket.keep()

    def route(self, app: AsyncApp, now: Callable[[], datetime]) -> web.Application | None:
        """Return what is mounted at `/slack`; nothing when Slack is listened to by a socket."""
        if self._access.app_token:
            return None
        site = web.Application()
        site.router.add_post("/events", Endpoint(app, self._access.signing_secret, now).take)
        return site

    def missing(self) -> Sequence[str]:
        """Return what an operator must mend before Slack works."""
        deaf = self._socket.trouble if self._socket is not None else ""
        return tuple(filter(None, (self.connection.trouble, deaf)))

    async def idle(self) -> None:
        """Return when no reply is under way."""
        if self._listening is not None:
            await self._listening.idle()

    async def close(self) -> None:
        """Stop listening, let the replies under way end, then close the session."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.idle(), timeout=1)
        await self._api.close()
