"""Calling the Web API in tests: by the SDK's own client, with what is called drawn here."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes import NOON
from tests.slack.screens import Json

TEXT = {"type": "mrkdwn", "text": "Hello."}
BLOCKS = [{"type": "section", "text": TEXT}]
FIELD = {
    "type": "input",
    "block_id": "P01",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "text"},
}


class Hands:
    """The hands of a clock; the test moves them."""

    def __init__(self) -> None:
        self.at = NOON.timestamp()

    def __call__(self) -> float:
        return self.at


def caller(url: str, session: aiohttp.ClientSession, token: str) -> AsyncWebClient:
    """Return a client that never tries a second time by itself."""
    client = AsyncWebClient(token, base_url=url, session=session)
    client.retry_handlers = []
    return client


def view(*blocks: Json, title: str = "Screening", **more: Any) -> Json:
    """Draw a modal."""
    drawn = {"type": "plain_text", "text": title}
    submit = {"type": "plain_text", "text": "Continue"}
    return {"type": "modal", "title": drawn, "submit": submit, "blocks": [*blocks] or BLOCKS} | more


def home() -> Json:
    """Draw a home page."""
    return {"type": "home", "blocks": BLOCKS}


async def refusal(client: AsyncWebClient, method: str, **args: Any) -> Json:
    """Call a method that must be refused, and return the whole answer."""
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=args)
    answer = refused.value.response.data
    assert isinstance(answer, dict)
    return answer


async def error(client: AsyncWebClient, method: str, **args: Any) -> str:
    """Call a method that must be refused, and return Slack's word for why."""
    return str((await refusal(client, method, **args))["error"])
