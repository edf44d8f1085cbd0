"""A case: the record of one product launch and all that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

Answer: TypeAlias = str | tuple[str, ...]
"""Option ids of a closed question, or the text of a free one ('' when skipped)."""

UNSURE = "unsure"
"""The option of every closed question that says *not sure*; a skipped one has it too."""

SKIPPED: tuple[str, ...] = (UNSURE,)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: general and module questions, and per-risk ones by risk."""

    general: Mapping[str, Answer] = field(default_factory=dict)
    risks: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)


OPEN_LAUNCHES = ("hold", "pending_review", "draft", "cleared_with_actions")
"""Where a launch may stand while its case still asks for something; what presses most first."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as given: its value, a remark beside it, and who gave it when.

    `revision` is that of the case which the answer made.
    """

    value: Answer
    by: str
    at: datetime
    revision: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class PromptReply:
    """What somebody said to an *are you sure?*."""

    prompt: str
    risk: str | None
    text: str
    by: str
    at: datetime
    revision: int


class Confidentiality(StrEnum):
    """Who may see a case: its product team, named people, or the human rights team alone."""

    OPEN = "open"
    RESTRICTED = "restricted"
    SEALED = "sealed"


Place: TypeAlias = tuple[str, str | None]
"""A question, and the risk it is asked for when it is asked for each risk."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One possible harm as rated: 1 to 5 each, floors and uplift included.

    Severity is the worst of scale, scope and repair (UNGP 14); likelihood stands beside it
    and never lowers it. `relationship` is the effective one, empty while a dismissal waits
    to be read.
    """

    risk: str
    scale: int
    scope: int
    repair: int
    severity: int
    likelihood: int
    dismissed: bool = False
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules made of a submitted round; recomputed from pack and answers at will.

    `findings` stand in order of attention; `told` are the roles that were told of it.
    """

    route: str
    launch: str
    rules: tuple[str, ...]
    findings: tuple[Finding, ...]
    at: datetime
    next_review_days: int
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One pass of screening: the answers, the replies to prompts, and how it ended.

    `early_rules` are the rules that fired before the end, of which the human rights team
    was told at once.
    """

    number: int
    given: Mapping[Place, Given] = field(default_factory=dict)
    replies: tuple[PromptReply, ...] = ()
    early_rules: tuple[str, ...] = ()
    outcome: Outcome | None = None

    @property
    def answers(self) -> Answers:
        """The answers alone, as the engine reads them."""
        general: dict[str, Answer] = {}
        risks: dict[str, dict[str, Answer]] = {}
        for (question, risk), given in self.given.items():
            if risk is None:
                general[question] = given.value
            else:
                risks.setdefault(risk, {})[question] = given.value
        return Answers(general, risks)


@dataclass(frozen=True, slots=True)
class Concern:
    """What a sealed case is about. Never shown outside the human rights team."""

    launch: str
    raised_by: str


@dataclass(frozen=True, slots=True)
class Case:
    """One launch. `pack` is the hash of meaning of the pack it is answered with."""

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

    @property
    def round(self) -> Round:
        """The newest round."""
        return self.rounds[-1]

    @property
    def is_draft(self) -> bool:
        return bool(self.rounds) and self.round.outcome is None

    @property
    def told(self) -> tuple[str, ...]:
        """The roles that were told of the newest round."""
        return self.round.outcome.told if self.rounds and self.round.outcome is not None else ()

    @property
    def since(self) -> datetime:
        """Since when whoever has the turn has it: sent, or begun."""
        outcome = self.round.outcome if self.rounds else None
        return outcome.at if outcome is not None else self.started_at

    @property
    def launch_status(self) -> str:
        """Where the launch stands: that of the last submitted round, *hold* after an early rule."""
        if self.concern is not None:
            return "concern"
        if self.round.outcome is not None:
            return self.round.outcome.launch
        return "hold" if self.round.early_rules else "draft"


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of cases: what is needed without opening it.

    `severity` is the highest of the last submitted round, 0 before; `answered` counts answers.
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
