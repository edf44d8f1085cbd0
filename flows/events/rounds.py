"""What brings a case back: a change, an incident, a new pack, a date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class Triggered:
    """A trigger of the pack happened: what it touches is asked again.

    `changed` are the questions that another pack asks otherwise, and `pack` the hash of its
    meaning; the shell fills them in for the triggers that need them.
    """

    trigger: str
    values: Mapping[str, Value] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    pack: str = ""


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """Somebody reported that harm happened; it counts as having happened here."""

    values: Mapping[str, Value] = field(default_factory=dict)


OnRounds: TypeAlias = Triggered | IncidentReported
