"""Socket Mode: Slack without a public address, for trials and small installations.

The SDK's client reconnects by itself and sometimes does not notice that it must, so a watchdog
makes a new one when nothing was heard for a while.
"""

import asyncio
import time
from dataclasses import dataclass

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.channels.slack.api import Api, silent

log = structlog.get_logger("slack")

DEAF = "Slack is not heard: no socket is open (SALIENT_SLACK__APP_TOKEN lets it be opened)"


@dataclass(frozen=True, slots=True)
class Pulse:
    """Slack answers every ping; a connection that was silent so long is dead. In seconds."""

    ping: float = 5.0
    silence: float = 30.0


class Socket:
    """The one connection of this process, made anew when it has died."""

    def __init__(
        self,
        app: AsyncApp,
        api: Api,
        app_token: str,
        pulse: Pulse,
    ) -> None:
        self._app = app
        self._api = api
        self._token = app_token
        self._pulse = pulse
        self._handler: AsyncSocketModeHandler | None = None
        self.trouble = DEAF

    async def keep(self) -> None:
        """Connect and look after the connection until cancelled."""
        try:
            while True:
                await self._connect()
                await self._watch()
                self.trouble = DEAF
                log.warning("Slack has gone silent; connecting anew", action="slack.silent")
                await self.close()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the handler, which closes its own session."""
        handler, self._handler = self._handler, None
        if handler is not None:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _connect(self) -> None:
        self._handler = AsyncSocketModeHandler(
            self._app,
            self._token,
            logger=silent,
            web_client=self._api.client_of(self._token),
            ping_interval=self._pulse.ping,
        )
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self.trouble = ""
        log.info("listening to Slack over a socket", action="slack.socket")

    async def _watch(self) -> None:
        """Return when the connection has been silent for too long."""
        assert self._handler is not None
        client, heard = self._handler.client, time.monotonic()
        last = client.last_ping_pong_time
        while time.monotonic() - heard < self._pulse.silence:
            await asyncio.sleep(self._pulse.ping)
            if client.last_ping_pong_time != last:
                last, heard = client.last_ping_pong_time, time.monotonic()
