"""Whether Slack would take a view or a message: two opinions, the SDK's models and our limits."""

import importlib
import importlib.util
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

OURS = "bot.channels.slack.limits"
VIEW_KEYS = frozenset(
    {
        *("type", "title", "submit", "close", "blocks", "private_metadata", "callback_id"),
        *("external_id", "clear_on_close", "notify_on_close", "submit_disabled"),
    }
)
MODEL_ERRORS = (SlackObjectFormationError, TypeError, ValueError, KeyError, AttributeError)


def flaws_of(payload: Mapping[str, Any]) -> list[str]:
    """Return why Slack would refuse a view or a message; nothing when it would take it."""
    found = list(_of_models(payload))
    if importlib.util.find_spec(OURS) is not None:
        found += map(str, importlib.import_module(OURS).flaws(dict(payload)))
    return found


def _of_models(payload: Mapping[str, Any]) -> Iterator[str]:
    if payload.get("type") in ("modal", "home"):
        yield from _of_view(payload)
    blocks = payload.get("blocks", [])
    if not isinstance(blocks, list):
        yield "blocks: not a list"
        return
    for place, block in enumerate(blocks):
        yield from (f"blocks[{place}]: {flaw}" for flaw in _of_block(block))


def _of_view(view: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted(set(view) - VIEW_KEYS)
    if unknown:
        yield f"not fields of a view: {', '.join(unknown)}"
    try:
        View(**view).to_dict()
    except MODEL_ERRORS as refused:
        yield f"view: {refused}"


def _of_block(block: object) -> Iterator[str]:
    if not isinstance(block, dict):
        yield "not an object"
        return
    try:
        known = Block.parse(block)
        if known is None:
            yield f"not a block: {block.get('type')}"
        else:
            known.to_dict()
    except MODEL_ERRORS as refused:
        yield str(refused)
