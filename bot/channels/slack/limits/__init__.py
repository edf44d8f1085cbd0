"""What Slack refuses, told before it is sent: a walk over a view or a message.

Slack answers an unfit window with silence, so everything drawn passes here first. The tables
are in `shapes.py`; what concerns a whole payload is here.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.slack.limits.rules import Check, boolean, items_of, list_of, one_of, shape, string
from bot.channels.slack.limits.shapes import HOME, MESSAGE, MODAL, block, heading, silent, text_of
from flows.errors import Permanent

MOST_BLOCKS_OF_A_MESSAGE, MOST_BLOCKS_OF_A_VIEW = 50, 100
MOST_BYTES = 250_000
MOST_MESSAGE_TEXT = 4000
"""What an edit may have. A new message may have more, but each of ours may be edited later."""

MOST_MARKDOWN = 12_000
NAME = 255

_VIEW: dict[str, Check] = {
    "private_metadata": string(0, 3000),
    "callback_id": string(1, NAME),
    "external_id": string(0, NAME),
}
_OF_A_MODAL: dict[str, Check] = {
    "submit": heading(24),
    "close": heading(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}


def _blocks(surface: str) -> Check:
    return list_of(block(surface), 0, MOST_BLOCKS_OF_A_VIEW)


_MODAL = shape(
    {"type": one_of(MODAL), "title": heading(24), "blocks": _blocks(MODAL)},
    {**_VIEW, **_OF_A_MODAL},
)
_HOME = shape({"type": one_of(HOME), "blocks": _blocks(HOME)}, _VIEW)
_BLOCKS = list_of(block(MESSAGE), 1, MOST_BLOCKS_OF_A_MESSAGE)
_TEXT = silent(1, MOST_MESSAGE_TEXT)


def check(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload that Slack will take. Raises Permanent for any other."""
    found = flaws(payload)
    if found:
        raise Permanent(*found[:5], reason="invalid_blocks")
    return payload


def flaws(payload: Mapping[str, Any]) -> list[str]:
    """Return what Slack would refuse in a view or a message, each with its place, never a text."""
    match payload.get("type"):
        case "modal":
            return [*_MODAL(payload, "view"), *_whole(payload), *_unsendable(payload)]
        case "home":
            return [*_HOME(payload, "view"), *_whole(payload)]
        case _:
            return [*_message(payload), *_whole(payload)]


def _message(payload: Mapping[str, Any]) -> Iterator[str]:
    if "blocks" in payload:
        yield from _BLOCKS(payload["blocks"], "blocks")
    yield from _TEXT(payload.get("text"), "text")  # screen readers and lock screens have no more


def _whole(payload: Mapping[str, Any]) -> Iterator[str]:
    """Return what is wrong between blocks that are well each by itself."""
    blocks = [each for each in items_of(payload.get("blocks")) if isinstance(each, Mapping)]
    ids = [each["block_id"] for each in blocks if "block_id" in each]
    yield from (f"block_id: {id!r} is there twice" for id in _twice(ids))
    if sum(each.get("type") == "table" for each in blocks) > 1:
        yield "blocks: more than one table"
    if sum(len(text_of(b)) for b in blocks if b.get("type") == "markdown") > MOST_MARKDOWN:
        yield f"blocks: more than {MOST_MARKDOWN} characters of markdown"
    size = len(json.dumps(payload))
    if size > MOST_BYTES:
        yield f"{size} bytes and {MOST_BYTES} fit"


def _unsendable(view: Mapping[str, Any]) -> Iterator[str]:
    """Return that a window asks for something which nothing sends."""
    blocks = items_of(view.get("blocks"))
    asks = any(isinstance(each, Mapping) and each.get("type") == "input" for each in blocks)
    if asks and "submit" not in view:
        yield "view: an input without a submit"


def _twice(ids: list[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for id in map(str, ids):
        if id in seen:
            yield id
        seen.add(id)
