"""Where a case stands: its phase, since when, where its launch is, which risks are closed."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from flows.case import (
    Case,
    Closure,
    ExpertQuestion,
    Finding,
    HandedOver,
    Measure,
    MeasureState,
    OpenItem,
    Outcome,
    Phase,
    Remedy,
    Round,
    Stage,
    Withdrawal,
)
from flows.casework.after import COPIES, settled
from flows.casework.turn import Turn
from flows.effects import Refresh
from flows.events import ConcernOpened, ConcernRaised
from flows.views.home import list_card
from flows.views.messages import draw_message
from flows.views.screening.result import standing
from flows.views.viewer import Viewer
from tests.fakes import summary_of
from tests.flows.escalating import decided
from tests.flows.screening import NOW, Screening, buttons_in, harmless, played, up_to, words
from tests.worked import the_pack

LATER = NOW + timedelta(days=1)
SMALL = Finding("RK04", 2, 2, 2, 2, 2)
OTHER = replace(SMALL, risk="RK07")
SENT = Outcome("self_manage", "cleared_with_actions", ("ER19",), (SMALL,), NOW, 180)


def measure(state: MeasureState) -> Measure:
    stages = (Stage(state, "ines", NOW),)
    return Measure(NOW_ID, "MT01", "", ("RK04",), "suggested", 1, stages, owner="ines")


NOW_ID = played("G02").case.id
WORKS, PLANNED = measure(MeasureState.EFFECTIVE), measure(MeasureState.PLANNED)
CLOSED = Closure("RK04", 1, "salient", NOW)


def tracked(**how: object) -> Case:
    """Return a case with one small harm, whose product team acts for itself."""
    case = played("G09").case
    sent = replace(case.round, outcome=SENT)
    bare: dict[str, object] = {"escalations": (), "measures": (), "open_items": ()}
    return replace(case, **{"rounds": (sent,), **bare, **how})  # type: ignore[arg-type]


def again(outcome: Outcome | None) -> tuple[Round, ...]:
    first = tracked().rounds[0]
    return (first, Round(2, outcome=outcome, before=first.given))


def sealed() -> Case:
    run = Screening()
    run.happens(ConcernOpened(NOW_ID, "SAL-x7k2mp", ConcernRaised("", "otto", "words")))
    run.do("see", by="hana")
    return run.case


ITEM = OpenItem(NOW_ID, ("P04", None), 1, "mira", date(2026, 3, 20), NOW, 1)

PHASES = {
    "nothing closed": (tracked(), Phase.TRACKING),
    "a measure is under way": (tracked(measures=(PLANNED,), closures=(CLOSED,)), Phase.TRACKING),
    "all done": (tracked(measures=(WORKS,), closures=(CLOSED,)), Phase.CLOSED),
    "something to find out": (tracked(closures=(CLOSED,), open_items=(ITEM,)), Phase.TRACKING),
    "a new round is open": (tracked(closures=(CLOSED,), rounds=again(None)), Phase.TRACKING),
    "the same again": (tracked(closures=(CLOSED,), rounds=again(SENT)), Phase.CLOSED),
    "worse": (
        tracked(
            closures=(CLOSED,),
            rounds=again(replace(SENT, findings=(replace(SMALL, likelihood=3),))),
        ),
        Phase.TRACKING,
    ),
    "another harm": (
        tracked(closures=(CLOSED,), rounds=again(replace(SENT, findings=(SMALL, OTHER)))),
        Phase.TRACKING,
    ),
    "no harm any more": (
        tracked(closures=(CLOSED,), rounds=again(replace(SENT, findings=()))), Phase.CLOSED,
    ),
    "it happened": (
        tracked(closures=(CLOSED,), remedies=(Remedy("RK04", LATER, "otto"),)), Phase.TRACKING,
    ),
    "withdrawn": (tracked(withdrawal=Withdrawal("no market", "mira", LATER)), Phase.WITHDRAWN),
    "sent before there were escalations": (
        tracked(rounds=(replace(tracked().rounds[0], outcome=replace(SENT, launch="hold")),)),
        Phase.TEAM,
    ),
    "decided, on hold": (decided("pause").case, Phase.HELD),
    "decided, under way": (decided().case, Phase.TRACKING),
    "being answered": (up_to("G02", "U01").case, Phase.DRAFT),
    "harmless": (played("G01").case, Phase.CLOSED),
    "a concern": (sealed(), Phase.CONCERN),
}  # fmt: skip


@pytest.mark.parametrize("name", PHASES)
def test_phase_tells_what_is_left_to_do(name: str) -> None:
    case, phase = PHASES[name]
    assert case.phase == phase
    assert summary_of(case).phase == phase
    by = "hana" if case.concern is not None else "mira"
    viewer = Viewer(the_pack(), Screening().context(by))
    view = "concern" if case.concern is not None else "root"
    assert case.reference in words(draw_message(viewer, view, case, {}))
    assert case.reference in words(list_card(viewer, (summary_of(case),)))
    Screening(present=case).do("see", by="mira")


def test_a_closure_that_never_was_closes_nothing() -> None:
    assert not tracked().is_closed("RK04")
    closed_before_it_was_found = tracked(closures=(Closure("RK07", 1, "salient", NOW),))
    worse = replace(SENT, findings=(replace(SMALL, risk="RK07"),))
    assert not replace(closed_before_it_was_found, rounds=again(worse)).is_closed("RK07")
    assert tracked(closures=(CLOSED,)).open_risks == ()
    gone = again(replace(SENT, findings=()))
    assert tracked(closures=(CLOSED,), rounds=gone).is_closed("RK04")


def test_since_is_when_the_turn_came() -> None:
    assert tracked(withdrawal=Withdrawal("no market", "mira", LATER)).since == LATER
    run = decided()
    newest = run.case.escalations[-1]
    assert newest.decision is not None
    later = replace(newest, decision=replace(newest.decision, at=LATER))
    assert replace(run.case, escalations=(later,)).since == LATER
    assert up_to("G02", "U01").case.since == NOW


def test_where_a_launch_stands() -> None:
    assert tracked(withdrawal=Withdrawal("no market", "mira", LATER)).launch_status == "withdrawn"
    first = tracked().rounds[0]
    for over, status in (
        (None, "cleared_with_actions"),
        (HandedOver("mira", NOW), "hold"),
        (HandedOver("mira", NOW, LATER), "cleared_with_actions"),
    ):
        case = tracked(rounds=(replace(first, handed_over=over),))
        assert case.launch_status == status
    alarmed = tracked(rounds=(first, Round(2, early_rules=("ER01",))))
    assert alarmed.launch_status == "hold"


def test_answers_of_earlier_rounds_count_unless_they_are_asked_again() -> None:
    first = harmless().case.round
    name, place = ("P01", None), ("P04", None)
    second = Round(2, {name: first.given[place]}, before=first.given, asks=(place,))
    assert second.known == {**first.given, name: first.given[place]}
    assert place not in second.standing
    assert second.answers.general["P01"] == ("none",)
    assert "P04" not in second.answers.general
    assert second.answers.general["P05"] == first.answers.general["P05"]
    assert first.standing is first.given
    assert first.known is first.given


def test_whoever_did_it_last_is_who_did_it() -> None:
    stages = (
        Stage(MeasureState.IMPLEMENTED, "ines", NOW),
        Stage(MeasureState.NOT_EFFECTIVE, "jonas", NOW),
        Stage(MeasureState.IMPLEMENTED, "lena", LATER),
    )
    done = replace(PLANNED, stages=stages)
    assert (done.implemented_by, done.since, done.state) == ("lena", LATER, stages[2].state)
    assert PLANNED.implemented_by is None
    assert WORKS.is_done


def test_an_expert_sees_their_question_in_the_list_and_nothing_of_the_case() -> None:
    asked = ExpertQuestion(UUID(int=5), ("P04", None), "otto", "mira", NOW, 1)
    case = replace(played("G02").case, expert_questions=(asked,))
    line = replace(summary_of(case), due_on=date(2026, 4, 1))
    viewer = Viewer(the_pack(), Screening().context("otto"))
    shown = words(list_card(viewer, (line,)))
    assert "SAL-1: a question for you" in shown
    assert line.name not in shown
    (button,) = [one for one in buttons_in(list_card(viewer, (line,))) if one.verb == "form"]
    assert (button.args["form"], button.args["about"]) == ("reply_expert", str(asked.id))
    owner = words(list_card(Viewer(the_pack(), Screening().context("mira")), (line,)))
    assert line.name in owner
    assert "Next due: 2026-04-01" in owner


def test_each_standing_has_its_sentence() -> None:
    told = {standing(case) for case, _ in PHASES.values()}
    assert {"held", "decided", "closed", "withdrawn", "cleared", "cleared_with_actions"} <= told


def test_copies_change_when_nothing_but_the_phase_does() -> None:
    before, after = (tracked(measures=(one,), closures=(CLOSED,)) for one in (PLANNED, WORKS))
    turn = settled(before, Turn(after))
    assert [(one.view, one.key) for one in turn.effects if isinstance(one, Refresh)] == [
        (view, f"{view}:{after.id}:{after.revision}") for view in COPIES
    ]
    assert [entry.details for entry in turn.journal] == [{"from": "tracking", "to": "closed"}]
    assert settled(before, Turn(before)).effects == ()
