"""Words in one language: the bot's own, and overlays of the pack's texts by id."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from string import Formatter

from pydantic import Field

from flows.cards import Day, Inline, Moment, Text
from flows.errors import PackError
from flows.pack.entry import Entry

Said = str | int | datetime | date | Text
"""What may fill a placeholder of a sentence."""


class Remark(Entry):
    """A few words asked for beside an answer: with one option, or always when `option` is empty."""

    label: str
    option: str = ""
    required: bool = False


class Words(Entry):
    """One language.

    `bot` holds the bot's own sentences by key, `texts` replaces pack texts by path
    (`P01.text`, `P04.none`, `ER01.say`), `remarks` asks for a few words beside an answer.
    """

    language: str
    name: str
    bot: dict[str, str]
    texts: dict[str, str] = Field(default_factory=dict)
    remarks: dict[str, Remark] = Field(default_factory=dict)

    def say(self, key: str, **said: Said) -> Text:
        """Return a sentence of the bot with its named placeholders filled.

        Days and moments stay what they are, so that each reader's zone can be used.
        Raises PackError when the sentence or one of its placeholders is missing.
        """
        try:
            template = self.bot[key]
        except KeyError:
            raise PackError(f"words/{self.language}.yaml: there is no sentence {key!r}") from None
        parts: list[Inline] = []
        for literal, name, _, _ in Formatter().parse(template):
            parts.append(literal)
            if name is not None:
                parts += _inline(said, name, key)
        return joined(parts)

    def text(self, path: str, source: str) -> Text:
        """Return a text of the pack in this language, or its source text when untranslated."""
        return (self.texts.get(path, source),)

    def completed(self, first: "Words") -> "Words":
        """Return these words with every sentence that is missing taken from another language."""
        return self.model_copy(update={"bot": {**first.bot, **self.bot}})


def joined(parts: list[Inline]) -> Text:
    """Join neighbouring strings and drop empty ones."""
    text: list[Inline] = []
    for part in parts:
        if isinstance(part, str) and text and isinstance(text[-1], str):
            text[-1] += part
        elif part != "":
            text.append(part)
    return tuple(text)


def in_rows(texts: list[Text], separator: str = ", ") -> Text:
    """Join texts into one, with a separator between them."""
    parts: list[Inline] = []
    for index, text in enumerate(texts):
        parts += [separator, *text] if index else text
    return joined(parts)


def shortened(text: str, most: int) -> str:
    """Return a text in one line of at most so many characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def placeholders(template: str) -> frozenset[str]:
    """Return the names in braces of a sentence."""
    return frozenset(re.findall(r"{([^{}]*)}", template))


def _inline(said: Mapping[str, Said], name: str, key: str) -> list[Inline]:
    if name not in said:
        raise PackError(f"the sentence {key!r} needs a value for {{{name}}}")
    value = said[name]
    if isinstance(value, datetime):
        return [Moment(value)]
    if isinstance(value, date):
        return [Day(value)]
    if isinstance(value, tuple):
        return list(value)
    return [str(value)]
