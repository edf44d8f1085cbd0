"""The decision: one voice or two, with a reason and a record; a difference goes up and is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from flows.case import Case, Condition, Decision, Escalation, Voice
from flows.casework.escalation.opening import reopened, told_too
from flows.casework.escalation.turning import done, with_escalation
from flows.casework.reading import Reading
from flows.casework.telling import tell_everybody, tell_people, tell_roles
from flows.casework.tracking.suggesting import from_conditions
from flows.casework.turn import Turn
from flows.effects import Effect
from flows.events import DecisionReopened, OutcomeChosen, VoiceGiven
from flows.pack import anchors
from flows.pack.model import Pack
from flows.pack.words import in_rows
from flows.people.authority import LEAD_ROLE, differing, speaking_as
from flows.people.context import Context
from flows.views.escalation.decision import (
    CONDITION,
    CONDITION_DUE,
    CONDITION_MEASURE,
    CONDITION_OWNER,
    CONFLICT,
    DAYS,
    DISSENT,
    LEFT_OPEN,
    OF_ROWS,
    OUTCOME,
    PEOPLE,
    REASON,
    REVIEW_ON,
    ROWS,
    agree_form,
    decide_again_form,
    decision_form,
    needs_of,
    outcome_form,
    typed_fields,
)
from flows.views.notices import notice
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

LAUNCH = {
    "proceed": "cleared",
    "proceed_with_conditions": "cleared_with_actions",
    "restrict": "cleared_with_actions",
}
"""Where a decision puts the launch; every other outcome holds it."""

SHORTEST_REASON = 20


def choose_outcome(
    pack: Pack, case: Case, pending: Escalation, event: OutcomeChosen, context: Context
) -> Turn:
    """Go on to the fields of the outcome that was chosen."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    outcome = reading.choice(OUTCOME, {one.id for one in pack.hr_decision.outcomes})
    if reading.faults:
        return Turn(case, (outcome_form(viewer, case, pending, reading.filled),))
    return Turn(case, (decision_form(viewer, case, pending, outcome),))


def give_voice(
    pack: Pack, case: Case, pending: Escalation, event: VoiceGiven, context: Context
) -> Turn:
    """Keep a voice; decide once those who must have spoken, tell the next one otherwise."""
    viewer = Viewer(pack, context)
    role = speaking_as(context.actor, case)
    if role is None:
        return Turn(case, (notice(viewer, "late.voice", case),))
    wanted = pending.missing_advice
    if wanted:
        roles = in_rows([viewer.role(one) for one in wanted])
        return Turn(case, (notice(viewer, "late.advice", case, roles=roles),))
    if event.agrees:
        return _agrees(pack, case, pending, event, role, context)
    return _says(pack, case, pending, event, role, context)


def decide_again(pack: Pack, case: Case, event: DecisionReopened, context: Context) -> Turn:
    """Put a decided case before its deciders once more, for a reason."""
    viewer, newest = Viewer(pack, context), case.escalation
    if newest is None or newest.decision is None or case.pending is not None:
        return Turn(case, (notice(viewer, "late.not_decided", case),))
    reading = Reading(viewer, event.values)
    reason = reading.words(REASON, least=SHORTEST_REASON)
    if reading.faults:
        return Turn(case, (decide_again_form(viewer, case, reading.filled),))
    raised = replace(case, revision=case.revision + 1)
    after = reopened(pack, raised, reason, context)
    told = tell_everybody(after, context, "decide_again")
    return done(pack, after, context, "decide_again", told)


def _agrees(
    pack: Pack, case: Case, pending: Escalation, event: VoiceGiven, role: str, context: Context
) -> Turn:
    viewer = Viewer(pack, context)
    if not pending.voices or differing(pending) is not None:
        return Turn(case, (outcome_form(viewer, case, pending),))
    reading = Reading(viewer, event.values)
    conflict, dissent = reading.words(CONFLICT), reading.words(DISSENT, needed=False)
    if reading.faults or event.revision != pending.revision:
        return Turn(case, (agree_form(viewer, case, pending, reading.filled),))
    who, outcome = context.actor.person, pending.voices[0].outcome
    voice = Voice(
        role, outcome, "", who, context.now, agrees=True, conflict=conflict, dissent=dissent
    )
    return _heard(pack, case, pending, voice, context)


def _says(
    pack: Pack, case: Case, pending: Escalation, event: VoiceGiven, role: str, context: Context
) -> Turn:
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    if event.outcome not in {one.id for one in pack.hr_decision.outcomes}:
        return Turn(case, (outcome_form(viewer, case, pending),))
    reason = reading.words(REASON, least=SHORTEST_REASON)
    conditions = tuple(_conditions(case, reading)) if "conditions" in _needs(viewer, event) else ()
    voice = Voice(
        role=role,
        outcome=event.outcome,
        reason=reason,
        by=context.actor.person,
        at=context.now,
        fields=dict(_fields(viewer, reading, event.outcome)),
        conditions=conditions,
        conflict=reading.words(CONFLICT),
        dissent=reading.words(DISSENT, needed=False),
    )
    is_stale = event.revision != pending.revision
    if reading.faults or is_stale:
        intro = (warning(viewer, "stale.decision"),) if is_stale else ()
        form = decision_form(viewer, case, pending, event.outcome, reading.filled, intro)
        return Turn(case, (form,))
    return _heard(pack, case, pending, voice, context)


