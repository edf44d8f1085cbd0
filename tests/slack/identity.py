"""What Slack adds to blocks that it takes: the ids that the app left out, and `emoji`."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.slack.screens import Json

STILL = frozenset({"image", "mrkdwn", "plain_text", "text"})
"""Elements that nobody can act on, and which so have no action id."""


def identified(fresh: Callable[[str], str], blocks: list[Json]) -> list[Json]:
    """Return blocks as Slack keeps them; `fresh` makes ids."""
    kept = deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", fresh("b"))
        for each in (block.get("element"), block.get("accessory"), *_acting(block)):
            if isinstance(each, dict) and each.get("type") not in STILL:
                each.setdefault("action_id", fresh("a"))
    _with_emoji(kept)
    return kept


def _acting(block: Json) -> list[Any]:
    return list(block.get("elements", [])) if block["type"] == "actions" else []


def _with_emoji(value: Any) -> None:
    if isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        for each in value.values():
            _with_emoji(each)
    elif isinstance(value, list):
        for each in value:
            _with_emoji(each)
