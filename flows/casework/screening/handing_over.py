"""A screening handed over as it is: what is open counts as not sure, the team finishes it."""

from dataclasses import replace

from flows.case import Case, HandedOver
from flows.casework.escalation.opening import advice_wanted, opened
from flows.casework.owed import told_messages
from flows.casework.screening.answering import with_round
from flows.casework.screening.submitting import outcome_of
from flows.casework.showing import full_card
from flows.casework.telling import tell_roles
from flows.casework.turn import Turn
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import TEAM_ROLE
from flows.people.context import Context
from flows.screening.assessment import assess
from flows.views.notices import notice
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


def hand_over(pack: Pack, case: Case, context: Context) -> Turn:
    """Put a screening under way before the human rights team, on hold until it is finished.

    It waits for a first answer that raises something early: before that there is nothing to hand
    over, and the screening is short.
    """
    viewer = Viewer(pack, context)
    if not case.is_draft or not case.round.early_rules:
        return Turn(case, (notice(viewer, "late.no_early", case, resume=case.round.is_open),))
    result = assess(pack, case.round.answers)
    outcome = replace(outcome_of(pack, case, result, context), launch="hold")
    handed = HandedOver(context.actor.person, context.now)
    after = with_round(case, replace(case.round, outcome=outcome, handed_over=handed))
    after = opened(pack, after, result, context)
    others = (one for one in told_messages(after) if one.view == "informed")
    effects = (
        *others,
        *tell_roles(after, (TEAM_ROLE,), "handed_over", "handed_over"),
        *advice_wanted(after),
    )
    said = (warning(viewer, "handed_over.done", reference=case.reference),)
    entry = Entry("handed_over", {"round": case.round.number})
    return Turn(after, (full_card(pack, after, context, said),), effects, (entry,))
