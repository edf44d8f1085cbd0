"""What is not told any more, since it is over, somebody else's, or not for its reader to hear."""

from dataclasses import replace

import pytest

from flows.case import Case, Kind, MeasureState, Signed, Subject, Withdrawal
from flows.casework.owed import told_messages
from flows.effects import Notify, ToPerson, ToRole
from flows.events import LoadHandedOn
from flows.people.hearing import OF_ITS_OWN, STAGES
from flows.views.reminding.morning import Line, morning_card
from flows.views.reminding.over import is_over
from flows.views.viewer import Viewer
from tests.flows import reminded
from tests.flows.due.cases import MEASURE, at, measure, restricted, sealed, tracking
from tests.flows.due.test_promised import DECISION_DUE, fires
from tests.flows.escalating import acts, decided, decides, opens, pending, sends, with_team
from tests.flows.rounds.test_experts import asked, question, replied
from tests.flows.rounds.test_unknowns import unsure
from tests.flows.screening import NOW, Screening, words
from tests.flows.tracking import finished, looked_at, manager_alone, planned, presses
from tests.worked import the_pack

OF_ROLES = frozenset({"reminder", "not_mine", "brought_back"})
CLOCKS = frozenset({"half_time", "late_answer"})


def told_of(run: Screening, view: str, person: str = "") -> Notify:
    """Return the message by which the last turn tells of something."""
    every = [one for one in run.turn.effects if isinstance(one, Notify) and one.view == view]
    return next(one for one in every if not person or one.audience == ToPerson(person))


def over(run: Screening, message: Notify, case: Case | None = None, by: str = "") -> bool:
    """Tell whether a message is over for whom it is for, or for another who reads it."""
    to = message.audience
    reader = by or (to.person if isinstance(to, ToPerson) else "")
    viewer = Viewer(run.pack, run.context(reader))
    return is_over(viewer, case or run.case, message.view, message.args)


def withdrawn(case: Case) -> Case:
    return replace(case, withdrawal=Withdrawal("no market", "mira", NOW))


# --------------------------------------------------------------------------------- the clocks


def test_a_first_answer_that_was_late_is_not_told_once_somebody_saw_the_case() -> None:
    run = with_team()
    fires(run, "first")
    late, for_you = told_of(run, "late_answer"), told_of(run, "late_for_you", "mira")
    assert not over(run, late)
    assert not over(run, for_you)
    acts(run, "acknowledge", "hana")
    assert over(run, late)
    assert over(run, for_you)


def test_a_decision_that_was_late_is_told_though_somebody_saw_the_case() -> None:
    run = with_team()
    fires(run, "decision", "first")
    late = told_of(run, "late_answer")
    acts(run, "acknowledge", "hana")
    assert not over(run, late)


def test_a_missed_promise_that_gave_way_to_half_time_is_over_as_the_promise_is() -> None:
    run = with_team()
    fires(run, "half_decision", "half_first", "first")
    late = told_of(run, "late_answer")
    acts(run, "acknowledge", "hana")
    assert over(run, late)


@pytest.mark.parametrize(("stage", "is_first"), [("half_first", True), ("half_decision", False)])
def test_half_of_the_time_for_an_answer_is_not_told_once_it_was_given(
    stage: str, is_first: bool
) -> None:
    run = with_team()
    fires(run, stage)
    half = told_of(run, "half_time")
    assert not over(run, half)
    acts(run, "acknowledge", "hana")
    assert over(run, half) == is_first


def test_no_clock_is_told_of_while_it_stands_still_and_a_missed_one_when_it_goes_on() -> None:
    run = with_team()
    acts(run, "acknowledge", "hana")
    fires(run, "decision")
    late = told_of(run, "late_answer")
    run.now = DECISION_DUE
    opens(run, "ask_team", "hana")
    sends(run, {"words": "Since when?"}, "hana")
    assert over(run, late)
    opens(run, "reply_team", "mira")
    sends(run, {"words": "May."}, "mira")
    assert not over(run, late)


