"""What can happen between people and a case: who may see it, who holds it, who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class ClassChanged:
    """The human rights team made a case more or less confidential.

    `revision` counts how often that was done when the form was drawn.
    """

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PeopleNamed:
    """The human rights team said who may see a restricted case; `revision` as of its class."""

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The owner does not pursue a launch any more; the record stays."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """Somebody else holds the case from now on; `owner` held it when the form was drawn."""

    owner: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """Somebody wants to hear of a case, or does not any more."""

    hears: bool


@dataclass(frozen=True, slots=True)
class LoadHandedOn:
    """Everything that one person holds in a case goes to another."""

    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class RoleUnreached:
    """A role could not be reached about a case; `instead` are roles or people that were told."""

    role: str
    instead: tuple[str, ...] = ()


OnPeople: TypeAlias = (
    ClassChanged | PeopleNamed | Withdrawn | OwnerChanged | Followed | LoadHandedOn | RoleUnreached
)
