"""The one address that Slack speaks to, guarded before anything reads what was sent."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock, SignatureVerifier

log = structlog.get_logger("slack")

BODY_LIMIT = 512 * 1024
"""Bytes of the largest request: a full window is 250 kB, and comes back percent-encoded."""

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 100


class Endpoint:
    """Size, signature and shape are judged here; only what passes comes to bolt."""

    def __init__(self, app: AsyncApp, secret: str, now: Callable[[], datetime]) -> None:
        self._app = app
        self._verifier = SignatureVerifier(secret, _ClockOf(now))

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer one request of Slack. Malformed input is a 4xx, and no input is a 500."""
        raw = await self._body(request)
        if raw is None:
            return web.Response(status=413, text="too large\n")
        text = decoded(raw)
        if text is not None and not self._is_slacks(text, request.headers):
            log.warning("a request without Slack's signature was refused", action="slack.unsigned")
            return web.Response(status=401, text="the signature does not fit\n")
        asked = read_by_bolt(text, request) if text and is_readable(text, request) else None
        if asked is None:
            return web.Response(status=400, text="not readable\n")
        said = await self._app.async_dispatch(asked)
        if said.status >= 500:
            return web.Response(status=503, text="not taken; please send it again\n")
        return await to_aiohttp_response(said)

    async def _body(self, request: web.Request) -> bytes | None:
        """Return the raw bytes; None when there are too many, of which the rest is not read."""
        if (request.content_length or 0) > BODY_LIMIT:
            return None
        parts, size = [], 0
        async for part in request.content.iter_chunked(64 * 1024):
            size += len(part)
            if size > BODY_LIMIT:
                return None
            parts.append(part)
        return b"".join(parts)

    def _is_slacks(self, text: str, headers: Mapping[str, str]) -> bool:
        """Check the signature; a text says every byte that it was decoded from."""
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
            return False
        return self._verifier.is_valid(text, timestamp[:20], signature)


def decoded(raw: bytes) -> str | None:
    """Return a body as text; None when it is none, which Slack never sends."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def is_readable(text: str, request: web.Request) -> bool:
    """Tell whether a body has the shape of one of Slack's."""
    try:
        held = _payload_in(text) if request.content_type == FORM else text
        told = json.loads(held) if held is not None else {}
        return isinstance(told, dict) and isinstance(told.get("event", {}), dict)
    except (ValueError, RecursionError):
        return False


def read_by_bolt(text: str, request: web.Request) -> AsyncBoltRequest | None:
    """Return a request as bolt reads it; None when what stands in it is of no kind it knows."""
    headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
    try:
        return AsyncBoltRequest(body=text, headers=headers)
    except (AttributeError, LookupError, TypeError, ValueError):
        return None


def _payload_in(form: str) -> str | None:
    """Return the JSON that a form carries; a command's form carries none."""
    fields = parse_qsl(
        form, keep_blank_values=True, max_num_fields=MOST_FIELDS, strict_parsing=True
    )
    return dict(fields).get("payload")


class _ClockOf(Clock):
    """The SDK's clock, by ours."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()
