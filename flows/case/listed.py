"""A case as lists show it: its line, and what is under way in it, and for whom."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from flows.case.classed import Confidentiality
from flows.case.escalated import Escalation
from flows.case.tracked import Evidence, ExpertQuestion, Measure, OpenItem
from flows.case.whole import Phase


@dataclass(frozen=True, slots=True)
class Underway:
    """What is under way in a case, as far as the page of one person needs it.

    `measures` were taken, `unknowns` and `questions` wait, `proofs` hold until a day: those which
    the person holds or asked for, and every one in a case that they own. `doers` own a measure
    that was taken, `holders` have something left to do, `proposed` counts measures that nobody
    took yet. `since` is when the turn came to whoever has it.
    """

    pending: Escalation | None = None
    measures: tuple[Measure, ...] = ()
    unknowns: tuple[OpenItem, ...] = ()
    questions: tuple[ExpertQuestion, ...] = ()
    proofs: tuple[Evidence, ...] = ()
    doers: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    proposed: int = 0
    review_on: date | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of cases: what is needed without opening it.

    `severity` is the highest of the last submitted round, 0 before; `answered` counts answers.
    `helpers` own or verify a measure or find something out; `experts` were asked one question.
    `due_at` is the next promise of the human rights team, `due_on` the next day of a measure.
    `underway` is empty in a list that only names cases.
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
    underway: Underway = field(default_factory=Underway)

    @property
    def pending(self) -> Escalation | None:
        """The escalation that somebody must still decide."""
        return self.underway.pending

    @property
    def doers(self) -> tuple[str, ...]:
        """Who owns a measure that was taken."""
        return self.underway.doers
