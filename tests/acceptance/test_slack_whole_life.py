"""The whole life of a case in Slack, before a Slack that others wrote, as it is on the desk."""

from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import pytest

from flows.case import Case, Phase
from storage import reminders
from tests.acceptance.in_slack import InSlack
from tests.acceptance.slack_house import House, Seats, house, set_up
from tests.acceptance.slack_walking import SlackWalk
from tests.acceptance.story import (
    Reminded,
    asked,
    assert_told,
    changed,
    closed,
    decided,
    dropped,
    reviewed,
    worked_on,
)
from tests.acceptance.walking import product
from tests.fakes import NOON
from tests.slack.judge import Judge
from tests.slack.proxy import Proxy

ONE, BEGAN = "SAL-1", NOON.date()
SITS = {
    "manager": "bob",
    "lead": "dana",
    "engineer": "erin",
    "hr_lead": "carol",
    "hr_member": "finn",
    "sponsor": "alice",
}

OF_ENGINEER = ("support_lead", "comms_lead", "hr_ops")
"""Roles that the desk's engineer has too, and that own measures of this product."""


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as started:
        yield started


@pytest.fixture
async def salient(judge: Judge, tmp_path: Path) -> AsyncIterator[House]:
    async with Proxy(judge.url) as slack:
        seats = Seats(
            admin=slack.user("alice"),
            sponsor=slack.user("alice"),
            manager=slack.user("bob"),
            team=slack.user("carol"),
            lead=slack.user("dana"),
            team_conversation=await slack.channel("human-rights"),
            launches=await slack.channel("launches"),
            others_of_team=(slack.user("finn"),),
        )
        slack.screens.members[seats.team_conversation] = {seats.team, *seats.others_of_team}
        async with house(tmp_path / "salient.db", slack, seats) as made:
            await set_up(made)
            yield made


async def test_the_story_of_workplace_analytics_is_the_same_in_slack(salient: House) -> None:
    slack, told = salient.side, product("G02")
    assert isinstance(slack, Proxy)
    people = {seat: slack.user(name) for seat, name in SITS.items()}
    story = InSlack(salient, told, ONE, people)
    for role in OF_ENGINEER:
        await story.gives("sponsor", role, "engineer")
    walk = SlackWalk(salient, salient.person(people["manager"]), told)
    await walk.start()
    await walk.to_result()
    await walk.person.closes()
    await story.tell(asked())
    await story.tell(decided(BEGAN))
    await story.tell(worked_on(BEGAN))
    await story.tell(dropped(await salient.case(ONE)))
    await story.tell(closed(await salient.case(ONE)))
    await story.tell(reviewed())
    await story.tell(changed())
    case = await salient.case(ONE)
    assert case.phase is Phase.CLOSED
    assert_told(case, await reminded(salient, case), BEGAN, names_of(salient, people))


async def reminded(salient: House, case: Case) -> Reminded:
    """Return the reminders of the case with what became of them."""
    core = salient.salient.salient.core
    return await core.database.run(reminders.of_case, case.id)


def names_of(salient: House, people: Mapping[str, str]) -> Mapping[str, str]:
    """Return the seat of each person who acts, by the id that Salient knows them by."""
    accounts = salient.salient.salient.core.register.latest.accounts
    seats = {account: seat for seat, account in people.items()}
    return {
        person: seats[account] for (_, _, account), person in accounts.items() if account in seats
    }
