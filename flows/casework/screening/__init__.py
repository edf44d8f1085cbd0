"""The screening of a case: answered page by page, sent or handed over, and looked at."""

from typing import assert_never

from flows.case import Case
from flows.casework.rights import refusal
from flows.casework.screening.answering import in_private_all_the_same, take_page
from flows.casework.screening.copying import copy_answers
from flows.casework.screening.handing_over import hand_over
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
    AnswersCopied,
    CaseOpened,
    HandedOverEarly,
    OnScreening,
    PageOpened,
    PromptAnswered,
    Resumed,
    Reviewed,
    SmallestChangeAsked,
    Submitted,
    WindowClosed,
)
from flows.pack.model import Pack
from flows.people.authority import Verb
from flows.people.context import Context


def on_screening(pack: Pack, case: Case, event: OnScreening, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    refused = refusal(pack, case, needed(event), context)
    if refused is not None and isinstance(event, Answered):
        return in_private_all_the_same(refused, pack, event, context)
    if refused is not None:
        return refused
    match event:
        case Answered():
            return take_page(pack, case, event, context)
        case PromptAnswered():
            return answer_prompt(pack, case, event, context)
        case Submitted():
            return submit(pack, case, event, context)
        case HandedOverEarly():
            return hand_over(pack, case, context)
        case AnswersCopied():
            return copy_answers(pack, case, event, context)
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


def needed(event: OnScreening) -> Verb:
    """Return what an event asks to be allowed."""
    match event:
        case CaseOpened():
            return Verb.SEE
        case SmallestChangeAsked():
            return Verb.SMALLEST_CHANGE
        case Submitted():
            return Verb.SUBMIT
        case HandedOverEarly():
            return Verb.HAND_OVER
        case _:
            return Verb.ANSWER
