"""Slack put together to be tried by hand: nothing is listened to, and nothing is kept."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.channels.slack.api import Api
from bot.channels.slack.app import Slack
from bot.channels.slack.checking import Trial as Trial
from bot.contract import Met
from bot.settings import SlackSettings
from bot.wiring.slack import access
from flows.pack.words import Words


class _Nobody:
    """A directory without people: a test message names none, and nobody is met."""

    def person_of(self, tenant: str, account: str) -> str | None:
        return None

    def account_of(self, tenant: str, person: str) -> str | None:
        return None

    async def meet(self, met: Met) -> str:
        return ""


@asynccontextmanager
async def trying_slack(
    settings: SlackSettings, words: Callable[[str], Words]
) -> AsyncIterator[Trial]:
    """Yield the workspace of the settings, to be tried until the block ends."""
    told = access(settings)
    slack, api = Slack(told, _Nobody(), words), Api(told.bot_token, told.api_url)
    await slack.start()
    await api.start()
    try:
        yield Trial(told, slack, api)
    finally:
        await api.close()
        await slack.close()
