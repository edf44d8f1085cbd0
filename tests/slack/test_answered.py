"""Windows that conflict, come too late, are gone or closed: the person finds the right page."""

import pytest

from tests.slack.driver import Person
from tests.slack.faults import Fault
from tests.slack.looking import presses, words
from tests.slack.screening import Screening
from tests.slack.seated import Office
from tests.worked import worked

FIRST, SECOND = "What is the product or feature called?", "Does its output play a part"


async def on_second_page(office: Office) -> Person:
    """Let mira answer the first page: the second is before her."""
    walk = Screening(office, await office.begun(), worked("G01"))
    await walk.page()
    assert SECOND in walk.person.sees
    return walk.person


async def test_window_that_changed_meanwhile_shows_the_right_page_all_the_same(
    office: Office,
) -> None:
    mira = await on_second_page(office)
    office.slack.faults["views.update"] = ["hash_conflict"]
    await mira.clicks("Back")
    await office.settled()
    assert FIRST in mira.sees
    assert [bool(call.args.get("hash")) for call in office.slack.called("views.update")] == [
        True,
        False,
    ]


@pytest.mark.parametrize("gone", ["not_found", 429, "internal_error"])
async def test_back_in_a_window_that_is_gone_is_offered_in_the_direct_message(
    office: Office, gone: Fault
) -> None:
    mira = await on_second_page(office)
    office.slack.faults["views.update"] = [gone]
    await mira.clicks("Back")
    await mira.side.cleared(mira.user)
    await office.settled()
    assert "could not be shown in time" in mira.sees
    await mira.clicks("Open it here")
    await office.settled()
    assert FIRST in words(mira.window.view["blocks"])


@pytest.mark.parametrize("late", ["expired_trigger_id", "exchanged_trigger_id", 429, 500])
async def test_window_that_does_not_open_is_a_private_offer_that_opens_the_page(
    office: Office, late: Fault
) -> None:
    mira = office.person("mira")
    office.slack.faults["views.open"] = [late]
    await mira.command("start", conversation=office.launches)
    await office.settled()
    assert office.slack.window(mira.user) is None
    assert "could not be shown in time" in mira.sees
    assert "could not be shown in time" not in office.person("leo").sees
    await mira.clicks("Open it here")
    await office.settled()
    assert "Start the screening" in words(mira.window.view["submit"])


async def test_window_closed_unsent_is_told_once_with_the_way_back(office: Office) -> None:
    mira = await on_second_page(office)
    for _ in range(3):
        await mira.fills({"P06": "none"})
        await mira.closes()
        await office.settled()
        await mira.command("resume")
        await office.settled()
    await mira.closes()
    await office.settled()
    told = await office.direct("mira", "You closed the form for SAL-1")
    assert len(told) == 1
    assert "Every page that you sent is saved" in words(told[0]["blocks"])
    await mira.clicks("Go on answering", where=told[0]["ts"])
    await office.settled()
    assert SECOND in words(mira.window.view["blocks"])


async def test_list_opened_while_the_window_is_gone_is_not_lost(office: Office) -> None:
    mira = await on_second_page(office)
    await mira.side.cleared(mira.user)
    await mira.says("resume")
    await office.settled()
    assert [press.label for press in presses((await office.direct("mira"))[-1]["blocks"])]
    await mira.clicks("Open it here", where="message")
    await office.settled()
    assert SECOND in words(mira.window.view["blocks"])


async def test_home_page_is_published_when_opened_and_when_a_case_of_it_changes(
    office: Office,
) -> None:
    mira = office.person("mira")
    await mira.opens_home()
    await office.settled()
    assert "Mira: my cases" in mira.sees
    assert "SAL-1" not in mira.sees
    await office.begun()
    await mira.closes()
    await office.settled()
    home = words(office.slack.screens.homes[mira.user].view["blocks"])
    assert "SAL-1" in home


async def test_home_page_of_the_team_is_its_queue(office: Office) -> None:
    hana, ada = office.person("hana"), office.person("ada")
    for one in (hana, ada):
        await one.opens_home()
    await office.begun()
    await office.settled()
    assert "SAL-1" in words(office.slack.screens.homes[hana.user].view["blocks"])
    assert "SAL-1" not in words(office.slack.screens.homes[ada.user].view["blocks"])
