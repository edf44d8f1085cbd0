"""The closing of harms: nothing left to do, nothing unknown, and somebody outside agrees."""

from dataclasses import replace

from flows.case import Closure, OpenItem, Phase, Withdrawal
from flows.effects import ToPerson
from flows.events import FormOpened, RiskClosed
from flows.screening.closing import can_close, needs_agreement
from tests.flows.escalating import offered
from tests.flows.escalation.test_rating import rates
from tests.flows.measures.test_verifying import closed, ready
from tests.flows.screening import NOW, Screening, buttons_in, played, told, words
from tests.flows.tracking import (
    all_but,
    looked_at,
    manager_alone,
    open_risks,
    phase_of,
    planned,
    presses,
)
from tests.worked import the_pack

WORDS = {"words": "The reports carry no names."}


def test_a_serious_harm_is_closed_by_somebody_outside_once_nothing_is_left() -> None:
    run, measure = ready()
    assert "close_risk" not in offered(run, "jonas")
    looked_at(run, measure)
    assert phase_of(run) is Phase.TRACKING
    assert "close_risk" not in offered(run, "mira"), "not by the product team"
    presses(run, "close_risk", "RK07", "hana")
    assert "stays on periodic review" in str(run.form.submit.confirm)
    run.press(run.form.submit, WORDS, "hana")
    (closure,) = run.case.closures
    assert (closure.risk, closure.by, closure.words) == ("RK07", "hana", WORDS["words"])
    assert phase_of(run) is Phase.CLOSED
    assert ("risk_closed", ToPerson("mira")) in told(run.turn.effects)
    assert ("risk_closed", ToPerson("jonas")) in told(run.turn.effects)
    run.do("see")
    assert "The reports carry no names." in words(run.card)


def test_closing_needs_words() -> None:
    run, measure = ready()
    looked_at(run, measure)
    presses(run, "close_risk", "RK07", "jonas")
    run.press(run.form.submit, {"words": " "}, "jonas")
    assert set(run.errors) == {"words"}
    assert not run.case.closures


def test_whoever_verified_may_agree_and_nobody_with_a_stake_may() -> None:
    run, measure = ready("lena")
    looked_at(run, measure, by="lena")
    assert "close_risk" in offered(run, "lena")
    assert "close_risk" not in offered(run, "ines")
    run.present = replace(run.case, owner="hana")
    run.happens(RiskClosed("RK07", WORDS), "hana")
    assert "outside the product team" in words(run.notice)


def test_what_is_not_ready_is_not_closed() -> None:
    run = manager_alone()
    for event in (RiskClosed("RK07", WORDS), FormOpened("close_risk", "RK07")):
        run.happens(event, "hana")
        assert "cannot be closed yet" in words(run.notice)
    for event in (RiskClosed("RK99", WORDS), FormOpened("close_risk", "RK99")):
        run.happens(event, "hana")
        assert "not open on this case" in words(run.notice)
    again, _ = closed()
    again.happens(RiskClosed("RK07", WORDS), "hana")
    assert "not open on this case" in words(again.notice)


def test_an_unknown_of_the_harm_keeps_it_open() -> None:
    run, measure = ready()
    looked_at(run, measure)
    item = OpenItem(measure.id, ("S05", "RK07"), 1, "mira", NOW.date(), NOW, 1)
    assert can_close(the_pack(), run.case, "RK07")
    waiting = replace(run.case, open_items=(item,))
    assert not can_close(the_pack(), waiting, "RK07")
    elsewhere = replace(run.case, open_items=(replace(item, place=("P04", None)),))
    assert can_close(the_pack(), elsewhere, "RK07")


def test_a_harm_below_serious_closes_by_itself_with_the_last_measure() -> None:
    run = manager_alone()
    rates(run, "RK07", scale="2", scope="1", repair="1")
    assert not needs_agreement(the_pack(), run.case, "RK07")
    assert not run.case.closures
    all_but(run)
    assert [one.risk for one in run.case.closures] == ["RK07"]
    assert phase_of(run) is Phase.CLOSED
    noted = [entry.action for _, _, turn in run.turns for entry in turn.journal]
    assert noted.count("risk_closed") == 1


def test_a_harm_that_the_team_dismissed_needs_no_other_word() -> None:
    run = manager_alone()
    all_but(run)
    assert open_risks(run) == ("RK07",)
    rates(run, "RK07", applies="no")
    assert open_risks(run) == ()
    assert phase_of(run) is Phase.CLOSED


def test_a_withdrawn_case_closes_nothing() -> None:
    run, measure = ready()
    looked_at(run, measure)
    run.present = replace(run.case, withdrawal=Withdrawal("no market", "mira", NOW))
    run.happens(RiskClosed("RK07", WORDS), "jonas")
    assert "was withdrawn" in words(run.notice)
    run.do("see", by="jonas")
    assert "close_risk" not in {one.args.get("form") for one in buttons_in(run.reply)}


def test_closed_by_itself_says_by_whose_act_and_no_words() -> None:
    run = Screening(present=replace(
        played("G09").case, measures=(), closures=(Closure("RK07", 1, "mira", NOW),)
    ))  # fmt: skip
    run.do("see")
    assert "Closed" in words(run.card)


def test_a_harm_that_is_not_on_the_case_needs_nobody() -> None:
    assert not needs_agreement(the_pack(), manager_alone().case, "RK15")


def test_a_planned_measure_keeps_a_harm_open() -> None:
    run = manager_alone()
    planned(run, "MT10")
    assert not can_close(the_pack(), run.case, "RK07")
