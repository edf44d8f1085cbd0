"""The decision: outcomes with what they need, one voice or two, differences, once more."""

from dataclasses import replace
from datetime import date

import pytest

from flows.cards import Form, Value
from flows.case import Confidentiality, MeasureState, OpenItem, Phase
from flows.effects import Notify, Refresh, ToPerson, ToRole
from flows.events import (
    Acknowledged,
    DecisionReopened,
    FormOpened,
    OutcomeChosen,
    TakenOn,
    VoiceGiven,
)
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from tests.flows.escalating import (
    CONFLICT,
    NEEDS,
    REASON,
    RECORD,
    agrees,
    by_people,
    decided,
    decides,
    newcomer,
    offered,
    opens,
    owned_by,
    pending,
    sends,
    with_team,
)
from tests.flows.screening import NOW, Screening, buttons_in, harmless, line, told, words
from tests.worked import the_pack

LAUNCH = {
    "proceed": ("cleared", Phase.TRACKING),
    "proceed_with_conditions": ("cleared_with_actions", Phase.TRACKING),
    "restrict": ("cleared_with_actions", Phase.TRACKING),
    "redesign": ("hold", Phase.HELD),
    "pause": ("hold", Phase.HELD),
    "decline": ("hold", Phase.HELD),
    "full_hria": ("hold", Phase.HELD),
}


READ = {"full_hria": ("Who pays for it?\nSam", "2026-06-30"), "pause": ("2026-05-01",)}
"""How people and days of a voice read: by name, and as days."""


def errors(run: Screening) -> set[str]:
    return {one.id for one in run.form.fields if one.error}


def test_every_outcome_of_the_pack_can_be_decided() -> None:
    outcomes = {one.id for one in the_pack().hr_decision.outcomes}
    assert outcomes == LAUNCH.keys() == NEEDS.keys()


@pytest.mark.parametrize("outcome", LAUNCH)
def test_an_outcome_moves_the_launch_and_is_kept_whole(outcome: str) -> None:
    run = with_team("G07")
    decides(run, outcome, "hana")
    decision = run.case.escalations[-1].decision
    assert decision is not None
    assert (run.case.launch_status, run.case.phase) == LAUNCH[outcome]
    assert (decision.outcome, decision.reason, decision.decided_by) == (outcome, REASON, ("hana",))
    assert decision.review_on == date(2026, 6, 1)
    typed = {id: value for id, value in NEEDS[outcome].items() if "." not in id}
    assert {id: decision.fields[id] for id in typed} == typed
    assert decision.fields["HD05"] == "The works council was heard."
    run.do("see", by="mira")
    for said in (REASON, "Hana", "Next review: 2026-06-01", *READ.get(outcome, ())):
        assert said in words(run.reply)


@pytest.mark.parametrize("outcome", LAUNCH)
def test_what_an_outcome_needs_is_asked_and_must_be_there(outcome: str) -> None:
    run = with_team("G07")
    opens(run, "outcome", "hana")
    sends(run, {"outcome": outcome}, "hana")
    before, form = run.case, run.form
    sends(run, {}, "hana")
    needed = {id for id in NEEDS[outcome] if id != "exit_plan_if_live"}
    assert errors(run) == {"reason", "HD05", "conflict", "review_on", *needed}
    assert run.case == before
    shown = words(form)
    for known in (
        "Route, rules that fired and why",
        "questions and rules 1.0.0",
        "engine 3/",
        "SAL-1",
    ):
        assert known in shown
    ids = {one.id for one in form.fields}
    assert not {"HD01", "HD02", "HD03", "HD09", "HD14"} & ids, "filled in, and not to be edited"
    assert {"HD04", "HD06", "HD07", "HD08", "HD10", "HD11", "dissent"} <= ids


