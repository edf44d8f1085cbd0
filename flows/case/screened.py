"""The screening of a case: answers as they were given, round by round, and what came of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Answer: TypeAlias = str | tuple[str, ...]
"""Option ids of a closed question, or the text of a free one ('' when skipped)."""

UNSURE = "unsure"
"""The option of every closed question that says *not sure*; a skipped one has it too."""

SKIPPED: tuple[str, ...] = (UNSURE,)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered: general and module questions, and per-risk ones by risk.

    `reported` are risks of which harm was reported: they are raised whatever was answered.
    """

    general: Mapping[str, Answer] = field(default_factory=dict)
    risks: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    reported: tuple[str, ...] = ()


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
class Opening:
    """Why a round was opened after the first: the trigger of the pack, who, when, in what words.

    `trigger` is empty when something that was not sure was found out.
    """

    trigger: str
    by: str
    at: datetime
    words: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """That what is still open is finished with the human rights team, and counts as not sure."""

    by: str
    at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One pass of screening: the answers, the replies to prompts, and how it ended.

    `given` are the answers of this round, `before` the newest of all rounds before it, and
    `asks` those of them that are asked again. `early_rules` are the rules that fired before the
    end, of which the human rights team was told at once.
    """

    number: int
    given: Mapping[Place, Given] = field(default_factory=dict)
    replies: tuple[PromptReply, ...] = ()
    early_rules: tuple[str, ...] = ()
    outcome: Outcome | None = None
    before: Mapping[Place, Given] = field(default_factory=dict)
    asks: tuple[Place, ...] = ()
    openings: tuple[Opening, ...] = ()
    handed_over: HandedOver | None = None
    reported: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether answers are still taken."""
        if self.outcome is None:
            return True
        return self.handed_over is not None and self.handed_over.finished_at is None

    @property
    def known(self) -> Mapping[Place, Given]:
        """The newest answer at each place, whether it is asked again or not."""
        return {**self.before, **self.given} if self.before else self.given

    @property
    def standing(self) -> Mapping[Place, Given]:
        """The answers that count: of this round, and of earlier ones where nothing asks again."""
        if not self.before:
            return self.given
        again = frozenset(self.asks)
        carried = {place: one for place, one in self.before.items() if place not in again}
        return {**carried, **self.given}

    @property
    def answers(self) -> Answers:
        """The answers that count, as the engine reads them."""
        return self._as_answers(self.standing)

    @property
    def known_answers(self) -> Answers:
        """The newest answers, those that are asked again and not confirmed yet among them."""
        return self._as_answers(self.known)

    def _as_answers(self, places: Mapping[Place, Given]) -> Answers:
        general: dict[str, Answer] = {}
        risks: dict[str, dict[str, Answer]] = {}
        for (question, risk), given in places.items():
            if risk is None:
                general[question] = given.value
            else:
                risks.setdefault(risk, {})[question] = given.value
        return Answers(general, risks, self.reported)
