"""What the clock brings about a case, and what people make of being reminded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """The time of a stage has come: of which thing, which stage, for whom.

    `skipped` are earlier stages of the same thing whose time came meanwhile and that are not told
    any more.
    """

    subject: str
    stage: str
    who: str = ""
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Stages were put into somebody's morning message; those `skipped` gave way to newer ones."""

    who: str
    told: tuple[str, ...]
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Somebody put a thing off: nothing but their own reminders of it moves."""

    subject: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotMine:
    """Somebody said that a thing is not theirs; whoever can give it away hears of it."""

    subject: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """Somebody asked why they are reminded of a thing."""

    subject: str


@dataclass(frozen=True, slots=True)
class LaunchAnswered:
    """Somebody said what became of a launch, by an id of the pack's `launch.on_the_day`.

    `revision` is how many such words there were when they were asked.
    """

    answer: str
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


OfClock: TypeAlias = ReminderDue | Gathered
"""What the clock brings about a case."""

OfReminded: TypeAlias = Snoozed | NotMine | WhyAsked | LaunchAnswered
"""What people make of being reminded."""

OnReminding: TypeAlias = OfClock | OfReminded
"""What the clock brings about a case, and what people make of it."""
