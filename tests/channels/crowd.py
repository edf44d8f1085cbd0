"""A page of somebody who has many cases: every state of a case's life, again and again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from uuid import UUID

from flows.cards import Card
from flows.case import Escalation, Measure, Summary, Underway
from flows.people.context import Context
from flows.people.profile import Actor
from flows.views.home import list_card
from flows.views.viewer import Viewer
from tests.fakes import summary_of
from tests.flows.everybody import EVERYBODY, STATES, in_state
from tests.flows.screening import NOW
from tests.worked import the_pack

AT = NOW + timedelta(days=3, hours=2)
STAFF = {"manager": "mira", "lead": "hana", "engineer": "olaf", "verifier": "vera"}
LAUNCHES = (
    "Courier app", "Workplace mail and meeting analytics", "School camera", "Voice assistant",
    "Crowd counter for stadiums", "Loan pre-check", "Housing portal with tenant scores",
)  # fmt: skip


def page(by: str, count: int = 2 * len(STATES), section: str = "") -> Card:
    """Return the page of somebody who has so many cases."""
    context = Context(AT, Actor(by, EVERYBODY[by].roles), EVERYBODY)
    return list_card(Viewer(the_pack(), context), tuple(crowd(count)), section)


def crowd(count: int) -> Iterator[Summary]:
    """Yield lines of cases in every state: some late, some soon, some far off."""
    for number, name in enumerate(islice(cycle(STATES), count), 1):
        line = summary_of(in_state(name).case)
        yield replace(
            line,
            case_id=UUID(int=number),
            reference=f"SAL-{number}",
            name=LAUNCHES[number % len(LAUNCHES)] if line.name else "",
            severity=line.severity and 1 + (line.severity + number) % 5,
            launch_on=AT.date() + timedelta(days=number % 40 - 3),
            underway=_moved(line.underway, number),
        )


def _moved(underway: Underway, number: int) -> Underway:
    by = timedelta(days=number % 9 - 3)
    pending = underway.pending
    return replace(
        underway,
        pending=_climbed(pending, number, by) if pending is not None else None,
        measures=tuple(_due(one, number) for one in underway.measures),
    )


def _climbed(pending: Escalation, number: int, by: timedelta) -> Escalation:
    first, decision = pending.first_due_at + by, pending.decision_due_at + by
    return replace(pending, first_due_at=first, decision_due_at=decision, rung=number % 4 // 2)


def _due(measure: Measure, number: int) -> Measure:
    day: date = AT.date() + timedelta(days=number % 30 - 4)
    return replace(measure, due_on=day)
