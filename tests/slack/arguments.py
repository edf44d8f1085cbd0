"""The arguments of a call, however they came: JSON body, form body, query."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.slack.screens import Json

NESTED = frozenset({"view", "blocks", "metadata"})
"""Arguments that come as JSON inside a string where the rest is a form."""


class Unreadable(Exception):
    """A body that Slack cannot read; the word is Slack's error."""


async def arguments(request: web.Request) -> Json:
    """Return what a call was given. Raises Unreadable."""
    raw = await request.read()
    told: Json = dict(request.query)
    told |= _of_json(raw) if request.content_type == "application/json" else _of_form(raw)
    return {key: _nested(key, value) for key, value in told.items() if value is not None}


def token_of(request: web.Request, args: Json) -> str:
    """Return the token of a call: of its header, else taken out of its arguments."""
    told = str(args.pop("token", ""))
    bearer = request.headers.get("Authorization", "")
    return bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else told


def yes(flag: object) -> bool:
    """Tell whether a flag is set, as JSON and forms write it."""
    return flag in (True, 1, "1", "true", "True")


def _of_json(raw: bytes) -> Json:
    try:
        told = json.loads(raw or b"{}")
    except ValueError as broken:
        raise Unreadable("invalid_json") from broken
    if not isinstance(told, dict):
        raise Unreadable("json_not_object")
    return told


def _of_form(raw: bytes) -> Json:
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True))
    except UnicodeDecodeError as broken:
        raise Unreadable("invalid_form_data") from broken


def _nested(key: str, value: Any) -> Any:
    if key not in NESTED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as broken:
        raise Unreadable(f"invalid_{key}") from broken
