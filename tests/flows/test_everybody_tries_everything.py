"""A person of each role and relation presses everything, in every state of a case.

What can be pressed is read from the code and from what is drawn: a new verb or form is tried
by itself, and fails here until the table below says who may.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TypeAlias, get_args

import pytest

from flows import events
from flows.cards import Button, Form, Notice, Reply
from flows.case import Case, Kind, Measure, Subject
from flows.casework.escalation.turning import late
from flows.casework.forms import FORMS
from flows.events import (
    CaseOpened,
    EvidenceKept,
    FormOpened,
    LoadHandedOn,
    MeasureOpened,
    OnCase,
    Resumed,
    RoleUnreached,
)
from flows.people.authority import Part, Verb, is_admin, may
from flows.people.context import Context
from flows.people.measures import dropping, planning
from flows.step import Turn
from flows.views.notices import not_allowed, not_yours, notice, withdrawn
from flows.views.viewer import Viewer
from tests.flows.everybody import (
    EVERYBODY,
    STATES,
    State,
    Try,
    in_state,
    meant,
    tries,
    whoever_tries,
)
from tests.flows.screening import buttons_in, words

NEEDS: Mapping[type, Verb] = {
    events.Answered: Verb.ANSWER,
    events.PromptAnswered: Verb.ANSWER,
    events.Resumed: Verb.ANSWER,
    events.PageOpened: Verb.ANSWER,
    events.Reviewed: Verb.ANSWER,
    events.AnswersCopied: Verb.ANSWER,
    events.WindowClosed: Verb.ANSWER,
    events.Submitted: Verb.SUBMIT,
    events.HandedOverEarly: Verb.HAND_OVER,
    events.CaseOpened: Verb.SEE,
    events.SmallestChangeAsked: Verb.SMALLEST_CHANGE,
    events.Acknowledged: Verb.ACKNOWLEDGE,
    events.TakenOn: Verb.ACKNOWLEDGE,
    events.TeamAsked: Verb.ASK_TEAM,
    events.TeamReplied: Verb.REPLY_TEAM,
    events.AdviceGiven: Verb.ADVISE,
    events.OutcomeChosen: Verb.DECIDE,
    events.VoiceGiven: Verb.DECIDE,
    events.DecisionReopened: Verb.DECIDE_AGAIN,
    events.RatingAgreed: Verb.RATE,
    events.MeasureOpened: Verb.SEE_PART,
    events.MeasuresTaken: Verb.PLAN,
    events.MeasureAdded: Verb.PLAN,
    events.MeasurePlanned: Verb.PLAN,
    events.MeasureRefused: Verb.REFUSE,
    events.ProgressNoted: Verb.WORK,
    events.MeasureBlocked: Verb.WORK,
    events.MeasureImplemented: Verb.WORK,
    events.MeasureVerified: Verb.VERIFY,
    events.RiskClosed: Verb.CLOSE_RISK,
    events.EvidenceKept: Verb.KEEP,
    events.ItemAssigned: Verb.ASSIGN,
    events.ItemAnswered: Verb.FIND_OUT,
    events.ExpertAsked: Verb.ASK_EXPERT,
    events.ExpertReplied: Verb.REPLY_EXPERT,
    events.ProposalSettled: Verb.SETTLE,
    events.Triggered: Verb.CHANGE,
    events.IncidentReported: Verb.REPORT,
    events.ClassChanged: Verb.CLASSIFY,
    events.PeopleNamed: Verb.CLASSIFY,
    events.Withdrawn: Verb.WITHDRAW,
    events.OwnerChanged: Verb.CHANGE_OWNER,
    events.Followed: Verb.FOLLOW,
    events.Snoozed: Verb.SEE_PART,
    events.NotMine: Verb.SEE_PART,
    events.WhyAsked: Verb.SEE_PART,
    events.LaunchAnswered: Verb.CHANGE,
}
OF_FORMS: Mapping[str, Verb] = {
    "ask_team": Verb.ASK_TEAM,
    "reply_team": Verb.REPLY_TEAM,
    "advise": Verb.ADVISE,
    "outcome": Verb.DECIDE,
    "agree": Verb.DECIDE,
    "decision": Verb.DECIDE,
    "decide_again": Verb.DECIDE_AGAIN,
    "rate": Verb.RATE,
    "plan": Verb.PLAN,
    "refuse": Verb.REFUSE,
    "progress": Verb.WORK,
    "block": Verb.WORK,
    "implement": Verb.WORK,
    "verify": Verb.VERIFY,
    "add_measure": Verb.PLAN,
    "keep": Verb.KEEP,
    "close_risk": Verb.CLOSE_RISK,
    "change": Verb.CHANGE,
    "incident_on": Verb.REPORT,
    "assign": Verb.ASSIGN,
    "find_out": Verb.FIND_OUT,
    "ask_expert": Verb.ASK_EXPERT,
    "reply_expert": Verb.REPLY_EXPERT,
    "classify": Verb.CLASSIFY,
    "name_people": Verb.CLASSIFY,
    "withdraw": Verb.WITHDRAW,
    "change_owner": Verb.CHANGE_OWNER,
    "snooze": Verb.SEE_PART,
    "not_mine": Verb.SEE_PART,
    "launch_answer": Verb.CHANGE,
}
BY_SALIENT = {LoadHandedOn, RoleUnreached}
BY_CLOCK = {events.ReminderDue, events.Gathered}
"""What the clock brings: nothing that anybody presses means it."""

OF_MEASURES = ("plan", "refuse", "progress", "block", "implement", "verify")
OF_ITEMS = ("assign", "find_out")
OF_A_DECISION = (Verb.DECIDE, Verb.ADVISE)

Noted: TypeAlias = tuple[str, ...]
REFUSED: Noted = ("refused",)


def test_every_event_and_every_form_has_its_right() -> None:
    of_case = {kind for union in get_args(OnCase) for kind in (get_args(union) or (union,))}
    assert of_case == {*NEEDS, *BY_SALIENT, *BY_CLOCK, FormOpened}
    assert set(OF_FORMS) == set(FORMS)


def every_press(name: str) -> Iterator[tuple[OnCase, str, Turn]]:
    """Yield all that can be sent in a state, by everybody."""
    state = in_state(name)
    for each in all_tries(name):
        for person in whoever_tries(each.event):
            yield each.event, person, state.turn(each.event, person)


@cache
def all_tries(name: str) -> tuple[Try, ...]:
    return tries(in_state(name))


def thing_of(case: Case, event: OnCase) -> tuple[tuple[Part, ...], object] | None:
    """Return what an event is about one of, and which; None when it is about the whole case."""
    match event:
        case FormOpened(form, about) if form in OF_MEASURES:
            return case.measures, about
        case FormOpened(form, about) if form in OF_ITEMS:
            return case.open_items, about
        case FormOpened("reply_expert", about):
            return case.expert_questions, about
        case events.ItemAssigned(id) | events.ItemAnswered(id):
            return case.open_items, id
        case events.ExpertReplied(id) | events.ProposalSettled(id):
            return case.expert_questions, id
        case (
            FormOpened("snooze" | "not_mine", about)
            | events.Snoozed(about)
            | events.NotMine(about)
            | events.WhyAsked(about)
        ):
            return of_subject(case, about)
        case FormOpened("keep", about):
            return (case.measures, about) if case.measures else None
        case _:
            named = getattr(event, "measure", None)
            return None if named is None else (case.measures, named)


def of_subject(case: Case, about: str) -> tuple[tuple[Part, ...], object] | None:
    """Return which part a thing is that somebody is reminded of."""
    subject = Subject.read(about)
    if subject is None:
        return (), about
    if subject.kind is Kind.ITEM:
        return case.open_items, subject.id
    return (case.measures, subject.id) if subject.kind in (Kind.MEASURE, Kind.CHECK) else None


def part_of(case: Case, event: OnCase) -> Part | None:
    """Return the one thing that an event is about."""
    held, about = thing_of(case, event) or ((), None)
    return next((one for one in held if about in (one.id, str(one.id))), None)


def needed(state: State, event: OnCase, context: Context) -> Verb:
    """Return what an event asks to be allowed; who drops a measure depends on what it is for."""
    verb = OF_FORMS[event.form] if isinstance(event, FormOpened) else NEEDS[type(event)]
    measure = part_of(state.case, event)
    if verb is Verb.REFUSE and isinstance(measure, Measure):
        return dropping(state.run.pack, state.case, measure)
    if verb is Verb.PLAN and isinstance(measure, Measure):
        return planning(measure)
    return verb


@pytest.mark.parametrize("name", STATES)
def test_whoever_may_not_changes_nothing_is_noted_and_hears_who_can(name: str) -> None:
    state, refused = in_state(name), 0
    for event, person, turn in every_press(name):
        if not lets(state, event, person):
            refused += 1
            assert (turn.case, turn.effects) == (state.case, ()), (event, person)
            noted = tuple(each.action for each in turn.journal)
            assert (turn.replies, noted) == answer_to(state, event, person), (event, person)
    assert refused > 1000


def lets(state: State, event: OnCase, person: str) -> bool:
    """Tell whether authority says that somebody may do this."""
    context = state.run.context(person)
    if isinstance(event, LoadHandedOn | RoleUnreached):
        return is_admin(context.actor)
    verb = needed(state, event, context)
    return may(context.actor, verb, state.case, part_of(state.case, event))


def answer_to(state: State, event: OnCase, person: str) -> tuple[tuple[Reply, ...], Noted]:
    """Return what somebody hears who may not do this, and what is noted of it.

    Of a case that is not theirs: what they hear of one that is not there.
    """
    case, context = state.case, state.run.context(person)
    viewer, part = Viewer(state.run.pack, context), part_of(case, event)
    none: tuple[Reply, ...] = (not_yours(viewer),)
    if isinstance(event, LoadHandedOn | RoleUnreached):
        return none, REFUSED
    if part is None and must_be_there(case, event):
        return none, ()
    if not may(context.actor, Verb.SEE_PART, case, part):
        return none, REFUSED
    verb = needed(state, event, context)
    if verb in OF_A_DECISION and case.pending is None and may(context.actor, Verb.SEE, case):
        return late(state.run.pack, case, context).replies, ()
    if case.withdrawal is not None:
        return (withdrawn(viewer, case, case.withdrawal),), REFUSED
    if case.concern is not None:
        return (notice(viewer, "late.concern", case),), REFUSED
    return (not_allowed(viewer, verb, case),), REFUSED


def must_be_there(case: Case, event: OnCase) -> bool:
    """Tell whether an event is about one thing; something is kept for the whole case as well."""
    is_kept = isinstance(event, EvidenceKept) or getattr(event, "form", "") == "keep"
    return thing_of(case, event) is not None and not is_kept


@pytest.mark.parametrize("name", STATES)
def test_whoever_may_not_see_a_case_reads_no_word_of_it(name: str) -> None:
    state = in_state(name)
    secret = set(typed_in(replace(state.case, expert_questions=())))
    assert len(secret) > 0
    for event, person, turn in every_press(name):
        actor = state.run.context(person).actor
        if not may(actor, Verb.SEE, state.case):
            shown = "\n".join(words(reply) for reply in turn.replies)
            assert not [one for one in secret if one in shown], (event, person)
            is_asked = may(actor, Verb.SEE_PART, state.case, part_of(state.case, event))
            assert is_asked or state.case.reference not in shown, (event, person)


def typed_in(held: object) -> Iterator[str]:
    """Yield every free text of a case: what has more than one word."""
    if isinstance(held, str):
        yield from (held,) if " " in held and held not in EVERYBODY else ()
    elif isinstance(held, Mapping):
        yield from (text for one in held.values() for text in typed_in(one))
    elif isinstance(held, tuple):
        yield from (text for one in held for text in typed_in(one))
    elif is_dataclass(held):
        yield from (text for one in fields(held) for text in typed_in(getattr(held, one.name)))


@pytest.mark.parametrize("name", STATES)
def test_every_button_that_somebody_is_shown_does_something(name: str) -> None:
    """No button is dead: it opens something or changes the case; what it sends is not refused."""
    state, pressed = in_state(name), 0
    for person in EVERYBODY:
        for reply in shown_to(state, person):
            for button in buttons_in(reply):
                event = meant(reply, button)
                if event is None or person not in whoever_tries(event):
                    continue
                pressed += 1
                turn = state.turn(event, person)
                assert REFUSED not in [(each.action,) for each in turn.journal], (person, button)
                assert sends(reply, button) or does_something(state, turn), (person, button)
    assert pressed > 20 or state.case.concern is not None


def shown_to(state: State, person: str) -> tuple[Reply, ...]:
    """Return what somebody is shown of a case, and the forms that it leads to."""
    measures = (MeasureOpened(one.id) for one in state.case.measures)
    asked = (FormOpened("reply_expert", str(one.id)) for one in state.case.expert_questions)
    looks: tuple[OnCase, ...] = (CaseOpened(), Resumed(), *measures, *asked)
    first = [reply for event in looks for reply in state.turn(event, person).replies]
    buttons = [(reply, button) for reply in first for button in buttons_in(reply)]
    events = (meant(*one) for one in buttons)
    forms = (state.turn(event, person) for event in events if isinstance(event, FormOpened))
    every = (*first, *(reply for turn in forms for reply in turn.replies))
    return tuple({repr(reply): reply for reply in every}.values())


def sends(reply: Reply, button: Button) -> bool:
    """Tell whether a button sends what was typed: it may be wrong, or said already."""
    return isinstance(reply, Form) and button.verb == reply.submit.verb


def does_something(state: State, turn: Turn) -> bool:
    return turn.case != state.case or not any(isinstance(one, Notice) for one in turn.replies)


@pytest.mark.parametrize("name", ["restricted", "sealed", "concern"])
def test_the_cases_tried_are_closed_where_they_say_so(name: str) -> None:
    kind = in_state(name).case.confidentiality.value
    assert kind == ("sealed" if name == "concern" else name)
