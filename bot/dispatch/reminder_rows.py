"""The reminders of a case as rows: what the core works out, under the keys that rows go by."""

from collections.abc import Iterable

from flows.case import Case
from flows.effects import ToPerson, ToRole
from flows.people.due.stages import Due
from storage.reminders import Planned


def planned_of(case: Case, due: Iterable[Due]) -> tuple[Planned, ...]:
    """Return what must be kept for a case."""
    return tuple(_planned(case, one) for one in due)


def _planned(case: Case, due: Due) -> Planned:
    return Planned(
        key=due.key(case),
        subject=str(due.subject),
        stage=due.stage,
        due_at=due.at,
        person=due.to.person if isinstance(due.to, ToPerson) else None,
        role=due.to.role if isinstance(due.to, ToRole) else None,
        gathered=due.gathered,
    )
