"""What somebody holds in a case, and how all of it goes to another in one step."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from flows.case import (
    Case,
    Confidentiality,
    ExpertQuestion,
    Measure,
    MeasureState,
    OpenItem,
    Signed,
    Stage,
)
from flows.effects import Notify, ToPerson
from flows.events import LoadHandedOn
from flows.people.holdings import Held, Holding, holdings
from flows.people.profile import SALIENT
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from tests.flows.escalating import newcomer, with_team
from tests.flows.screening import NOW, Screening, buttons_in, told, words
from tests.worked import the_pack

OPEN, RESTRICTED, SEALED = Confidentiality
PLACE = ("P04", None)
DUE = date(2026, 4, 1)


def measure(
    number: int,
    owner: str,
    verifier: str | None,
    *states: MeasureState,
    by: str = "ines",
) -> Measure:
    stages = tuple(Stage(state, by, NOW) for state in (MeasureState.PLANNED, *states))
    id = UUID(int=number)
    return Measure(id, "MT01", "", (), "suggested", 1, stages, owner, DUE, verifier=verifier)


def item(number: int, owner: str, *, found: bool = False) -> OpenItem:
    answered = Signed(owner, NOW) if found else None
    return OpenItem(UUID(int=number), PLACE, 1, owner, DUE, NOW, 1, answered)


def question(number: int, expert: str, *, replied: bool = False) -> ExpertQuestion:
    at = NOW if replied else None
    return ExpertQuestion(UUID(int=number), PLACE, expert, "hana", NOW, 1, replied_at=at)


def laden(person: str = "mira") -> Screening:
    """Return a case with the team in which somebody holds everything that can be held."""
    run = newcomer(with_team(), "ada", "admin")
    case = run.case
    newest = replace(case.escalations[-1], responsible=person)
    run.present = replace(
        case,
        owner=person,
        product_lead=person,
        participants=(person, "ines"),
        escalations=(*case.escalations[:-1], newest),
        measures=(
            measure(1, person, "jonas"),
            measure(2, "ines", person),
            measure(3, person, "jonas", MeasureState.IMPLEMENTED, MeasureState.EFFECTIVE),
        ),
        open_items=(item(4, person), item(5, person, found=True)),
        expert_questions=(question(6, person), question(7, person, replied=True)),
    )
    return run


def test_what_is_still_to_be_done_is_held_and_what_was_done_is_not() -> None:
    assert holdings(laden().case, "mira") == (
        Holding(Held.OWNER), Holding(Held.LEAD), Holding(Held.NAMED), Holding(Held.RESPONSIBLE),
        Holding(Held.MEASURE, UUID(int=1)), Holding(Held.VERIFIER, UUID(int=2)),
        Holding(Held.OPEN_ITEM, UUID(int=4)), Holding(Held.EXPERT, UUID(int=6)),
    )  # fmt: skip
    assert holdings(laden().case, "otto") == ()
    assert holdings(replace(laden().case, escalations=()), "otto") == ()


def hands_on(run: Screening, taker: str = "otto", by: str = "ada", giver: str = "mira") -> Case:
    run.happens(LoadHandedOn(giver, taker), by)
    return run.case


@pytest.mark.parametrize("by", ["ada", SALIENT])
def test_everything_goes_to_the_taker_in_one_step_and_they_are_told_once(by: str) -> None:
    run = laden()
    before = run.case
    after = hands_on(run, by=by)
    assert holdings(after, "mira") == ()
    held = {each.kind for each in holdings(after, "otto")}
    assert held == set(Held) - {Held.RESPONSIBLE, Held.VERIFIER}
    assert after.measures[1].verifier == "hana", "whoever owns the case verifies nothing in it"
    assert after.participants == ("otto", "ines")
    assert after.pending is not None
    assert after.pending.responsible == "hana", "whoever is not of the team is not responsible"
    assert after.measures[2] == before.measures[2], "what was done stays under their name"
    assert after.open_items[1] == before.open_items[1]
    assert after.expert_questions[1] == before.expert_questions[1]
    assert told(run.turn.effects) == [
        ("handed_on", ToPerson("otto")), ("handed_on", ToPerson("hana")),
    ]  # fmt: skip
    (entry, *_) = run.turn.journal
    assert (entry.action, entry.details) == (
        "load_handed_on", {"giver": "mira", "taker": "otto", "things": 8},
    )  # fmt: skip


def test_a_load_is_handed_on_once() -> None:
    run = laden()
    before = hands_on(run)
    assert hands_on(run) == before
    assert (run.turn.effects, run.turn.journal) == ((), ())


def test_nobody_verifies_what_they_own_and_the_team_looks_instead() -> None:
    run = laden()
    run.present = replace(
        run.case,
        measures=(
            measure(1, "mira", "otto"),
            measure(2, "otto", "mira"),
            measure(3, "ines", "mira", MeasureState.IMPLEMENTED, by="otto"),
            measure(4, "mira", None),
        ),
    )
    after = hands_on(run)
    pairs = [(one.owner, one.verifier) for one in after.measures]
    assert pairs == [("otto", "hana"), ("otto", "hana"), ("ines", "hana"), ("otto", None)]
    assert ("handed_on", ToPerson("hana")) in told(run.turn.effects)


def test_whoever_leaves_the_team_verifies_nothing_any_more() -> None:
    run = laden("hana")
    run.present = replace(run.case, owner="jonas", measures=(measure(1, "ines", "hana"),))
    after = hands_on(run, taker="ines", giver="hana")
    assert after.measures[0].verifier is None, "of the team only the owner of the case is left"


def test_whoever_takes_over_and_is_of_the_team_is_responsible() -> None:
    after = hands_on(laden("hana"), taker="jonas", giver="hana")
    assert after.pending is not None
    assert after.pending.responsible == "jonas"


@pytest.mark.parametrize(
    ("taker", "takes"), [("otto", "hana"), ("ines", "ines"), ("jonas", "jonas")]
)
def test_a_restricted_case_goes_to_nobody_whom_its_people_did_not_let_in(
    taker: str, takes: str
) -> None:
    run = laden()
    run.present = replace(run.case, confidentiality=RESTRICTED)
    after = hands_on(run, taker)
    assert after.owner == takes
    assert after.participants == ("ines",)
    assert ("handed_on", ToPerson("otto")) not in told(run.turn.effects)


@pytest.mark.parametrize(("taker", "takes"), [("ines", "hana"), ("jonas", "jonas")])
def test_a_sealed_case_stays_with_the_team(taker: str, takes: str) -> None:
    run = laden()
    run.present = replace(run.case, confidentiality=SEALED)
    assert hands_on(run, taker).owner == takes
    assert all(one.sealed for one in run.turn.effects if isinstance(one, Notify))
    run = laden("hana")
    run.people = {who: one for who, one in run.people.items() if who not in ("jonas",)}
    run.present = replace(run.case, confidentiality=SEALED)
    before = run.case
    assert hands_on(run, "ines", giver="hana") == before, "nobody is there to take it"


def test_who_left_is_not_told_any_more_and_who_takes_over_is() -> None:
    run = laden()
    run.present = replace(run.case, following=replace(run.case.following, left=("otto",)))
    after = hands_on(run)
    assert after.following.left == ("mira",)


def test_a_person_who_holds_nothing_but_a_name_is_replaced_by_it() -> None:
    run = with_team()
    run = newcomer(run, "ada", "admin")
    run.present = replace(run.case, product_lead=None, participants=("ines",))
    after = hands_on(run)
    assert (after.product_lead, after.participants) == (None, ("ines",))


def test_the_message_says_what_they_hold_in_kinds_and_numbers() -> None:
    run = laden()
    case = hands_on(run)
    said = draw_message(Viewer(the_pack(), run.context("otto")), "handed_on", case, {})
    assert "You own the case" in words(said)
    assert "Measures that you own: 1" in words(said)
    assert [one.verb for one in buttons_in(said)] == ["see"]
    alone = replace(case, owner="mira", product_lead=None, participants=(), measures=(),
                    open_items=(), expert_questions=(question(6, "otto"),))  # fmt: skip
    said = draw_message(Viewer(the_pack(), run.context("otto")), "handed_on", alone, {})
    assert "Questions that you were asked: 1" in words(said)
    assert [one.verb for one in buttons_in(said)] == ["list"]
    nothing = draw_message(Viewer(the_pack(), run.context("sam")), "handed_on", case, {})
    assert "Measures" not in words(nothing)


def test_whoever_takes_over_one_question_alone_is_told() -> None:
    run = with_team()
    run = newcomer(run, "ada", "admin")
    run.present = replace(run.case, expert_questions=(question(6, "ines"),))
    hands_on(run, giver="ines")
    assert ("handed_on", ToPerson("otto")) in told(run.turn.effects)


@pytest.mark.parametrize("by", ["mira", "hana", "otto"])
def test_nobody_but_an_admin_hands_a_load_on(by: str) -> None:
    run = laden()
    before = run.case
    assert hands_on(run, by=by) == before
    assert "There is no case of that number" in words(run.notice)
    assert [entry.action for entry in run.turn.journal] == ["refused"]
