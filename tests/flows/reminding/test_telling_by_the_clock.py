"""What the clock brings about a case: told from the case as it is then, once, or not at all."""

from dataclasses import replace

import pytest

from flows.case import Confidentiality, Kind
from flows.effects import Notify, ToPerson, ToRole
from flows.events import ConcernOpened, ConcernRaised, Gathered, ReminderDue
from flows.views.messages import draw_message
from flows.views.reminding.morning import Line, morning_card
from flows.views.viewer import Viewer
from tests.flows.escalating import acts, by_people, with_team
from tests.flows.reminded import KINDS, Reminded, at, draft, launch, measure
from tests.flows.screening import CASE_ID, Screening, buttons_in, told, words
from tests.worked import the_pack

SALIENT = "salient"


def fires(one: Reminded, stage: str, who: str, *skipped: str) -> None:
    one.run.happens(ReminderDue(one.about, stage, who, skipped), SALIENT)


def noted(run: Screening) -> list[str]:
    return [each.action for each in run.turn.journal]


# ------------------------------------------------------------------------- a message of its own


def test_a_stage_that_is_due_is_told_to_whom_it_is_for() -> None:
    one = measure()
    fires(one, "day+0", "ines", "day-1")
    assert told(one.run.turn.effects) == [("reminder", ToPerson("ines"))]
    (owed,) = one.run.turn.effects
    assert isinstance(owed, Notify)
    assert owed.args["subject"] == one.about
    assert noted(one.run) == ["reminded", "reminder_skipped"]
    assert one.run.turn.replies == ()


@pytest.mark.parametrize(
    ("stage", "who"), [("day+3", "ines"), ("day+0", "leo"), ("day+99", "ines")]
)
def test_a_stage_that_the_case_does_not_have_now_is_silent(stage: str, who: str) -> None:
    one = measure()
    fires(one, stage, who)
    assert (one.run.turn.effects, one.run.turn.journal) == ((), ())


def test_what_was_gathered_and_what_gave_way_is_noted() -> None:
    one = measure()
    one.run.happens(Gathered("ines", ("a", "b"), ("c",)), SALIENT)
    assert noted(one.run) == ["reminded", "reminded", "reminder_skipped"]
    assert one.run.turn.effects == ()


def test_a_sealed_case_is_told_sealed() -> None:
    one = measure()
    one.run.present = replace(one.run.case, confidentiality=Confidentiality.SEALED)
    at(one.run, "2026-05-01")
    fires(one, "day+0", "human_rights_team")
    (owed,) = one.run.turn.effects
    assert isinstance(owed, Notify)
    assert (owed.sealed, owed.audience) == (True, ToRole("human_rights_team"))


# ------------------------------------------------------------------------------- the promises


def promised(day: str = "2026-03-02", *, seen: bool = False) -> Reminded:
    run = with_team()
    if seen:
        acts(run, "acknowledge", "jonas")
    one = KINDS["escalation"]()
    return replace(one, run=at(run, day))


def rung(one: Reminded) -> int:
    assert one.run.case.pending is not None
    return one.run.case.pending.rung


def test_half_time_is_told_to_whoever_has_it_and_nothing_climbs() -> None:
    one = promised("2026-03-03")
    fires(one, "half_first", "")
    assert told(one.run.turn.effects) == [("half_time", ToRole("human_rights_team"))]
    assert rung(one) == 0


def test_a_promise_that_was_missed_tells_the_next_rung_and_the_product_side() -> None:
    one = promised("2026-03-10", seen=True)
    fires(one, "decision", "")
    assert told(one.run.turn.effects)[:2] == [
        ("late_answer", ToRole("human_rights_lead")), ("late_for_you", ToPerson("mira")),
    ]  # fmt: skip
    assert rung(one) == 1
    assert one.run.case.pending is not None
    assert one.run.case.pending.responsible == "jonas", "whoever took it still has it"
    assert noted(one.run) == ["reminded", "climbed"]


def test_after_an_outage_it_climbs_as_far_as_the_skipped_promises_went() -> None:
    one = promised("2026-03-31")
    fires(one, "again1", "", "first", "decision")
    assert rung(one) == 2
    assert ("late_answer", ToRole("executive_sponsor")) in told(one.run.turn.effects)
    assert one.run.case.pending is not None
    assert one.run.case.pending.responsible == "sam"


def test_where_nobody_holds_the_next_rung_it_stays_with_whoever_had_it() -> None:
    one = promised("2026-03-10")
    by_people(one.run, hana=("human_rights_team",))
    before = one.run.case.pending
    assert before is not None
    fires(one, "first", "")
    assert one.run.case.pending is not None
    assert one.run.case.pending.responsible == before.responsible


