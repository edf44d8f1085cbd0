"""What can happen while a case is screened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from flows.cards import Value
from flows.case import Given, Place


@dataclass(frozen=True, slots=True)
class PageRef:
    """Name one page of a screening: its first question, and the risk when it is about one."""

    question: str
    risk: str | None = None

    def __str__(self) -> str:
        return self.question if self.risk is None else f"{self.question}:{self.risk}"

    @classmethod
    def read(cls, text: str) -> "PageRef":
        question, _, risk = text.partition(":")
        return cls(question, risk or None)


class Intent(StrEnum):
    """What the person wants after sending a page."""

    NEXT = "next"
    SKIP = "skip"
    LEAVE = "leave"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody began to screen a launch. Id and reference come from the shell."""

    case_id: UUID
    reference: str
    product_lead: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A page was sent. `revision` is that of the page when it was drawn.

    `confirmed` stands for the answers that the person has seen would be put aside.
    """

    page: PageRef
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)
    intent: Intent = Intent.NEXT
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class PromptAnswered:
    """Somebody answered an *are you sure?*; the answers themselves stay as they are."""

    prompt: str
    risk: str | None
    revision: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Somebody came back to the exact question where the screening stands."""


@dataclass(frozen=True, slots=True)
class PageOpened:
    """Somebody opened one page, to look at it or to change it."""

    page: PageRef


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Somebody asked for all answers on one page, before sending."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The screening was sent. `revision` is that of the answers as the review showed them."""

    revision: int


@dataclass(frozen=True, slots=True)
class HandedOverEarly:
    """Somebody hands a screening under way to the human rights team; what is open is not sure."""


@dataclass(frozen=True, slots=True)
class AnswersCopied:
    """Somebody wants the answers of an earlier case of the product shown, to confirm each page.

    The shell fills in `answers` with what that case has, as far as its asker may see it.
    """

    source: UUID
    reference: str = ""
    answers: Mapping[Place, Given] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """Somebody opened the full card of a case."""


@dataclass(frozen=True, slots=True)
class SmallestChangeAsked:
    """The human rights team asked which single answer would alter the route."""


@dataclass(frozen=True, slots=True)
class WindowClosed:
    """Somebody closed a window of this case without sending what stood in it."""


OnScreening: TypeAlias = (
    Answered
    | PromptAnswered
    | Resumed
    | PageOpened
    | Reviewed
    | Submitted
    | HandedOverEarly
    | AnswersCopied
    | CaseOpened
    | SmallestChangeAsked
    | WindowClosed
)