def _needs(viewer: Viewer, event: VoiceGiven) -> tuple[str, ...]:
    return needs_of(viewer, event.outcome)


def _fields(viewer: Viewer, reading: Reading, outcome: str) -> Iterator[tuple[str, str]]:
    """Yield what was written for the needs of an outcome and for the record."""
    today = viewer.context.today
    for need in needs_of(viewer, outcome):
        if need == REASON or need in OF_ROWS:
            continue
        if need in DAYS:
            day = reading.day(need, first=today)
            yield need, day.isoformat() if day is not None else ""
        elif need in PEOPLE:
            yield need, reading.person(need) or ""
        else:
            yield need, reading.words(need, needed=need not in LEFT_OPEN)
    for id in typed_fields(viewer):
        text = reading.words(id, needed=id == anchors.RECORD_HEARD)
        if text:
            yield id, text
    review = reading.day(REVIEW_ON, first=today + timedelta(days=1))
    yield REVIEW_ON, review.isoformat() if review is not None else ""


def _conditions(case: Case, reading: Reading) -> Iterator[Condition]:
    """Yield the conditions: the first is needed, and each that is begun needs owner and day."""
    known = reading.viewer.pack.measure
    for row in ROWS:
        measure = reading.choice(f"{CONDITION_MEASURE}.{row}", known, needed=False)
        needed = not measure and (row == 1 or _begun(reading, row))
        text = reading.words(f"{CONDITION}.{row}", needed=needed, short=True)
        if not needed and not text and not measure:
            continue
        owner = reading.part_of(case, f"{CONDITION_OWNER}.{row}")
        due = reading.day(f"{CONDITION_DUE}.{row}", first=reading.viewer.context.today)
        if owner is not None and due is not None:
            yield Condition(text, owner, due, measure)


def _begun(reading: Reading, row: int) -> bool:
    """Tell whether a row has an owner or a day, so that its words must not be left out."""
    return any(reading.values.get(f"{id}.{row}") for id in (CONDITION_OWNER, CONDITION_DUE))


def _heard(pack: Pack, case: Case, pending: Escalation, voice: Voice, context: Context) -> Turn:
    heard = replace(pending, voices=(*pending.voices, voice))
    settles = pending.policy.if_they_differ == voice.role and differing(pending) is not None
    spoken = {each.role for each in heard.voices}
    if settles or (spoken >= set(heard.policy.decide) and differing(heard) is None):
        return _decided(pack, case, heard, voice if settles else heard.voices[0], context)
    after = with_escalation(_with_told(case, heard), heard)
    view, roles = "second_voice", tuple(r for r in heard.policy.decide if r not in spoken)
    if differing(heard) is not None and heard.policy.if_they_differ is not None:
        view, roles = "differ", (heard.policy.if_they_differ,)
    told = _tell_deciders(after, context, roles, view)
    return done(pack, after, context, "voice_given", told, role=voice.role, outcome=voice.outcome)


def _with_told(case: Case, heard: Escalation) -> Case:
    """Let whoever settles a difference see an open case from now on."""
    settles = heard.policy.if_they_differ
    if differing(heard) is None or settles is None:
        return case
    return told_too(case, (settles,))


def _decided(pack: Pack, case: Case, heard: Escalation, voice: Voice, context: Context) -> Turn:
    by = tuple(each.by for each in heard.voices if each.agrees or each is voice)
    decision = Decision(
        outcome=voice.outcome,
        reason=voice.reason,
        decided_by=by,
        at=context.now,
        launch=LAUNCH.get(voice.outcome, "hold"),
        review_on=date.fromisoformat(voice.fields[REVIEW_ON]),
        fields=voice.fields,
        conditions=voice.conditions,
    )
    after = with_escalation(case, replace(heard, decision=decision, stopped_at=None))
    after = from_conditions(pack, after, voice.conditions, context)
    told = tell_everybody(after, context, "decided")
    return done(pack, after, context, "decided", told, outcome=voice.outcome)


def _tell_deciders(
    case: Case, context: Context, roles: tuple[str, ...], view: str
) -> tuple[Effect, ...]:
    """Tell whoever speaks next; the product lead is that of the case."""
    lead = case.product_lead if LEAD_ROLE in roles else None
    others = tuple(role for role in roles if role != LEAD_ROLE or lead is None)
    return (
        *tell_people(case, context, (lead,), view, view),
        *(tell_roles(case, others, view, view) if others else ()),
    )
