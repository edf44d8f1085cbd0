"""Measures from suggested to seen to work, their proof, and the closing of risks."""

from collections.abc import Callable, Mapping
from typing import TypeAlias, assert_never
from uuid import UUID

from flows.cards import Form
from flows.case import PLANNABLE, REFUSABLE, VERIFIABLE, WORKABLE, Case, Measure, MeasureState
from flows.casework.rights import refusal
from flows.casework.tracking.closing import close_risk
from flows.casework.tracking.evidence import keep
from flows.casework.tracking.planning import add, plan, refuse, take_all
from flows.casework.tracking.turning import not_now
from flows.casework.tracking.verifying import verify
from flows.casework.tracking.working import block, implement, note_progress
from flows.casework.turn import Opens, Turn
from flows.events import (
    EvidenceKept,
    MeasureAdded,
    MeasureBlocked,
    MeasureImplemented,
    MeasureOpened,
    MeasurePlanned,
    MeasureRefused,
    MeasuresTaken,
    MeasureVerified,
    OnTracking,
    ProgressNoted,
    RiskClosed,
)
from flows.pack.model import Pack
from flows.people.authority import Verb
from flows.people.context import Context
from flows.people.measures import dropping, planning
from flows.screening.closing import can_close
from flows.views.notices import not_yours, notice
from flows.views.tracking.closing import close_risk_form
from flows.views.tracking.evidence import keep_form
from flows.views.tracking.measure_forms import (
    add_form,
    block_form,
    implement_form,
    plan_form,
    progress_form,
    refuse_form,
    verify_form,
)
from flows.views.tracking.measures import measure_card
from flows.views.viewer import Viewer

OnMeasure: TypeAlias = (
    MeasureOpened
    | MeasurePlanned
    | MeasureRefused
    | ProgressNoted
    | MeasureBlocked
    | MeasureImplemented
    | MeasureVerified
)


def on_tracking(pack: Pack, case: Case, event: OnTracking, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    if isinstance(event, OnMeasure):
        return _on_measure(pack, case, event, context)
    measure = _measure_of(case, event)
    verb = _needed(event)
    refused = refusal(pack, case, verb, context, measure)
    if refused is not None:
        return refused
    match event:
        case MeasuresTaken():
            return take_all(pack, case, context)
        case MeasureAdded():
            return add(pack, case, event, context)
        case RiskClosed():
            return close_risk(pack, case, event, context)
        case EvidenceKept():
            return keep(pack, case, measure, event, context)
        case _:
            assert_never(event)


def _needed(event: MeasuresTaken | MeasureAdded | RiskClosed | EvidenceKept) -> Verb:
    match event:
        case MeasuresTaken() | MeasureAdded():
            return Verb.PLAN
        case RiskClosed():
            return Verb.CLOSE_RISK
        case EvidenceKept():
            return Verb.KEEP
        case _:
            assert_never(event)


def _measure_of(case: Case, event: OnTracking) -> Measure | None:
    if isinstance(event, EvidenceKept) and event.measure is not None:
        return case.measure(event.measure)
    return None


def _on_measure(pack: Pack, case: Case, event: OnMeasure, context: Context) -> Turn:
    viewer, measure = Viewer(pack, context), case.measure(event.measure)
    if measure is None:
        return Turn(case, (not_yours(viewer),))
    refused = refusal(pack, case, _needed_of(viewer, case, measure, event), context, measure)
    if refused is not None:
        return refused
    if isinstance(event, MeasureOpened):
        return Turn(case, (measure_card(viewer, case, measure),))
    return _does(pack, case, measure, event, context)


def _does(
    pack: Pack,
    case: Case,
    measure: Measure,
    event: MeasurePlanned
    | MeasureRefused
    | ProgressNoted
    | MeasureBlocked
    | MeasureImplemented
    | MeasureVerified,
    context: Context,
) -> Turn:
    match event:
        case MeasurePlanned():
            return plan(pack, case, measure, event, context)
        case MeasureRefused():
            return refuse(pack, case, measure, event, context)
        case ProgressNoted():
            return note_progress(pack, case, measure, event, context)
        case MeasureBlocked():
            return block(pack, case, measure, event, context)
        case MeasureImplemented():
            return implement(pack, case, measure, event, context)
        case MeasureVerified():
            return verify(pack, case, measure, event, context)
        case _:
            assert_never(event)


def _needed_of(viewer: Viewer, case: Case, measure: Measure, event: OnMeasure) -> Verb:
    match event:
        case MeasureOpened():
            return Verb.SEE_PART
        case MeasurePlanned():
            return planning(measure)
        case MeasureRefused():
            return dropping(viewer.pack, case, measure)
        case ProgressNoted() | MeasureBlocked() | MeasureImplemented():
            return Verb.WORK
        case MeasureVerified():
            return Verb.VERIFY
        case _:
            assert_never(event)


# ----------------------------------------------------------------------------------- forms


def _on_one(verb: Verb, states: tuple[MeasureState, ...], draw: Callable[..., Form]) -> Opens:
    """Return what opens a form on a measure in one of these states."""

    def opens(pack: Pack, case: Case, about: str, context: Context) -> Turn:
        viewer, measure = Viewer(pack, context), _named(case, about)
        if measure is None:
            return Turn(case, (not_yours(viewer),))
        needed = _in_its_case(pack, case, measure, verb)
        refused = refusal(pack, case, needed, context, measure)
        if refused is not None or measure.state not in states:
            return refused or not_now(pack, case, measure, context)
        return Turn(case, (draw(viewer, case, measure),))

    return opens


def _in_its_case(pack: Pack, case: Case, measure: Measure, verb: Verb) -> Verb:
    match verb:
        case Verb.PLAN:
            return planning(measure)
        case Verb.REFUSE:
            return dropping(pack, case, measure)
        case _:
            return verb


def _named(case: Case, about: str) -> Measure | None:
    try:
        return case.measure(UUID(about))
    except ValueError:
        return None


def _opens_add(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.PLAN, context)
    viewer = Viewer(pack, context)
    if refused is not None or case.outcome is None:
        return refused or Turn(case, (notice(viewer, "late.no_result", case),))
    return Turn(case, (add_form(viewer, case),))


def _opens_keep(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    measure = _named(case, about)
    refused = refusal(pack, case, Verb.KEEP, context, measure)
    return refused or Turn(case, (keep_form(Viewer(pack, context), case, measure),))


def _opens_close(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.CLOSE_RISK, context)
    viewer = Viewer(pack, context)
    if refused is not None:
        return refused
    if about not in case.open_risks or not can_close(pack, case, about):
        key = "late.cannot_close" if about in case.open_risks else "late.no_open_risk"
        return Turn(case, (notice(viewer, key, case),))
    return Turn(case, (close_risk_form(viewer, case, about),))


FORMS: Mapping[str, Opens] = {
    "plan": _on_one(Verb.PLAN, PLANNABLE, plan_form),
    "refuse": _on_one(Verb.REFUSE, REFUSABLE, refuse_form),
    "progress": _on_one(Verb.WORK, WORKABLE, progress_form),
    "block": _on_one(Verb.WORK, WORKABLE, block_form),
    "implement": _on_one(Verb.WORK, WORKABLE, implement_form),
    "verify": _on_one(Verb.VERIFY, VERIFIABLE, verify_form),
    "add_measure": _opens_add,
    "keep": _opens_keep,
    "close_risk": _opens_close,
}
