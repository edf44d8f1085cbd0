"""What became of a launch on its day: it launched, was moved or stopped, and who hears of it."""

from dataclasses import replace
from datetime import date

import pytest

from flows.case import Kind, Subject
from flows.effects import Notify, ToPerson, ToRole
from flows.events import FormOpened, LaunchAnswered
from flows.screening.launch import launch_over, planned_launch
from tests.flows.escalating import decided, offered, sends, with_team
from tests.flows.reminded import at, launch, stages
from tests.flows.screening import LAUNCH, Screening, line, played, told, up_to, words
from tests.worked import the_pack

SAID = "It went out with the spring release."
THE_LAUNCH = Subject(Kind.LAUNCH)


def on_the_day(run: Screening | None = None) -> Screening:
    return at(run or with_team(), LAUNCH)


def says(run: Screening, answer: str, by: str = "mira", **values: str) -> None:
    run.happens(FormOpened("launch_answer", answer), by)
    sends(run, {"words": SAID, **values}, by)


def is_asked(run: Screening) -> bool:
    return bool(stages(run, THE_LAUNCH))


# ------------------------------------------------------------------------------- it launched


@pytest.mark.parametrize("status", ["hold", "draft"])
def test_launched_before_a_decision_is_told_at_once_and_at_any_hour(status: str) -> None:
    run = on_the_day(with_team() if status == "hold" else up_to("G02", "U01"))
    assert run.case.launch_status == status
    says(run, "launched")
    assert told(run.turn.effects) == [
        ("launched", ToPerson("leo")),
        ("launched", ToRole("human_rights_team")),
        ("launched", ToRole("executive_sponsor")),
    ]
    assert all(one.urgent for one in run.turn.effects if isinstance(one, Notify))
    assert [each.action for each in run.turn.journal] == ["launched"]
    assert SAID not in str(run.turn.journal)
    assert run.case.launch_words[-1].words == SAID
    assert not is_asked(run)


def test_before_it_is_sent_the_form_says_who_will_be_told() -> None:
    run = on_the_day()
    run.happens(FormOpened("launch_answer", "launched"))
    assert run.form.submit.confirm is not None
    said = line(run.form.submit.confirm)
    assert "Leo, Human rights team, Executive sponsor" in said
    assert "at any hour" in said
    sends(run, {"words": ""}, "mira")
    assert "told now: Leo, Human rights team, Executive sponsor" in words(run.notice)


def test_where_the_pack_does_not_say_so_it_waits_for_working_hours() -> None:
    run = on_the_day()
    quieter = the_pack().escalation.model_copy(update={"ignores_quiet_hours": ()})
    run.pack = the_pack().model_copy(update={"escalation": quieter})
    says(run, "launched")
    assert [one.urgent for one in run.turn.effects if isinstance(one, Notify)] == [False] * 3


def test_launched_once_cleared_tells_nobody() -> None:
    run = on_the_day(played("G09"))
    assert run.case.launch_status == "cleared_with_actions"
    says(run, "launched")
    assert run.turn.effects == ()
    assert "It is noted that SAL-1 launched." in words(run.notice)


def test_of_a_closed_case_only_the_team_is_told() -> None:
    run = on_the_day()
    run.happens(FormOpened("classify"), "hana")
    sends(run, {"confidentiality": "restricted", "named": ("mira",), "reason": "W" * 20}, "hana")
    says(run, "launched")
    assert told(run.turn.effects) == [("launched", ToRole("human_rights_team"))]


# -------------------------------------------------------------------------------- it was moved


def test_a_launch_that_was_moved_is_reminded_of_from_its_new_day() -> None:
    run = on_the_day()
    says(run, "moved", planned_on="2026-10-15")
    assert planned_launch(run.case) == date(2026, 10, 15)
    assert [each.action for each in run.turn.journal] == ["launch_moved"]
    assert run.turn.effects == ()
    mine = [due for due in stages(run, THE_LAUNCH) if due.who == "mira"]
    assert mine[-1].at.date() == date(2026, 10, 15)
    assert "2026-10-15" in words(run.notice)


@pytest.mark.parametrize("day", ["", "soon", "2026-08-31"])
def test_the_new_day_is_one_that_is_not_over(day: str) -> None:
    run = on_the_day()
    says(run, "moved", planned_on=day)
    assert set(run.errors) == {"planned_on"}
    assert run.case.launch_words == ()


# ------------------------------------------------------------------------------ it was stopped


def test_a_launch_that_was_stopped_stays_and_can_be_withdrawn() -> None:
    run = on_the_day()
    says(run, "stopped")
    assert [each.action for each in run.turn.journal] == ["launch_stopped"]
    assert run.case.withdrawal is None
    assert run.turn.effects == ()
    assert [one.args.get("form") for one in run.notice.buttons] == ["withdraw", None]
    assert not is_asked(run)


