"""The full card of a case, for whoever may open it: what every act on a case is answered with."""

from flows.cards import Element, Reply
from flows.case import Case
from flows.pack.model import Pack
from flows.people.authority import is_team
from flows.people.context import Context
from flows.screening.assessment import assess
from flows.screening.interview import stand
from flows.views.escalation.team import case_card, draft_card
from flows.views.messages import concern_card
from flows.views.screening.result import result_card
from flows.views.viewer import Viewer


def full_card(pack: Pack, case: Case, context: Context, intro: tuple[Element, ...] = ()) -> Reply:
    """Draw the case as the team reads it, or as the product side does; `intro` is said above."""
    viewer = Viewer(pack, context)
    if case.concern is not None:
        return concern_card(viewer, case, case.concern)
    submitted = case.submitted
    if submitted is None:
        return draft_card(viewer, case, stand(pack, case.round.answers))
    result = assess(pack, submitted.answers)
    draw = case_card if is_team(context.actor) else result_card
    return draw(viewer, case, result, intro)
