"""What was not sure: an open item with owner and day; answering it runs the rules again."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from flows.case import Phase, Withdrawal
from flows.effects import ToPerson
from flows.events import FormOpened, ItemAnswered, ItemAssigned, Triggered
from tests.flows.escalating import decides, sends, with_team
from tests.flows.rounds.test_rounds import by_the_bot
from tests.flows.screening import NOW, Screening, buttons_in, harmless, line, played, told, words
from tests.flows.tracking import item_of, presses

PLACE = ("S05", "RK22")


def unsure() -> Screening:
    """Return the drone that watches borders: two answers about conflict are not sure."""
    return played("G05")


def found_out(run: Screening, question: str, risk: str | None, answer: str, by: str = "mira"):  # type: ignore[no-untyped-def]
    item = item_of(run, question, risk)
    presses(run, "find_out", str(item.id), by)
    values = {one.id: "" for one in run.form.fields}
    sends(run, {**values, question: answer}, by)
    return item


def test_each_not_sure_is_an_open_item_with_owner_and_day() -> None:
    run = unsure()
    assert {item.place for item in run.case.unknowns} == {("S05", "RK22"), ("K01", "RK22")}
    item = item_of(run, *PLACE)
    assert (item.owner, item.due_on) == ("mira", date(2026, 3, 7)), "severe: five days"
    assert item_of(played("G10"), "U02").due_on == date(2026, 3, 16), "else two weeks"
    assert "Still to be found out" in words(run.card)
    assert "Mira, by 2026-03-07" in words(run.card)


def test_answer_that_is_not_sure_in_part_is_not_found_out() -> None:
    run = played("G11")
    item = item_of(run, "P04")
    presses(run, "find_out", str(item.id), "mira")
    sends(run, {"P04": ("generate", "unsure"), "P04.note": ""}, "mira")
    (field,) = [one for one in run.form.fields if one.id == "P04"]
    assert field.error
    assert item_of(run, "P04") == item


def test_it_is_given_to_somebody_who_hears_it() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    presses(run, "assign", str(item.id), "hana")
    sends(run, {"owner": "otto", "due_on": "2026-03-20"}, "hana")
    assert told(run.turn.effects) == [("item_given", ToPerson("otto"))]
    given = item_of(run, *PLACE)
    assert (given.owner, given.due_on) == ("otto", date(2026, 3, 20))
    presses(run, "assign", str(item.id), "hana")
    sends(run, {"owner": "otto", "due_on": "2026-03-25"}, "hana")
    assert told(run.turn.effects) == []


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"owner": "", "due_on": "2026-03-20"}, {"owner"}),
        ({"owner": "otto", "due_on": "2026-01-01"}, {"due_on"}),
    ],
)
def test_what_does_not_fit_comes_back(typed: dict[str, str], wrong: set[str]) -> None:
    run = unsure()
    presses(run, "assign", str(item_of(run, *PLACE).id), "mira")
    sends(run, typed, "mira")
    assert set(run.errors) == wrong


def test_answering_runs_the_rules_and_shows_what_changed_and_who_was_told() -> None:
    run = played("G10")
    assert run.case.outcome is not None
    assert run.case.outcome.route == "hr_review"
    item = found_out(run, "U02", None, "none")
    assert run.case.unknowns == ()
    settled = next(one for one in run.case.open_items if one.id == item.id)
    assert settled.answered is not None
    assert settled.answered.by == "mira"
    assert len(run.case.rounds) == 2
    assert run.case.round.given["U02", None].by == "mira"
    assert "What changed" in words(run.card)
    assert "Told of it" in words(run.card)


def test_whoever_answers_is_told_before_that_the_rules_run_again_and_who_hears_it() -> None:
    run = unsure()
    presses(run, "find_out", str(item_of(run, *PLACE).id), "mira")
    asks = line(run.form.submit.confirm or ())
    assert "The rules run again" in asks
    assert "The owner of the case, its product lead and whoever the result is for are told" in asks
    sends(run, {"S05": ""}, "mira")
    assert line(run.form.submit.confirm or ()) == asks
    sends(run, {"S05": "similar"}, "mira")
    assert ("found_out", ToPerson("leo")) in told(run.turn.effects)


def test_an_answer_that_joins_a_round_under_way_says_that_it_counts_later() -> None:
    run = played("G10")
    run.happens(Triggered("TR01", {"words": "Another model."}))
    presses(run, "find_out", str(item_of(run, "U02").id), "mira")
    asks = line(run.form.submit.confirm or ())
    assert "counts once that is sent" in asks
    assert "The rules run again" not in asks


def test_what_still_waits_for_the_team_stays_with_it_after_something_is_found_out() -> None:
    """Answers alone never let go what must be decided."""
    run = played("G10")
    found_out(run, "U02", None, "none")
    assert run.case.phase is Phase.TEAM


def test_a_decision_moves_the_launch_once_nothing_that_blocks_is_open() -> None:
    run = played("G10")
    decides(run, "proceed", "jonas")
    assert run.case.launch_status == "pending_review"
    found_out(run, "U02", None, "none")
    assert run.case.outcome is not None
    assert run.case.unknowns == ()
    assert run.case.launch_status in ("cleared", "pending_review")


def test_an_answer_that_opens_questions_asks_them_first() -> None:
    run = played("G11")
    found_out(run, "P04", None, "monitor")
    assert run.case.round.is_open
    assert run.reply.__class__.__name__ == "Form"
    assert run.case.round.given["P04", None].value == ("monitor",)
    again = item_of(run, "P05")
    presses(run, "find_out", str(again.id), "mira")
    sends(run, {"P05": "comms"}, "mira")
    assert len(run.case.rounds) == 2, "it joins the round that is open"


def test_an_answer_to_what_is_not_asked_any_more_is_still_an_answer_or_none() -> None:
    run = unsure()
    item = replace(item_of(run, *PLACE), place=("S05", "RK16"))
    run.present = replace(run.case, open_items=(item,))
    run.happens(ItemAnswered(item.id, item.revision, {"S05": ""}))
    assert set(run.errors) == {"S05"}


def test_not_sure_is_no_answer_and_nothing_is_none() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    presses(run, "find_out", str(item.id), "mira")
    for answer in ("unsure", "", "no such option"):
        sends(run, {"S05": answer}, "mira")
        assert set(run.errors) == {"S05"}
    assert item_of(run, *PLACE) == item


def test_whoever_finds_it_out_need_not_be_of_the_product_team() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    presses(run, "assign", str(item.id), "mira")
    sends(run, {"owner": "otto", "due_on": "2026-03-20"}, "mira")
    run.happens(FormOpened("find_out", str(item.id)), "otto")
    assert [one.id for one in run.form.fields] == ["S05"]
    sends(run, {"S05": "similar"}, "otto")
    assert ("found_out", ToPerson("mira")) in told(run.turn.effects)
    assert run.case.round.given["S05", "RK22"].by == "otto"
    assert run.card.view == "result"


def test_a_second_answer_says_who_found_it_out() -> None:
    run = unsure()
    item = found_out(run, "S05", "RK22", "similar")
    for event in (
        ItemAnswered(item.id, 0, {"S05": "here"}),
        ItemAssigned(item.id, 0, {"owner": "otto", "due_on": "2026-03-20"}),
    ):
        run.happens(event)
        assert "Mira found this out" in words(run.notice)


def test_a_stale_answer_and_a_stale_assignment_come_back_with_what_was_typed() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    presses(run, "find_out", str(item.id), "mira")
    late = run.form.submit
    presses(run, "assign", str(item.id), "mira")
    stale = run.form.submit
    sends(run, {"owner": "otto", "due_on": "2026-03-20"}, "mira")
    run.press(late, {"S05": "similar"})
    assert "Somebody changed this" in words(run.form)
    assert run.form.fields[0].value == "similar"
    run.press(stale, {"owner": "ines", "due_on": "2026-03-21"})
    assert run.form.fields[0].value == "ines"
    assert item_of(run, *PLACE).owner == "otto"


def test_what_is_not_there_or_not_theirs_is_refused() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    for event in (ItemAnswered(UUID(int=7), 0), ItemAssigned(UUID(int=7), 0)):
        run.happens(event)
        assert "There is no case of that number" in words(run.notice)
    for form in ("find_out", "assign"):
        run.happens(FormOpened(form, "7"))
        assert "There is no case of that number" in words(run.notice)
        run.happens(FormOpened(form, str(item.id)), "otto")
        assert run.turn.journal[0].action == "refused"
    for answer in (ItemAnswered(item.id, 1), ItemAssigned(item.id, 1)):
        run.happens(answer, "otto")
        assert run.turn.journal[0].action == "refused"


def test_after_withdrawing_nothing_is_found_out() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    run.present = replace(run.case, withdrawal=Withdrawal("no market", "mira", NOW))
    for form in ("find_out", "assign"):
        run.happens(FormOpened(form, str(item.id)))
        assert "was withdrawn" in words(run.notice)
    run.do("see")
    assert not {"find_out", "assign"} & {one.args.get("form") for one in buttons_in(run.card)}


def test_an_item_that_a_later_round_answers_is_settled_by_it() -> None:
    run = played("G10")
    run.open("U02")
    item = item_of(run, "U02")
    assert item.answered is None
    later = replace(run, now=NOW + timedelta(days=1))
    found_out(later, "U02", None, "none")
    assert later.case.open_items[0].answered is not None
    assert later.case.open_items[0].answered.at == later.now
    assert harmless().case.open_items == ()
    assert with_team("G02").case.open_items == ()


def test_what_is_found_out_in_a_round_under_way_is_settled_when_it_is_sent() -> None:
    """A decision that waits for it does not count before the rules ran."""
    run = played("G10")
    decides(run, "proceed", "jonas")
    run.happens(Triggered("TR01", {"words": "Another model."}))
    found_out(run, "U02", None, "none")
    assert run.case.round.is_open
    assert run.case.unknowns
    assert run.case.launch_status == "pending_review"


def test_an_older_form_writes_over_nothing_that_was_found_out_in_a_round_under_way() -> None:
    run = played("G11")
    item = item_of(run, "P04")
    presses(run, "find_out", str(item.id), "leo")
    older = run.form.submit
    found_out(run, "P04", None, "monitor")
    assert run.case.round.is_open
    run.press(older, {"P04": "none"}, by="leo")
    assert "Somebody changed this" in words(run.form)
    assert run.case.round.given["P04", None].value == ("monitor",)
    run.do("see")
    assert "it counts once" in words(run.card)


def test_an_older_form_of_what_another_pack_asks_otherwise_comes_back() -> None:
    run = unsure()
    item = item_of(run, *PLACE)
    presses(run, "find_out", str(item.id), "mira")
    older = run.form.submit
    by_the_bot(run, Triggered("TR10", changed=("S05",), pack="another"))
    run.press(older, {"S05": "similar"})
    assert "Somebody changed this" in words(run.form)
    assert run.form.fields[0].value == "similar"
    assert item_of(run, *PLACE).answered is None


def test_a_form_of_what_was_found_out_already_is_not_opened() -> None:
    run = unsure()
    item = found_out(run, "S05", "RK22", "similar")
    for form in ("find_out", "assign"):
        run.happens(FormOpened(form, str(item.id)))
        assert "Mira found this out" in words(run.notice)
