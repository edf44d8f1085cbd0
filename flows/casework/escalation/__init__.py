"""A case with the human rights team: asked, advised, decided."""

from collections.abc import Mapping
from typing import TypeAlias, assert_never

from flows.cards import Form
from flows.case import Case, Escalation
from flows.casework.escalation.advising import advise
from flows.casework.escalation.asking import acknowledge, ask_team, reply_team, take_on
from flows.casework.escalation.deciding import (
    choose_outcome,
    decide_again,
    give_voice,
)
from flows.casework.escalation.rating import agree_rating
from flows.casework.escalation.turning import late
from flows.casework.rights import refusal
from flows.casework.turn import Opens, Turn
from flows.events import (
    Acknowledged,
    AdviceGiven,
    DecisionReopened,
    OnEscalation,
    OutcomeChosen,
    RatingAgreed,
    TakenOn,
    TeamAsked,
    TeamReplied,
    VoiceGiven,
)
from flows.pack.model import Pack
from flows.pack.words import in_rows
from flows.people.authority import Verb, differing, may, speaking_as
from flows.people.context import Context
from flows.screening.residual import agreed
from flows.views.escalation.decision import (
    advise_form,
    agree_form,
    decide_again_form,
    decision_form,
    outcome_form,
)
from flows.views.escalation.rating import rate_form
from flows.views.escalation.standing import ask_team_form, reply_team_form
from flows.views.notices import notice
from flows.views.viewer import Viewer

OnPending: TypeAlias = (
    Acknowledged | TakenOn | TeamAsked | TeamReplied | AdviceGiven | OutcomeChosen | VoiceGiven
)
"""What can happen only while somebody must still decide."""

DECIDING = (Verb.DECIDE, Verb.ADVISE)


def on_escalation(pack: Pack, case: Case, event: OnEscalation, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    refused = _refused(pack, case, needed(event), context)
    if refused is not None:
        return refused
    match event:
        case DecisionReopened():
            return decide_again(pack, case, event, context)
        case RatingAgreed():
            return agree_rating(pack, case, event, context)
        case _ if case.pending is None:
            return late(pack, case, context)
        case _:
            return _on_pending(pack, case, case.pending, event, context)


def _on_pending(
    pack: Pack, case: Case, pending: Escalation, event: OnPending, context: Context
) -> Turn:
    match event:
        case Acknowledged():
            return acknowledge(pack, case, pending, event, context)
        case TakenOn():
            return take_on(pack, case, pending, event, context)
        case TeamAsked():
            return ask_team(pack, case, pending, event, context)
        case TeamReplied():
            return reply_team(pack, case, pending, event, context)
        case AdviceGiven():
            return advise(pack, case, pending, event, context)
        case OutcomeChosen():
            return choose_outcome(pack, case, pending, event, context)
        case VoiceGiven():
            return give_voice(pack, case, pending, event, context)
        case _:
            assert_never(event)


def needed(event: OnEscalation) -> Verb:
    """Return what an event asks to be allowed."""
    match event:
        case Acknowledged() | TakenOn():
            return Verb.ACKNOWLEDGE
        case TeamAsked():
            return Verb.ASK_TEAM
        case TeamReplied():
            return Verb.REPLY_TEAM
        case AdviceGiven():
            return Verb.ADVISE
        case OutcomeChosen() | VoiceGiven():
            return Verb.DECIDE
        case DecisionReopened():
            return Verb.DECIDE_AGAIN
        case RatingAgreed():
            return Verb.RATE
        case _:
            assert_never(event)


def _refused(pack: Pack, case: Case, verb: Verb, context: Context) -> Turn | None:
    """Refuse; whoever comes to decide once nothing is pending hears who decided instead."""
    if verb in DECIDING and case.pending is None and may(context.actor, Verb.SEE, case):
        return late(pack, case, context)
    return refusal(pack, case, verb, context)


def _opens_ask_team(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = _refused(pack, case, Verb.ASK_TEAM, context)
    if refused is not None or case.pending is None:
        return refused or late(pack, case, context)
    return Turn(case, (ask_team_form(Viewer(pack, context), case),))


def _opens_reply_team(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = _refused(pack, case, Verb.REPLY_TEAM, context)
    if refused is not None or case.pending is None:
        return refused or late(pack, case, context)
    waiting = {str(question.id): question for question in case.pending.waiting}
    question = waiting.get(about)
    viewer = Viewer(pack, context)
    if question is None:
        return Turn(case, (notice(viewer, "late.not_pending", case),))
    return Turn(case, (reply_team_form(viewer, case, case.pending, question),))


def _opens_advise(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = _refused(pack, case, Verb.ADVISE, context)
    if refused is not None or case.pending is None:
        return refused or late(pack, case, context)
    return Turn(case, (advise_form(Viewer(pack, context), case, case.pending),))


def _opens_outcome(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = _refused(pack, case, Verb.DECIDE, context)
    if refused is not None or case.pending is None:
        return refused or late(pack, case, context)
    viewer, pending = Viewer(pack, context), case.pending
    wanted = pending.missing_advice
    if wanted:
        roles = in_rows([viewer.role(one) for one in wanted])
        return Turn(case, (notice(viewer, "late.advice", case, roles=roles),))
    if speaking_as(context.actor, case) is None:
        return Turn(case, (notice(viewer, "late.voice", case),))
    if about == "agree" and pending.voices and differing(pending) is None:
        return Turn(case, (agree_form(viewer, case, pending),))
    return Turn(case, (outcome_form(viewer, case, pending),))


def _opens_agree(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    return _opens_outcome(pack, case, "agree", context)


def _opens_decision(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    turn = _opens_outcome(pack, case, "", context)
    outcomes = {each.id for each in pack.hr_decision.outcomes}
    drawn = isinstance(turn.replies[0], Form)
    if not drawn or about not in outcomes or case.pending is None:
        return turn
    return Turn(case, (decision_form(Viewer(pack, context), case, case.pending, about),))


def _opens_decide_again(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.DECIDE_AGAIN, context)
    if refused is not None:
        return refused
    viewer, newest = Viewer(pack, context), case.escalation
    if newest is None or newest.decision is None:
        return Turn(case, (notice(viewer, "late.not_decided", case),))
    return Turn(case, (decide_again_form(viewer, case),))


def _opens_rate(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.RATE, context)
    if refused is not None:
        return refused
    viewer, finding = Viewer(pack, context), agreed(pack, case, about)
    if finding is None:
        return Turn(case, (notice(viewer, "late.no_risk", case),))
    return Turn(case, (rate_form(viewer, case, finding),))


FORMS: Mapping[str, Opens] = {
    "ask_team": _opens_ask_team,
    "reply_team": _opens_reply_team,
    "advise": _opens_advise,
    "outcome": _opens_outcome,
    "agree": _opens_agree,
    "decision": _opens_decision,
    "decide_again": _opens_decide_again,
    "rate": _opens_rate,
}
