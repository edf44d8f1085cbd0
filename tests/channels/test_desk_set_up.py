"""The set-up at the desk: an admin finds it, fills it in, and each place gets its test message."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.channels.desk.drawing import OFFERED
from tests.channels.browser import Page
from tests.channels.desk import WholeDesk
from tests.worked import the_pack

Client = TestClient[Request, Application]
ADMIN = "/desk/admin?as=admin"


@pytest.fixture
def desk() -> WholeDesk:
    return WholeDesk()


@pytest.fixture
async def client(desk: WholeDesk) -> AsyncIterator[Client]:
    async with TestClient(TestServer(desk.app)) as client:
        yield client


async def pressed(
    client: Client, page: Page, verb: str, form: str = "acts", **chosen: list[str]
) -> Page:
    """Press a button as the admin, with other values in some fields."""
    act = next(b.value for b in page.buttons if b.form == form and _verb(b.value) == verb)
    pairs = [pair for pair in page.sent(form, act) if pair[0][2:] not in chosen]
    pairs += [(_name(page, id), value) for id, values in chosen.items() for value in values]
    answer = await client.post("/desk/admin", data=urlencode(pairs), headers=_FORM)
    assert answer.status == 200
    return Page(await answer.text())


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _verb(act: str) -> str:
    return str(json.loads(act)["verb"])


def _name(page: Page, id: str) -> str:
    return next(control.name for control in page.controls if control.name[2:] == id)


async def opened(client: Client) -> Page:
    answer = await client.get(ADMIN)
    return await pressed(client, Page(await answer.text()), "set_up")


async def test_an_admin_sees_who_is_told_under_the_names_that_the_desk_uses(
    client: Client,
) -> None:
    shown = (await opened(client)).html
    assert '<dd dir="auto">Human rights conversation</dd>' in shown
    assert '<dd dir="auto">Launch channel</dd>' in shown
    assert "Hana Okafor, Tomás Rivera" in shown


async def test_a_saved_set_up_reaches_each_place_once(desk: WholeDesk, client: Client) -> None:
    form = await pressed(client, await opened(client), "set_up")
    assert ("f.team_conversation", "human_rights") in form.sent("answer")
    assert [v for n, v in form.sent("answer") if n == "m.team"] == ["", "hr_lead", "hr_member"]
    saved = await pressed(client, form, "set_up_send", "answer", sponsor=["legal"])
    assert "a test message goes to each" in saved.html
    for conversation in ("human_rights", "launch", "person:legal"):
        (kept,) = await desk.messages.newest(conversation, 5)
        assert kept.payload["view"] == "test"
    assert "executive_sponsor" in desk.turns.people["legal"].roles
    assert "executive_sponsor" not in desk.turns.people["sponsor"].roles
    again = await pressed(client, form, "set_up_send", "answer", sponsor=["legal"])
    assert "a test message goes to each" in again.html
    assert len(desk.messages.kept) == 3


async def test_what_does_not_fit_stands_in_the_form_again(desk: WholeDesk, client: Client) -> None:
    form = await pressed(client, await opened(client), "set_up")
    wrong = await pressed(
        client, form, "set_up_send", "answer", team=[""], launch_conversation=["human_rights"]
    )
    assert "2 to mend on this page" in wrong.html
    assert ("f.launch_conversation", "human_rights") in wrong.sent("answer")
    assert [v for n, v in wrong.sent("answer") if n == "m.team"] == [""]
    assert desk.messages.kept == []


def test_every_conversation_that_is_offered_has_a_name() -> None:
    words = the_pack().in_language("en").bot
    assert [id for id in OFFERED if not words[f"desk.conversation.{id}"]] == []
