"""The one function: pure, complete, and refusing in the same words whatever the reason."""

from dataclasses import replace
from itertools import pairwise
from uuid import uuid4

import pytest

from flows.cards import Items, Note
from flows.case import Confidentiality, Given, Place, Summary
from flows.effects import Notify, ToLaunchChannel
from flows.events import (
    Answered,
    AnswersCopied,
    CaseOpened,
    Event,
    PageOpened,
    PageRef,
    PromptAnswered,
    Resumed,
    Reviewed,
    SmallestChangeAsked,
    Started,
    Submitted,
    WindowClosed,
)
from flows.step import step
from tests.flows.screening import (
    CASE_ID,
    NOW,
    REFERENCE,
    Screening,
    buttons_in,
    harmless,
    played,
    up_to,
    words,
)
from tests.worked import the_pack

ON_CASE: tuple[Event, ...] = (
    Answered(PageRef("P01"), 0, {"P01": "?"}),
    PromptAnswered("CP01", None, 0, "?"),
    Resumed(),
    PageOpened(PageRef("P01")),
    Reviewed(),
    Submitted(0),
    CaseOpened(),
    SmallestChangeAsked(),
)
EVERY: tuple[Event, ...] = (*ON_CASE, WindowClosed())  # which is answered in a message


def test_start_begins_a_draft_of_the_pack_with_its_first_page_and_root_message() -> None:
    run = Screening()
    turn = run.start()
    case = run.case
    assert (case.id, case.reference, case.pack) == (CASE_ID, REFERENCE, the_pack().meaning)
    assert (case.owner, case.started_at, case.revision) == ("mira", NOW, 1)
    assert case.is_draft
    assert case.launch_status == "draft"
    assert run.page == PageRef("P01")
    (root,) = turn.effects
    assert isinstance(root, Notify)
    assert (root.audience, root.view) == (ToLaunchChannel(), "root")
    assert [one.action for one in turn.journal] == ["case_started"]


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_event_about_a_case_needs_one(event: Event) -> None:
    with pytest.raises(TypeError, match=type(event).__name__):
        step(the_pack(), None, event, Screening().context("mira"))


@pytest.mark.parametrize("event", EVERY, ids=lambda event: type(event).__name__)
def test_stranger_is_refused_in_the_same_words_whatever_they_ask(event: Event) -> None:
    run = up_to("G02", "U01")
    before, reply = run.case, None
    for case in (run.case, replace(run.case, confidentiality=Confidentiality.SEALED)):
        there = replace(run, present=case, turns=[])
        turn = there.happens(event, by="otto")
        assert there.case == case
        assert turn.effects == ()
        assert [one.action for one in turn.journal] == ["refused"]
        assert reply in (None, turn.replies)
        reply = turn.replies
    assert REFERENCE not in words(run.branch().happens(event, by="otto").replies[0])
    assert before == run.case


@pytest.mark.parametrize("event", ON_CASE, ids=lambda event: type(event).__name__)
def test_same_arguments_give_the_same_turn(event: Event) -> None:
    """Pure: a conflict is mended by loading again and stepping again."""
    for run in (up_to("G02", "U01"), harmless(), played("G02")):
        for person in ("mira", "hana"):
            turns = [
                step(the_pack(), run.case, event, run.context(person)) for _ in range(2)
            ]  # fmt: skip
            assert turns[0] == turns[1]
            assert turns[0].replies


def test_looking_changes_nothing() -> None:
    for run in (up_to("G02", "U01"), harmless(), played("G02")):
        before = run.case
        for event in (Resumed(), PageOpened(PageRef("P04")), Reviewed()):
            turn = run.happens(event)
            assert run.case == before
            assert turn.effects == ()
        run.happens(CaseOpened(), by="hana")
        run.happens(SmallestChangeAsked(), by="hana")
        assert run.case == before


def test_revision_rises_with_every_change_and_with_nothing_else() -> None:
    for id in ("G01", "G02"):
        cases = [turn.case for _, _, turn in played(id).turns]
        for before, case in pairwise(cases):
            assert (case.revision > before.revision) is (case != before)


def other_case(**how: object) -> Summary:
    summary = Summary(uuid4(), "SAL-7", "Pocket calculator app", "mira", "draft", NOW, NOW)
    return replace(summary, is_draft=True, **how)  # type: ignore[arg-type]


def named(*others: Summary) -> Screening:
    run = up_to("G01", "P01")
    run.same_launch = others
    run.send({"P01": "Pocket", "P02": "It adds.", "P03": "2026-09-01", "P04": "none",
              "P05": "none"})  # fmt: skip
    return run


def test_open_case_of_the_same_launch_is_offered_before_going_on() -> None:
    """ST2: by whom, since when; go on there, or keep this one as well."""
    run = named(other_case())
    assert run.page == PageRef("P06")
    (note,) = [one for one in run.form.intro if isinstance(one, Note)]
    assert "already has an open case" in str(note.text)
    (entries,) = [one for one in run.form.intro if isinstance(one, Items)]
    button, copy = buttons_in(entries)
    assert (button.verb, copy.verb) == ("resume", "copy")
    assert copy.args["case"] == str(CASE_ID)
    assert button.args["case"] != str(CASE_ID)
    assert "Mira" in words(run.form)
    assert "already has an open case" not in words(named().form)


def test_of_many_open_cases_of_a_launch_a_few_are_shown_and_the_others_counted() -> None:
    run = named(*(other_case() for _ in range(7)))
    (entries,) = [one for one in run.form.intro if isinstance(one, Items)]
    assert len(entries.entries) == 5
    assert "And 2 more" in words(run.form)


def test_open_case_that_one_may_only_read_is_offered_for_reading() -> None:
    run = named(other_case(owner="leo", participants=()))
    button, _copy = buttons_in(tuple(one for one in run.form.intro if isinstance(one, Items)))
    assert button.verb == "see"


def test_earlier_cases_of_a_launch_offer_their_answers_as_long_as_none_were_copied() -> None:
    run = up_to("G01", "P01")
    run.earlier = (replace(other_case(), is_draft=False),)
    page = {"P01": "Pocket", "P02": "It adds.", "P03": "2026-09-01", "P04": "none", "P05": "none"}
    run.send(page)
    assert "was screened before" in words(run.form)
    (copy,) = [one for one in buttons_in(run.form) if one.verb == "copy"]
    assert copy.args["about"]
    answers: dict[Place, Given] = {("P06", None): played("G02").case.round.given["P06", None]}
    run.happens(AnswersCopied(uuid4(), "SAL-7", answers))
    run.open("P01")
    run.send({**page, "P01": "Pocket 2"})
    assert "copy" not in {one.verb for one in buttons_in(run.form)}


def test_started_case_begins_anew_whatever_was_there() -> None:
    run = played("G01")
    turn = step(the_pack(), run.case, Started(uuid4(), "SAL-9"), run.context("mira"))
    assert turn.case.reference == "SAL-9"
    assert turn.case.is_draft
