"""Whether Slack knows us: which workspace the token is of, and what Slack last said about it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.channels.slack.api import Api
from flows.errors import ChannelError, Disconnected, SalientError

log = structlog.get_logger("slack")

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 60.0

SCOPES = (
    "app_mentions:read",
    "chat:write",
    "commands",
    "files:write",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
)
"""What the app is allowed to do. None reads channels: it sees what is said to it alone."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token says that we are."""

    team: str
    bot_user: str
    bot: str = ""


class Connection:
    """The one workspace that is served. `identity` is None until Slack was reached."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.identity: Identity | None = None
        self.trouble = "Slack was not reached yet"

    @property
    def team(self) -> str:
        return self.identity.team if self.identity is not None else ""

    async def reach(self, then: Callable[[], Awaitable[None]]) -> None:
        """Keep trying until Slack says who we are, then do what comes first."""
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                await self._look()
                await then()
            except SalientError as error:
                self.trouble = _said(error)
                log.warning(
                    "Slack cannot be reached; trying again",
                    action="slack.unreached",
                    error=type(error).__name__,
                    code=str(error),
                )
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            else:
                self.trouble = ""
                log.info("connected to Slack", action="slack.connected")
                return

    async def _look(self) -> None:
        said = await self._api.call("auth.test")
        self.identity = Identity(
            str(said["team_id"]), str(said["user_id"]), str(said.get("bot_id", ""))
        )

    def lost(self, why: str) -> None:
        """Note that Slack refuses us; what is owed is kept until somebody mends it."""
        if self.trouble != why:
            log.error("Slack refuses the token: mend it", action="slack.refused", code=why)
        self.trouble = why

    def found(self) -> None:
        """Note that a call went through again."""
        if self.identity is not None:
            self.trouble = ""


def _said(error: SalientError) -> str:
    if isinstance(error, Disconnected):
        return f"Slack refuses the token ({error}): mend SALIENT_SLACK__BOT_TOKEN"
    if isinstance(error, ChannelError):
        return f"Slack cannot be reached ({error})"
    return f"what comes first could not be done ({type(error).__name__}); it is tried again"