WRONG: dict[str, tuple[dict[str, Value], set[str]]] = {
    "reason too short": ({"reason": "ok"}, {"reason"}),
    "review today": ({"review_on": "2026-03-02"}, {"review_on"}),
    "no day": ({"review_on": "soon"}, {"review_on"}),
    "owner unknown": ({"condition_owner.1": "nobody"}, {"condition_owner.1"}),
    "day over": ({"condition_due.1": "2026-01-01"}, {"condition_due.1"}),
    "second row half full": ({"condition.2": "And groups"},
                             {"condition_owner.2", "condition_due.2"}),
    "no measure of that name": ({"condition_measure.1": "MT99"}, {"condition_measure.1"}),
    "row without words": ({"condition_owner.2": "ines"}, {"condition.2", "condition_due.2"}),
    "too long": ({"condition.1": "x" * 201}, {"condition.1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_comes_back_with_everything_typed(name: str) -> None:
    typed, wrong = WRONG[name]
    run = with_team("G07")
    decides(run, "proceed_with_conditions", "hana", **typed)
    assert errors(run) == wrong
    assert run.case.pending is not None
    kept = {one.id: one.value for one in run.form.fields}
    assert all(kept[id] == value for id, value in {**RECORD, **typed}.items())


def test_conditions_become_measures_at_once() -> None:
    run = with_team("G07")
    second = {"condition.2": "A yearly audit", "condition_owner.2": "hana",
              "condition_due.2": "2026-12-01"}  # fmt: skip
    decides(run, "proceed_with_conditions", "hana", **second)
    first, other = [one for one in run.case.measures if one.origin == "condition"]
    assert (first.text, first.owner, first.due_on) == (
        "No names in reports",
        "ines",
        date(2026, 4, 1),
    )
    assert (first.state, first.origin, first.verifier) == (
        MeasureState.PLANNED,
        "condition",
        "hana",
    )
    assert other.verifier == "jonas", "never its own owner"
    run.do("see", by="ines")
    assert run.card.view == "result"


def test_a_condition_may_name_a_measure_and_takes_the_one_that_is_suggested() -> None:
    run = with_team("G07")
    suggested = next(one for one in run.case.measures if one.source == "MT10")
    rows = {"condition.1": "", "condition_measure.1": "MT10",
            "condition.2": "With the parents", "condition_measure.2": "MT05",
            "condition_owner.2": "ines", "condition_due.2": "2026-04-02"}  # fmt: skip
    decides(run, "proceed_with_conditions", "hana", **rows)
    taken, new = [one for one in run.case.measures if one.origin == "condition"]
    assert (taken.id, taken.owner, taken.due_on) == (suggested.id, "ines", date(2026, 4, 1))
    assert taken.state is MeasureState.PLANNED
    assert (new.source, new.text, new.stages[-1].words) == ("MT05", "", "With the parents")
    assert len(run.case.measures) == 8
    run.do("see", by="hana")
    assert "Consult affected people" in words(run.card)
    assert "With the parents (Ines, by 2026-04-02)" in words(run.card)


def test_where_the_team_is_one_person_nobody_verifies_their_own_condition() -> None:
    run = by_people(with_team("G07"), jonas=())
    decides(run, "proceed_with_conditions", "hana", **{"condition_owner.1": "hana"})
    (condition,) = [one for one in run.case.measures if one.origin == "condition"]
    assert condition.verifier is None


def test_two_decide_together_and_the_record_keeps_both() -> None:
    run = with_team()
    decides(run, "proceed_with_conditions", "hana")
    assert run.case.phase is Phase.TEAM
    assert told(run.turn.effects) == [("second_voice", ToPerson("leo"))]
    form = opens(run, "agree", "leo")
    for shown in (REASON, "No names in reports", "The works council was heard."):
        assert shown in words(form)
    sends(run, {"conflict": ""}, "leo")
    assert errors(run) == {"conflict"}
    sends(run, {"conflict": "It is my product.", "dissent": "A shorter term."}, "leo")
    decision = run.case.escalations[-1].decision
    assert decision is not None
    assert decision.decided_by == ("hana", "leo")
    first, second = run.case.escalations[-1].voices
    assert (second.agrees, second.conflict, second.dissent) == (
        True, "It is my product.", "A shorter term.",
    )  # fmt: skip
    run.do("see", by="mira")
    assert "A shorter term." in words(run.reply)
    assert first.role == "human_rights_lead"


def test_the_product_lead_may_speak_first_and_never_suffices() -> None:
    run = with_team()
    decides(run, "proceed", "leo")
    assert run.case.pending is not None
    assert told(run.turn.effects) == [("second_voice", ToRole("human_rights_lead"))]
    agrees(run, "hana")
    assert run.case.pending is None


def test_where_nobody_is_product_lead_the_role_is_told() -> None:
    run = with_team()
    run.present = replace(run.case, product_lead=None)
    decides(run, "proceed", "hana")
    assert told(run.turn.effects) == [("second_voice", ToRole("product_lead"))]


def test_a_difference_goes_up_is_decided_there_and_stays_on_record() -> None:
    run = with_team()
    assert (
        "outcome" not in offered(run, "sam") if run.case.told.count("executive_sponsor") else True
    )
    decides(run, "pause", "hana")
    decides(run, "proceed", "leo")
    assert told(run.turn.effects) == [("differ", ToRole("executive_sponsor"))]
    assert "agree" not in offered(run, "sam")
    for who in ("hana", "leo"):
        assert not {"outcome", "agree"} & offered(run, who).keys()
    decides(run, "redesign", "sam")
    newest = run.case.escalations[-1]
    assert newest.decision is not None
    assert newest.decision.decided_by == ("sam",)
    assert [voice.outcome for voice in newest.voices] == ["pause", "proceed", "redesign"]
    run.do("see", by="leo")
    for shown in ("Hana", "Leo", "Sam"):
        assert shown in words(run.reply)


def test_of_a_restricted_case_the_sponsor_hears_nothing_unless_named() -> None:
    run = with_team()
    run.present = replace(
        run.case, confidentiality=Confidentiality.RESTRICTED, participants=("mira", "leo")
    )
    decides(run, "pause", "hana")
    decides(run, "proceed", "leo")
    assert told(run.turn.effects) == [("differ", ToRole("human_rights_team"))]
    run.do("see", by="sam")
    assert "There is no case of that number" in words(run.notice)
    run.present = replace(run.case, participants=("mira", "leo", "sam"))
    decides(run, "redesign", "sam")
    assert run.case.pending is None


def test_nobody_speaks_twice_or_in_two_roles() -> None:
    run = by_people(with_team(), hana=("human_rights_team", "human_rights_lead", "product_lead"))
    run.present = replace(run.case, product_lead="hana")
    decides(run, "proceed", "hana")
    assert not {"outcome", "agree"} & offered(run, "hana").keys()
    for event in (
        FormOpened("outcome"), FormOpened("agree"), FormOpened("decision", "proceed"),
        VoiceGiven(pending(run).revision, "proceed", agrees=True, values=CONFLICT),
    ):  # fmt: skip
        before = run.case
        run.happens(event, by="hana")
        assert run.case == before
        assert "You have spoken already" in words(run.notice)


def test_the_gravest_are_decided_by_the_sponsor_on_written_advice() -> None:
    run = with_team("G05")
    for event in (FormOpened("outcome"), VoiceGiven(pending(run).revision, "decline")):
        run.happens(event, by="sam")
        assert "is not there yet" in words(run.notice)
    for who in ("lara", "hana"):
        opens(run, "advise", who)
        sends(run, {"words": "Do not sell it."}, who)
    decides(run, "decline", "sam")
    assert run.case.phase is Phase.HELD
    assert "Do not sell it." in words_to(run, "mira")


def words_to(run: Screening, by: str) -> str:
    run.do("see", by=by)
    return words(run.reply)


def test_nobody_decides_alone_on_their_own_product() -> None:
    run = owned_by(with_team("G07"), "jonas")
    for who, may_decide in (("jonas", False), ("hana", True)):
        assert ("outcome" in offered(run, who)) is may_decide
        run.happens(OutcomeChosen(0, {"outcome": "proceed"}), by=who)
        assert isinstance(run.reply, Form) is may_decide
    sponsor = owned_by(with_team("G05"), "sam")
    assert "outcome" not in offered(sponsor, "sam")


def test_admins_decide_nothing() -> None:
    run = newcomer(with_team("G07"), "ada", "admin")
    run.happens(OutcomeChosen(0, {"outcome": "proceed"}), by="ada")
    assert "There is no case of that number" in words(run.notice)


def test_everybody_who_took_part_hears_of_a_decision_and_no_message_says_why() -> None:
    run = decided()
    assert set(told(run.turn.effects)) == {
        ("decided", ToPerson("mira")), ("decided", ToPerson("hana")),
        ("decided", ToPerson("ines")),
        ("decided", ToRole("human_rights_team")),
    }  # fmt: skip
    refreshed = {one.view for one in run.turn.effects if isinstance(one, Refresh)}
    assert refreshed == {"root", "early", "submitted", "informed"}
    viewer = Viewer(the_pack(), run.context("hana"))
    copy = draw_message(viewer, "submitted", run.case, {})
    assert "Go ahead with conditions" in words(copy)
    assert "Hana, Leo" in words(copy)
    assert [button.verb for button in buttons_in(copy)] == ["see"]
    closed = replace(run.case, confidentiality=Confidentiality.RESTRICTED)
    hidden = words(draw_message(viewer, "submitted", closed, {}))
    assert "on 2026" in hidden
    assert "Hana" not in hidden
    for one in run.turn.effects:
        if isinstance(one, Notify):
            said = words(draw_message(viewer, one.view, run.case, one.args))
            assert REASON not in said
            assert "Go ahead" not in said


def test_a_late_click_hears_who_decided_when_and_what() -> None:
    run = decided()
    before = run.case
    for event, by in (
        (Acknowledged(0), "jonas"), (TakenOn(0), "jonas"), (FormOpened("outcome"), "leo"),
        (FormOpened("ask_team"), "hana"), (FormOpened("advise"), "hana"),
        (VoiceGiven(0, "proceed", values=RECORD), "hana"),
    ):  # fmt: skip
        run.happens(event, by=by)
        assert run.case == before
        assert "is decided: Go ahead with conditions" in words(run.notice)
        assert "Hana, Leo" in words(run.notice)
    run.happens(OutcomeChosen(0), by="otto")
    assert "There is no case of that number" in words(run.notice)


def test_a_form_that_is_old_comes_back_with_what_was_typed() -> None:
    run = with_team("G07")
    opens(run, "outcome", "hana")
    sends(run, {"outcome": "proceed"}, "hana")
    form = run.form
    run.happens(Acknowledged(0), by="jonas")
    run.press(form.submit, RECORD, by="hana")
    assert "it is not sent yet" in words(run.form)
    assert errors(run) == set()
    sends(run, RECORD, "hana")
    assert run.case.pending is None


def test_an_outcome_must_be_one_of_the_pack() -> None:
    run = with_team("G07")
    opens(run, "outcome", "hana")
    for values in ({}, {"outcome": "approve"}):
        sends(run, values, "hana")
        assert errors(run) == {"outcome"}
    run.happens(VoiceGiven(0, "approve", values=RECORD), by="hana")
    assert run.form.view == "outcome"
    run.happens(FormOpened("decision", "approve"), by="hana")
    assert run.form.view == "outcome"
    run.happens(FormOpened("decision", "pause"), by="hana")
    assert run.form.view == "decision"
    assert run.form.anew is not None
    run.press(run.form.anew, by="hana")
    assert run.form.view == "decision"


def test_there_is_nothing_to_agree_with_before_the_first_voice() -> None:
    run = with_team()
    run.happens(VoiceGiven(0, "proceed", agrees=True, values=CONFLICT), by="hana")
    assert run.form.view == "outcome"
    run.happens(FormOpened("agree"), by="hana")
    assert run.form.view == "outcome"


def test_where_nothing_is_pending_no_outcome_is_chosen() -> None:
    run = with_team()
    run.present = replace(run.case, escalations=())
    for event in (OutcomeChosen(0), VoiceGiven(0, "proceed"), FormOpened("outcome"),
                  FormOpened("decision", "proceed")):  # fmt: skip
        run.happens(event, by="hana")
        assert "Nothing waits for this" in words(run.notice)
    run.happens(DecisionReopened(0, {"reason": REASON}), by="hana")
    assert "nothing to decide again" in words(run.notice)
    run.happens(FormOpened("decide_again"), by="hana")
    assert "nothing to decide again" in words(run.notice)


def test_the_team_can_put_a_decision_before_its_deciders_again() -> None:
    run = decided("pause")
    assert run.case.launch_status == "hold"
    assert "decide_again" not in offered(run, "leo")
    opens(run, "decide_again", "jonas")
    sends(run, {"reason": "no"}, "jonas")
    assert errors(run) == {"reason"}
    form = run.form
    sends(run, {"reason": "The works council has agreed by now."}, "jonas")
    assert run.case.phase is Phase.TEAM
    old, new = run.case.escalations
    assert old.decision is not None
    assert (new.policy, new.reason) == (old.policy, "The works council has agreed by now.")
    assert ("decide_again", ToPerson("leo")) in told(run.turn.effects)
    before = run.case
    run.press(form.submit, {"reason": "The works council has agreed by now."}, by="jonas")
    assert run.case == before
    assert "The works council has agreed by now." in words_to(run, "hana")
    run.happens(FormOpened("decide_again"), by="leo")
    assert "Only the human rights team can open the decision again" in words(run.notice)
    decides(run, "proceed", "hana")
    agrees(run, "leo")
    assert run.case.launch_status == "cleared"


def test_a_launch_stays_where_it_is_while_something_must_be_found_out() -> None:
    run = decided("proceed")
    assert run.case.launch_status == "cleared"
    item = OpenItem(run.case.new_id("open_item", 0), ("P04", None), 1, "mira",
                    date(2026, 3, 7), NOW, 1)  # fmt: skip
    run.present = replace(run.case, open_items=(item,))
    assert run.case.launch_status == "hold"


def test_a_case_that_was_never_sent_is_not_decided() -> None:
    run = harmless()
    run.happens(FormOpened("rate", "RK07"), by="hana")
    assert "That harm is not on this case now" in words(run.notice)
    assert line(run.notice.text)
