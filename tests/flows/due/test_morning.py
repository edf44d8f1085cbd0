"""What a reminder and a morning message say, drawn from the case as it is when they are read."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from flows.cards import Card, Items
from flows.case import Case, ExpertQuestion, Kind, MeasureState, Snooze, Subject
from flows.people.due.reminders import reminders
from flows.people.due.stages import Due
from flows.people.hearing import OF_ITS_OWN, waits_for_no_hours
from flows.people.profile import Actor
from flows.views.messages import draw_message
from flows.views.reminding.morning import Line, morning_card
from flows.views.reminding.over import is_over
from flows.views.reminding.things import thing_item
from flows.views.viewer import Viewer
from tests.flows.due.cases import (
    MEASURE,
    at,
    item,
    reminded,
    restricted,
    tracking,
    with_measure,
)
from tests.flows.due.test_dated import everything, reopened
from tests.flows.due.test_launches import launching
from tests.flows.escalating import with_team
from tests.flows.screening import NOW, PEOPLE, Screening, buttons_in, line, words
from tests.worked import the_pack

NEWS = Kind.NEWS.value
LATE = at("2026-04-20T09:00")


def viewer(who: str, now: datetime = LATE) -> Viewer:
    run = Screening(now=now)
    return Viewer(the_pack(), run.context(who))


def line_of(case: Case, due: Due, who: str = "", now: datetime = LATE) -> Line:
    reader = who or due.who
    read = Line.read(viewer(reader, now), case, (str(due.subject), due.stage, due.who, {}))
    assert read is not None
    return read


def news(case: Case, view: str, reader: str = "mira", **args: str) -> Line:
    kept = (NEWS, view, reader, {"case": str(case.id), "view": view, **args})
    read = Line.read(viewer(reader), case, kept)
    assert read is not None
    return read


def newest(case: Case, who: str = "ines", kind: Kind = Kind.MEASURE, now: datetime = LATE) -> Due:
    every = [one for one in reminded(case, kind, now=now).dues if one.who == who and one.at <= now]
    return every[-1]


def drawn(*lines: Line, who: str = "ines") -> Card | None:
    return morning_card(viewer(who), lines)


@pytest.mark.parametrize(
    "state", [state for state in MeasureState if state not in (MeasureState.PLANNED,)]
)
def test_reminder_about_a_finished_thing_is_silent(state: MeasureState) -> None:
    case = with_measure()
    due = newest(case)
    then = with_measure(state)
    works_on = state in (MeasureState.IN_PROGRESS, MeasureState.NOT_EFFECTIVE)
    assert drawn(line_of(case, due)) is not None
    assert (drawn(line_of(then, due)) is not None) == works_on
    args = {"subject": str(due.subject), "stage": due.stage, "who": due.who}
    assert is_over(viewer("ines"), case, "reminder", args) is False
    assert is_over(viewer("ines"), then, "reminder", args) is not works_on


def test_what_was_put_off_moved_or_given_to_somebody_else_is_silent() -> None:
    case = with_measure()
    due = newest(case)
    later = Snooze(str(MEASURE), "ines", date(2026, 5, 1), "busy", NOW)
    for other in (
        replace(case, snoozes=(later,)),
        with_measure(due_on=date(2026, 5, 1)),
        with_measure(owner="otto"),
        tracking(),
    ):
        assert drawn(line_of(other, due)) is None


def test_every_kind_of_thing_says_what_it_is_whose_and_how_it_ends() -> None:
    case, now = everything(), at("2026-09-01T09:00")
    said = {}
    for one in reminders(the_pack(), case, PEOPLE, now):
        if one.gathered and one.at <= now:
            reader = Viewer(the_pack(), Screening(now=now).context(one.who))
            read = Line.read(reader, case, (str(one.subject), one.stage, one.who, {}))
            assert read is not None
            card = morning_card(reader, [read])
            assert card is not None
            said[one.subject.kind] = words(card)
            assert "SAL-1" in words(card)
            assert "ends" in words(card) or "Nothing to do" in words(card)
            assert list(buttons_in(card.body)), one.subject
    assert set(said) == {
        *(Kind.MEASURE, Kind.CHECK, Kind.ITEM, Kind.EVIDENCE, Kind.REVIEW, Kind.LAUNCH),
    }


def test_a_launch_is_asked_about_on_its_day_and_only_announced_before() -> None:
    case = with_team().case
    before, on_it = at("2026-08-28T09:00"), at("2026-09-01T09:00")
    first = line_of(case, newest(case, "mira", Kind.LAUNCH, before), now=before)
    card = morning_card(first.viewer, [first])
    assert card is not None
    assert "not cleared yet" in words(card)
    asked = line_of(case, newest(case, "mira", Kind.LAUNCH, on_it), now=on_it)
    card = morning_card(asked.viewer, [asked])
    assert card is not None
    assert "did it launch?" in words(card)
    forms = [one.args.get("about") for one in buttons_in(card.body)]
    assert forms[:3] == ["launched", "moved", "stopped"]


def test_a_round_and_a_draft_can_be_resumed_from_the_message() -> None:
    case = reopened()
    card = drawn(line_of(case, newest(case, "mira", Kind.ROUND)), who="mira")
    assert card is not None
    assert "resume" in [one.verb for one in buttons_in(card.body)]
    run = Screening()
    run.start()
    stale = newest(run.case, "mira", Kind.DRAFT)
    card = drawn(line_of(run.case, stale), who="mira")
    assert card is not None
    assert "resume" in [one.verb for one in buttons_in(card.body)]


def test_whoever_reads_for_somebody_else_reads_whose_it_is() -> None:
    case = with_measure()
    card = drawn(line_of(case, newest(case), who="mira"), who="mira")
    assert card is not None
    assert "It is with Ines" in words(card)


def test_one_thing_told_twice_reads_as_once() -> None:
    case = with_measure()
    every = [one for one in reminded(case).dues if one.at <= LATE]
    card = drawn(*(line_of(case, one) for one in every))
    assert card is not None
    assert words(card).count("SAL-1") == 1


def test_what_waits_as_news_but_is_a_reminder_is_read_as_the_thing_it_is() -> None:
    case = with_measure()
    due = newest(case)
    args = {"subject": str(due.subject), "stage": due.stage, "who": due.who}
    line = news(case, "reminder", "ines", **args)
    assert line.subject == due.subject
    assert drawn(line) is not None
    done = with_measure(MeasureState.IMPLEMENTED)
    assert drawn(news(done, "reminder", "ines", **args)) is None


def test_what_names_nothing_is_left_out() -> None:
    assert Line.read(viewer("ines"), with_measure(), ("colour:red", "day+0", "ines", {})) is None


@pytest.mark.parametrize("view", sorted(OF_ITS_OWN - {"reminder", "not_mine"}))
def test_news_of_every_message_that_may_wait_has_words(view: str) -> None:
    card = drawn(news(with_measure(), view), who="mira")
    assert card is not None
    assert "SAL-1" in words(card)


def test_news_without_words_or_of_a_case_that_is_closed_to_the_reader_is_left_out() -> None:
    case = with_measure()
    assert drawn(news(case, "no such view"), who="mira") is None
    assert drawn(news(restricted(case, "ines"), "measure_done"), who="mira") is None
    assert drawn(news(restricted(case, "mira"), "measure_done"), who="mira") is not None


def test_an_expert_reads_that_they_were_asked() -> None:
    asked = ExpertQuestion(UUID(int=1), ("E01", None), "otto", "mira", NOW, 1)
    case = tracking(expert_questions=(asked,))
    assert drawn(news(case, "expert_asked", "otto"), who="otto") is not None
    assert drawn(news(tracking(), "expert_asked", "otto"), who="otto") is None


def test_a_conversation_is_told_while_anything_is_due_for_its_role() -> None:
    case, shared = with_measure(owner=None), viewer("")
    shared = Viewer(the_pack(), replace(shared.context, actor=Actor("")))
    args = {"subject": "measure:gone", "stage": "day+0", "who": "human_rights_team"}
    assert not is_over(shared, case, "reminder", args)
    assert is_over(shared, with_measure(MeasureState.IMPLEMENTED), "reminder", args)
    card = draw_message(shared, "reminder", case, args)
    assert "days late" not in words(card)


def test_a_person_reads_their_reminder_and_a_conversation_the_reference_alone() -> None:
    case = with_measure()
    args = {"subject": str(MEASURE), "stage": "day+3", "who": "ines"}
    said = words(draw_message(viewer("ines"), "reminder", case, args))
    assert "5 days late" in said
    for other in ({}, {"subject": "measure:00000000-0000-4000-8000-00000000dead"}):
        assert "days late" not in words(draw_message(viewer("ines"), "reminder", case, other))


def test_nothing_is_told_when_there_is_nothing() -> None:
    assert drawn() is None


@pytest.mark.parametrize("view", ["half_time", "late_answer", "late_for_you"])
def test_a_clock_says_which_case_it_is_of_and_nothing_that_was_typed(view: str) -> None:
    case = with_team().case
    said = words(draw_message(viewer("hana"), view, case, {"case": str(case.id)}))
    assert case.reference in said
    assert "Mira" not in said


def test_a_thing_that_is_not_there_any_more_is_not_drawn() -> None:
    gone = "00000000-0000-4000-8000-00000000dead"
    for kind in (Kind.MEASURE, Kind.CHECK, Kind.ITEM, Kind.EVIDENCE):
        assert thing_item(viewer("ines"), with_measure(), Subject(kind, gone), {}) is None
    undated = launching("")
    assert thing_item(viewer("mira"), undated, Subject(Kind.LAUNCH), {}) is None


def test_a_thing_of_a_case_without_a_name_goes_by_its_reference() -> None:
    nameless = replace(with_measure(), rounds=())
    item_of = thing_item(viewer("ines"), nameless, MEASURE, {})
    assert item_of is not None
    assert line(item_of.title).startswith("SAL-1: ")


def test_an_escalation_is_a_thing_that_a_decision_ends() -> None:
    case = with_team().case
    assert case.pending is not None
    subject = Subject(Kind.ESCALATION, str(case.pending.id))
    assert "decision" in words(drawn_alone("hana", case, subject))


def test_whoever_only_hears_of_an_unknown_opens_the_case() -> None:
    case = tracking(open_items=(item(),))
    subject = Subject(Kind.ITEM, str(case.open_items[0].id))
    verbs = {who: one_button(who, case, subject) for who in ("ines", "hana")}
    assert verbs == {"ines": "form", "hana": "see"}


def one_button(who: str, case: Case, subject: Subject) -> str:
    return next(buttons_in(drawn_alone(who, case, subject).body)).verb


def drawn_alone(who: str, case: Case, subject: Subject) -> Card:
    item_of = thing_item(viewer(who), case, subject, {})
    assert item_of is not None
    return Card("reminder", ("",), (Items((item_of,)),))


def test_only_stages_of_a_pending_urgent_case_wait_for_no_hours() -> None:
    urgent, other = with_team("G05").case, with_team("G02").case
    assert waits_for_no_hours(urgent, "submitted")
    assert not waits_for_no_hours(urgent, "measure_given")
    assert not waits_for_no_hours(other, "submitted")
    assert not waits_for_no_hours(tracking(), "submitted")
