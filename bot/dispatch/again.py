"""Second deliveries: what must be known when it comes again, and what is shown then."""

from typing import assert_never

from flows.events import (
    Answered,
    CaseOpened,
    ConcernOpened,
    ContactsTried,
    Event,
    HelpAsked,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    PageOpened,
    PromptAnswered,
    Request,
    ResumeAsked,
    Resumed,
    Reviewed,
    SetUpAsked,
    SetUpSent,
    SmallestChangeAsked,
    StartAsked,
    StartConfirmed,
    Started,
    Submitted,
    WindowClosed,
)


def changes(event: Event | Request) -> bool:
    """Tell whether an event may change anything, so that a second delivery must be known."""
    match event:
        case StartAsked() | ListAsked() | HelpAsked() | ResumeAsked():
            return False
        case NotYetAsked() | NotUnderstood() | SetUpAsked():
            return False
        case StartConfirmed() | SetUpSent() | ContactsTried():
            return True
        case Started() | ConcernOpened() | Answered() | PromptAnswered() | Submitted():
            return True
        case Resumed() | PageOpened() | Reviewed() | CaseOpened():
            return True  # reading a restricted case is noted
        case SmallestChangeAsked() | WindowClosed():
            return True
        case _:
            assert_never(event)


def at_present(event: Event) -> Event | None:
    """Return what a second delivery shows: where things stand, and nothing happens twice.

    None when there is nothing to show: whoever closed a window looks elsewhere.
    """
    match event:
        case Answered() | PromptAnswered() | Submitted():
            return Resumed()
        case Started() | ConcernOpened():
            return CaseOpened()
        case Resumed() | PageOpened() | Reviewed() | CaseOpened():
            return event
        case SmallestChangeAsked():
            return event
        case WindowClosed():
            return None
        case _:
            assert_never(event)
