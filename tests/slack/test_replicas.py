"""Several servers on one database: whichever Slack asks, the answer is the same."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests import databases
from tests.slack.screening import Screening
from tests.slack.seated import Office, Site, site_on
from tests.worked import worked


@pytest.fixture
async def shared() -> AsyncIterator[Site]:
    """A workspace on a database that several servers can use."""
    with databases.fresh_database("postgresql") as url:
        async with site_on(url) as made:
            yield made


async def test_two_servers_take_turns_in_one_screening(shared: Site) -> None:
    async with shared.salient() as one, shared.salient() as two:
        begun = await one.begun()
        here = [one, two]
        walk = Screening(two, two.person("mira"), worked("G01"))
        while "Send the screening" not in begun.sees:
            walk.office, walk.person = here[0], here[0].person("mira")
            await walk.page()
            here.reverse()
        await walk.person.clicks("Send the screening")
        await one.settled()
        assert [case.launch_status for case in two.cases()] == ["cleared"]
        assert len(one.messages(one.launches, "SAL-1")) == 1


async def test_event_that_two_servers_hear_is_answered_once(shared: Site) -> None:
    async with shared.salient() as one, shared.salient() as two:
        mira = one.person("mira")
        await mira.says("help")
        assert mira.last is not None
        assert (await two.sender.again(mira.last)).status == 200
        await one.settled()
        await two.settled()
        assert len(await one.direct("mira", "What Salient does")) == 1


async def test_message_that_two_servers_owe_is_sent_once(shared: Site) -> None:
    async with shared.salient() as one, shared.salient() as two:
        mira = one.person("mira")
        await mira.command("start")
        await one.salient.salient.slack.idle()
        await mira.submits()
        await both(one, two)
        assert len(one.posted(one.launches)) == 1


async def both(one: Office, two: Office) -> None:
    """Let both servers deliver at the same time."""
    async with asyncio.TaskGroup() as group:
        group.create_task(one.settled())
        group.create_task(two.settled())
