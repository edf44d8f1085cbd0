"""Questions, their options, and the modules that open more of them."""

from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field

from flows.case import UNSURE, Answer
from flows.pack.conditions import questions_in
from flows.pack.entry import Entry, Ids, If


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTI = "multi"
    YES_NO = "yes_no"
    SCALE = "scale"
    MULTI_RISK = "multi_risk"
    MULTI_MITIGATION = "multi_mitigation"
    TEXT = "text"
    DATE = "date"
    PERSON = "person"


FREE = frozenset({Kind.TEXT, Kind.DATE, Kind.PERSON})
SEVERAL = frozenset({Kind.MULTI, Kind.MULTI_RISK, Kind.MULTI_MITIGATION})


class Option(Entry):
    id: str
    text: str
    example: str = ""


class Question(Entry):
    """One question. `unsure_as` is what *not sure* counts as too; None means nothing is said."""

    id: str
    text: str
    why: str
    type: Kind
    section: str = ""
    step: str = ""
    source_point: str = ""
    gate: bool = False
    per_risk: bool = False
    optional: bool = False
    ask_if: If | None = None
    unsure_as: Ids | None = None
    exclusive: Ids = ()
    max_chars: int | None = None
    flag: Literal["hard", "soft"] | None = None
    feeds: Ids = ()
    options: tuple[Option, ...] = ()

    @cached_property
    def closed(self) -> bool:
        return self.type not in FREE

    @cached_property
    def several(self) -> bool:
        """Whether more than one option can be chosen."""
        return self.type in SEVERAL

    @cached_property
    def alone(self) -> frozenset[str]:
        """The options that cannot stand beside others."""
        ids = {option.id for option in self.options}
        return frozenset(self.exclusive) | (frozenset({"none"}) & ids if self.several else set())

    @cached_property
    def depends_on(self) -> frozenset[str]:
        """The questions that its condition looks at by name."""
        return questions_in(self.ask_if) if self.ask_if is not None else frozenset()

    @cached_property
    def _cautious(self) -> frozenset[str]:
        return frozenset((UNSURE, *(self.unsure_as or ())))

    def as_tested(self, answer: Answer) -> frozenset[str]:
        """Return the options that a condition sees in an answer.

        An answer with *not sure* also contains the options of `unsure_as`: not knowing never
        lowers a risk.
        """
        if isinstance(answer, str):
            return frozenset()
        if UNSURE in answer:
            return self._cautious if len(answer) == 1 else self._cautious.union(answer)
        return frozenset(answer)


class Module(Entry):
    """Questions for one kind of risk; opens by itself when its condition is true."""

    id: str
    title: str
    source: str
    opens_if: If
    flag_if_answer: Ids = ()
    flags: str = ""
    questions: tuple[Question, ...]


class OrderStep(Entry):
    """One step of the fixed order of work."""

    step: int
    id: str
    ask: Ids = ()
    open_modules: Ids = ()
    raise_risks: bool = False
    add_risks_from: str | None = None
    ask_per_risk: Ids = ()
    rate_risks: bool = False
    run: Ids = ()
    show: Ids = ()
    save: Ids = ()


class Limits(Entry):
    question_chars: int = Field(gt=0)
    option_chars: int = Field(gt=0)
