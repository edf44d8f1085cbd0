"""A person can do at the local Slack what people do at Slack, and no more than that."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import payloads, small_app, walk
from tests.slack.driver import Broken, Person
from tests.slack.inputs import CannotEnter
from tests.slack.payloads import Place, Speaker
from tests.slack.sender import Http, OverSocket, Request
from tests.slack.server import LocalSlack
from tests.slack.side import Workspace


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:  # by the real clock: bolt looks at it too
    async with LocalSlack() as started:
        yield started


@pytest.fixture
async def door(slack: LocalSlack) -> AsyncIterator[Http]:
    async with small_app.serving(slack.url, slack.bot_token) as url:
        yield Http(url, small_app.SECRET)


@pytest.fixture
def alice(slack: LocalSlack, door: Http) -> Person:
    return Person(slack, door, slack.person("alice"))


async def test_person_walks_past_everything(slack: LocalSlack, alice: Person) -> None:
    await walk.everything(alice, slack.channel("launches", alice.user))


async def test_person_walks_past_everything_over_a_socket(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.url, session=session)
        app = small_app.app_of(client)
        handler = AsyncSocketModeHandler(app, slack.app_token, web_client=client)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        try:
            person = Person(slack, OverSocket(slack.socket), slack.person("alice"))
            await walk.everything(person, slack.channel("launches", person.user))
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "errors .* for a window whose inputs are"),
        ("unfit", "not valid"),
        ("raise", "answered 500"),
    ],
)
async def test_answer_that_slack_would_not_show_is_told(
    alice: Person, name: str, told: str
) -> None:
    await alice.command("start")
    await alice.fills({"P01": name, "P02": "public"})
    with pytest.raises(Broken, match=told):
        await alice.submits()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("P01", "x" * 21, "takes 20 characters"),
        ("P01", "two\nlines", "takes one line"),
        ("P02", "Nobody", "does not offer 'Nobody'"),
        ("P09", "x", "0 inputs are called 'P09'"),
    ],
)
async def test_client_does_not_let_a_person_enter(
    alice: Person, name: str, value: str, told: str
) -> None:
    await alice.command("start")
    with pytest.raises(CannotEnter, match=told):
        await alice.fills({name: value})


async def test_same_payload_comes_again_to_the_byte(slack: LocalSlack, alice: Person) -> None:
    await alice.says("mine")
    first = alice.last
    assert (await alice.again()).status == 200
    assert alice.last is first
    assert len(slack.called("chat.postMessage")) == 2


async def test_open_window_hides_what_lies_behind(alice: Person) -> None:
    await alice.says("mine")
    await alice.command("start")
    with pytest.raises(Broken, match="no button says 'Act'"):
        await alice.clicks("Act")
    await alice.clicks("Act", where="message")


async def test_what_is_for_others_is_not_seen(slack: LocalSlack, alice: Person) -> None:
    bob = Person(slack, alice.sender, slack.person("bob"))
    await alice.mentions(slack.channel("launches", alice.user, bob.user), "mine")
    await alice.says("secret")
    assert "In the thread." in bob.sees
    assert "Only you see this." not in bob.sees
    assert "secret" not in bob.sees


async def test_request_that_is_signed_wrongly_reaches_nobody(door: Http) -> None:
    speaker = Speaker(Workspace(), "U0ALICE001")
    body, kind = payloads.body_of(payloads.command(speaker, "start", Place("D1"), "1.2.3"))
    for secret, at in [("another", door.now()), (door.secret, door.now() - 301)]:
        headers = {"Content-Type": kind, **payloads.signed(body, secret, at)}
        assert (await door.post(Request(body, headers))).status == 401


def test_signature_is_the_one_that_slack_documents() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = payloads.signed(body, "8f742231b10e8888abcd99yyyzzz85a5", 1531420618)
    assert headers["x-slack-signature"] == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


@pytest.mark.parametrize("kind", payloads.kinds())
def test_payload_on_file_is_whole(kind: str) -> None:
    payload = payloads.captured(kind)
    known = {"command", "type"} & set(payload)
    assert known, "neither a command nor of a type"
    assert payload["token"] == "legacy-verification-token"
