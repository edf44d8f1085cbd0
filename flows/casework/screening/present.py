"""What stands next in a round: an *are you sure?*, a page, the review, or the result."""

from flows.cards import Element, Reply
from flows.case import Case
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.assessment import assess
from flows.screening.interview import due_prompt, next_page, stand
from flows.screening.walk import Walk
from flows.views.screening.pages import page_form
from flows.views.screening.result import result_card
from flows.views.screening.review import prompt_form, review_card
from flows.views.viewer import Viewer


def present(
    pack: Pack,
    case: Case,
    context: Context,
    intro: tuple[Element, ...] = (),
    course: Walk | None = None,
) -> Reply:
    """Return what the person sees next; `intro` is said above it.

    `course` is the walk over the answers of an open round, where somebody has walked it already.
    """
    viewer = Viewer(pack, context)
    if not case.round.is_open:
        return result_card(viewer, case, assess(pack, case.round.answers), intro)
    course = course or stand(pack, case.round.answers)
    due = due_prompt(course, case.round)
    if due is not None:
        return prompt_form(viewer, case, due, intro)
    page = next_page(course)
    if page is not None:
        return page_form(viewer, case, course, page, intro=intro)
    return review(pack, case, context, intro)


def review(pack: Pack, case: Case, context: Context, intro: tuple[Element, ...] = ()) -> Reply:
    """Return all answers so far on one card."""
    course = stand(pack, case.round.answers)
    result = assess(pack, case.round.answers)
    return review_card(Viewer(pack, context), case, course, result, intro)
