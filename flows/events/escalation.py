"""What can happen while the human rights team has a case. `revision` is the escalation's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Somebody of the team saw the case; whoever does it first becomes responsible for it."""

    revision: int


@dataclass(frozen=True, slots=True)
class TakenOn:
    """Somebody of the team takes the case from whoever is responsible for it."""

    revision: int


@dataclass(frozen=True, slots=True)
class TeamAsked:
    """The human rights team asked the product team something; the clock stops until the reply."""

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TeamReplied:
    """The product team replied; the clock goes on."""

    question: UUID
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdviceGiven:
    """Somebody who is asked before others decide gave their word in writing."""

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutcomeChosen:
    """Somebody who decides said what should happen; its fields come next."""

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoiceGiven:
    """Somebody who decides gave their voice: an outcome with its record, or *I agree*."""

    revision: int
    outcome: str
    agrees: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionReopened:
    """The human rights team wants to decide again."""

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RatingAgreed:
    """The human rights team agreed other values for a harm, dismissed it, or kept it.

    `revision` is how many ratings there were when the form was drawn.
    """

    risk: str
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


OnEscalation: TypeAlias = (
    Acknowledged
    | TakenOn
    | TeamAsked
    | TeamReplied
    | AdviceGiven
    | OutcomeChosen
    | VoiceGiven
    | DecisionReopened
    | RatingAgreed
)
