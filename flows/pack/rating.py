"""Possible harms and how each gets scale, scope, repair, severity and likelihood."""

from typing import Literal

from pydantic import Field

from flows.pack.entry import Entry, Ids, If

Step = Literal[1, 2, 3, 4, 5]


class Floor(Entry):
    """The lowest value that an answer can give, for each of the three dimensions."""

    scale: Step
    scope: Step
    repair: Step


class FloorIf(Entry):
    """A higher floor under a condition; a dimension not named stays as it is."""

    condition: If = Field(alias="if")
    scale: Step = 1
    scope: Step = 1
    repair: Step = 1


class Risk(Entry):
    """One possible harm to people."""

    id: str
    title: str
    rights: Ids
    floor: Floor
    floors_if: tuple[FloorIf, ...] = ()
    raised_if: If
    mitigations: Ids


class Dimension(Entry):
    id: Literal["scale", "scope", "repair"]
    question: str
    uplift: bool


class Uplift(Entry):
    add: int = Field(ge=0)
    condition: If = Field(alias="if")


class ThreeThrees(Entry):
    each_at_least: Step
    severity_at_least: Step


class Band(Entry):
    id: str
    severity: tuple[int, ...]


class Severity(Entry):
    """How severity is taken from the three dimensions: the worst one, never a mean (UNGP 14)."""

    lowest: int
    highest: int
    dimensions: tuple[Dimension, ...]
    uplift: Uplift
    unsure_rating: Step
    take: Literal["highest_dimension"]
    three_threes: ThreeThrees
    bands: tuple[Band, ...]


class LikelihoodFloor(Entry):
    condition: If = Field(alias="if")
    at_least: Step


class Likelihood(Entry):
    question: str
    floors: tuple[LikelihoodFloor, ...]


class Dismissed(Entry):
    """How a harm that somebody set aside is rated until the team has read why."""

    condition: If = Field(alias="if")
    dimensions: Literal["floor"]
    likelihood: Step


class AttentionKey(Entry):
    by: Literal["severity", "repair", "likelihood", "id"]
    highest_first: bool


class Derivation(Entry):
    """One way to derive the effective relationship; the first that matches wins (UNGP 13, 19)."""

    id: str
    condition: If = Field(alias="if")
    effective: str | None = None
    effective_from: str | None = None
    say: str


class Duty(Entry):
    """What a relationship to a harm owes to the people harmed (UNGP 22)."""

    id: str
    stop: str
    leverage: str
    remedy: str
    ref: str


class Relationship(Entry):
    derive: tuple[Derivation, ...]
    duties: tuple[Duty, ...]
