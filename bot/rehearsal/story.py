"""What people do once a screening was sent: chapters of who presses what, read from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from flows.errors import CaseFileError
from storage.packs import CONTENT

Typed: TypeAlias = Mapping[str, Mapping[str, Any]]
"""By form, by field: words, or how a value is found, as `filling` reads it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A form or button by its name: used as often as it is offered, or once in a chapter."""

    name: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person does in a chapter, in this order."""

    person: str
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some people in turn, until nobody is offered anything more of what they do here.

    It begins some days after the one before, or `on_review_day`: the clock brings the case back.
    """

    title: str
    after_days: int
    sittings: tuple[Sitting, ...]
    typed: Typed
    on_review_day: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """All chapters, and what is typed where a chapter says nothing else."""

    chapters: tuple[Chapter, ...]
    typed: Typed


def read_story() -> Story:
    """Return the story that ships with the worked products."""
    path = CONTENT / "cases" / "story.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Story(tuple(map(_chapter, raw["chapters"])), raw["typed"])
    except (KeyError, TypeError) as error:
        raise CaseFileError(f"{path.name}: {error} is missing or out of place") from error


def _chapter(raw: Mapping[str, Any]) -> Chapter:
    sittings = tuple(_sitting(each) for each in raw["people"])
    days, review = raw.get("after_days", 0), raw.get("on_review_day", False)
    return Chapter(raw["title"], days, sittings, raw.get("typed", {}), review)


def _sitting(raw: Mapping[str, Any]) -> Sitting:
    return Sitting(raw["who"], tuple(map(_move, raw["does"])))


def _move(raw: str) -> Move:
    name, _, often = raw.partition(" ")
    return Move(name, once=often == "once")
