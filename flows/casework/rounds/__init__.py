"""What brings a case back, and what is still to be found out."""

from collections.abc import Mapping
from typing import TypeVar, assert_never
from uuid import UUID

from flows.case import Case, ExpertQuestion, OpenItem
from flows.casework.rights import refusal
from flows.casework.rounds.asking_experts import ask_expert, reply_expert, settle, too_late
from flows.casework.rounds.finding_out import assign, find_out, found_already
from flows.casework.rounds.incident import report_incident
from flows.casework.rounds.triggering import trigger
from flows.casework.turn import Opens, Turn
from flows.events import (
    ExpertAsked,
    ExpertReplied,
    IncidentReported,
    ItemAnswered,
    ItemAssigned,
    OnFindingOut,
    OnRounds,
    ProposalSettled,
    Triggered,
)
from flows.pack.model import Pack
from flows.people.authority import Verb
from flows.people.context import Context
from flows.people.profile import SHELL
from flows.screening.interview import stand
from flows.views.notices import not_yours, notice
from flows.views.rounds.experts import ask_expert_form, reply_expert_form
from flows.views.rounds.standing import change_form, incident_form
from flows.views.rounds.unknowns import assign_form, find_out_form
from flows.views.viewer import Viewer

Held = TypeVar("Held", OpenItem, ExpertQuestion)


def on_rounds(pack: Pack, case: Case, event: OnRounds | OnFindingOut, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    match event:
        case Triggered():
            by_hand = context.actor.person not in SHELL
            refused = refusal(pack, case, Verb.CHANGE, context) if by_hand else None
            return refused or trigger(pack, case, event, context)
        case IncidentReported():
            refused = refusal(pack, case, Verb.REPORT, context)
            return refused or report_incident(pack, case, event, context)
        case ExpertAsked():
            refused = refusal(pack, case, Verb.ASK_EXPERT, context)
            return refused or ask_expert(pack, case, event, context)
        case ItemAssigned() | ItemAnswered():
            return _on_item(pack, case, event, context)
        case ExpertReplied() | ProposalSettled():
            return _on_question(pack, case, event, context)
        case _:
            assert_never(event)


def _on_item(pack: Pack, case: Case, event: ItemAssigned | ItemAnswered, context: Context) -> Turn:
    item = _named(case.open_items, event.item)
    if item is None:
        return Turn(case, (not_yours(Viewer(pack, context)),))
    match event:
        case ItemAssigned():
            refused = refusal(pack, case, Verb.ASSIGN, context, item)
            return refused or assign(pack, case, item, event, context)
        case ItemAnswered():
            refused = refusal(pack, case, Verb.FIND_OUT, context, item)
            return refused or find_out(pack, case, item, event, context)
        case _:
            assert_never(event)


def _on_question(
    pack: Pack, case: Case, event: ExpertReplied | ProposalSettled, context: Context
) -> Turn:
    asked = _named(case.expert_questions, event.question)
    if asked is None:
        return Turn(case, (not_yours(Viewer(pack, context)),))
    match event:
        case ExpertReplied():
            refused = refusal(pack, case, Verb.REPLY_EXPERT, context, asked)
            return refused or reply_expert(pack, case, asked, event, context)
        case ProposalSettled():
            refused = refusal(pack, case, Verb.SETTLE, context, asked)
            return refused or settle(pack, case, asked, event, context)
        case _:
            assert_never(event)


def _named(held: tuple[Held, ...], id: UUID) -> Held | None:
    return next((one for one in held if one.id == id), None)


# ----------------------------------------------------------------------------------- forms


def _opens_change(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.CHANGE, context)
    viewer = Viewer(pack, context)
    if refused is not None or case.outcome is None:
        return refused or Turn(case, (notice(viewer, "late.no_result", case, resume=True),))
    return Turn(case, (change_form(viewer, case),))


def _opens_incident(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.REPORT, context)
    return refused or Turn(case, (incident_form(Viewer(pack, context), case),))


def _opens_assign(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    viewer, item = Viewer(pack, context), _by_id(case.open_items, about)
    if item is None:
        return Turn(case, (not_yours(viewer),))
    refused = refusal(pack, case, Verb.ASSIGN, context, item)
    if refused is not None or item.answered is not None:
        return refused or found_already(viewer, case, item)
    return Turn(case, (assign_form(viewer, case, item),))


def _opens_find_out(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    viewer, item = Viewer(pack, context), _by_id(case.open_items, about)
    if item is None:
        return Turn(case, (not_yours(viewer),))
    refused = refusal(pack, case, Verb.FIND_OUT, context, item)
    if refused is not None or item.answered is not None:
        return refused or found_already(viewer, case, item)
    course = stand(pack, case.round.answers)
    return Turn(case, (find_out_form(viewer, case, item, course),))


def _opens_ask_expert(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.ASK_EXPERT, context)
    if refused is not None:
        return refused
    course = stand(pack, case.round.known_answers)
    return Turn(case, (ask_expert_form(Viewer(pack, context), case, course),))


def _opens_reply_expert(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    """Open the question that is named; from a list, the first that waits for whoever asks."""
    viewer, asked = Viewer(pack, context), _by_id(case.expert_questions, about)
    if not about:
        asked = next((one for one in case.expert_questions if _waits_for(one, context)), None)
    if asked is None:
        return Turn(case, (not_yours(viewer),))
    refused = refusal(pack, case, Verb.REPLY_EXPERT, context, asked)
    late = refused or too_late(viewer, case, asked)
    if late is not None:
        return late
    course = stand(pack, case.round.answers)
    return Turn(case, (reply_expert_form(viewer, case, asked, course),))


def _waits_for(one: ExpertQuestion, context: Context) -> bool:
    return one.expert == context.actor.person and one.waits


def _by_id(held: tuple[Held, ...], about: str) -> Held | None:
    return next((one for one in held if str(one.id) == about), None)


FORMS: Mapping[str, Opens] = {
    "change": _opens_change,
    "incident_on": _opens_incident,
    "assign": _opens_assign,
    "find_out": _opens_find_out,
    "ask_expert": _opens_ask_expert,
    "reply_expert": _opens_reply_expert,
}
