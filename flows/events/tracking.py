"""What can happen to measures, their proof, and the risks that they are for.

`revision` is that of the measure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class MeasureOpened:
    """Somebody opened the card of one measure."""

    measure: UUID


@dataclass(frozen=True, slots=True)
class MeasuresTaken:
    """Every suggested measure is taken as suggested, at once."""


@dataclass(frozen=True, slots=True)
class MeasurePlanned:
    """A measure got its owner, day, indicator and verifier, for the first time or anew."""

    measure: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureAdded:
    """Somebody added a measure of the pack, or one in words of their own."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureRefused:
    """A measure is not needed, for a reason."""

    measure: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProgressNoted:
    """Work on a measure has begun or gone on; what blocked it is out of the way."""

    measure: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureBlocked:
    """A measure cannot go on: why, and who can move it."""

    measure: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureImplemented:
    """A measure was done, with proof; whether it works is another question."""

    measure: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureVerified:
    """Another person looked whether people are better off, and what the indicator reads."""

    measure: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RiskClosed:
    """Somebody outside the product team agrees that a risk can be closed."""

    risk: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceKept:
    """A link, a note or a message was kept for a measure or a question of this case.

    `author`, `link` and `text` are those of the message, where one is kept.
    """

    measure: UUID | None = None
    author: str = ""
    link: str = ""
    text: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


OnTracking: TypeAlias = (
    MeasureOpened
    | MeasuresTaken
    | MeasurePlanned
    | MeasureAdded
    | MeasureRefused
    | ProgressNoted
    | MeasureBlocked
    | MeasureImplemented
    | MeasureVerified
    | RiskClosed
    | EvidenceKept
)
