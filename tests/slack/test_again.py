"""What comes twice is done once: redelivery, restarts, double clicks."""

import pytest

from tests.slack.driver import Broken
from tests.slack.screening import SEND, Screening, answering
from tests.slack.seated import Office, Site
from tests.worked import worked

HELP = "What Salient does"


async def test_typed_word_delivered_three_times_and_across_a_restart_has_one_answer(
    site: Site,
) -> None:
    async with site.salient() as office:
        mira = office.person("mira")
        await mira.says("help")
        for retry in (1, 2):
            assert (await mira.again(retry)).status == 200
        await office.settled()
        assert len(await office.direct("mira", HELP)) == 1
        last = mira.last
    async with site.salient() as office:
        assert last is not None
        assert (await office.sender.again(last, 3)).status == 200
        await office.settled()
        assert len(await office.direct("mira", HELP)) == 1


async def test_event_that_comes_first_as_a_retry_is_answered(office: Office) -> None:
    mira = office.person("mira")
    office.slack.faults["users.info"] = ["internal_error"]
    with pytest.raises(Broken, match="503"):
        await mira.says("help")
    assert (await mira.again()).status == 200
    await office.settled()
    assert len(await office.direct("mira", HELP)) == 1


async def test_screening_sent_three_times_and_across_a_restart_is_one_turn(site: Site) -> None:
    async with site.salient() as office:
        walk = Screening(office, await office.begun(), worked("G02"))
        await walk.to_review()
        early = len(office.messages(office.team))
        assert early == 1
        await walk.person.clicks(SEND)
        for retry in (1, 2):
            assert (await walk.person.again(retry)).status == 200
        await office.settled()
        sent, request = len(office.messages(office.team)), walk.person.last
        assert sent == early + 1
    async with site.salient() as office:
        assert request is not None
        assert (await office.sender.again(request)).status == 200
        await office.later(hours=1)
        assert len(office.messages(office.team)) == sent
        assert [case.launch_status for case in office.cases()] == ["hold"]


async def test_early_notice_is_given_once_however_often_its_page_is_sent(site: Site) -> None:
    async with site.salient() as office:
        walk = Screening(office, await office.begun(), worked("G02"))
        await walk.until(lambda: bool(office.messages(office.team)))
        for retry in (1, 2):
            assert (await walk.person.again(retry)).status == 200
        await office.settled()
        request = walk.person.last
    async with site.salient() as office:
        assert request is not None
        await office.sender.again(request)
        await office.later(hours=1)
        assert len(office.messages(office.team)) == 1


async def test_double_click_on_start_begins_one_case_also_across_a_restart(site: Site) -> None:
    async with site.salient() as office:
        mira = office.person("mira")
        await mira.command("start")
        await office.settled()
        await mira.submits()
        answer = await mira.again()
        assert "What is the product or feature called?" in answer.text
        await office.settled()
        assert len(office.cases()) == 1
        request = mira.last
    async with site.salient() as office:
        assert request is not None
        answer = await office.sender.again(request)
        assert "What is the product or feature called?" in answer.text
        assert len(office.cases()) == 1
        await office.settled()
        assert len(office.messages(office.launches, "SAL-1")) == 1


async def test_double_click_on_next_moves_on_by_one_page(office: Office) -> None:
    mira = await office.begun()
    walk = Screening(office, mira, answering("G01"))
    await walk.page()
    before = office.cases()[0].changed_at
    answer = await mira.again()
    assert answer.status == 200
    assert "Does its output play a part" in answer.text
    assert "Does its output play a part" in mira.sees
    assert office.cases()[0].changed_at == before


async def test_double_click_on_a_message_does_one_thing(office: Office) -> None:
    mira = await office.begun()
    await mira.closes()
    await office.settled()
    await mira.clicks("Go on answering", where="message")
    await mira.again()
    await office.settled()
    assert len(office.slack.screens.windows[mira.user]) == 1
    assert len(office.cases()) == 1
