"""A case as lists show it: what is needed without opening it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flows.case.classed import Confidentiality
from flows.case.whole import Phase


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of cases: what is needed without opening it.

    `severity` is the highest of the last submitted round, 0 before; `answered` counts answers.
    `helpers` own or verify a measure or find something out; `experts` were asked one question.
    `due_at` is the next promise of the human rights team, `due_on` the next day of a measure.
    """

    case_id: UUID
    reference: str
    name: str
    owner: str
    launch_status: str
    started_at: datetime
    changed_at: datetime
    confidentiality: Confidentiality = Confidentiality.OPEN
    product_lead: str | None = None
    participants: tuple[str, ...] = ()
    route: str | None = None
    severity: int = 0
    is_draft: bool = False
    told: tuple[str, ...] = ()
    launch_on: date | None = None
    answered: int = 0
    phase: Phase = Phase.DRAFT
    due_at: datetime | None = None
    due_on: date | None = None
    helpers: tuple[str, ...] = ()
    experts: tuple[str, ...] = ()
