"""Whether a measure works: somebody else looks, and what does not work brings the harm back."""

from dataclasses import replace
from datetime import date, timedelta

from flows.case import Measure, MeasureState, Phase
from flows.casework.next_round import trigger_named
from flows.effects import ToPerson, ToRole
from flows.screening.residual import residual
from tests.flows.escalating import later
from tests.flows.screening import Screening, questions_of, told, words
from tests.flows.tracking import (
    FAILED,
    SEEN,
    all_but,
    does,
    finished,
    looked_at,
    manager_alone,
    now,
    on_card,
    open_risks,
    phase_of,
    planned,
    presses,
)
from tests.worked import the_pack


def ready(verifier: str = "jonas") -> tuple[Screening, Measure]:
    """Return a case with one measure that is done, and everything else not needed."""
    run = manager_alone()
    first = planned(run, "MT10", verifier=verifier)
    all_but(run, first)
    return run, finished(run, now(run, first))


def closed() -> tuple[Screening, Measure]:
    """Return the case with that measure seen to work, and its harm closed."""
    run, measure = ready()
    looked_at(run, measure)
    presses(run, "close_risk", "RK07", "jonas")
    run.press(run.form.submit, {"words": "The reports carry no names."}, "jonas")
    return run, now(run, measure)


def test_somebody_else_sees_that_it_works_with_the_value_of_its_indicator() -> None:
    run, measure = ready()
    works = looked_at(run, measure)
    newest = works.stages[-1]
    assert (newest.state, newest.by, newest.value) == (
        MeasureState.EFFECTIVE,
        "jonas",
        SEEN["value"],
    )
    assert len(run.case.evidence_of(measure.id)) == 2
    assert told(run.turn.effects)[:3] == [
        ("measure_works", ToPerson("ines")),
        ("measure_works", ToPerson("mira")),
        ("measure_works", ToPerson("leo")),
    ]
    assert "The indicator read: 0 of 40" in words(run.card)


def test_neither_owner_nor_whoever_did_it_nor_the_owner_of_the_case_verifies() -> None:
    run, measure = ready()
    for person in ("ines", "mira", "leo"):
        assert "verify" not in on_card(run, measure, person)
    run.present = replace(run.case, owner="jonas")
    assert "verify" not in on_card(run, measure, "jonas")
    assert "verify" in on_card(run, measure, "hana"), "anybody else of the team may"


def test_what_is_missing_from_a_look_comes_back() -> None:
    run, measure = ready()
    does(run, measure, "verify", {"works": "", "value": "", "proof": "", "link": ""}, "jonas")
    assert set(run.errors) == {"works", "value", "proof"}
    does(run, measure, "verify", {**FAILED, "next_step": ""}, "jonas")
    assert set(run.errors) == {"next_step"}
    assert now(run, measure) == measure


def test_a_measure_seen_to_work_lowers_what_is_left_and_nothing_else_does() -> None:
    run, measure = ready()
    before = residual(the_pack(), run.case, "RK07")
    looked_at(run, measure)
    after = residual(the_pack(), run.case, "RK07")
    assert before is not None
    assert after is not None
    assert (before.likelihood, after.likelihood) == (2, 1)
    assert run.case.finding_of("RK07") == before


def test_not_effective_reopens_the_measure_and_the_harm() -> None:
    run, measure = ready()
    failed = looked_at(run, measure, FAILED)
    trigger = trigger_named(the_pack(), "TR05")
    assert trigger is not None
    assert failed.state is MeasureState.NOT_EFFECTIVE
    assert failed.due_on == date(2026, 3, 2) + timedelta(days=trigger.due_days)
    assert failed.stages[-1].next_step == FAILED["next_step"]
    assert run.case.round.number == 2
    assert set(run.case.round.asks) == {(id, "RK07") for id in ("S01", "S02", "S03", "S04")}
    assert run.case.round.openings[0].trigger == "TR05"
    assert ("measure_failed", ToRole("human_rights_team")) in told(run.turn.effects)
    assert {"implement", "progress", "plan"} <= set(on_card(run, failed, "ines"))


def test_the_harm_of_a_failed_measure_is_asked_again_with_the_old_answers_shown() -> None:
    run, measure = ready()
    looked_at(run, measure, FAILED)
    run.do("see")
    assert "4 answers to confirm or change" in words(run.card)
    run.do("resume")
    asked = [one for one in run.form.fields if one.suggested]
    assert {one.id for one in asked} == {"S01", "S02", "S03", "S04"}
    assert "R01" in questions_of(run.form), "the page that they stand on is shown whole"
    values = {one.id: one.value or "" for one in run.form.fields}
    run.send({**values, "S04": "4"})
    assert run.card.view == "review"
    run.submit()
    assert "Severity 3 to 3, likelihood 2 to 4" in words(run.card)
    assert "Told of it" in words(run.card)


def test_a_measure_that_fails_after_the_harm_was_closed_voids_the_closure_for_good() -> None:
    run, measure = closed()
    assert phase_of(run) is Phase.CLOSED
    later(run, timedelta(days=90))
    looked_at(run, measure, FAILED)
    assert open_risks(run) == ("RK07",)
    assert phase_of(run) is Phase.TRACKING
    works = looked_at(later(run, timedelta(days=5)), finished(run, now(run, measure)))
    assert works.state is MeasureState.EFFECTIVE
    assert open_risks(run) == ("RK07",), "somebody must agree once more"


def test_a_failed_measure_of_no_harm_asks_nothing_again() -> None:
    run = manager_alone()
    first = planned(run, "MT47", due_on="2026-03-20")
    failed = looked_at(run, finished(run, first), FAILED)
    assert failed.state is MeasureState.NOT_EFFECTIVE
    assert len(run.case.rounds) == 1


def test_a_pack_without_that_trigger_asks_nothing_again() -> None:
    run, measure = ready()
    kept = tuple(one for one in the_pack().review_triggers if one.id != "TR05")
    run.pack = the_pack().model_copy(update={"review_triggers": kept})
    failed = looked_at(run, measure, FAILED)
    assert (failed.state, failed.due_on) == (MeasureState.NOT_EFFECTIVE, measure.due_on)
    assert len(run.case.rounds) == 1


def test_a_second_failure_while_it_is_asked_again_adds_what_it_touches() -> None:
    run, measure = ready()
    looked_at(run, measure, FAILED)
    again = finished(run, now(run, measure))
    looked_at(run, again, FAILED)
    assert len(run.case.rounds) == 2
    assert [one.trigger for one in run.case.round.openings] == ["TR05", "TR05"]
