"""A local Slack whose clock stands still, and a client that calls it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests import databases
from tests.slack.calling import Hands, caller
from tests.slack.seated import Office, Site, site_on
from tests.slack.server import LocalSlack


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def slack(clock: Hands) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(now=clock) as started:
        yield started


@pytest.fixture
async def client(slack: LocalSlack) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield caller(slack.url, session, slack.bot_token)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A workspace whose organisation is set up; no Salient is running in it."""
    with databases.fresh_database("sqlite") as url:
        async with site_on(url) as made:
            yield made


@pytest.fixture
async def office(site: Site) -> AsyncIterator[Office]:
    """A workspace whose organisation is set up, with Salient running in it."""
    async with site.salient() as running:
        yield running
