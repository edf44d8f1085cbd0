"""A case in the hands of the human rights team: promises, questions, advice, and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

Rung: TypeAlias = tuple[str, ...]
"""The roles that are told together when an escalation climbs so far."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What was promised when an escalation opened, and who decides: fixed from then on.

    Working days, 0 for the same day. `decide` are the roles that decide together; `advice` those
    that are asked for their word first; `if_they_differ` decides where two do not agree.
    `waits_for_answers`: the launch stays where it is while something is still to be found out.
    """

    first_answer_working_days: int
    decision_working_days: int
    ladder: tuple[Rung, ...]
    decider: str
    decide: Rung
    advice: Rung = ()
    advice_in_writing: bool = False
    if_they_differ: str | None = None
    not_on_product: bool = False
    waits_for_answers: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TeamQuestion:
    """A question of the human rights team to the product team; the clock stops until the reply."""

    id: UUID
    text: str
    by: str
    at: datetime
    reply: str = ""
    replied: Signed | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """The written word of somebody who is asked before others decide."""

    role: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be done for a launch to go ahead; a measure is made of it at once.

    `measure` is one of the pack, empty for a condition in words of its own.
    """

    text: str
    owner: str
    due_on: date
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one of the deciders would have happen, or that they agree with the one before.

    `fields` are the needs of the outcome and the fields of the record, by their ids.
    `conflict` says what tie its speaker has to the product, `dissent` where they still differ.
    """

    role: str
    outcome: str
    reason: str
    by: str
    at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    agrees: bool = False
    conflict: str = ""
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """How it ended: decided by named people, with a reason (UNGP 19, 24).

    `launch` is where the decision puts the launch; `review_on` when it is asked again.
    """

    outcome: str
    reason: str
    decided_by: tuple[str, ...]
    at: datetime
    launch: str
    review_on: date
    fields: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """A case with the human rights team: open, acknowledged, decided.

    The two due times are the promise as it stands: each stop of the clock moves them. While
    `stopped_at` is set the clock stands still. `revision` is that of the case which changed it
    last. One that something graver took the place of, or that was withdrawn, is `superseded_at`.
    `rung` is how far it has climbed on the policy's ladder.
    """

    id: UUID
    round: int
    route: str
    policy: Policy
    opened_at: datetime
    first_due_at: datetime
    decision_due_at: datetime
    revision: int
    urgent: bool = False
    reason: str = ""
    responsible: str | None = None
    rung: int = 0
    acknowledged: Signed | None = None
    stopped_at: datetime | None = None
    questions: tuple[TeamQuestion, ...] = ()
    advice: tuple[Advice, ...] = ()
    voices: tuple[Voice, ...] = ()
    decision: Decision | None = None
    superseded_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody must still decide."""
        return self.decision is None and self.superseded_at is None

    @property
    def waiting(self) -> tuple[TeamQuestion, ...]:
        """The questions to the product team that have no reply yet."""
        return tuple(question for question in self.questions if question.replied is None)

    @property
    def owed_at(self) -> datetime | None:
        """What the human rights team owes next; nothing while the clock stands still."""
        if self.stopped_at is not None:
            return None
        return self.first_due_at if self.acknowledged is None else self.decision_due_at

    @property
    def missing_advice(self) -> Rung:
        """The roles whose written word the decision must wait for."""
        if not self.policy.advice_in_writing:
            return ()
        spoken = {advice.role for advice in self.advice}
        return tuple(role for role in self.policy.advice if role not in spoken)


@dataclass(frozen=True, slots=True)
class Rating:
    """What the human rights team agreed of one harm; the engine's own values stay beside it.

    `dismissed`: the team agrees that the harm does not apply, or that it applies after all.
    Append-only: the newest of a risk counts.
    """

    risk: str
    scale: int
    scope: int
    repair: int
    likelihood: int
    reason: str
    by: str
    at: datetime
    round: int
    dismissed: bool = False
    below_floor: bool = False
