"""The whole case: the record of one product launch and all that follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid5

from flows.case.classed import Classed, Concern, Confidentiality
from flows.case.escalated import Escalation, Rating
from flows.case.screened import Finding, Outcome, Round
from flows.case.tracked import (
    Closure,
    Evidence,
    ExpertQuestion,
    Following,
    LaunchWord,
    Measure,
    OpenItem,
    Remedy,
    Snooze,
    Unreached,
    Withdrawal,
)

Held = TypeVar("Held", bound=Measure | OpenItem | ExpertQuestion)

OPEN_LAUNCHES = ("hold", "pending_review", "draft", "cleared_with_actions")
"""Where a launch may stand while its case still asks for something; what presses most first."""


class Phase(StrEnum):
    """Where a case stands in its life, and so who has the turn."""

    DRAFT = "draft"
    """The product team answers the first round."""

    TEAM = "team"
    """The human rights team, or whoever decides, has it."""

    ASKED = "asked"
    """The human rights team asked something; the product team has it, the clock stands still."""

    HELD = "held"
    """Decided, and the launch may not go on: the product team has it."""

    TRACKING = "tracking"
    """Measures and open items are under way; the product team has it."""

    CLOSED = "closed"
    """Nothing is left to do before the next review."""

    WITHDRAWN = "withdrawn"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class Case:
    """One launch. `pack` is the hash of meaning of the pack it is answered with.

    Everything but the rounds' newest state is added to or changed in place by its id, and
    nothing is ever taken out.
    """

    id: UUID
    reference: str
    pack: str
    revision: int
    owner: str
    started_at: datetime
    product_lead: str | None = None
    confidentiality: Confidentiality = Confidentiality.OPEN
    participants: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    concern: Concern | None = None
    escalations: tuple[Escalation, ...] = ()
    measures: tuple[Measure, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    expert_questions: tuple[ExpertQuestion, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    ratings: tuple[Rating, ...] = ()
    closures: tuple[Closure, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    snoozes: tuple[Snooze, ...] = ()
    launch_words: tuple[LaunchWord, ...] = ()
    following: Following = field(default_factory=Following)
    withdrawal: Withdrawal | None = None
    classes: tuple[Classed, ...] = ()

    # ------------------------------------------------------------------------ rounds

    @property
    def round(self) -> Round:
        """The newest round."""
        return self.rounds[-1]

    @property
    def submitted(self) -> Round | None:
        """The newest round that was sent, or handed over."""
        return next((each for each in reversed(self.rounds) if each.outcome is not None), None)

    @property
    def shown_round(self) -> Round:
        """The round that a result is about: the newest that was sent, else the one under way."""
        return self.submitted or self.round

    @property
    def outcome(self) -> Outcome | None:
        """What the rules made of the newest round that was sent."""
        return self.submitted.outcome if self.submitted is not None else None

    @property
    def is_draft(self) -> bool:
        """Tell whether a round is being answered, was not sent and may still be."""
        if self.withdrawal is not None:
            return False
        under_way = bool(self.rounds) and self.round.outcome is None
        return under_way and self.round.handed_over is None

    @property
    def is_handed_over(self) -> bool:
        """Tell whether a screening was handed over as it was, and is finished with the team."""
        is_open = self.round.outcome is not None and self.round.is_open
        return is_open and self.round.handed_over is not None

    @property
    def told(self) -> tuple[str, ...]:
        """The roles that were told of the newest round that was sent."""
        return self.outcome.told if self.outcome is not None else ()

    # -------------------------------------------------------------------- escalation

    @property
    def escalation(self) -> Escalation | None:
        """The newest escalation."""
        return self.escalations[-1] if self.escalations else None

    @property
    def pending(self) -> Escalation | None:
        """The escalation that somebody must still decide."""
        newest = self.escalation
        return newest if newest is not None and newest.is_open else None

    # ---------------------------------------------------------------------- tracking

    @property
    def taken_measures(self) -> tuple[Measure, ...]:
        """The measures that somebody has, or had; who is only suggested takes no part yet."""
        return tuple(measure for measure in self.measures if measure.is_taken)

    @property
    def open_measures(self) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if not measure.is_done)

    @property
    def doers(self) -> tuple[str, ...]:
        """Who owns a measure that was taken."""
        return tuple(one.owner for one in self.taken_measures if one.owner is not None)

    @property
    def unknowns(self) -> tuple[OpenItem, ...]:
        """What is still to be found out."""
        return tuple(item for item in self.open_items if item.answered is None)

    def measure(self, id: UUID) -> Measure | None:
        """Return a measure by its id."""
        return next((one for one in self.measures if one.id == id), None)

    def with_measure(self, measure: Measure) -> "Case":
        """Return the case with a measure in the place that it has, or added."""
        return replace(self, measures=_put(self.measures, measure))

    def with_open_item(self, item: OpenItem) -> "Case":
        """Return the case with an open item in the place that it has, or added."""
        return replace(self, open_items=_put(self.open_items, item))

    def with_expert_question(self, asked: ExpertQuestion) -> "Case":
        """Return the case with a question to an expert in the place that it has, or added."""
        return replace(self, expert_questions=_put(self.expert_questions, asked))

    def evidence_of(self, measure: UUID) -> tuple[Evidence, ...]:
        return tuple(one for one in self.evidence if one.measure == measure)

    def measures_of(self, risk: str) -> tuple[Measure, ...]:
        return tuple(measure for measure in self.measures if risk in measure.risks)

    def rating_of(self, risk: str) -> Rating | None:
        """Return what the human rights team agreed last of a risk."""
        return next((each for each in reversed(self.ratings) if each.risk == risk), None)

    def agreed_rating(self, risk: str) -> Rating | None:
        """Return what the team agreed of a risk, as long as it knew what is known now.

        What got worse since, or was reported to have happened, they have not judged yet.
        """
        rating = self.rating_of(risk)
        if rating is None or self._happened_since(risk, rating.at):
            return None
        worse = _is_worse(_in_round(self, rating.round, risk), self.finding_of(risk))
        return None if worse else rating

    def _happened_since(self, risk: str, moment: datetime) -> bool:
        return any(one.risk == risk and one.since > moment for one in self.remedies)

    def finding_of(self, risk: str) -> Finding | None:
        """Return what the engine made of a risk, the last time."""
        found = self.outcome.findings if self.outcome is not None else ()
        return next((each for each in found if each.risk == risk), None)

    def is_closed(self, risk: str) -> bool:
        """Tell whether a risk was closed and nothing has reopened it since."""
        closure = next((each for each in reversed(self.closures) if each.risk == risk), None)
        if closure is None or not all(one.is_done for one in self.measures_of(risk)):
            return False
        if any(one.failed_since(closure.at) for one in self.measures_of(risk)):
            return False
        if self._happened_since(risk, closure.at):
            return False
        return not _is_worse(_in_round(self, closure.round, risk), self.finding_of(risk))

    @property
    def open_risks(self) -> tuple[str, ...]:
        """The risks of the newest round that are not closed, in order of attention."""
        found = self.outcome.findings if self.outcome is not None else ()
        return tuple(each.risk for each in found if not self.is_closed(each.risk))

    # ------------------------------------------------------------------------- where it stands

    @property
    def phase(self) -> Phase:
        if self.concern is not None:
            return Phase.CONCERN
        if self.withdrawal is not None:
            return Phase.WITHDRAWN
        if self.pending is not None:
            return Phase.ASKED if self.pending.stopped_at is not None else Phase.TEAM
        if self.submitted is None:
            return Phase.DRAFT
        if self.launch_status in ("hold", "pending_review"):
            # One that was sent before there were escalations has none: the team has it still.
            return Phase.HELD if self.escalation is not None else Phase.TEAM
        return Phase.TRACKING if any(self._left_to_do()) else Phase.CLOSED

    def _left_to_do(self) -> Iterator[object]:
        yield self.round.is_open
        yield self.open_measures
        yield self.unknowns
        yield self.open_risks

    @property
    def since(self) -> datetime:
        """Since when whoever has the turn has it."""
        if self.withdrawal is not None:
            return self.withdrawal.at
        newest = self.escalation
        if newest is not None and newest.stopped_at is not None:
            return newest.stopped_at
        times = [self.started_at]
        if self.outcome is not None:
            times.append(self.outcome.at)
        if newest is not None:
            times += [question.replied.at for question in newest.questions if question.replied]
            times += [newest.decision.at] if newest.decision is not None else []
        return max(times)

    @property
    def launch_status(self) -> str:
        """Where the launch stands: that of the last round that was sent.

        An early rule, or handing over, puts it on hold at once. While it waits for a decision
        no answer lets it go; a decision moves it once nothing that had to be found out is open.
        """
        if self.concern is not None:
            return "concern"
        if self.withdrawal is not None:
            return "withdrawn"
        if self.round.outcome is None and self.round.early_rules:
            return "hold"
        if self.outcome is None:
            return "draft"
        if self.is_handed_over:
            return "hold"
        newest = self.escalation
        if newest is None:
            return self.outcome.launch
        if newest.decision is None:
            return _gravest(self.outcome.launch, *self._held_before(newest))
        waits = newest.policy.waits_for_answers and bool(self.unknowns)
        decided = newest.decision.launch
        return _gravest(self.outcome.launch, decided) if waits else decided

    def _held_before(self, pending: Escalation) -> Iterator[str]:
        """Yield where a launch stood that waits for a decision: answers alone move it nowhere."""
        yield from (
            each.outcome.launch
            for each in self.rounds
            if each.outcome is not None and each.number == pending.round
        )
        decided = [each.decision for each in self.escalations if each.decision is not None]
        yield from (decision.launch for decision in decided[-1:])

    @property
    def promised_at(self) -> datetime | None:
        """When the human rights team owes its next answer."""
        pending = self.pending
        if pending is None:
            return None
        return pending.decision_due_at if pending.acknowledged else pending.first_due_at

    @property
    def due_on(self) -> date | None:
        """The earliest day on which a measure or an open item is due."""
        under_way = (one for one in self.taken_measures if not one.is_done)
        days = [one.due_on for one in under_way if one.due_on is not None]
        return min([*days, *(item.due_on for item in self.unknowns)], default=None)

    @property
    def asked_experts(self) -> tuple[str, ...]:
        """Who was asked one question and has not replied."""
        return tuple(one.expert for one in self.expert_questions if one.waits)

    @property
    def review_on(self) -> date | None:
        """The day on which a case is asked again: as it was decided, else by its route."""
        if self.outcome is None or self.withdrawal is not None:
            return None
        newest = self.escalation
        decision = newest.decision if newest is not None else None
        if decision is not None and decision.at >= self.outcome.at:
            return decision.review_on
        return self.outcome.at.date() + timedelta(days=self.outcome.next_review_days)

    def new_id(self, kind: str, number: int) -> UUID:
        """Return the id of something new in this case: the same turn always makes the same."""
        return uuid5(self.id, f"{kind}:{number}")


def _put(held: tuple[Held, ...], changed: Held) -> tuple[Held, ...]:
    """Return things with one of them in the place that its id has, or added."""
    if all(one.id != changed.id for one in held):
        return (*held, changed)
    return tuple(changed if one.id == changed.id else one for one in held)


def _in_round(case: Case, number: int, risk: str) -> Finding | None:
    outcomes = (each.outcome for each in case.rounds if each.number == number)
    found = (one for outcome in outcomes if outcome is not None for one in outcome.findings)
    return next((one for one in found if one.risk == risk), None)


def _gravest(*launches: str) -> str:
    """Return where a launch stands that stands in several places: where most is asked of it."""
    return min(launches, key=lambda launch: (*OPEN_LAUNCHES, launch).index(launch))


def _is_worse(then: Finding | None, now: Finding | None) -> bool:
    if now is None:
        return False
    if then is None:
        return True
    return now.severity > then.severity or now.likelihood > then.likelihood
