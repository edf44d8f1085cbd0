"""What can happen to a case. Past tense: by the time the core hears of it, it has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from flows.cards import Value


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
class CaseOpened:
    """Somebody opened the full card of a case."""


@dataclass(frozen=True, slots=True)
class SmallestChangeAsked:
    """The human rights team asked which single answer would alter the route."""


@dataclass(frozen=True, slots=True)
class WindowClosed:
    """Somebody closed a window of this case without sending what stood in it."""


@dataclass(frozen=True, slots=True)
class ConcernRaised:
    """Somebody asked, in private, for the human rights team to look.

    `launch` is the reference of the case it is about, known to the human rights team alone.
    """

    launch: str
    raised_by: str


@dataclass(frozen=True, slots=True)
class ConcernOpened:
    """A sealed case was opened for a concern. Id and reference come from the shell."""

    case_id: UUID
    reference: str
    concern: ConcernRaised


OnCase: TypeAlias = (
    Answered
    | PromptAnswered
    | Resumed
    | PageOpened
    | Reviewed
    | Submitted
    | CaseOpened
    | SmallestChangeAsked
    | WindowClosed
)
"""What happens to a case that is there."""

Event: TypeAlias = Started | ConcernOpened | OnCase


@dataclass(frozen=True, slots=True)
class StartAsked:
    """Somebody asked to screen a launch: what it is, how long it takes, who will see it."""


@dataclass(frozen=True, slots=True)
class StartConfirmed:
    """Somebody read what a screening is and began one; the shell makes a `Started` of it."""

    product_lead: str | None = None


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Somebody asked for what waits for them and what they take part in."""


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """Somebody asked what can be done here."""


@dataclass(frozen=True, slots=True)
class ResumeAsked:
    """Somebody asked to go on where they stopped, without saying in which screening."""


@dataclass(frozen=True, slots=True)
class NotYetAsked:
    """Somebody said a word that will mean something, and does not yet."""

    word: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Somebody said something that means nothing here; perhaps an answer that needs its form."""


@dataclass(frozen=True, slots=True)
class SetUpAsked:
    """An admin asked who the human rights team is and where it is reached; perhaps to change it."""

    change: bool = False


@dataclass(frozen=True, slots=True)
class SetUpSent:
    """An admin said who the human rights team is and where it is reached.

    `revision` is that of the organisation when the form was drawn.
    """

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactsTried:
    """An admin asked for a test message to everybody who was set up."""


Request: TypeAlias = (
    StartAsked
    | StartConfirmed
    | ListAsked
    | HelpAsked
    | ResumeAsked
    | NotYetAsked
    | NotUnderstood
    | SetUpAsked
    | SetUpSent
    | ContactsTried
)
"""What is about no case yet: answered from summaries and the organisation, in private."""
