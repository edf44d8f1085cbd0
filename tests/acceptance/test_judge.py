"""A Slack that others wrote takes what ours takes: people can do everything there as well."""

import json
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import small_app, walk
from tests.slack.driver import Person
from tests.slack.judge import FOLDER, Judge
from tests.slack.proxy import Proxy
from tests.slack.screens import Json
from tests.slack.sender import Http


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as started:
        yield started


@pytest.fixture
async def slack(judge: Judge) -> AsyncIterator[Proxy]:
    async with Proxy(judge.url) as started:
        yield started


async def test_person_walks_past_everything_before_the_judge(slack: Proxy) -> None:
    async with small_app.serving(slack.url, slack.bot_token) as url:
        person = Person(slack, Http(url, small_app.SECRET), slack.user("alice"))
        await walk.everything(person, await slack.channel("launches"))


async def test_window_is_pushed_again_and_again_before_the_judge(slack: Proxy) -> None:
    async with small_app.serving(slack.url, slack.bot_token) as url:
        person = Person(slack, Http(url, small_app.SECRET), slack.user("bob"))
        await person.command("start")
        await person.fills({"P01": "push", "P02": "public"})
        for _ in range(4):
            await person.submits()
            assert "One more thing." in person.sees
            await person.submits()
        assert "What is it called?" in person.sees


async def test_judge_refuses_what_ours_refuses(slack: Proxy) -> None:
    user = slack.user("carol")
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.url, session=session)
        client.retry_handlers = []
        trigger = await slack.trigger(user)
        opened = await client.views_open(trigger_id=trigger, view=small_app.FIRST)
        id, hash = opened["view"]["id"], opened["view"]["hash"]
        await client.views_update(view_id=id, hash=hash, view=small_app.SECOND)
        general, view = await slack.channel("general"), small_app.FIRST
        refused: list[tuple[str, str, Json]] = [
            ("hash_conflict", "views.update", {"view_id": id, "hash": hash, "view": view}),
            ("exchanged_trigger_id", "views.open", {"trigger_id": trigger, "view": view}),
            ("invalid_trigger_id", "views.open", {"trigger_id": "1.2", "view": view}),
            ("invalid_blocks", "chat.postMessage", {"channel": user, "blocks": [{}]}),
            ("missing_scope", "conversations.info", {"channel": general}),
        ]
        for told, method, args in refused:
            with pytest.raises(SlackApiError) as error:
                await client.api_call(method, json=args)
            assert error.value.response["error"] == told


async def test_lost_reply_leaves_the_message_with_the_judge(slack: Proxy) -> None:
    direct = await slack.direct(slack.user("alice"))
    marked = {"event_type": "salient", "event_payload": {"key": "k1"}}
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.url, session=session)
        client.retry_handlers = []
        slack.faults["chat.postMessage"] = ["lost"]
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=direct, text="Hello.", metadata=marked)
        told = await client.conversations_history(
            channel=direct, limit=1, include_all_metadata=True
        )
    assert told["messages"][0]["metadata"] == marked


def test_lock_file_names_no_place_that_packages_come_from() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in told for name, told in packages.items() if name)
