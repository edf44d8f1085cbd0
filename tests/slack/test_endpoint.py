"""The one address of Slack: whatever comes, it is a 4xx or taken, and never a 500."""

import json
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote, urlencode

import aiohttp
import pytest

from tests.slack import payloads
from tests.slack.installed import SECRET
from tests.slack.payloads import FORM, JSON, Place, Speaker, signed
from tests.slack.seated import Office, account
from tests.slack.sender import Answer, Http, Request

EVENT = b'{"type": "url_verification", "challenge": "zebra", "token": "x"}'
LIMIT = 512 * 1024
NESTED = "[" * 100_000 + "]" * 100_000


async def post(office: Office, body: bytes, kind: str = JSON, **headers: str) -> Answer:
    """Post a body that is signed rightly unless a header says else."""
    right = signed(body, SECRET, office.salient.clock.now().timestamp())
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Content-Type": kind, **right, **named}
    return await Http(office.salient.url, SECRET).post(Request(body, sent))


async def test_signed_request_is_taken(office: Office) -> None:
    assert (await post(office, EVENT)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": "v0=" + "0" * 64},
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0=\u00e9\u00e8"},
        {"x_slack_signature": "v1=" + "0" * 64},
        {"x_slack_request_timestamp": "abc"},
        {"x_slack_request_timestamp": ""},
        {"x_slack_request_timestamp": "-1"},
        {"x_slack_request_timestamp": "1e9"},
        {"x_slack_request_timestamp": "9" * 400},
        {"x_slack_request_timestamp": "\u0661\u0662\u0663"},
    ],
)
async def test_request_that_is_not_signed_by_slack_is_refused(
    office: Office, headers: Mapping[str, str]
) -> None:
    answer = await post(office, EVENT, **headers)
    assert answer.status == 401
    assert "zebra" not in answer.text


async def test_request_without_a_signature_is_refused(office: Office) -> None:
    sender = Http(office.salient.url, SECRET)
    for body, kind in ((EVENT, JSON), (b"ssl_check=1&token=x", FORM), (b"", JSON)):
        answer = await sender.post(Request(body, {"Content-Type": kind}))
        assert answer.status == 401


@pytest.mark.parametrize("away", [-301, 301])
async def test_stale_request_is_refused(office: Office, away: int) -> None:
    at = office.salient.clock.now().timestamp()
    for seconds, status in ((away, 401), (away * 299 // 301, 200)):
        answer = await post(office, EVENT, **renamed(signed(EVENT, SECRET, at + seconds)))
        assert answer.status == status


async def test_body_that_a_proxy_wrote_anew_is_refused(office: Office) -> None:
    told = json.dumps({"type": "url_verification", "challenge": "\u00e9", "token": "x"})
    assert (await post(office, told.encode())).status == 200
    right = renamed(signed(told.encode(), SECRET, office.salient.clock.now().timestamp()))
    anew = json.dumps(json.loads(told), ensure_ascii=False, separators=(",", ":"))
    assert (await post(office, anew.encode(), **right)).status == 401


def renamed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in headers.items()}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b'["a"]', JSON),
        (b"null", JSON),
        (b"7", JSON),
        (b'"words"', JSON),
        (b"\xff\xfe", JSON),
        (NESTED.encode(), JSON),
        (b"payload=zzz", FORM),
        (b"payload=", FORM),
        (b"payload=[]", FORM),
        (b"payload=%ff", FORM),
        (b"payload=" + quote(NESTED).encode()[:500_000], FORM),
        (b"", FORM),
        (b"\xff", FORM),
        (b"&".join(b"a=1" for _ in range(1000)), FORM),
    ],
)
async def test_body_that_cannot_be_read_is_refused(office: Office, body: bytes, kind: str) -> None:
    assert (await post(office, body, kind)).status == 400


async def test_body_that_is_too_large_is_refused(office: Office) -> None:
    assert (await post(office, b"{" + b" " * LIMIT)).status == 413

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(LIMIT // 65536 + 2):
            yield b" " * 65536

    async with (
        aiohttp.ClientSession() as session,
        session.post(office.salient.url, data=pieces(), headers={"Content-Type": JSON}) as answer,
    ):
        assert answer.status == 413


async def test_address_is_confirmed_to_slack(office: Office) -> None:
    answer = await post(office, EVENT)
    assert answer.status == 200
    assert "zebra" in answer.text


async def test_ssl_check_does_nothing(office: Office) -> None:
    before = len(office.slack.calls)
    answer = await post(office, b"ssl_check=1&token=x", FORM)
    assert (answer.status, answer.text) == (200, "")
    await office.settled()
    assert len(office.slack.calls) == before


UNKNOWN: tuple[Mapping[str, object], ...] = (
    {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "z"},
    {"type": "dialog_submission", "callback_id": "x", "submission": {}},
    {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a"}]},
    {"type": "message_action", "callback_id": "x", "message": {}},
    {"type": "workflow_step_edit", "callback_id": "x"},
    {"type": "of_the_future"},
    {"type": "block_actions", "actions": []},
    {"type": "block_actions", "actions": [{"type": "button", "action_id": "x", "value": "{}"}]},
    {"type": "view_submission", "view": {"callback_id": "x"}},
    {"type": "view_closed", "view": {}},
    {"type": "shortcut", "callback_id": "x"},
    {},
)


@pytest.mark.parametrize("told", UNKNOWN, ids=lambda told: str(told.get("type")))
async def test_interaction_that_is_nothing_for_us_is_taken_without_effect(
    office: Office, told: Mapping[str, object]
) -> None:
    before = len(office.slack.calls)
    here = office.slack.workspace
    who = {"team": {"id": here.team}, "user": {"id": account("ada"), "team_id": here.team}}
    body = urlencode({"payload": json.dumps({**who, "trigger_id": "1.2", **told})}).encode()
    answer = await post(office, body, FORM)
    assert (answer.status, answer.text) == (200, "")
    await office.settled()
    assert len(office.slack.calls) == before


async def test_event_that_is_nothing_for_us_is_taken_without_effect(office: Office) -> None:
    before = len(office.slack.calls)
    message = await office.slack.wrote(account("ada"), office.launches, "hello")
    speaker = Speaker(office.slack.workspace, account("ada"))
    told = payloads.said(speaker, Place(office.launches), message)
    for more in (
        {"channel_type": "channel"},
        {"subtype": "message_changed"},
        {"bot_id": "B0OTHER"},
        {"type": "reaction_added"},
        {"user": office.slack.workspace.bot_user},
        {"user": {"id": "x"}},
    ):
        _, answer = await office.sender.deliver(told | {"event": told["event"] | more})
        assert answer.status == 200
    await office.settled()
    assert len(office.slack.calls) == before


@pytest.mark.parametrize("method", ["get", "put", "delete"])
async def test_other_methods_are_refused(office: Office, method: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, office.salient.url) as answer,
    ):
        assert answer.status == 405
