"""Whole screenings in Slack, before a Slack that others wrote, and what they leave in the store."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal import Rehearsal, stage
from flows.case import Case
from flows.screening.assessment import assess
from flows.screening.cases import WrittenCase, as_expected
from storage import store
from tests.acceptance.slack_house import House, Seats, house, set_up
from tests.acceptance.slack_walking import REPLY, SlackWalk, title_of
from tests.acceptance.walking import product, written
from tests.slack.judge import Judge
from tests.slack.looking import words
from tests.slack.proxy import Proxy
from tests.worked import the_pack

ONE = "SAL-1"
EARLY = f"An early notice on {ONE}."


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as started:
        yield started


@pytest.fixture
async def salient(judge: Judge, tmp_path: Path) -> AsyncIterator[House]:
    """Salient before the judge, set up: Alice runs it, Bob launches, Carol is the team."""
    async with Proxy(judge.url) as slack:
        seats = Seats(
            admin=slack.user("alice"),
            sponsor=slack.user("alice"),
            manager=slack.user("bob"),
            team=slack.user("carol"),
            lead=slack.user("dana"),
            team_conversation=await slack.channel("human-rights"),
            launches=await slack.channel("launches"),
        )
        slack.screens.members[seats.team_conversation] = {seats.team}
        async with house(tmp_path / "salient.db", slack, seats) as made:
            await set_up(made)
            yield made


@pytest.fixture
async def walk(salient: House) -> SlackWalk:
    """Bob with the workplace analytics product; two of its answers contradict each other."""
    case = product("G02", U03=("low", "global"))
    walk = SlackWalk(salient, salient.person(salient.seats.manager), case)
    await walk.start()
    return walk


@pytest.mark.parametrize("id", ["G01", "G02", "G05"])
async def test_screening_in_slack_ends_in_the_same_json_as_on_the_desk(
    salient: House, id: str
) -> None:
    walk = SlackWalk(salient, salient.person(salient.seats.manager), product(id))
    await walk.start()
    await walk.to_result()
    stored = as_json(await salient.case(ONE))
    assert stored == as_json(await on_the_desk(walk.case))
    assert {key: stored["result"][key] for key in written(id)} == written(id)


async def test_harmless_product_takes_twelve_questions_on_five_pages(salient: House) -> None:
    walk = SlackWalk(salient, salient.person(salient.seats.manager), product("G01"))
    await walk.start()
    await walk.to_result()
    assert len(walk.questions) == written("G01")["questions_asked"] == 12
    assert len(walk.sent) <= 5
    assert "Cleared" in words(walk.person.window.view)
    assert ONE not in "".join(team_reads(salient)), "nobody is told of a harmless product"


async def test_severe_product_ends_in_hold_and_the_team_opens_it(
    salient: House, walk: SlackWalk
) -> None:
    house, seats = salient, salient.seats
    root = house.messages(seats.launches, ONE)
    assert ["Waiting for the product team" in words(each) for each in root] == [True]
    await walk.until(lambda walk: "has been told early" in walk.person.sees)
    assert len(house.messages(seats.team_conversation, EARLY)) == 1
    await walk.to_result()
    assert "On hold" in words(walk.person.window.view)

    edited = house.messages(seats.launches, ONE)
    assert [each["ts"] for each in edited] == [each["ts"] for each in root]
    assert "Waiting for the human rights team" in words(edited)
    shared = [words(each) for each in house.messages(seats.launches, "")]
    shared += team_reads(house)
    assert not [text for text in shared if walk.case.name in text or walk.case.story in text]

    team, [early] = house.person(seats.team), house.messages(seats.team_conversation, EARLY)
    await team.clicks("Open", where=early["ts"])
    await house.settled()
    assert title_of(team.window) == f"{ONE}: {walk.case.name}"
    assert walk.case.story in words(team.window.view)


async def test_second_thoughts_lose_nothing(salient: House, walk: SlackWalk) -> None:
    person, first = walk.person, walk.title
    await walk.answer()
    await walk.press("Back")
    assert walk.title == first
    assert walk.case.name in json.dumps(person.window.view), "what was answered stands there"
    await walk.send()
    stopped = walk.title, walk.questions_here
    await walk.press("Save and leave")
    assert f"{ONE} is saved up to here" in person.sees
    await person.closes()

    await person.command("resume")
    await walk.house.settled()
    assert (walk.title, walk.questions_here) == stopped
    await person.closes()
    await walk.house.settled()
    assert f"You closed the form for {ONE}" in person.sees
    await person.clicks("Go on answering", where="message")
    await walk.house.settled()
    assert (walk.title, walk.questions_here) == stopped

    await walk.to_review()
    await walk.press("Change", near="Who will buy it or use it?")
    assert "Who will buy it or use it?" in words(person.window.view)
    await walk.to_result()
    sent = await salient.case(ONE)
    assert as_json(sent) == as_json(await on_the_desk(walk.case))
    assert [each.text for each in sent.round.replies] == [REPLY]
    await person.closes()
    await person.says("mine")
    await walk.house.settled()
    assert walk.case.name in person.sees


def as_json(case: Case) -> Any:
    """Return what a case has come to, as `salient assess` prints it, with all that is stored."""
    pack, round, outcome = the_pack(), case.round, case.round.outcome
    assert outcome is not None
    named = {each["M02"] for each in round.answers.risks.values()}
    assert named <= {case.owner}, "measures are suggested to whoever holds the case"
    told = {
        "answers": round.answers.general,
        "ratings": {risk: {**own, "M02": ""} for risk, own in round.answers.risks.items()},
        "result": as_expected(assess(pack, round.answers), pack.route_rank),
        "early": round.early_rules,
        "route": outcome.route,
        "launch": case.launch_status,
        "rules": outcome.rules,
        "findings": [repr(finding) for finding in outcome.findings],
        "told": outcome.told,
    }
    return json.loads(json.dumps(told, sort_keys=True))


async def on_the_desk(case: WrittenCase) -> Case:
    """Return the case of the same product, played on the desk."""
    with stage(None) as desk:
        await Rehearsal(desk, case, lambda line: None).play_to_the_result()
        core = desk.core
        return await core.database.run(lambda session: store.find(session, core.keys, ONE))


def team_reads(salient: House) -> list[str]:
    """Return what stands in the conversation of the human rights team."""
    return [words(each) for each in salient.messages(salient.seats.team_conversation, "")]
