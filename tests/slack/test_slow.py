"""Turns and calls that are slow or fail: somebody sees *one moment*, and nothing typed is lost."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from flows.errors import Conflict, TurnBroken
from storage.database import read_url, sqlite_path
from tests.fakes import HeldTurns
from tests.slack.looking import words
from tests.slack.seated import Office, Site

SOON = 0.05
MOMENT = "One moment"
NOT_SAVED = "I could not save what you just sent"
TYPED = {"P01": "Street view", "P02": "It draws maps of streets."}


@pytest.fixture
def turns() -> HeldTurns:
    return HeldTurns()


@pytest.fixture
async def impatient(site: Site, turns: HeldTurns) -> AsyncIterator[Office]:
    """A Salient that says *one moment* almost at once, before turns that can be held."""
    async with site.salient(patience=SOON, turns=turns.before) as office:
        mira = office.person("mira")
        await mira.command("help")
        await mira.waits_for("Close")
        await office.settled()
        await mira.side.cleared(mira.user)
        yield office


def bars(office: Office, user: str) -> list[str]:
    """Return the words of each window of somebody, the lowest first."""
    return [words(each.view["blocks"]) for each in office.slack.screens.windows[user]]


async def begun(office: Office, turns: HeldTurns) -> None:
    """Let mira come to the first page, however slow it is."""
    mira = office.person("mira")
    await mira.command("start")
    await mira.waits_for("Start the screening")
    await office.settled()
    await mira.submits()
    await uncovered(office)
    assert "What is the product or feature called?" in mira.sees


async def uncovered(office: Office) -> None:
    """Let mira close what was laid above her window when a turn was slow."""
    mira = office.person("mira")
    await office.settled()
    if len(office.slack.screens.windows[mira.user]) > 1:
        await mira.closes()


async def test_slow_command_shows_one_moment_and_then_the_page(
    impatient: Office, turns: HeldTurns
) -> None:
    mira = impatient.person("mira")
    turns.free.clear()
    await mira.command("start")
    await mira.waits_for(MOMENT)
    turns.free.set()
    await mira.waits_for("Start the screening")
    assert MOMENT not in mira.sees


async def test_slow_command_that_fails_says_so_in_the_place_of_one_moment(
    impatient: Office, turns: HeldTurns
) -> None:
    mira = impatient.person("mira")
    turns.free.clear()
    turns.troubles = [TurnBroken("abc123")]
    await mira.command("start")
    await mira.waits_for(MOMENT)
    turns.free.set()
    await mira.waits_for(NOT_SAVED)
    assert "quote abc123" in mira.sees
    assert MOMENT not in mira.sees


async def test_slow_command_whose_window_cannot_be_drawn_is_offered(
    impatient: Office, turns: HeldTurns
) -> None:
    mira = impatient.person("mira")
    impatient.slack.faults["views.update"] = [500]
    turns.free.clear()
    await mira.command("start")
    await mira.waits_for(MOMENT)
    turns.free.set()
    await mira.waits_for("could not be shown in time")
    await mira.closes()
    await mira.clicks("Open it here")
    await mira.waits_for("Start the screening")


async def test_slow_submission_shows_one_moment_and_then_the_page(
    impatient: Office, turns: HeldTurns
) -> None:
    await begun(impatient, turns)
    mira = impatient.person("mira")
    turns.free.clear()
    await mira.fills({**TYPED, "P03": "2026-09-01", "P04": ["none"], "P05": ["none"]})
    await mira.submits()
    assert MOMENT in mira.sees
    turns.free.set()
    await mira.waits_for("This is saved")
    below, above = bars(impatient, mira.user)
    assert "Does its output play a part" in below
    assert MOMENT not in above


async def test_typed_text_lies_below_a_slow_submission_that_fails(
    impatient: Office, turns: HeldTurns
) -> None:
    await begun(impatient, turns)
    mira = impatient.person("mira")
    turns.free.clear()
    turns.troubles = [Conflict()]
    await mira.fills({**TYPED, "P03": "2026-09-01", "P04": ["none"], "P05": ["none"]})
    await mira.submits()
    assert MOMENT in mira.sees
    turns.free.set()
    await mira.waits_for(NOT_SAVED)
    await mira.closes()
    assert "What is the product or feature called?" in mira.sees
    assert TYPED["P02"] in mira.sees
    await mira.submits()
    await uncovered(impatient)
    assert "Does its output play a part" in mira.sees


async def test_typed_text_lies_below_a_slow_button_that_fails(
    impatient: Office, turns: HeldTurns
) -> None:
    await begun(impatient, turns)
    mira = impatient.person("mira")
    turns.free.clear()
    turns.troubles = [Conflict()]
    await mira.fills(TYPED)
    await mira.clicks("Save and leave")
    await mira.waits_for(MOMENT)
    turns.free.set()
    await mira.waits_for(NOT_SAVED)
    await mira.closes()
    assert TYPED["P02"] in mira.sees


async def test_slow_button_shows_its_page_below_one_moment(
    impatient: Office, turns: HeldTurns
) -> None:
    await begun(impatient, turns)
    mira = impatient.person("mira")
    turns.free.clear()
    await mira.fills(TYPED)
    await mira.clicks("Save and leave")
    await mira.waits_for(MOMENT)
    turns.free.set()
    await mira.waits_for("This is saved")
    below, above = bars(impatient, mira.user)
    assert "SAL-1" in below
    assert MOMENT not in above


async def test_locked_database_is_slow_and_then_done(site: Site) -> None:
    async with site.salient(patience=SOON) as office:
        mira = office.person("mira")
        await mira.opens_home()
        await office.settled()
        lock = sqlite3.connect(sqlite_path(read_url(site.url)), isolation_level=None)
        with closing(lock):
            lock.execute("BEGIN EXCLUSIVE")
            await mira.command("start")
            await mira.waits_for(MOMENT)
            lock.execute("ROLLBACK")
        await mira.waits_for("Start the screening")


async def test_turn_that_fails_says_so_at_the_field_and_keeps_what_was_typed(
    site: Site, turns: HeldTurns
) -> None:
    async with site.salient(turns=turns.before) as office:
        mira = await office.begun()
        turns.troubles = [Conflict()]
        await mira.fills({**TYPED, "P03": "2026-09-01", "P04": ["none"], "P05": ["none"]})
        await mira.submits()
        assert NOT_SAVED in "".join(mira.window.errors.values())
        assert TYPED["P02"] in mira.sees
        await mira.submits()
        await office.settled()
        assert "Does its output play a part" in mira.sees


async def test_button_that_fails_leaves_the_window_with_what_was_typed(
    site: Site, turns: HeldTurns
) -> None:
    async with site.salient(turns=turns.before) as office:
        mira = await office.begun()
        turns.troubles = [Conflict()]
        await mira.fills(TYPED)
        await mira.clicks("Save and leave")
        await office.settled()
        assert NOT_SAVED in mira.sees
        await mira.closes()
        assert TYPED["P02"] in mira.sees


async def test_typed_word_that_fails_is_sent_again_by_slack(site: Site, turns: HeldTurns) -> None:
    async with site.salient(turns=turns.before) as office:
        mira = office.person("mira")
        turns.troubles = [Conflict()]
        with pytest.raises(AssertionError, match="answered 503"):
            await mira.says("help")
        answer = await mira.again()
        await office.settled()
        assert answer.status == 200
        assert len(await office.direct("mira", "What Salient does")) == 1


async def test_window_that_opens_slowly_delays_no_answer(office: Office) -> None:
    mira, leo = office.person("mira"), office.person("leo")
    office.slack.faults["views.open"] = ["slow"]
    await mira.command("start")  # returns with Slack's own answer, which nothing holds up
    assert office.slack.window(mira.user) is None
    await leo.command("start")
    await leo.waits_for("Start the screening")
    office.slack.faults.released.set()
    await mira.waits_for("Start the screening")


async def test_slow_look_at_who_somebody_is_delays_no_answer(impatient: Office) -> None:
    impatient.slack.person("noa", id="U0NOA")
    noa = impatient.person("noa")
    impatient.slack.faults["users.info"] = ["slow"]
    await noa.command("start")
    await noa.waits_for(MOMENT)
    impatient.slack.faults.released.set()
    await noa.waits_for("Start the screening")