def test_a_clock_of_an_escalation_that_another_took_the_place_of_is_not_told_of() -> None:
    run = with_team()
    fires(run, "first")
    late = told_of(run, "late_answer")
    decides(run, "proceed", "hana")
    other = replace(pending(run), id=run.case.new_id("escalation", 9))
    assert over(run, late, replace(run.case, escalations=(*run.case.escalations[:-1], other)))
    assert over(run, late, decided().case)


@pytest.mark.parametrize("view", ["half_time", "late_answer", "late_for_you"])
def test_a_clock_that_was_owed_without_its_stage_is_told_while_it_runs(view: str) -> None:
    run = with_team()
    owed = Notify(ToPerson("hana"), view, "k", {})
    assert not over(run, owed)
    assert over(run, owed, decided().case)


# ------------------------------------------------------------------------------- what is asked


def test_a_question_of_the_team_is_over_once_it_was_replied_to() -> None:
    run, messages = with_team(), []
    for text in ("Since when?", "How many?"):
        opens(run, "ask_team", "hana")
        sends(run, {"words": text}, "hana")
        messages.append(told_of(run, "team_asked", "mira"))
    assert [over(run, one) for one in messages] == [False, False]
    for _ in messages:
        opens(run, "reply_team", "leo")
        sends(run, {"words": "May."}, "leo")
        replied_to = [each.replied is not None for each in pending(run).questions]
        assert [over(run, one) for one in messages] == replied_to
    assert all(replied_to)


def test_a_question_of_the_team_is_over_when_it_is_not_for_them_any_more() -> None:
    run = with_team()
    opens(run, "ask_team", "hana")
    sends(run, {"words": "Since when?"}, "hana")
    message = told_of(run, "team_asked", "mira")
    given_on = replace(run.case, owner="ines", participants=("mira",))
    for other in (decided().case, given_on, withdrawn(run.case)):
        assert over(run, message, other)


def test_what_an_expert_was_asked_is_over_once_they_replied_or_another_has_it() -> None:
    run = asked()
    message = told_of(run, "expert_asked")
    assert not over(run, message)
    given_on = replace(question(run), expert="ines")
    with_otto = replace(run.case, participants=("otto",), expert_questions=(given_on,))
    assert over(run, message, with_otto)
    assert over(replied(run), message)


# ------------------------------------------------------------------------------- what is given


def test_a_measure_is_told_to_whoever_has_it_until_it_is_done() -> None:
    run = manager_alone()
    one = planned(run)
    given, to_verify = told_of(run, "measure_given"), told_of(run, "measure_to_verify")
    assert (given.audience, to_verify.audience) == (ToPerson("ines"), ToPerson("jonas"))
    assert (over(run, given), over(run, to_verify)) == (False, False)
    others = replace(one, owner="leo", verifier="hana")
    gone = replace(run.case, measures=(), participants=("ines",))
    for case in (replace(gone, measures=(others,)), gone, withdrawn(run.case)):
        assert (over(run, given, case), over(run, to_verify, case)) == (True, True)
    finished(run, one)
    assert (over(run, given), over(run, to_verify)) == (True, False)
    looked_at(run, one)
    assert over(run, to_verify)


def test_what_must_be_found_out_is_told_to_whoever_has_it_until_it_is_known() -> None:
    run = unsure()
    one = run.case.unknowns[0]
    presses(run, "assign", str(one.id), "hana")
    sends(run, {"owner": "otto", "due_on": "2026-03-20"}, "hana")
    message = told_of(run, "item_given", "otto")
    assert not over(run, message)
    given = next(each for each in run.case.open_items if each.id == one.id)
    for other in (replace(given, answered=Signed("otto", NOW)), replace(given, owner="ines")):
        case = replace(run.case.with_open_item(other), participants=("otto",))
        assert over(run, message, case)


