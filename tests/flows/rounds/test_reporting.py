"""Reporting by anybody: an incident of a launch that is named, a concern in private."""

from typing import Any
from uuid import UUID

import pytest

from flows.acts import Act, event_of
from flows.cards import Form, Notice, SingleField
from flows.case import Concern, Confidentiality, Phase, Summary
from flows.casework.rounds.reporting import MOST_CASES, ask_which, report
from flows.events import (
    ConcernAsked,
    ConcernOpened,
    ConcernRaised,
    ConcernSent,
    IncidentAsked,
    IncidentSent,
)
from flows.people.context import Context
from flows.people.profile import Actor
from flows.views.rounds.reporting import ANOTHER, WHICH, concern_form, incident_form
from flows.views.viewer import Viewer
from tests.flows.screening import NOW, PEOPLE, Screening, line, words
from tests.worked import the_pack

FORMS: dict[str, tuple[Any, Any]] = {
    "incident": (incident_form, IncidentSent),
    "concern": (concern_form, ConcernSent),
}
WHAT = "Somebody was followed home."


def viewer(by: str = "otto") -> Viewer:
    return Viewer(the_pack(), Context(NOW, Actor(by, PEOPLE[by].roles), PEOPLE))


def errors(form: object) -> dict[str, str]:
    assert isinstance(form, Form)
    return {one.id: line(one.error) for one in form.fields if one.error}


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_is_drawn_again_by_its_own_act(kind: str) -> None:
    draw, sent = FORMS[kind]
    form = draw(viewer())
    assert form.anew is not None
    again = event_of(Act(form.anew.verb, form.anew.args))
    asked = IncidentAsked({WHICH: ANOTHER})
    assert again == (asked if kind == "incident" else ConcernAsked())
    assert isinstance(event_of(Act(form.submit.verb, {}, 0, {})), sent)
    assert "no names of people who could be harmed" in line(form.reminder)


@pytest.mark.parametrize("kind", FORMS)
def test_what_was_written_reaches_the_team_alone(kind: str) -> None:
    _, sent = FORMS[kind]
    values = {"launch": " Badge reader ", "words": WHAT, "write_back": "no"}
    reported = report(viewer(), sent(values))
    assert reported.raised == ConcernRaised("Badge reader", "otto", WHAT, may_write_back=False)
    assert isinstance(reported.reply, Notice)
    assert WHAT not in words(reported.reply)
    assert "obody else sees it" in words(reported.reply)


FAULTS = {
    "nothing": ({}, {"launch", "words"}, {"words"}),
    "only spaces": ({"launch": " ", "words": "\u200b"}, {"launch", "words"}, {"words"}),
    "too long": ({"launch": "x" * 201, "words": "y" * 3001}, {"launch", "words"},
                 {"launch", "words"}),
    "no launch": ({"words": WHAT}, {"launch"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(case: str) -> None:
    values, of_incident, of_concern = FAULTS[case]
    for sent, faults in ((IncidentSent(values), of_incident), (ConcernSent(values), of_concern)):
        reported = report(viewer(), sent)
        assert (reported.raised is None) is bool(faults)
        if faults:
            assert set(errors(reported.reply)) == faults
            assert isinstance(reported.reply, Form)
            kept = {one.id: one.value for one in reported.reply.fields}
            assert all(kept[field] == typed for field, typed in values.items())


def test_only_the_team_reads_what_was_written() -> None:
    raised = ConcernRaised("", "otto", WHAT, may_write_back=False)
    run = Screening()
    run.happens(ConcernOpened(UUID(int=7), "SAL-X7K2MP", raised), by="otto")
    assert run.case.concern == Concern("", "otto", WHAT, may_write_back=False)
    assert run.case.confidentiality is Confidentiality.SEALED
    assert run.turn.replies == ()
    for person in ("otto", "mira", "sam", "lara"):
        run.do("see", by=person)
        assert WHAT not in words(run.reply)
        assert "There is no case of that number" in words(run.reply)
    run.do("see", by="hana")
    assert WHAT in words(run.reply)
    assert "no launch in particular" in words(run.reply)
    assert "please do not contact me" in words(run.reply)


def summary(number: int, owner: str = "otto", **other: Any) -> Summary:
    reference, name = f"SAL-{number}", f"Product {number}"
    return Summary(UUID(int=number), reference, name, owner, "hold", NOW, NOW, **other)


def offered(form: object) -> dict[str, str]:
    assert isinstance(form, Form)
    (field,) = form.fields
    assert isinstance(field.kind, SingleField)
    return {one.id: line(one.text) for one in field.kind.choices}


def test_who_sees_cases_says_first_which_launch_did_harm() -> None:
    form = ask_which(viewer(), IncidentAsked(), [summary(1), summary(2)])
    assert offered(form) == {
        str(UUID(int=1)): "SAL-1: Product 1",
        str(UUID(int=2)): "SAL-2: Product 2",
        ANOTHER: "Another launch, which I name myself",
    }
    assert isinstance(form, Form)
    chosen = event_of(Act(form.submit.verb, form.submit.args, 0, {WHICH: str(UUID(int=2))}))
    assert isinstance(chosen, IncidentAsked)
    assert ask_which(viewer(), chosen, [summary(1), summary(2)]) == UUID(int=2)


def test_another_launch_is_named_and_whoever_sees_no_case_names_it_at_once() -> None:
    named = incident_form(viewer())
    assert ask_which(viewer(), IncidentAsked({WHICH: ANOTHER}), [summary(1)]) == named
    assert ask_which(viewer(), IncidentAsked(), [summary(1, "mira")]) == named
    assert ask_which(viewer(), IncidentAsked({WHICH: str(UUID(int=1))}), []) == named


@pytest.mark.parametrize("chosen", ["", str(UUID(int=9)), "garbage"])
def test_a_launch_that_was_not_offered_is_asked_for_again(chosen: str) -> None:
    form = ask_which(viewer(), IncidentAsked({WHICH: chosen}), [summary(1), summary(9, "mira")])
    assert set(errors(form)) == {WHICH}


def test_only_the_newest_that_somebody_may_open_are_offered_and_no_concern() -> None:
    sealed = {"confidentiality": Confidentiality.SEALED}
    every = [
        summary(1, "", phase=Phase.CONCERN, **sealed),
        summary(2, "mira"),
        summary(3, "otto", **sealed),
        summary(4, "mira", experts=("otto",)),
        *(summary(number) for number in range(10, 10 + 2 * MOST_CASES)),
    ]
    newest = [str(UUID(int=number)) for number in range(10, 10 + MOST_CASES)]
    assert list(offered(ask_which(viewer(), IncidentAsked(), every))) == [*newest, ANOTHER]
    by_team = list(offered(ask_which(viewer("hana"), IncidentAsked(), every[:3])))
    assert by_team == [str(UUID(int=2)), str(UUID(int=3)), ANOTHER]