def test_a_half_time_that_comes_with_a_missed_promise_climbs() -> None:
    one = promised("2026-03-10")
    fires(one, "half_decision", "", "first")
    assert rung(one) == 1


# -------------------------------------------------------------------------------- what is drawn


def drawn(one: Reminded, view: str, reader: str) -> str:
    viewer = Viewer(the_pack(), one.run.context(reader))
    return words(draw_message(viewer, view, one.run.case, {"subject": one.about}))


def test_a_conversation_of_many_reads_only_which_case() -> None:
    one = measure()
    assert "Something about it is due" in drawn(one, "reminder", "")
    assert "You own it" in drawn(one, "reminder", "ines")


@pytest.mark.parametrize("kind", [Kind.MEASURE, Kind.CHECK, Kind.ITEM, Kind.EVIDENCE])
def test_what_is_not_there_any_more_is_not_described(kind: Kind) -> None:
    one = measure()
    gone = replace(one, subject=replace(one.subject, kind=kind, id=str(one.run.case.id)))
    assert "Something about it is due" in drawn(gone, "reminder", "ines")


def test_what_was_decided_and_what_has_no_day_is_not_described() -> None:
    one = KINDS["escalation"]()
    one.run.present = replace(one.run.case, escalations=())
    assert "Something about it is due" in drawn(one, "reminder", "hana")
    begun = launch()
    first = replace(begun.run.case.round, given={})
    begun.run.present = replace(begun.run.case, rounds=(first,))
    assert "Something about it is due" in drawn(begun, "reminder", "mira")


@pytest.mark.parametrize("view", ["half_time", "late_answer", "late_for_you", "launched"])
def test_the_clocks_of_an_escalation_lead_to_the_case(view: str) -> None:
    one = KINDS["escalation"]()
    viewer = Viewer(the_pack(), one.run.context("hana"))
    assert "see" in {each.verb for each in buttons_in(draw_message(viewer, view, one.run.case, {}))}


def test_whoever_cannot_do_it_is_only_led_to_the_case() -> None:
    for name in ("item", "launch", "round", "draft"):
        one = replace(KINDS[name](), person="sam")
        assert {"see", "why_me"} == set(one.offered), name


def test_whoever_only_hears_of_a_thing_cannot_give_it_back() -> None:
    assert set(replace(measure(), person="leo").offered) == {"measure", "snooze", "why_me"}
    assert set(replace(measure(), person="hana").offered) == {"measure", "why_me"}


def test_how_far_a_day_is_away_is_said_in_words() -> None:
    one, said = measure(), []
    for day in ("2026-04-24", "2026-04-30", "2026-05-01", "2026-05-02", "2026-05-04"):
        at(one.run, day)
        said.append("".join(str(part) for part in one.item.label))
    assert said == ["due in 7 days", "due tomorrow", "due today", "1 day late", "3 days late"]


# --------------------------------------------------------------------------------- the morning


def line_of(one: Reminded, reader: str, **args: str) -> Line:
    viewer = Viewer(the_pack(), one.run.context(reader))
    if not args:
        return one.line(viewer)
    return Line(viewer, one.run.case, replace(one.subject, kind=Kind.NEWS, id=""), args=args)


def morning(*lines: Line) -> str:
    card = morning_card(lines[0].viewer, lines)
    return words(card) if card is not None else ""


def test_the_worst_harm_stands_first() -> None:
    worst, other = launch(), draft()
    said = morning(line_of(other, "mira"), line_of(worst, "mira"))
    assert said.index("did it launch?") < said.index("a screening that was begun")


def test_what_somebody_may_not_know_of_and_what_is_gone_is_left_out() -> None:
    one = measure()
    assert morning(line_of(one, "otto")) == ""
    gone = replace(one.subject, id=str(one.run.case.id))
    assert morning(replace(line_of(one, "ines"), subject=gone)) == ""


def test_what_happened_is_told_below_what_is_to_be_done() -> None:
    one = measure()
    news = line_of(one, "ines", view="acknowledged")
    said = morning(news, line_of(one, "ines"))
    assert said.index("For you to do") < said.index("What happened")
    assert morning(line_of(one, "ines", view="no such view")) == ""
    with_measure = line_of(one, "ines", view="withdrawn", about=one.subject.id)
    assert "Open the measure" in morning(with_measure)


def test_what_happened_to_a_concern_names_no_launch() -> None:
    run = Screening()
    run.happens(ConcernOpened(CASE_ID, "SAL-QK7RTZ", ConcernRaised("SAL-77", "mira", "X")), SALIENT)
    said = morning(line_of(replace(launch(), run=run), "hana", view="withdrawn"))
    assert "SAL-QK7RTZ: " in said
