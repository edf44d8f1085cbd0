"""What must be done for the world to follow a turn. The core asks; it never performs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.events import ConcernRaised


@dataclass(frozen=True, slots=True)
class ToRole:
    """Whoever holds a role of the pack; a role with a conversation is reached there."""

    role: str


@dataclass(frozen=True, slots=True)
class ToPerson:
    person: str


@dataclass(frozen=True, slots=True)
class ToLaunchChannel:
    """The conversation where every open case has its one root message."""


Audience: TypeAlias = ToRole | ToPerson | ToLaunchChannel


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell somebody who did not just speak.

    `view` and `args` (ids only) are drawn at delivery, with the reader's rights and language.
    `key` makes the message exist once. A `sealed` one leaves at the next full hour. An `urgent` one
    waits for nobody's working hours.
    """

    audience: Audience
    view: str
    key: str
    args: Mapping[str, str] = field(default_factory=dict)
    sealed: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Refresh:
    """Edit every posted copy of a card of this case."""

    view: str
    key: str


@dataclass(frozen=True, slots=True)
class Open:
    """Open another case in the same transaction; the shell gives it id and reference."""

    event: ConcernRaised


Effect: TypeAlias = Notify | Refresh | Open