def test_whose_a_case_is_and_what_was_handed_on_is_told_to_whoever_has_it_still() -> None:
    run = Screening(present=replace(tracking(), owner="ines", participants=("mira", "lena")))
    now = Notify(ToPerson("ines"), "owner_now", "k", {"who": "ines"})
    assert not over(run, now)
    assert over(run, now, replace(run.case, owner="mira", participants=("ines",)))
    run.happens(LoadHandedOn("ines", "otto"), "salient")
    handed = told_of(run, "handed_on", "otto")
    assert not over(run, handed)
    follows = replace(run.case, owner="mira", expert_questions=(question(replied(asked())),))
    assert over(run, handed, follows), "they replied to something once, and hold nothing"


def test_what_somebody_gave_back_is_over_once_it_is_anothers_or_done() -> None:
    one = reminded.measure()
    one.press("not_mine")
    sends(one.run, {"whose": ""}, "ines")
    message = told_of(one.run, "not_mine")
    assert not over(one.run, message)
    mine = one.run.case.measures[0]
    dropped = replace(mine.stages[-1], state=MeasureState.NOT_NEEDED)
    for other in (replace(mine, owner="leo"), replace(mine, stages=(*mine.stages, dropped))):
        assert over(one.run, message, one.run.case.with_measure(other))
    for args in ({}, {"about": one.about}):  # as it was owed before it said who gave it back
        assert not over(one.run, replace(message, args=args))


def test_whoever_stands_in_reads_what_is_theirs_for_whom_they_read() -> None:
    run = manager_alone()
    planned(run)
    given = told_of(run, "measure_given")
    assert not over(run, given, by="leo")
    assert over(run, replace(given, args={**given.args, "who": ""}), by="leo")


# ------------------------------------------------------------------------------ who may hear it


@pytest.mark.parametrize("view", sorted((OF_ITS_OWN | STAGES | {"measure_done"}) - CLOCKS))
def test_whoever_may_not_hear_of_a_case_any_more_is_told_nothing_of_it(view: str) -> None:
    run = Screening(present=tracking().with_measure(measure()))
    run.now = at("2026-04-15T09:00")
    subject = {"subject": str(MEASURE), "stage": "day+0"}
    message = Notify(ToPerson("ines"), view, "k", {"who": "ines", **subject})
    owner = replace(run.case, owner="ines")
    assert not over(run, message, owner)
    for case in (restricted(owner, "mira"), sealed(owner)):
        assert over(run, message, case)


@pytest.mark.parametrize("view", sorted(OF_ITS_OWN - {"reminder", "not_mine", "brought_back"}))
def test_what_only_people_are_told_is_the_readers_where_it_says_nobody(view: str) -> None:
    run = Screening(present=replace(tracking(), owner="ines", participants=("mira",)))
    message = Notify(ToPerson("ines"), view, "k", {})
    assert not over(run, message)
    assert over(run, message, restricted(run.case, "mira"))


@pytest.mark.parametrize("view", sorted((OF_ROLES | STAGES) - CLOCKS - {"reminder"}))
def test_what_a_role_is_told_reaches_whoever_is_told_in_its_place(view: str) -> None:
    """A backup holds no role, and was found fit to hear of it when it was owed to them."""
    run = Screening(present=tracking())
    message = Notify(ToRole("human_rights_team"), view, "k", {})
    assert not over(run, message, by="otto")
    assert not over(run, message)


def test_what_a_screening_tells_its_product_lead_is_not_told_once_they_may_not_hear() -> None:
    run = with_team()
    (message,) = [one for one in told_messages(run.case) if one.audience == ToPerson("leo")]
    assert not over(run, message)
    assert over(run, message, restricted(run.case, "mira"))


@pytest.mark.parametrize("ids", [{"who": "leo"}, {"stage": "again1"}])
def test_news_that_differs_in_no_word_reads_as_once(ids: dict[str, str]) -> None:
    case = with_team().case
    viewer = Viewer(the_pack(), Screening().context("mira"))
    args = {"view": "late_for_you", "who": "mira", "stage": "decision"}
    lines = [Line(viewer, case, Subject(Kind.NEWS), args=each) for each in (args, {**args, **ids})]
    card = morning_card(viewer, lines)
    assert card is not None
    assert words(card).count("SAL-1") == 1
