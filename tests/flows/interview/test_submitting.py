"""Sending a screening: route and launch status are set, and whoever must know is told."""

from dataclasses import replace

import pytest

from flows.case import Confidentiality
from flows.effects import Notify, Refresh, ToPerson, ToRole
from flows.people.authority import to_tell
from tests.flows.screening import (
    CASE_ID,
    NOW,
    PEOPLE,
    Screening,
    harmless,
    played,
    sent_as_it_was,
    told,
    up_to,
    words,
)
from tests.worked import raw_cases, worked

PRODUCTS = sorted(raw_cases())


@pytest.mark.parametrize("id", PRODUCTS)
def test_who_is_told_of_a_worked_product(id: str) -> None:
    run = played(id)
    notify = worked(id).expect["notify"]
    assert isinstance(notify, list)
    pending = run.case.pending
    advice = pending.policy.advice if pending is not None else ()
    expected = list(dict.fromkeys((*notify, *(role for role in advice if role == "legal"))))
    assert list(run.case.told) == expected
    audiences = [to for view, to in told(run.turn.effects) if view != "advice_wanted"]
    asked = [to for view, to in told(run.turn.effects) if view == "advice_wanted"]
    assert asked == [ToRole(role) for role in advice]
    assert audiences == [
        ToPerson("leo") if role == "product_lead" else ToRole(role) for role in expected
    ]
    views = {view for view, audience in told(run.turn.effects)
             if audience == ToRole("human_rights_team")}  # fmt: skip
    assert views <= {"submitted"}
    assert {view for view, _ in told(run.turn.effects)} <= {
        "submitted", "informed", "advice_wanted",
    }  # fmt: skip
    assert isinstance(run.turn.effects[-1], Refresh)


def test_messages_carry_the_case_and_for_whom_they_are_and_nothing_else() -> None:
    for id in PRODUCTS:
        for one in played(id).effects:
            if isinstance(one, Notify):
                person = one.audience.person if isinstance(one.audience, ToPerson) else None
                who = {"who": person} if person is not None else {}
                assert dict(one.args) == {"case": str(CASE_ID), **who}
                assert not one.sealed


def test_danger_is_told_to_the_team_alone() -> None:
    run = up_to("G05", "E03")
    run.answer_as(worked("G05"), other={"E03": "yes"})
    run.submit()
    assert "ER06" in run.case.round.outcome.rules  # type: ignore[union-attr]
    assert told(run.turn.effects) == [
        ("submitted", ToRole("human_rights_team")),
        ("advice_wanted", ToRole("human_rights_lead")),
    ]


def test_product_lead_is_told_in_person_and_may_be_chosen() -> None:
    for chosen, expected in ((None, "leo"), ("lena", "lena"), ("otto", "leo"), ("nobody", "leo")):
        run = Screening()
        run.start(lead=chosen)
        assert run.case.product_lead == expected
    run.answer_as(worked("G02"))


def test_role_is_told_where_nobody_holds_it() -> None:
    people = {id: one for id, one in PEOPLE.items() if "product_lead" not in one.roles}
    run = Screening(people=people)
    run.start()
    assert run.case.product_lead is None
    run.answer_as(worked("G02"))
    run.submit()
    assert ("informed", ToRole("product_lead")) in told(run.turn.effects)
    run.do("see", by="hana")
    assert "nobody" in words(run.card)


def test_outcome_is_what_was_found_and_when() -> None:
    run = played("G02")
    outcome = run.case.round.outcome
    assert outcome is not None
    assert (outcome.route, outcome.launch, outcome.at) == ("hr_escalation", "hold", NOW)
    assert outcome.rules == ("ER01", "ER09", "ER14", "ER19")
    assert outcome.next_review_days == 30
    sent, phase = run.turn.journal
    assert sent.details == {"round": 1, "route": "hr_escalation"}
    assert phase.details == {"from": "draft", "to": "team"}
    assert run.case.since == NOW


def test_submitting_twice_is_submitting_once() -> None:
    run = harmless()
    event = sent_as_it_was(run)
    run.happens(event)
    before = run.case
    turn = run.happens(event, by="leo")
    assert (run.case, turn.effects, turn.journal) == (before, (), ())
    assert run.card.view == "result"


def test_screening_that_is_not_finished_is_not_sent() -> None:
    run = up_to("G02", "E01")
    before = run.case
    run.do("submit")
    assert run.case == before
    assert run.form.view == "page"


def test_human_rights_team_reads_the_whole_case_and_the_product_side_the_result() -> None:
    run = played("G02")
    run.do("see", by="hana")
    team = words(run.card)
    assert run.card.view == "case"
    for text in ("ER01", "ER09", "ER14", "ER19", "All answers", "Severity 5", "First answer:"):
        assert (text in team) is (text != "Severity 5")
    for person in ("mira", "leo"):
        run.do("see", by=person)
        assert run.card.view == "result"
        assert "On hold" in words(run.card)
        assert "All answers" not in words(run.card)


def test_result_names_red_lines_weak_points_and_what_is_unknown() -> None:
    run = played("G05")
    text = words(run.card)
    for heading in ("Red lines", "Weak points of process", "Still to be found out", "Measures"):
        assert heading in text
    assert "Salient does not judge the law" in text
    assert "Why" in words(played("G01").card)
    assert "Measures" not in words(played("G01").card)


def test_long_list_of_reasons_is_folded() -> None:
    run = played("G04")
    run.do("see", by="hana")
    assert "Rule ER01" in words(run.card)


def test_dismissed_harm_says_so_and_owes_nothing_yet() -> None:
    run = up_to("G02", "R01", "RK04")
    run.send({"R01": "not_applicable", "R01.note": "Nobody is sorted."})
    run.answer_as(worked("G02"))
    run.submit()
    assert "Set aside by the product team" in words(run.card)
    run.do("see", by="hana")
    assert "Nobody is sorted." in words(run.card)


@pytest.mark.parametrize(
    ("participants", "roles", "expected"),
    [
        ((), ("human_rights_team", "legal"), ("human_rights_team",)),
        ((), ("product_lead", "dsa_compliance_officer"), ("human_rights_team",)),
        (("leo",), ("product_lead", "legal"), ("product_lead",)),
        (("leo",), (), ()),
    ],
)
def test_only_those_who_may_open_a_closed_case_are_told(
    participants: tuple[str, ...], roles: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """When none of them may, the human rights team is told instead."""
    case = replace(
        played("G02").case,
        confidentiality=Confidentiality.RESTRICTED,
        participants=participants,
        product_lead="leo",
    )
    assert to_tell(case, roles) == expected
    assert to_tell(replace(case, confidentiality=Confidentiality.OPEN), roles) == roles
