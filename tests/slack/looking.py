"""What a person sees in blocks: words as Slack shows them, and what can be pressed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.slack.screens import Json

DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
LINK = re.compile(r"<(?:https?|mailto)[^|>]*\|([^>]*)>|<((?:https?|mailto)[^|>]*)>")
TEXTS = frozenset({"plain_text", "mrkdwn", "markdown", "text", "link"})
UNSEEN = frozenset({"confirm"})
"""What shows only after a click."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button, or one entry of an overflow menu, with the words it stands beside."""

    label: str
    block: str
    element: Json
    option: Json | None = None
    near: str = ""

    @property
    def confirm(self) -> str:
        """What is asked before the click counts."""
        asked = self.element.get("confirm") or {}
        return " ".join(texts([asked.get("title"), asked.get("text")]))

    def action(self, at: str) -> Json:
        """Return the click as a payload carries it."""
        kept = {"action_id", "type", "text", "value", "style", "url"}
        made = {key: self.element[key] for key in self.element if key in kept}
        made |= {"block_id": self.block, "action_ts": at}
        return made | ({"selected_option": self.option} if self.option else {})


def words(value: Any) -> str:
    """Return all words of something drawn, one text a line."""
    return "\n".join(texts(value))


def texts(value: Any) -> Iterator[str]:
    """Yield the texts of something drawn, in the order they stand."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        if value.get("type") in TEXTS and isinstance(value.get("text"), str):
            yield shown(value["text"])
        if isinstance(value.get("alt_text"), str):
            yield shown(value["alt_text"])
        for key, each in value.items():
            if key not in UNSEEN and isinstance(each, dict | list):
                yield from texts(each)


def shown(text: str) -> str:
    """Return a text as the client shows it: dates and links by their words, nothing escaped."""
    text = DATE.sub(r"\1", text)
    text = LINK.sub(lambda found: found[1] or found[2], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def presses(blocks: list[Json]) -> Iterator[Press]:
    """Yield what can be pressed; `near` is the block itself, or the last words above it."""
    above = ""
    for block in blocks:
        held = [block.get("accessory"), *(block.get("elements") or [])]
        if block["type"] not in ("actions", "context_actions"):
            above = words(block)
        for element in held:
            if isinstance(element, dict):
                yield from _of_element(element, str(block.get("block_id", "")), above)


def _of_element(element: Json, block: str, near: str) -> Iterator[Press]:
    if element.get("type") == "button":
        yield Press(shown(element["text"]["text"]), block, element, near=near)
    if element.get("type") == "overflow":
        for option in element["options"]:
            yield Press(shown(option["text"]["text"]), block, element, option, near)
