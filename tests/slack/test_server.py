"""The local Slack lets in who may come in, and breaks down when it is told to."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.calling import caller, error, refusal
from tests.slack.screens import Json
from tests.slack.server import LocalSlack


async def test_app_learns_who_it_is_and_what_it_may_do(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    answer = await client.auth_test()
    assert answer["team_id"] == slack.workspace.team
    assert answer["bot_id"] == slack.workspace.bot
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    call = slack.called("auth.test")[0]
    assert (call.args, call.token, call.error) == ({}, slack.bot_token, "")


async def test_tokens_that_are_wrong_are_told_apart(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        for token, told in [("", "not_authed"), ("xoxb-other", "invalid_auth")]:
            assert await error(caller(slack.url, session, token), "auth.test") == told
        for token, method in [
            (slack.app_token, "auth.test"),
            (slack.bot_token, "apps.connections.open"),
        ]:
            client = caller(slack.url, session, token)
            assert await error(client, method) == "not_allowed_token_type"


async def test_scope_that_is_missing_is_named(slack: LocalSlack, client: AsyncWebClient) -> None:
    channel = slack.channel("launches")
    answer = await refusal(client, "conversations.info", channel=channel)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:read")
    assert "users:read" in answer["provided"]
    answer = await refusal(client, "conversations.history", channel=channel)
    assert answer["needed"] == "channels:history"


async def test_arguments_that_are_missing_or_unknown_are_named(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    assert await error(client, "chat.postMesage", channel="C1") == "unknown_method"
    answer = await refusal(client, "chat.postMessage", text="Hello.", treadts="1.2")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] missing required field: channel",
        "[ERROR] no such field: treadts",
    ]
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize("kind", ["json", "form", "query"])
async def test_arguments_are_taken_however_they_come(slack: LocalSlack, kind: str) -> None:
    user = slack.person("alice")
    header = {"Authorization": f"Bearer {slack.bot_token}"}
    args = {"user": user, "include_locale": "true"}
    sent: Json = {"json": {"json": args}, "form": {"data": args}, "query": {"params": args}}[kind]
    async with aiohttp.ClientSession(headers=header) as session:
        answer = await (await session.post(slack.url + "users.info", **sent)).json()
    assert answer["user"]["locale"] == "en-US"


async def test_person_is_told_as_far_as_the_scopes_go(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    alice = slack.person("alice", tz="Asia/Tokyo")
    stranger = slack.person("stranger", team_id="T0OTHER001", tz=None)
    told = (await client.users_info(user=alice, include_locale=True))["user"]
    assert (told["tz"], told["tz_offset"], told["locale"]) == ("Asia/Tokyo", 32400, "en-US")
    assert told["profile"]["email"] == "alice@acme.example"
    told = (await client.users_info(user=stranger))["user"]
    assert told["is_stranger"]
    assert not {"tz", "locale"} & set(told)
    found = await client.users_lookupByEmail(email="alice@acme.example")
    assert found["user"]["id"] == alice
    assert await error(client, "users.lookupByEmail", email="no@acme.example") == "users_not_found"
    assert await error(client, "users.info", user="U404") == "user_not_found"
    slack.scopes[slack.bot_token] = slack.scopes[slack.bot_token] - {"users:read.email"}
    page = await client.users_list(limit=1)
    assert "email" not in page["members"][0]["profile"]
    rest = await client.users_list(cursor=page["response_metadata"]["next_cursor"])
    assert [each["id"] for each in rest["members"]] == [stranger]


async def test_faults_are_used_up_one_per_call(slack: LocalSlack, client: AsyncWebClient) -> None:
    channel = slack.channel("launches")
    slack.faults["chat.postMessage"] = [429, "429 without Retry-After", "not_in_channel", 500]
    told = []
    for _ in range(4):
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=channel, text="Hello.")
        response = refused.value.response
        told.append((response.status_code, response.headers.get("Retry-After")))
    assert told == [(429, "1"), (429, None), (200, None), (500, None)]
    await client.chat_postMessage(channel=channel, text="Hello.")
    assert len(slack.screens.messages[channel]) == 1


@pytest.mark.parametrize(("fault", "there"), [("lost", 1), ("down", 0)])
async def test_reply_that_is_lost_leaves_the_message_there(
    slack: LocalSlack, client: AsyncWebClient, fault: str, there: int
) -> None:
    channel = slack.channel("launches")
    slack.faults["chat.postMessage"] = [fault]
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=channel, text="Hello.")
    assert len(slack.screens.messages.get(channel, [])) == there
    assert len(slack.called("chat.postMessage")) == 1


async def test_slow_answer_waits_until_it_is_released(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    channel = slack.channel("launches")
    slack.faults["chat.postMessage"] = ["slow"]
    sending = asyncio.ensure_future(client.chat_postMessage(channel=channel, text="Hello."))
    while not slack.called("chat.postMessage"):
        await client.auth_test()
    await client.auth_test()
    assert not slack.screens.messages
    slack.faults.released.set()
    assert (await sending)["ok"]
