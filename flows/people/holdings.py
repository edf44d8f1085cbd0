"""What somebody holds in a case: everything that must go to another when they leave.

Only what is still to be done counts; what they did stays under their name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from flows.case import Case


class Held(StrEnum):
    """In what way somebody holds something."""

    OWNER = "owner"
    LEAD = "product_lead"
    NAMED = "participant"
    MEASURE = "measure"
    VERIFIER = "verifier"
    OPEN_ITEM = "open_item"
    EXPERT = "expert"
    RESPONSIBLE = "responsible"


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing that somebody holds; `about` is the measure, open item or question."""

    kind: Held
    about: UUID | None = None


def holdings(case: Case, person: str) -> tuple[Holding, ...]:
    """Return all that a person holds in a case, in the order in which it weighs."""
    return (*_of_case(case, person), *_of_parts(case, person))


def _of_case(case: Case, person: str) -> Iterator[Holding]:
    if person == case.owner:
        yield Holding(Held.OWNER)
    if person == case.product_lead:
        yield Holding(Held.LEAD)
    if person in case.participants:
        yield Holding(Held.NAMED)
    if case.pending is not None and person == case.pending.responsible:
        yield Holding(Held.RESPONSIBLE)


def _of_parts(case: Case, person: str) -> Iterator[Holding]:
    for measure in case.open_measures:
        if person == measure.owner:
            yield Holding(Held.MEASURE, measure.id)
        if person == measure.verifier:
            yield Holding(Held.VERIFIER, measure.id)
    for item in case.unknowns:
        if person == item.owner:
            yield Holding(Held.OPEN_ITEM, item.id)
    for question in case.expert_questions:
        if person == question.expert and question.waits:
            yield Holding(Held.EXPERT, question.id)
