"""The one function: a pack, a case and what happened give a new case and what follows.

Pure: the same four arguments always give the same turn, so a conflict is mended by loading
again and stepping again.
"""

from typing import assert_never

from flows.case import Case
from flows.casework.screening.answering import take_page
from flows.casework.screening.begin import open_concern, start
from flows.casework.screening.opening import (
    open_case,
    open_page,
    resume,
    show_review,
    show_smallest_change,
    window_closed,
)
from flows.casework.screening.replying import answer_prompt
from flows.casework.screening.submitting import submit
from flows.casework.turn import Turn
from flows.events import (
    Answered,
    CaseOpened,
    ConcernOpened,
    Event,
    OnCase,
    PageOpened,
    PromptAnswered,
    Resumed,
    Reviewed,
    SmallestChangeAsked,
    Started,
    Submitted,
    WindowClosed,
)
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.views.notices import not_yours
from flows.views.viewer import Viewer

__all__ = ["Context", "Turn", "step"]


def step(pack: Pack, case: Case | None, event: Event, context: Context) -> Turn:
    """Return what an event comes to. Whoever may not do this is refused, and it is noted."""
    if isinstance(event, Started):
        return start(pack, event, context)
    if isinstance(event, ConcernOpened):
        return open_concern(pack, event, context)
    if case is None:
        raise TypeError(f"{type(event).__name__} needs a case")
    return _on_case(pack, case, event, context)


def _on_case(pack: Pack, case: Case, event: OnCase, context: Context) -> Turn:
    verb = needed(event)
    if not may(context.actor, verb, case):
        entry = Entry("refused", {"verb": verb.value})
        return Turn(case, (not_yours(Viewer(pack, context)),), (), (entry,))
    match event:
        case Answered():
            return take_page(pack, case, event, context)
        case PromptAnswered():
            return answer_prompt(pack, case, event, context)
        case Submitted():
            return submit(pack, case, event, context)
        case Resumed():
            return resume(pack, case, context)
        case PageOpened():
            return open_page(pack, case, event, context)
        case Reviewed():
            return show_review(pack, case, context)
        case CaseOpened():
            return open_case(pack, case, context)
        case SmallestChangeAsked():
            return show_smallest_change(pack, case, context)
        case WindowClosed():
            return window_closed(case, context)
        case _:
            assert_never(event)


def needed(event: OnCase) -> Verb:
    """Return what an event asks to be allowed."""
    match event:
        case CaseOpened():
            return Verb.SEE
        case SmallestChangeAsked():
            return Verb.SMALLEST_CHANGE
        case Submitted():
            return Verb.SUBMIT
        case _:
            return Verb.ANSWER
