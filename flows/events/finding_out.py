"""What can happen to what is not known yet, and to questions that were put to an expert."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class ItemAssigned:
    """Something that is not sure got another owner or another day."""

    item: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemAnswered:
    """Something that was not sure was found out; the rules run again."""

    item: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExpertAsked:
    """One question of the screening was put to one named person."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExpertReplied:
    """The person asked replied; their answer is a proposal."""

    question: UUID
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProposalSettled:
    """Whoever answers the case took a proposal as the answer, or left it."""

    question: UUID
    revision: int
    accepted: bool


OnFindingOut: TypeAlias = (
    ItemAssigned | ItemAnswered | ExpertAsked | ExpertReplied | ProposalSettled
)
