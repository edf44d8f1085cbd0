"""The day of a launch that nobody cleared, and drafts that nobody touches."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from flows.case import Case, HandedOver, Kind, LaunchWord
from flows.pack import anchors
from flows.people.due import Calendar
from tests.flows.due.cases import at, reminded, tracking, with_calendars
from tests.flows.escalating import decided, with_team
from tests.flows.screening import NOW, Screening, values_for
from tests.worked import worked


def launching(day: str = "2026-09-01") -> Case:
    """Return a case on hold whose launch is planned on a day, as it was answered on Monday."""
    case = with_team().case
    place = (anchors.LAUNCH_DATE, None)
    answered = replace(case.round.given[place], value=day)
    given = {**case.round.given, place: answered}
    return replace(case, rounds=(*case.rounds[:-1], replace(case.round, given=given)))


def said(case: Case, answer: str, at: datetime, day: date | None = None) -> Case:
    return replace(case, launch_words=(*case.launch_words, LaunchWord(answer, "mira", at, day)))


def test_a_launch_that_is_not_cleared_is_reminded_of_before_it_and_on_its_day() -> None:
    found = reminded(launching(), Kind.LAUNCH)
    assert sorted(found.stages) == [
        ("on_the_day", "mira"),
        ("working-10", "mira"),
        ("working-3", "human_rights_team"),
        ("working-3", "mira"),
    ]
    assert found.times == {
        "working-10": at("2026-08-18T09:00"),
        "working-3": at("2026-08-27T09:00"),
        "on_the_day": at("2026-09-01T09:00"),
    }


def test_working_days_are_those_of_the_product_manager() -> None:
    leave = frozenset(date(2026, 12, 24) + timedelta(days=one) for one in range(9))
    people = with_calendars(mira=Calendar("Europe/Berlin", holidays=leave))
    found = reminded(launching("2027-01-11"), Kind.LAUNCH, people)
    assert found.times["working-3"] == at("2027-01-06T08:00")
    assert found.times["working-10"] == at("2026-12-17T08:00")  # over the year end and leave


@pytest.mark.parametrize("case", [decided().case, tracking()])
def test_a_launch_that_is_cleared_is_silent(case: Case) -> None:
    assert case.launch_status not in ("draft", "hold", "pending_review")
    assert reminded(case, Kind.LAUNCH).dues == ()


def test_a_launch_that_was_moved_is_reminded_of_by_its_new_day() -> None:
    case = launching()
    moved = said(case, "moved", NOW + timedelta(days=1), date(2026, 10, 1))
    assert reminded(moved, Kind.LAUNCH).times["on_the_day"] == at("2026-10-01T09:00")
    keys = [{one.key(each) for one in reminded(each, Kind.LAUNCH).dues} for each in (case, moved)]
    assert keys[0].isdisjoint(keys[1])


@pytest.mark.parametrize("answer", ["launched", "stopped"])
def test_a_launch_that_happened_or_never_will_is_silent(answer: str) -> None:
    moved = said(launching(), "moved", NOW, date(2026, 10, 1))
    assert reminded(said(moved, answer, NOW), Kind.LAUNCH).dues == ()


def test_a_launch_without_a_day_is_silent() -> None:
    assert reminded(launching(""), Kind.LAUNCH).dues == ()


def test_what_was_over_when_the_day_was_named_is_not_told() -> None:
    found = reminded(launching("2026-03-06"), Kind.LAUNCH)
    assert found.times == {
        "working-3": at("2026-03-03T09:00"),
        "on_the_day": at("2026-03-06T09:00"),
    }


@pytest.mark.parametrize("day", ["2026-02-27", "2026-02-20"])
def test_a_launch_day_that_was_named_too_late_is_asked_about_on_the_next_morning(day: str) -> None:
    found = reminded(launching(day), Kind.LAUNCH)
    assert found.times == {"on_the_day": at("2026-03-03T09:00")}


def test_a_launch_day_that_was_named_on_a_friday_evening_is_asked_about_on_monday() -> None:
    friday = at("2026-03-06T16:00")
    moved = said(launching(), "moved", friday, friday.date())
    assert reminded(moved, Kind.LAUNCH).times == {"on_the_day": at("2026-03-09T09:00")}


# ------------------------------------------------------------------------------------- drafts


def drafting() -> Screening:
    run = Screening()
    run.start()
    return run


def test_a_draft_that_nobody_touched_for_two_weeks_is_reminded_of_once() -> None:
    run = drafting()
    found = reminded(run.case, Kind.DRAFT)
    assert found.stages == [("stale", "mira")]
    assert found.times == {"stale": at("2026-03-16T09:00")}
    assert reminded(run.case, Kind.DRAFT, now=at("2027-03-16T09:00")).dues == found.dues


def test_a_draft_that_was_touched_waits_anew() -> None:
    run = drafting()
    run.send(values_for(run.form, worked("G01")))
    first = reminded(run.case, Kind.DRAFT)
    given = {
        place: replace(one, at=one.at + timedelta(days=3))
        for place, one in run.case.round.given.items()
    }
    touched = replace(run.case, rounds=(replace(run.case.round, given=given),))
    later = reminded(touched, Kind.DRAFT)
    assert later.times == {"stale": at("2026-03-19T09:00")}
    assert later.dues[0].key(touched) != first.dues[0].key(run.case)


def test_whoever_has_a_draft_and_moves_to_another_zone_is_not_told_of_it_again() -> None:
    case = replace(drafting().case, started_at=at("2026-03-02T03:00"))
    found = [
        due
        for zone in ("America/Los_Angeles", "Europe/Berlin")
        for due in reminded(case, Kind.DRAFT, with_calendars(mira=Calendar(zone))).dues
    ]
    assert len({one.at for one in found}) == 2
    assert len({one.key(case) for one in found}) == 1


def test_what_is_no_first_draft_is_never_stale() -> None:
    run = drafting()
    handed = replace(run.case.round, handed_over=HandedOver("mira", NOW))
    assert reminded(replace(run.case, rounds=(handed,)), Kind.DRAFT).dues == ()
    sent = tracking()
    again = replace(sent, rounds=(*sent.rounds, replace(run.case.round, number=2)))
    assert again.is_draft
    assert reminded(again, Kind.DRAFT).dues == ()
    assert reminded(sent, Kind.DRAFT).dues == ()
