"""Second deliveries: what must be known when it comes again, and what is shown then."""

from flows.events import (
    Answered,
    CaseOpened,
    ConcernAsked,
    Event,
    FormOpened,
    HandedOverEarly,
    HelpAsked,
    IncidentAsked,
    KeepAsked,
    LeaverAsked,
    ListAsked,
    MeasureBlocked,
    MeasureImplemented,
    MeasureOpened,
    MeasurePlanned,
    MeasureRefused,
    MeasureVerified,
    NotUnderstood,
    NotYetAsked,
    PageOpened,
    ProgressNoted,
    PromptAnswered,
    Request,
    ResumeAsked,
    Resumed,
    Reviewed,
    RolesAsked,
    SettingsAsked,
    SetUpAsked,
    SmallestChangeAsked,
    StartAsked,
    Submitted,
    WhyAsked,
    WindowClosed,
)

LOOKS = (
    StartAsked
    | ListAsked
    | HelpAsked
    | ResumeAsked
    | NotYetAsked
    | NotUnderstood
    | SetUpAsked
    | IncidentAsked
    | ConcernAsked
    | SettingsAsked
    | RolesAsked
    | LeaverAsked
    | KeepAsked
)
"""What only shows something. Whatever is about a case is not here: reading may be noted."""

OF_A_PAGE = Answered | PromptAnswered | Submitted | HandedOverEarly
OF_A_MEASURE = (
    MeasurePlanned
    | MeasureRefused
    | ProgressNoted
    | MeasureBlocked
    | MeasureImplemented
    | MeasureVerified
)
SHOWN_AGAIN = (
    Resumed
    | PageOpened
    | Reviewed
    | CaseOpened
    | SmallestChangeAsked
    | FormOpened
    | MeasureOpened
    | WhyAsked
)


def changes(event: Event | Request) -> bool:
    """Tell whether an event may change anything, so that a second delivery must be known."""
    return not isinstance(event, LOOKS)


def at_present(event: Event) -> Event | None:
    """Return what a second delivery shows: where things stand, and nothing happens twice.

    None when there is nothing to show: whoever closed a window looks elsewhere.
    """
    if isinstance(event, SHOWN_AGAIN):
        return event
    if isinstance(event, OF_A_PAGE):
        return Resumed()
    if isinstance(event, OF_A_MEASURE):
        return MeasureOpened(event.measure)
    if isinstance(event, WindowClosed):
        return None
    return CaseOpened()
