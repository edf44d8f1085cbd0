"""How what people do reaches the app: signed over HTTP, or in an envelope over Socket Mode."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from tests.slack.payloads import body_of, signed
from tests.slack.screens import Json
from tests.slack.socket_mode import Socket

WAIT = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent, to the byte."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the app answered."""

    status: int
    text: str

    @property
    def json(self) -> Json:
        """Return the answer as an object; nothing when it is empty."""
        told = json.loads(self.text) if self.text.strip() else {}
        assert isinstance(told, dict), f"the app answered {self.text[:200]!r}"
        return told


class Sender(Protocol):
    """A way from Slack to the app."""

    async def deliver(self, payload: Json) -> tuple[Request, Answer]:
        """Send a payload, and return what was sent and answered."""
        ...

    async def again(self, request: Request, retry: int = 1) -> Answer:
        """Send the same once more, as Slack does when it heard no answer in time."""
        ...


@dataclass(slots=True)
class Http:
    """The app's own route: `url` ends with /slack/events."""

    url: str
    secret: str
    now: Callable[[], float] = time.time

    async def deliver(self, payload: Json) -> tuple[Request, Answer]:
        body, content_type = body_of(payload)
        headers = {"Content-Type": content_type, **signed(body, self.secret, self.now())}
        request = Request(body, headers)
        return request, await self.post(request)

    async def again(self, request: Request, retry: int = 1) -> Answer:
        told = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": "http_timeout"}
        return await self.post(Request(request.body, {**request.headers, **told}))

    async def post(self, request: Request) -> Answer:
        """Post bytes with headers, right or wrong."""
        async with (
            aiohttp.ClientSession(timeout=WAIT) as session,
            session.post(self.url, data=request.body, headers=request.headers) as response,
        ):
            return Answer(response.status, await response.text())


@dataclass(slots=True)
class OverSocket:
    """The app's own connection to Slack."""

    socket: Socket

    async def deliver(self, payload: Json) -> tuple[Request, Answer]:
        request = Request(json.dumps(payload).encode())
        return request, await self._sent(payload, {})

    async def again(self, request: Request, retry: int = 1) -> Answer:
        told = {"retry_attempt": retry, "retry_reason": "timeout"}
        return await self._sent(json.loads(request.body), told)

    async def _sent(self, payload: Json, more: dict[str, Any]) -> Answer:
        envelope = {"type": _kind(payload), "payload": payload, "accepts_response_payload": True}
        try:
            told = await self.socket.ack(await self.socket.push(envelope | more))
        except TimeoutError:
            return Answer(504, "no acknowledgement came")
        return Answer(200, json.dumps(told) if told else "")


def _kind(payload: Json) -> str:
    if payload.get("type") == "event_callback":
        return "events_api"
    return "slash_commands" if "command" in payload else "interactive"