def test_only_whoever_may_withdraw_is_offered_to() -> None:
    run = on_the_day()
    says(run, "stopped", "hana")
    assert [one.verb for one in run.notice.buttons] == ["list"]


# -------------------------------------------------------------------------------------- late


@pytest.mark.parametrize("answer", ["launched", "moved", "stopped"])
def test_once_it_launched_whoever_comes_late_reads_who_said_so(answer: str) -> None:
    run = on_the_day()
    says(run, "launched")
    before = run.case
    for event in (FormOpened("launch_answer", answer), LaunchAnswered(answer, 1)):
        turn = run.happens(event, "leo")
        assert (turn.case, turn.effects) == (before, ())
        assert "Mira said on 2026-09-01" in words(run.notice)
        assert "It launched" in words(run.notice)


def test_what_was_stopped_may_still_launch_and_what_was_said_stands_above() -> None:
    run = on_the_day()
    says(run, "stopped")
    run.happens(FormOpened("launch_answer", "stopped"), "leo")
    assert "Mira said" in words(run.notice)
    run.happens(FormOpened("launch_answer", "launched"), "leo")
    assert "It was stopped" in words(run.form)
    sends(run, {"words": ""}, "leo")
    over = launch_over(run.case)
    assert over is not None
    assert over.answer == "launched"
    assert ToPerson("leo") not in [who for _, who in told(run.turn.effects)], "they said it"


def test_an_answer_that_crosses_another_comes_back_with_what_was_typed() -> None:
    run = on_the_day()
    run.happens(FormOpened("launch_answer", "moved"))
    drawn = run.form
    says(run, "stopped", "leo")
    run.press(drawn.submit, {"planned_on": "2026-10-15", "words": SAID})
    assert "Somebody else said" in words(run.form)
    assert {one.id: one.value for one in run.form.fields} == {
        "planned_on": "2026-10-15", "words": SAID,
    }  # fmt: skip
    assert len(run.case.launch_words) == 1
    sends(run, {"planned_on": "2026-10-15", "words": SAID}, "mira")
    assert planned_launch(run.case) == date(2026, 10, 15)
    assert launch_over(run.case) is None


def test_another_day_that_is_answered_later_asks_again() -> None:
    run = on_the_day()
    says(run, "launched")
    assert launch_over(run.case) is not None
    at(run, "2026-10-01")
    places = run.case.round.given
    given = replace(next(iter(places.values())), value="2026-12-01", at=run.now)
    newest = replace(run.case.round, given={**places, ("P03", None): given})
    run.present = replace(run.case, rounds=(newest,))
    assert launch_over(run.case) is None
    assert is_asked(run)


def test_an_answer_that_the_pack_does_not_have_is_none() -> None:
    run = on_the_day()
    for event in (FormOpened("launch_answer", "burnt"), LaunchAnswered("", 0)):
        run.happens(event)
        assert "There is no case" in words(run.notice)


def test_only_whoever_takes_part_says_it() -> None:
    run = on_the_day()
    for event in (FormOpened("launch_answer", "launched"), LaunchAnswered("launched", 0)):
        turn = run.happens(event, "otto")
        assert turn.case.launch_words == ()
        assert [each.action for each in turn.journal] == ["refused"]


def test_too_long_a_text_comes_back() -> None:
    run = on_the_day()
    run.happens(FormOpened("launch_answer", "launched"))
    sends(run, {"words": "x" * 4000}, "mira")
    assert set(run.errors) == {"words"}


def test_without_a_day_that_was_said_a_launch_may_be_over_all_the_same() -> None:
    run = on_the_day()
    says(run, "launched")
    known = {place: one for place, one in run.case.round.given.items() if place[0] != "P03"}
    run.present = replace(run.case, rounds=(replace(run.case.round, given=known),))
    assert planned_launch(run.case) is None
    assert launch_over(run.case) is not None


# -------------------------------------------------------------------------------- on the card


def test_on_the_card_its_owner_can_say_that_it_launched_once_the_day_has_come() -> None:
    run = with_team()
    assert "launch_answer" not in offered(run, "mira")
    on_the_day(run)
    button = offered(run, "mira")["launch_answer"]
    assert button.args["about"] == "launched"
    assert "launch_answer" not in offered(run, "leo"), "whoever holds the case"
    run.press(button)
    sends(run, {"words": ""}, "mira")
    assert "launch_answer" not in offered(run, "mira")


def test_a_case_that_was_decided_can_be_said_to_have_launched() -> None:
    run = on_the_day(decided("proceed"))
    run.press(offered(run, "mira")["launch_answer"])
    sends(run, {"words": ""}, "mira")
    assert run.turn.effects == ()


def test_the_reminder_of_the_day_offers_each_answer() -> None:
    one = launch()
    abouts = [
        button.args["about"]
        for button in one.item.buttons
        if button.args.get("form") == "launch_answer"
    ]
    assert abouts == ["launched", "moved", "stopped"]
