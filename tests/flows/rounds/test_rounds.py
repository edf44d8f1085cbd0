"""What brings a case back: only what it touches is asked, with the old answers shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from flows.cards import Card
from flows.case import Case, MeasureState, Phase, Withdrawal
from flows.effects import ToPerson, ToRole
from flows.events import AnswersCopied, FormOpened, Resumed, Reviewed, Submitted, Triggered
from flows.people.profile import Actor
from flows.step import Context, step
from flows.views.screening.changes import what_changed
from flows.views.viewer import Viewer
from tests.flows.escalating import decided, offered, sends, with_team
from tests.flows.screening import NOW, PEOPLE, Screening, buttons_in, played, told, up_to, words
from tests.flows.test_case import SENT
from tests.flows.tracking import in_state, opens_named
from tests.worked import the_pack

HARMLESS = {"P04": "none", "P05": "none", "P06": "none", "U02": "none"}
HOW = {"words": "It now also counts messages."}


def changed(id: str, trigger: str, by: str = "mira") -> Screening:
    """Return a worked product after somebody said that something changed."""
    run = played(id)
    opens_named(run, "change", by)
    sends(run, {"trigger": trigger, **HOW}, by)
    return run


def gates() -> set[str]:
    return set(next(one.ask for one in the_pack().order_of_work if one.id == "gates"))


def asked(run: Screening) -> set[str]:
    return {question for question, _ in run.case.round.asks}


def test_a_change_asks_the_gates_again_and_nothing_else() -> None:
    run = changed("G02", "TR01")
    assert run.case.round.number == 2
    assert asked(run) == {id for id in gates() if (id, None) in run.case.rounds[0].given}
    assert run.page.question == "P01"
    assert all(one.suggested for one in run.form.fields if one.value)
    assert "Your old answers stand in their fields" in words(run.form)
    (opening,) = run.case.round.openings
    assert (opening.trigger, opening.by, opening.words) == ("TR01", "mira", HOW["words"])
    assert opening.due_on == date(2026, 3, 2)


def test_who_takes_part_and_the_team_hear_that_it_is_asked_again() -> None:
    run = changed("G02", "TR01")
    assert told(run.turn.effects) == [
        ("brought_back", ToPerson("leo")),
        ("brought_back", ToRole("human_rights_team")),
    ]


def test_until_it_is_sent_everything_stays_as_it_was() -> None:
    run = changed("G09", "TR01")
    assert (run.case.phase, run.case.launch_status) == (Phase.TRACKING, "cleared_with_actions")
    run.do("see")
    shown = words(run.card)
    assert "Change of purpose, capability" in shown
    assert HOW["words"] in shown
    assert "Go on answering" in shown


def confirm_all(run: Screening) -> None:
    """Send each page as it stands, until the review."""
    while run.reply.__class__.__name__ == "Form":
        if run.form.view == "prompt":
            run.keep("As before.")
        else:
            run.send({one.id: one.value or "" for one in run.form.fields})


def test_confirming_every_answer_leaves_the_result_and_the_decision() -> None:
    run = changed("G09", "TR11")
    before = run.case.rounds[0].outcome
    confirm_all(run)
    run.submit()
    after = run.case.round.outcome
    assert before is not None
    assert after is not None
    assert replace(after, at=before.at) == before
    assert "nothing changed by it" in words(run.card)
    assert len(run.case.measures) == 4, "nothing is suggested twice"


def test_another_answer_opens_only_what_it_opens() -> None:
    run = changed("G01", "TR03")
    assert asked(run) == {"U01", "U02", "P04"}, "P04 would open the module"
    run.send({**{one.id: one.value or "" for one in run.form.fields}, "U01": "gov_civil"})
    assert run.case.round.standing["U01", None].value == ("gov_civil",)


MODULES: Mapping[str, tuple[str, str, set[str]]] = {
    "its own questions where it is open": ("G05", "TR02", {"U03", "H"}),
    "with what would open it where it is not": ("G02", "TR07", {"H"}),
    "module, question and rating": ("G04", "TR08", {"F02", "D", "S02"}),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_trigger_asks_modules_and_ratings_again(name: str) -> None:
    id, trigger, parts = MODULES[name]
    run = changed(id, trigger, "hana")
    known = {question for question, _ in run.case.rounds[0].given}
    of_module = {
        question.id
        for module in the_pack().modules
        if module.id in parts
        for question in module.questions
    }
    wanted = (of_module | parts) & known
    assert wanted <= asked(run)
    assert asked(run) - wanted <= gates(), "what opens a module that is not open"


def test_a_trigger_brings_measures_of_its_own() -> None:
    run = changed("G02", "TR07", "hana")
    crisis = next(one for one in run.case.measures if one.source == "MT35")
    assert crisis.origin == "trigger"
    assert run.card.view == "case", "the team reads; the product team answers"


def test_a_trigger_that_asks_nothing_runs_the_rules_and_is_kept_once() -> None:
    run = changed("G09", "TR12")
    assert len(run.case.rounds) == 2
    assert not run.case.round.is_open
    assert "nothing changed by it" in words(run.card)
    assert HOW["words"] in words(run.card)
    before = run.case
    again = run.branch()
    again.happens(Triggered("TR12", HOW))
    assert again.case == before
    assert "MT27" in {one.source for one in run.case.measures}
    assert ("brought_back", ToPerson("leo")) in told(run.turn.effects)
    assert run.card.view == "result"


def test_outside_information_is_rated_by_the_team() -> None:
    run = played("G09")
    opens_named(run, "change", "mira")
    assert "TR06" not in {one.id for one in run.form.fields[0].kind.choices}  # type: ignore[union-attr]
    run.happens(Triggered("TR06", HOW))
    assert run.errors
    run = changed("G09", "TR06", "hana")
    assert asked(run) == {"S01", "S02", "S03", "S04"}
    assert run.page.risk == "RK07"
    assert run.case.launch_status == "cleared_with_actions", "where it stands moves when sent"
    confirm_all_as(run, "hana")
    run.press(run.card.buttons[0], by="hana")
    assert run.case.round.handed_over is not None
    assert run.case.round.handed_over.finished_at is not None
    assert "hana" not in run.case.participants


def confirm_all_as(run: Screening, by: str) -> None:
    while run.reply.__class__.__name__ == "Form":
        run.send({one.id: one.value or "" for one in run.form.fields}, by)


NOT_BY_HAND = ("TR04", "TR05", "TR09", "TR10", "TR99", "")


@pytest.mark.parametrize("trigger", NOT_BY_HAND)
def test_what_comes_another_way_cannot_be_chosen(trigger: str) -> None:
    run = played("G09")
    run.happens(Triggered(trigger, HOW), "hana")
    assert set(run.errors) == {"trigger"}
    assert len(run.case.rounds) == 1


def test_a_change_needs_words_and_is_asked_once() -> None:
    run = played("G09")
    opens_named(run, "change", "mira")
    sends(run, {"trigger": "TR01", "words": ""}, "mira")
    assert set(run.errors) == {"words"}
    sends(run, {"trigger": "TR01", **HOW}, "mira")
    before = run.case
    run.happens(Triggered("TR01", HOW))
    assert run.case == before
    assert "being asked again already" in words(run.notice)


def test_another_trigger_joins_the_round_that_is_open() -> None:
    run = changed("G09", "TR01")
    run.happens(Triggered("TR08", HOW), "hana")
    assert len(run.case.rounds) == 2
    assert [one.trigger for one in run.case.round.openings] == ["TR01", "TR08"]
    assert ("S02", "RK07") in run.case.round.asks


def by_the_bot(run: Screening, event: Triggered) -> Screening:
    context = Context(run.now, Actor("salient"), PEOPLE)
    turn = step(run.pack, run.case, event, context)
    run.present = turn.case
    run.turns.append(("salient", event, turn))
    return run


def test_a_date_and_a_new_pack_bring_a_case_back_without_anybody() -> None:
    run = by_the_bot(played("G09"), Triggered("TR11"))
    assert run.case.round.openings[0].by == "salient"
    assert ("brought_back", ToPerson("mira")) in told(run.turn.effects)
    run = by_the_bot(played("G09"), Triggered("TR10", changed=("U03", "S04"), pack="another"))
    assert run.case.pack == "another"
    assert set(run.case.round.asks) == {("U03", None), ("S04", "RK07")}
    again = by_the_bot(run, Triggered("TR10", changed=("U02",), pack="a third"))
    assert again.case.pack == "another", "while a round is open it waits for that to be sent"


def test_a_new_pack_that_changes_nothing_asked_is_taken_over_quietly() -> None:
    run = by_the_bot(played("G09"), Triggered("TR10", changed=(), pack="another"))
    assert run.case.pack == "another"
    assert len(run.case.rounds) == 1
    assert run.turn.effects == ()
    assert [entry.action for entry in run.turn.journal] == ["pack_changed"]


def test_without_a_result_nothing_is_brought_back() -> None:
    run = up_to("G02", "U01")
    for event in (Triggered("TR01", HOW), FormOpened("change")):
        run.happens(event)
        assert "not sent yet" in words(run.notice)
    run.do("see")
    assert "change" not in {one.args.get("form") for one in buttons_in(run.reply)}


def test_only_whoever_takes_part_says_that_something_changed() -> None:
    run = played("G09")
    for event in (Triggered("TR01", HOW), FormOpened("change")):
        run.happens(event, "otto")
        assert run.turn.journal[0].action == "refused"
    run.present = replace(run.case, withdrawal=Withdrawal("no market", "mira", NOW))
    for event in (Triggered("TR01", HOW), FormOpened("change")):
        run.happens(event)
        assert "was withdrawn" in words(run.notice)
    assert len(by_the_bot(run, Triggered("TR11")).case.rounds) == 1


def test_a_round_that_makes_it_graver_goes_back_to_the_team_and_one_that_does_not_leaves_it() -> (
    None
):
    run = changed("G09", "TR08", "hana")
    run.do("resume")
    while run.reply.__class__.__name__ == "Form":
        if run.form.view == "prompt":
            run.keep("As before.")
        else:
            values = {one.id: one.value or "" for one in run.form.fields}
            run.send({**values, **({"S02": "5"} if "S02" in values else {})})
    run.submit()
    assert run.case.phase is Phase.TEAM
    assert run.case.launch_status in ("hold", "pending_review")
    assert "New" not in words(run.card)
    assert "Severity 3 to 5" in words(run.card)


def test_a_harm_that_is_gone_says_so() -> None:
    run = changed("G09", "TR01")
    first, second = run.case.rounds
    assert first.outcome is not None
    without = replace(first.outcome, findings=())
    case = replace(run.case, rounds=(first, replace(second, outcome=without)))
    said = words(Card("x", (), what_changed(Viewer(run.pack, run.context("mira")), case)))
    assert "Not raised any more" in said


def test_a_stale_review_of_a_later_round_is_shown_again() -> None:
    run = changed("G09", "TR01")
    confirm_all(run)
    run.happens(Submitted(1))
    assert run.card.view == "review"


def test_the_team_sees_why_a_case_is_asked_again() -> None:
    run = changed("G02", "TR01")
    run.do("see", by="hana")
    assert HOW["words"] in words(run.card)
    assert "resume" not in {one.verb for one in buttons_in(run.card)}
    assert "change" in offered(run, "hana")


def test_a_new_pack_that_asks_more_opens_a_round_for_it() -> None:
    run = played("G09")
    first = run.case.rounds[0]
    known = {place: one for place, one in first.given.items() if place != ("U03", None)}
    run.present = replace(run.case, rounds=(replace(first, given=known),))
    by_the_bot(run, Triggered("TR10", changed=("U03",), pack="another"))
    assert len(run.case.rounds) == 2
    assert run.case.round.asks == ()


def test_what_a_later_pack_does_not_know_is_shown_by_its_id() -> None:
    viewer = Viewer(the_pack(), Screening().context("mira"))
    assert viewer.question("P99") == ("P99",)
    assert viewer.risk("RK99") == ("RK99",)
    assert viewer.measure("MT99") == ("MT99",)


def test_the_same_trigger_with_other_words_is_kept_beside_the_first() -> None:
    run = changed("G09", "TR01")
    run.happens(Triggered("TR01", {"words": "And another model."}))
    assert [one.words for one in run.case.round.openings] == [HOW["words"], "And another model."]
    assert len(run.case.rounds) == 2


def test_a_crisis_brings_its_measure_again_once_the_first_is_over() -> None:
    run = changed("G02", "TR07", "hana")
    crisis = next(one for one in run.case.measures if one.source == "MT35")
    run.present = in_state(run.case, crisis, MeasureState.NOT_NEEDED)
    run.happens(Triggered("TR07", {"words": "Another one."}), "hana")
    assert len([one for one in run.case.measures if one.source == "MT35"]) == 2


def test_what_the_team_rates_the_product_side_neither_answers_nor_sends() -> None:
    run = changed("G09", "TR06", "hana")
    for event in (Resumed(), Submitted(1), Reviewed()):
        run.happens(event)
        assert run.turn.journal[0].action == "refused"
    assert not run.case.is_draft


def test_answers_alone_let_go_of_nothing_that_waits_for_a_decision() -> None:
    """A change of every answer leaves the launch where the decision left it."""
    for run in (with_team(), decided("decline"), decided("proceed_with_conditions")):
        before = run.case.launch_status
        lowest = replace(run.case.shown_round, number=9)
        outcome = replace(SENT, launch="cleared", route="record_only", findings=())
        waiting = run.case if run.case.pending else before_its_deciders(run)
        after = replace(waiting, rounds=(*waiting.rounds, replace(lowest, outcome=outcome)))
        assert after.pending is not None
        assert after.launch_status in (before, "hold")
        assert after.launch_status != "cleared"


def before_its_deciders(run: Screening) -> Case:
    run.happens(FormOpened("decide_again"), "hana")
    run.press(run.form.submit, {"reason": "Another look is needed here."}, "hana")
    return run.case


def test_a_pack_that_makes_something_else_of_a_case_runs_its_rules() -> None:
    run = played("G09")
    assert run.case.outcome is not None
    stored = replace(run.case.round, outcome=replace(run.case.outcome, rules=()))
    run.present = replace(run.case, rounds=(stored,))
    by_the_bot(run, Triggered("TR10", pack="another"))
    assert len(run.case.rounds) == 2
    assert run.case.round.outcome is not None
    assert run.case.round.outcome.rules
    assert ("brought_back", ToPerson("mira")) in told(run.turn.effects)


def test_an_open_item_that_a_new_pack_does_not_ask_is_settled() -> None:
    run = played("G10")
    id = run.case.new_id("open_item", len(run.case.open_items))
    gone = replace(run.case.open_items[0], id=id, place=("U99", None))
    run.present = run.case.with_open_item(gone)
    by_the_bot(run, Triggered("TR10", pack="another"))
    assert [one.place for one in run.case.unknowns] == [("U02", None)]


def test_answers_that_were_never_confirmed_count_in_no_later_round() -> None:
    run = up_to("G01", "P06")
    run.happens(AnswersCopied(UUID(int=9), "SAL-7", dict(played("G05").case.round.given)))
    while run.reply.__class__.__name__ == "Form":
        if run.form.view == "prompt":
            run.keep("As before.")
        else:
            values = {one.id: one.value or "" for one in run.form.fields}
            harmless = {id: the for id, the in HARMLESS.items() if id in values}
            run.send({**values, **harmless}, intent="skip")
    run.submit()
    asks = {place for place in run.case.round.asks if place not in run.case.round.given}
    run.happens(Triggered("TR01", HOW))
    assert asks <= set(run.case.round.asks)
    assert not asks & set(run.case.round.standing)


def test_the_smallest_change_is_told_of_the_result_that_stands_while_more_is_asked() -> None:
    run = changed("G02", "TR01")
    run.do("smallest_change", by="hana")
    assert run.card.view == "smallest_change"


def test_what_the_team_decided_on_alarms_nobody_again_at_a_review() -> None:
    run = decided("proceed_with_conditions")
    before = run.case.launch_status
    run.happens(Triggered("TR11", {"words": "A year is over."}))
    run.do("resume")
    run.send({one.id: one.value or "" for one in run.form.fields})
    assert run.case.round.early_rules == ()
    assert run.case.launch_status == before
    assert ("early", ToRole("human_rights_team")) not in told(run.turn.effects)


def test_whoever_has_yet_to_decide_stays_told_when_answers_ask_for_less() -> None:
    """Else nobody could open the case to decide it."""
    run = played("G11")
    assert "executive_sponsor" in run.case.told
    result = replace(run.case.shown_round, number=2, outcome=None)
    run.present = replace(run.case, rounds=(*run.case.rounds, result))
    harmless = played("G01").case.round
    run.present = replace(
        run.case,
        rounds=(*run.case.rounds[:-1], replace(result, given=harmless.given, before={})),
    )
    run.do("review")
    run.submit()
    assert run.case.pending is not None
    assert "executive_sponsor" in run.case.told


def test_an_answer_to_what_is_not_asked_any_more_is_shown_as_it_was_given() -> None:
    viewer = Viewer(the_pack(), Screening().context("mira"))
    assert viewer.answer("P99", ("one", "two")) == ("one; two",)
    assert viewer.answer("P99", "in words") == ("in words",)
