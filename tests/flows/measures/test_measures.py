"""Measures: suggested, taken, changed, added, refused, worked on, blocked, done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from flows.cards import Form, Value
from flows.case import Confidentiality, Measure, MeasureState, Withdrawal
from flows.effects import ToPerson
from flows.events import (
    FormOpened,
    MeasureAdded,
    MeasureBlocked,
    MeasureImplemented,
    MeasureOpened,
    MeasurePlanned,
    MeasureRefused,
    MeasuresTaken,
    MeasureVerified,
    OnTracking,
    ProgressNoted,
)
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from tests.flows.escalating import acts, decided, later, newcomer, offered, sends
from tests.flows.screening import NOW, buttons_in, played, told, up_to, words
from tests.flows.tracking import (
    PLAN,
    PROOF,
    REASON,
    does,
    finished,
    in_state,
    looked_at,
    looks,
    manager_alone,
    named,
    now,
    on_card,
    opens_named,
    planned,
)

# --------------------------------------------------------------------------- suggested


def test_measures_that_the_rules_suggest_stand_on_the_case_once_it_is_sent() -> None:
    run = manager_alone()
    first = named(run, "MT10")
    assert (first.state, first.origin, first.risks) == (
        MeasureState.PROPOSED,
        "suggested",
        ("RK07",),
    )
    assert first.owner == "mira", "as the answers say"
    assert first.verifier == "hana", "serious: somebody of the team looks"
    general = named(run, "MT47")
    assert (general.risks, general.verifier) == ((), "leo"), "else the product lead looks"
    assert "Measures" in words(run.reply)


def test_owner_of_a_measure_is_whom_the_answers_name_else_who_holds_its_role() -> None:
    run = up_to("G09", "M01", "RK07")
    run.send({"M01": "defaults", "M02": "otto", "M03": "2026-04-02", "M05": "Fewer"})
    run.answer_as_from_here("G09")
    run.submit()
    assert {one.owner for one in run.case.measures if one.risks} == {"otto"}
    assert {one.due_on for one in run.case.measures if one.risks} == {date(2026, 4, 2)}


def test_day_of_a_measure_is_before_the_launch_for_a_serious_harm_and_never_over() -> None:
    for launch, day in (("2026-03-20", "2026-03-19"), ("2026-03-02", "2026-03-02")):
        run = up_to("G09", "M01", "RK07", other={"P03": launch})
        measures = next(one for one in run.form.fields if one.id == "M03")
        assert measures.value == day
        run.send({"M01": "defaults", "M02": "mira", "M03": "2026-02-01", "M05": "Fewer"})
        run.answer_as_from_here("G09")
        run.submit()
        assert str(named(run, "MT10").due_on) == day, "a day that is over is not taken"
        assert str(named(run, "MT47").due_on) == "2026-04-01", "for no serious harm: its own days"


def test_nobody_who_is_only_suggested_takes_part() -> None:
    """Who is suggested was not asked: they hear nothing, see nothing and have no stake."""
    run = manager_alone()
    mine = tuple(replace(one, owner="otto", verifier="otto") for one in run.case.measures)
    run.present = replace(run.case, measures=mine)
    looks(run, run.case.measures[0], "otto")
    unknown = words(run.notice)
    run.do("see", by="otto")
    assert words(run.notice) == unknown
    assert "There is no case of that number" in unknown
    assert run.turn.journal[0].action == "refused"


# ------------------------------------------------------------------------------- taken


def test_all_suggested_measures_are_taken_with_one_click_and_each_hears_once() -> None:
    run = manager_alone()
    acts(run, "take_measures", "mira")
    assert {one.state for one in run.case.measures} == {MeasureState.PLANNED}
    assert told(run.turn.effects) == [
        ("measure_to_verify", ToPerson("hana")),
        ("measure_to_verify", ToPerson("leo")),
    ]
    assert "take_measures" not in offered(run, "mira")
    run.happens(MeasuresTaken())
    assert "No suggested measure waits" in words(run.notice)


def test_a_measure_is_planned_with_owner_day_indicator_and_somebody_who_looks() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    assert (first.state, first.owner, first.due_on, first.verifier) == (
        MeasureState.PLANNED,
        "ines",
        date(2026, 5, 1),
        "jonas",
    )
    assert (first.indicator, first.baseline, first.target) == ("Names in reports = 0", "40", "0")
    assert told(run.turn.effects) == [
        ("measure_given", ToPerson("ines")),
        ("measure_to_verify", ToPerson("jonas")),
    ]
    assert run.card.view == "measure"


def test_a_plan_that_changes_tells_only_who_is_new() -> None:
    run = manager_alone()
    planned(run, "MT10")
    again = planned(run, "MT10", owner="otto")
    assert again.owner == "otto"
    states = [MeasureState.PROPOSED, MeasureState.PLANNED, MeasureState.PLANNED]
    assert [one.state for one in again.stages] == states
    assert again.stages[-1].words == ""
    (before,) = [one for one in run.turn.journal if one.action == "measure_before"]
    assert (before.details["owner"], before.details["due_on"]) == ("ines", "2026-05-01")
    assert told(run.turn.effects) == [("measure_given", ToPerson("otto"))]
    last = planned(run, "MT10", owner="otto", due_on="2026-06-01", indicator="Names = 0")
    assert last.stages[-1].words == "Names in reports = 0", "how it was seen before"
    assert told(run.turn.effects) == []


def test_where_nobody_is_named_to_look_somebody_else_is() -> None:
    run = manager_alone()
    assert planned(run, "MT10", verifier="", owner="hana").verifier == "jonas"
    assert planned(run, "MT47", verifier="", owner="leo").verifier == "hana"


WRONG_PLANS: Mapping[str, tuple[Mapping[str, Value], dict[str, str]]] = {
    "its owner looks": ({"verifier": "ines"}, {"verifier": "must be somebody else"}),
    "the owner of the case looks": ({"verifier": "mira"}, {"verifier": "must be somebody else"}),
    "nobody": ({"owner": ""}, {"owner": "Nobody is named"}),
    "somebody unknown": ({"owner": "zoe"}, {"owner": ""}),
    "a day that is over": ({"due_on": "2026-01-01"}, {"due_on": "over or too early"}),
    "no day": ({"due_on": "soon"}, {"due_on": ""}),
    "after the launch": ({"due_on": "2026-09-01"}, {"due_on": "2026-08-31 at the latest"}),
    "no indicator": ({"indicator": " "}, {"indicator": "empty"}),
    "too long": ({"target": "x" * 201}, {"target": "200"}),
}


@pytest.mark.parametrize("name", WRONG_PLANS)
def test_a_plan_that_does_not_fit_comes_back_with_everything_typed(name: str) -> None:
    other, wrong = WRONG_PLANS[name]
    run = manager_alone()
    before = named(run, "MT10")
    does(run, before, "plan", {**PLAN, **other}, "mira")
    assert now(run, before) == before
    assert set(run.errors) == set(wrong)
    assert all(said in run.errors[id] for id, said in wrong.items())
    kept = {one.id: one.value for one in run.form.fields}
    assert kept == {**PLAN, **other}


def test_the_team_may_agree_to_a_day_after_the_launch() -> None:
    run = manager_alone()
    later = does(run, named(run, "MT10"), "plan", {**PLAN, "due_on": "2026-10-01"}, "hana")
    assert later.due_on == date(2026, 10, 1)


def test_a_day_after_the_launch_counts_where_no_harm_is_serious() -> None:
    run = manager_alone()
    assert planned(run, "MT47", due_on="2026-10-01").due_on == date(2026, 10, 1)


def test_a_stale_plan_comes_back_with_what_was_typed() -> None:
    run = manager_alone()
    button = on_card(run, named(run, "MT10"), "mira")["plan"]
    run.press(button)  # type: ignore[arg-type]
    form = run.form
    planned(run, "MT10", owner="otto")
    run.press(form.submit, PLAN)
    assert "Somebody changed this measure" in words(run.form)
    assert {one.id: one.value for one in run.form.fields} == PLAN
    assert named(run, "MT10").owner == "otto"


# ------------------------------------------------------------------------------- added


def test_a_measure_in_words_of_its_own_is_added_and_planned() -> None:
    run = manager_alone()
    opens_named(run, "add_measure", "mira")
    values = {**PLAN, "measure": "", "words": "No single reports", "risks": ("RK07",)}
    sends(run, values, "mira")
    new = run.case.measures[-1]
    assert (new.text, new.source, new.origin, new.risks) == (
        "No single reports", "", "added", ("RK07",),
    )  # fmt: skip
    assert "No single reports" in words(run.card)
    opens_named(run, "add_measure", "mira")
    sends(run, values, "mira")
    assert "on the case already" in words(run.notice)


def test_of_a_measure_of_the_pack_what_is_left_open_is_its_own() -> None:
    run = manager_alone()
    opens_named(run, "add_measure", "hana")
    open_fields = {"due_on": "", "indicator": "", "baseline": "", "target": "", "verifier": ""}
    values = {**PLAN, **open_fields, "measure": "MT05", "words": "", "risks": ()}
    sends(run, values, "hana")
    new = run.case.measures[-1]
    assert (new.source, new.text, new.due_on) == ("MT05", "", date(2026, 4, 16))
    assert new.indicator.startswith("Design changes")
    assert new.verifier == "leo"


def test_a_measure_without_words_comes_back() -> None:
    run = manager_alone()
    opens_named(run, "add_measure", "mira")
    sends(run, {**PLAN, "measure": "", "words": "", "risks": ("RK99",)}, "mira")
    assert set(run.errors) == {"words", "risks"}


def test_without_a_result_there_is_no_measure_to_add() -> None:
    run = up_to("G02", "U01")
    for event in (MeasureAdded(PLAN), FormOpened("add_measure")):
        run.happens(event)
        assert "not sent yet" in words(run.notice)
    harmless = played("G01")
    opens_named(harmless, "add_measure", "mira")
    assert "risks" not in {one.id for one in harmless.form.fields}


# ----------------------------------------------------------------------------- refused


def test_the_product_team_refuses_what_is_for_no_serious_harm_with_a_reason() -> None:
    run = manager_alone()
    refused = does(run, named(run, "MT47"), "refuse", {"reason": REASON}, "mira")
    assert refused.state is MeasureState.NOT_NEEDED
    assert refused.stages[-1].words == REASON
    assert told(run.turn.effects) == [], "nobody else had it"
    assert "refuse" not in on_card(run, refused, "mira")


def test_of_a_serious_harm_only_the_human_rights_team_drops_a_measure() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    assert "refuse" not in on_card(run, first, "mira")
    run.happens(MeasureRefused(first.id, first.revision, {"reason": REASON}))
    assert "only somebody of the human rights team" in words(run.notice)
    dropped = does(run, first, "refuse", {"reason": REASON}, "hana")
    assert dropped.state is MeasureState.NOT_NEEDED
    assert told(run.turn.effects) == [
        ("measure_refused", ToPerson("mira")),
        ("measure_refused", ToPerson("ines")),
        ("measure_refused", ToPerson("jonas")),
    ]


def test_a_condition_of_a_decision_is_dropped_by_the_team_alone() -> None:
    run = decided()
    condition = next(one for one in run.case.measures if one.origin == "condition")
    assert "refuse" not in on_card(run, condition, "mira")
    assert "refuse" in on_card(run, condition, "jonas")


def test_a_refusal_without_a_reason_comes_back_and_a_refused_one_can_be_taken_again() -> None:
    run = manager_alone()
    does(run, named(run, "MT47"), "refuse", {"reason": "no"}, "mira")
    assert set(run.errors) == {"reason"}
    does(run, named(run, "MT47"), "refuse", {"reason": REASON}, "mira")
    again = planned(run, "MT47")
    assert again.state is MeasureState.PLANNED


# ------------------------------------------------------------------------------ worked on


def test_progress_is_noted_and_unblocks() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    blocked = does(run, first, "block", {"why_blocked": "No budget", "who_can": "leo"}, "ines")
    assert blocked.blocked is not None
    assert (blocked.blocked.why, blocked.blocked.who) == ("No budget", "leo")
    assert ("measure_blocked", ToPerson("mira")) in told(run.turn.effects)
    assert "No budget" in words(run.card)
    run.do("see")
    assert "Blocked; Leo can move it" in words(run.reply)
    going = does(run, blocked, "progress", {"words": "Half of it is out"}, "ines")
    assert going.state is MeasureState.IN_PROGRESS
    assert going.blocked is None
    assert "Half of it is out" in words(run.card)


def test_whoever_can_move_a_blocked_measure_hears_of_it_and_that_it_goes_on() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    does(run, first, "block", {"why_blocked": "No budget", "who_can": "leo"}, "ines")
    assert ("measure_blocked", ToPerson("leo")) in told(run.turn.effects)
    does(run, first, "progress", {"words": "Half of it is out"}, "ines")
    assert told(run.turn.effects) == [("measure_unblocked", ToPerson("leo"))]


def test_done_needs_proof_and_is_not_the_end() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    does(run, first, "implement", {"proof": "", "link": "nowhere"}, "ines")
    assert set(run.errors) == {"proof", "link"}
    ready = finished(run, first)
    assert ready.state is MeasureState.IMPLEMENTED
    assert ready.implemented_by == "ines"
    (proof,) = run.case.evidence_of(first.id)
    assert (proof.text, proof.link, proof.by) == (PROOF["proof"], PROOF["link"], "ines")
    assert told(run.turn.effects) == [
        ("measure_done", ToPerson("jonas")),
        ("measure_done", ToPerson("mira")),
    ]
    assert not ready.is_done
    assert "Done, to be checked" in words(run.card)


FORMS: Mapping[str, Mapping[str, Value]] = {
    "progress": {"words": ""},
    "block": {"why_blocked": "No budget", "who_can": "sam"},
    "implement": {"proof": ""},
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_missing_comes_back(form: str) -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    does(run, first, form, FORMS[form], "ines")
    assert run.errors
    assert now(run, first) == first


# ------------------------------------------------------------------------------- not now

GOOD: Mapping[str, Value] = {
    **PLAN, **PROOF, "reason": REASON, "words": "It goes on", "why_blocked": "No budget",
    "who_can": "leo", "works": "yes", "value": "0", "next_step": "",
}  # fmt: skip


def events(measure: Measure) -> dict[str, OnTracking]:
    args = (measure.id, measure.revision, GOOD)
    return {
        "plan": MeasurePlanned(*args),
        "refuse": MeasureRefused(*args),
        "progress": ProgressNoted(*args),
        "block": MeasureBlocked(*args),
        "implement": MeasureImplemented(*args),
        "verify": MeasureVerified(*args),
    }


POSSIBLE = {
    MeasureState.PROPOSED: {"plan", "refuse"},
    MeasureState.PLANNED: {"plan", "refuse", "progress", "block", "implement"},
    MeasureState.IN_PROGRESS: {"plan", "refuse", "progress", "block", "implement"},
    MeasureState.IMPLEMENTED: {"verify"},
    MeasureState.EFFECTIVE: {"verify"},
    MeasureState.NOT_EFFECTIVE: {"plan", "refuse", "progress", "block", "implement"},
    MeasureState.NOT_NEEDED: {"plan"},
}
BY = {"verify": "jonas", "refuse": "jonas"}


@pytest.mark.parametrize("state", MeasureState)
@pytest.mark.parametrize("what", ["plan", "refuse", "progress", "block", "implement", "verify"])
def test_each_state_lets_do_what_leads_on_and_tells_the_rest_how_far_it_is(
    state: MeasureState, what: str
) -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    run.present = in_state(run.case, first, state)
    before, by = now(run, first), BY.get(what, "ines" if state.value != "proposed" else "mira")
    if state is MeasureState.PROPOSED and what not in ("plan", "refuse"):
        by = "mira" if what != "verify" else "jonas"
    possible = what in POSSIBLE[state]
    run.happens(FormOpened(what, str(first.id)), by)
    assert isinstance(run.reply, Form) == possible
    shown = set(on_card(run, before, by)) - {"keep", "see", "list", "measure"}
    assert (what in shown) == possible
    run.happens(events(before)[what], by)
    assert (now(run, first) != before) == possible
    if not possible:
        assert "by now" in words(run.notice)


def test_a_measure_that_is_not_there_sounds_like_no_case() -> None:
    run = manager_alone()
    nowhere = UUID(int=7)
    run.happens(MeasureOpened(nowhere))
    other = words(run.notice)
    for about in (str(nowhere), "", "no id"):
        run.happens(FormOpened("plan", about))
        assert words(run.notice) == other


def test_after_withdrawing_measures_stand_as_they_are() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    run.present = replace(run.case, withdrawal=Withdrawal("no market", "mira", NOW))
    looks(run, now(run, first), "mira")
    assert {one.verb for one in buttons_in(run.card)} == {"see", "measure"}
    for name, event in events(first).items():
        run.happens(event, BY.get(name, "ines"))
        assert "was withdrawn by Mira" in words(run.notice)
    for form in ("plan", "add_measure", "keep", "close_risk"):
        by = "jonas" if form == "close_risk" else "mira"
        run.happens(FormOpened(form, str(first.id)), by)
        assert "was withdrawn by Mira" in words(run.notice)
    run.do("see")
    assert "add_measure" not in {one.args.get("form") for one in buttons_in(run.reply)}


def test_late_measures_say_so() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    run.present = replace(
        run.case,
        measures=tuple(
            replace(one, due_on=date(2026, 2, 1)) if one.id == first.id else one
            for one in run.case.measures
        ),
    )
    run.do("see")
    assert "Ines, was due on 2026-02-01" in words(run.reply)
    run.present = replace(
        run.case,
        measures=tuple(replace(one, due_on=None) for one in run.case.measures),
    )
    run.do("see")
    assert "was due" not in words(run.reply)
    looks(run, now(run, first), "mira")


def test_whoever_holds_a_measure_sees_it_and_the_rest_of_an_open_case() -> None:
    run = newcomer(manager_alone(), "zoe")
    first = planned(run, "MT10", owner="zoe")
    shown = on_card(run, first, "zoe")
    assert {"implement", "progress", "block", "plan", "keep"} <= set(shown)
    run.do("see", by="zoe")
    assert run.card.view == "result"


def test_what_somebody_may_do_is_asked_before_anything_is_shown() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    for name, event in events(first).items():
        run.happens(event, "otto")
        assert run.turn.journal[0].action == "refused", name
        run.happens(FormOpened(name, str(first.id)), "otto")
        assert run.turn.journal[0].action == "refused", name


def test_whoever_was_told_of_a_case_sees_its_measures_and_does_nothing_with_them() -> None:
    run = played("G05")
    assert "legal" in run.case.told
    assert set(on_card(run, run.case.measures[0], "lara")) == {"see", "measure"}


def test_a_message_brings_whoever_reads_to_the_measure_that_it_is_about() -> None:
    run = manager_alone()
    first = planned(run, "MT10")
    viewer = Viewer(run.pack, run.context("ines"))
    card = draw_message(viewer, "measure_given", run.case, {"about": str(first.id)})
    assert [one.verb for one in buttons_in(card)] == ["measure"]
    gone = draw_message(viewer, "measure_given", run.case, {"about": str(UUID(int=7))})
    assert [one.verb for one in buttons_in(gone)] == ["see"]


def test_measure_seen_to_work_is_looked_at_again() -> None:
    run = manager_alone()
    ready = finished(run, planned(run, "MT10"))
    works = looked_at(run, ready)
    assert works.state is MeasureState.EFFECTIVE
    assert "verify" in on_card(run, works, "jonas")


def test_in_a_restricted_case_only_who_is_let_in_takes_part() -> None:
    run = manager_alone()
    run.present = replace(run.case, confidentiality=Confidentiality.RESTRICTED)
    assert run.case.participants == ("mira",)
    first = named(run, "MT10")
    does(run, first, "plan", {**PLAN, "owner": "ines", "verifier": "leo"}, "mira")
    assert set(run.errors) == {"owner", "verifier"}
    assert "may not see this case" in run.errors["owner"]
    taken = does(run, first, "plan", {**PLAN, "owner": "mira", "verifier": "hana"}, "mira")
    assert (taken.owner, taken.verifier) == ("mira", "hana")
    opens_named(run, "ask_expert", "mira")
    sends(run, {"question": "U01", "expert": "otto", "words": ""}, "mira")
    assert set(run.errors) == {"expert"}


def test_in_a_restricted_case_nobody_outside_is_suggested() -> None:
    run = up_to("G09", "M01", "RK07")
    run.send({"M01": "defaults", "M02": "otto", "M03": "2026-04-02", "M05": "Fewer"})
    run.present = replace(run.case, confidentiality=Confidentiality.RESTRICTED)
    run.answer_as_from_here("G09")
    run.submit()
    assert {one.owner for one in run.case.measures} == {"mira"}
    assert {one.verifier for one in run.case.measures} == {"hana"}


def test_a_condition_is_changed_by_the_team_alone() -> None:
    run = decided()
    condition = next(one for one in run.case.measures if one.origin == "condition")
    for person in ("mira", "ines"):
        assert "plan" not in on_card(run, condition, person)
        run.happens(FormOpened("plan", str(condition.id)), person)
        assert run.turn.journal[0].action == "refused"
    assert "plan" in on_card(run, condition, "jonas")


def test_a_known_measure_keeps_its_own_words_and_is_added_once() -> None:
    run = manager_alone()
    for _ in range(2):
        opens_named(run, "add_measure", "mira")
        sends(run, {**PLAN, "measure": "MT12", "words": "In Berlin", "risks": ()}, "mira")
    assert len([one for one in run.case.measures if one.source == "MT12"]) == 1
    looks(run, run.case.measures[-1], "mira")
    assert ": In Berlin" in words(run.card)


def test_taking_all_gives_nobody_who_cannot_have_it_and_no_day_that_is_over() -> None:
    run = manager_alone()
    far = replace(run.case, confidentiality=Confidentiality.RESTRICTED)
    mine = tuple(replace(one, owner="ines", verifier="leo") for one in far.measures)
    run.present = replace(far, measures=mine)
    later(run, timedelta(days=200))
    acts(run, "take_measures", "mira")
    assert {one.owner for one in run.case.measures} == {"mira"}
    assert {one.verifier for one in run.case.measures} == {"hana"}
    assert all(one.due_on and one.due_on >= run.now.date() for one in run.case.measures)


def test_a_verifier_typed_with_a_space_is_still_the_owner_of_the_case() -> None:
    run = manager_alone()
    does(run, named(run, "MT10"), "plan", {**PLAN, "verifier": "mira ", "due_on": "2026-05-01 "},
         "mira")  # fmt: skip
    assert set(run.errors) == {"verifier"}
