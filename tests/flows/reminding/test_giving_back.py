"""What is not somebody's: whoever can give it to another hears of it, and nothing else moves."""

from dataclasses import replace

import pytest

from flows.case import Confidentiality, Kind, Signed, Subject
from flows.effects import Notify, ToPerson, ToRole
from flows.events import FormOpened, NotMine
from flows.people.authority import TEAM_ROLE
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from tests.flows.reminded import (
    IN_PERSON,
    KINDS,
    Reminded,
    check,
    evidence,
    item,
    launch,
    measure,
)
from tests.flows.screening import NOW, Screening, buttons_in, line, told, words
from tests.worked import the_pack


def gives_back(one: Reminded, **values: str) -> None:
    one.press("not_mine")
    one.run.press(one.run.form.submit, values, one.person)


def forms_in(shown: object) -> list[str]:
    """Return the forms that are offered, but for drawing the same one again."""
    forms = [one.args["form"] for one in buttons_in(shown) if one.verb == "form"]
    return [form for form in forms if form != "not_mine"]


@pytest.mark.parametrize("name", IN_PERSON)
def test_nothing_moves_until_somebody_gives_it_away(name: str) -> None:
    one = KINDS[name]()
    before, owed = one.run.case, one.stages
    gives_back(one)
    assert (one.run.case, one.stages) == (before, owed)
    assert [each.action for each in one.run.turn.journal] == ["not_mine"]
    assert "stays with you" in line(one.run.notice.text)


def test_of_a_thing_of_a_case_its_owner_hears() -> None:
    one = measure()
    gives_back(one, whose="otto")
    assert told(one.run.turn.effects) == [("not_mine", ToPerson("mira"))]
    assert "They are told that it is not yours: Mira" in words(one.run.notice)


def test_of_what_its_owner_gives_back_the_product_lead_hears() -> None:
    one = launch()
    gives_back(one)
    assert told(one.run.turn.effects) == [("not_mine", ToPerson("leo"))]


def test_where_nobody_else_can_the_team_hears() -> None:
    one = launch()
    one.run.present = replace(one.run.case, product_lead=None)
    gives_back(one)
    assert told(one.run.turn.effects) == [("not_mine", ToRole(TEAM_ROLE))]
    assert "Human rights team" in words(one.run.notice)


def test_who_is_not_named_on_a_closed_case_hears_nothing_of_it() -> None:
    one = launch()
    one.run.present = replace(
        one.run.case, confidentiality=Confidentiality.RESTRICTED, participants=("mira",)
    )
    gives_back(one)
    assert told(one.run.turn.effects) == [("not_mine", ToRole(TEAM_ROLE))]


def test_a_look_whether_it_works_goes_back_to_the_team() -> None:
    one = check()
    gives_back(one)
    assert told(one.run.turn.effects) == [("not_mine", ToRole(TEAM_ROLE))]


def test_saying_it_twice_tells_once() -> None:
    one = measure()
    gives_back(one)
    gives_back(one)
    keys = [one.key for one in one.run.effects if isinstance(one, Notify) if one.view == "not_mine"]
    assert len(keys) == 2
    assert len(set(keys)) == 1


# ------------------------------------------------------------------------- whoever can do it


@pytest.mark.parametrize(
    ("name", "form"), [("measure", "plan"), ("item", "assign"), ("launch", "change_owner")]
)
def test_whoever_can_give_it_away_is_offered_to(name: str, form: str) -> None:
    one = KINDS[name]()
    one.press("not_mine")
    assert forms_in(one.run.form) == [form]
    assert "You can give it to somebody else yourself" in words(one.run.form)
    button = next(each for each in one.run.form.others if each.args.get("form") == form)
    one.run.press(button, by=one.person)
    assert one.run.form.view == form


def test_whoever_cannot_is_told_who_can() -> None:
    for one in (evidence(), check()):
        one.press("not_mine")
        assert forms_in(one.run.form) == []
        assert "Whoever can give it to somebody else is told" in words(one.run.form)


def test_what_is_done_by_now_cannot_be_given_away() -> None:
    one = item()
    (first, *others) = one.run.case.open_items
    assert forms_in(drawn(one.run, one.subject, "mira")) == ["assign"]
    found = replace(first, answered=Signed("mira", NOW))
    one.run.present = replace(one.run.case, open_items=(found, *others))
    assert forms_in(drawn(one.run, one.subject, "mira")) == []


@pytest.mark.parametrize("whose", ["nobody", "x" * 300])
def test_it_may_be_for_somebody_who_is_known(whose: str) -> None:
    one = measure()
    gives_back(one, whose=whose)
    assert set(one.run.errors) == {"whose"}
    assert one.run.turn.effects == ()


# ------------------------------------------------------------------------------ the message


def drawn(run: Screening, subject: Subject | None, reader: str, whose: str = "") -> object:
    viewer = Viewer(the_pack(), run.context(reader))
    args = {"about": str(subject or ""), "whose": whose}
    return draw_message(viewer, "not_mine", run.case, args)


def test_the_message_says_which_and_for_whom_and_gives_it_away() -> None:
    one = measure()
    gives_back(one, whose="otto")
    (owed,) = one.run.turn.effects
    assert isinstance(owed, Notify)
    viewer = Viewer(the_pack(), one.run.context("mira"))
    card = draw_message(viewer, owed.view, one.run.case, owed.args)
    said = words(card)
    assert "You own it" not in said
    assert "It may be for Otto." in said
    assert forms_in(card) == ["plan"]


def test_a_conversation_of_many_reads_no_name() -> None:
    one = measure()
    for subject in (one.subject, None):
        said = words(drawn(one.run, subject, "", "otto"))  # type: ignore[arg-type]
        assert "Otto" not in said
        assert "Ines" not in said
    gone = Subject(Kind.MEASURE, str(one.run.case.id))
    assert "Otto" not in words(drawn(one.run, gone, "mira", "otto"))  # type: ignore[arg-type]


# -------------------------------------------------------------------------------------- who


def test_who_only_hears_of_a_thing_has_nothing_to_give_back() -> None:
    one = measure()
    run = one.run
    for event in (FormOpened("not_mine", one.about), NotMine(one.about)):
        turn = run.happens(event, "leo")
        assert (turn.effects, turn.journal) == ((), ())
        assert "It is with Ines" in words(run.notice)


def test_what_nothing_reminds_of_cannot_be_given_back() -> None:
    one = measure()
    run = one.run
    (first, *others) = run.case.measures
    run.present = replace(run.case, measures=(replace(first, due_on=None), *others))
    assert one.stages == ()
    for event in (FormOpened("not_mine", one.about), NotMine(one.about)):
        turn = run.happens(event, "ines")
        assert turn.effects == ()
        assert "Nothing reminds you" in words(run.notice)


@pytest.mark.parametrize("about", ["", "nothing", "measure:none", "item"])
def test_what_is_not_there_is_nobodys(about: str) -> None:
    run = measure().run
    for event in (FormOpened("not_mine", about), NotMine(about)):
        assert run.happens(event, "ines").effects == ()
        assert "There is no case" in words(run.notice)
