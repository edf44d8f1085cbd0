"""What somebody puts off: one row, only their own reminders move, no promise is passed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.case import Case, Kind, Snooze, Subject
from flows.events import FormOpened, Snoozed
from flows.people.due import Calendar
from flows.people.due.stages import Due
from flows.people.profile import Profile
from tests.flows.escalating import acts, opens, sends, with_team
from tests.flows.reminded import IN_PERSON, KINDS, Reminded, at, measure, stages
from tests.flows.screening import PEOPLE, line, words
from tests.flows.tracking import planned

WHY = "The works council meets on Thursday."


def puts_off(one: Reminded, until: str, reason: str = WHY) -> None:
    one.press("snooze")
    sends(one.run, {"until": until, "reason": reason}, one.person)


def without_rows(case: Case) -> Case:
    return replace(case, snoozes=(), revision=0)


def to_others(one: Reminded) -> list[Due]:
    return [due for due in one.stages if due.who != one.person]


@pytest.mark.parametrize("name", IN_PERSON)
def test_snooze_leaves_the_rule_alone(name: str) -> None:
    one = KINDS[name]()
    before, others = one.run.case, to_others(one)
    until = one.run.now.date() + timedelta(days=2)
    puts_off(one, until.isoformat())
    after = one.run.case
    assert without_rows(after) == without_rows(before)
    assert after.snoozes == (Snooze(one.about, one.person, until, WHY, one.run.now),)
    assert to_others(one) == others
    assert one.run.turn.effects == ()
    (entry,) = one.run.turn.journal
    assert (entry.action, dict(entry.details)) == (
        "snoozed", {"subject": one.about, "until": until.isoformat()},
    )  # fmt: skip
    assert WHY not in str(one.run.turn.journal)


@pytest.mark.parametrize("name", IN_PERSON)
def test_what_was_put_off_comes_back_once_on_the_day_that_was_said(name: str) -> None:
    one = KINDS[name]()
    told = {due.key(one.run.case) for due in one.stages if due.at <= one.run.now}
    assert told, "it was told before"
    until = one.run.now.date() + timedelta(days=2)
    while until.weekday() > 4:
        until += timedelta(days=1)
    puts_off(one, until.isoformat())
    at(one.run, until.isoformat())
    again = [due for due in one.stages if due.who == one.person and due.put_off]
    assert [due.at.date() for due in again] == [until]
    assert again[0].key(one.run.case) not in told


def test_of_stages_put_off_together_the_last_one_comes_back() -> None:
    one = measure()
    at(one.run, "2026-05-04")
    puts_off(one, "2026-05-11")
    mine = [(due.stage, due.at.date()) for due in one.stages if due.who == "ines"]
    assert mine == [("day+7", date(2026, 5, 11)), ("day+14", date(2026, 5, 15))]


def test_it_says_until_when_it_waits_and_that_nothing_else_changed() -> None:
    one = measure()
    one.press("snooze")
    assert {each.id: each.value for each in one.run.form.fields} == {
        "until": "2026-05-04", "reason": "",
    }  # fmt: skip
    sends(one.run, {"until": "2026-05-07", "reason": WHY}, "ines")
    said = line(one.run.notice.text)
    assert "2026-05-07" in said
    assert "stay as they were" in said


@pytest.mark.parametrize(
    ("until", "reason", "wrong"),
    [
        ("2026-04-30", WHY, {"until"}),
        ("", WHY, {"until"}),
        ("soon", WHY, {"until"}),
        ("2026-05-07", "", {"reason"}),
        ("2026-05-07", "x" * 201, {"reason"}),
    ],
)
def test_a_snooze_has_an_end_that_is_not_over_and_a_reason(
    until: str, reason: str, wrong: set[str]
) -> None:
    one = measure()
    puts_off(one, until, reason)
    assert set(one.run.errors) == wrong
    assert one.run.case.snoozes == ()


# ------------------------------------------------------------------------------ the promise


def pending(acknowledged: bool = False) -> Reminded:
    """A measure of a case that waits for a decision: the first answer by Tuesday, it by Monday."""
    run = with_team()
    if acknowledged:
        acts(run, "acknowledge", "jonas")
    one = planned(run, due_on="2026-03-04", verifier="")
    at(run, "2026-03-03")
    return Reminded(run, Subject(Kind.MEASURE, str(one.id)), "ines")


def test_snooze_cannot_pass_a_service_time() -> None:
    one = pending(acknowledged=True)
    puts_off(one, "2026-03-10")
    assert one.run.errors == {
        "until": "This can wait until 2026-03-09 at most, when the promised answer is due. Nothing "
        "was changed. Pick an earlier day, or tell the team why it needs longer.",
    }
    assert one.run.case.snoozes == ()
    sends(one.run, {"until": "2026-03-09", "reason": WHY}, "ines")
    assert len(one.run.case.snoozes) == 1


def test_until_the_team_saw_it_the_first_answer_is_what_was_promised() -> None:
    one = pending()
    one.press("snooze")
    assert "2026-03-03 at most" in words(one.run.form)
    assert one.run.form.fields[0].value == "2026-03-03", "no later day is offered"
    sends(one.run, {"until": "2026-03-04", "reason": WHY}, "ines")
    assert set(one.run.errors) == {"until"}


def test_once_the_promise_is_late_nothing_can_be_put_off() -> None:
    one = pending()
    one.press("snooze")
    drawn = one.run.form
    at(one.run, "2026-03-04")
    one.press("snooze")
    assert "is due by now" in words(one.run.notice)
    one.run.press(drawn.submit, {"until": "2026-03-05", "reason": WHY}, "ines")
    assert "is due by now" in words(one.run.notice)
    assert one.run.case.snoozes == ()


def test_the_last_day_is_one_whose_morning_comes_before_the_promise() -> None:
    """Monday 17:00 in the office is Tuesday 04:00 in Auckland: their Tuesday is too late."""
    one = pending(acknowledged=True)
    away = Calendar("Pacific/Auckland")
    ines = Profile("Ines", zone=away.zone, calendar=away)
    one.run.people = {**PEOPLE, "ines": ines}
    one.press("snooze")
    assert "2026-03-09 at most" in words(one.run.form)


def test_while_the_clock_stands_still_the_promise_moves_on() -> None:
    one = pending(acknowledged=True)
    opens(one.run, "ask_team", "hana")
    sends(one.run, {"words": "What does the works council say?"}, "hana")
    at(one.run, "2026-03-16")
    puts_off(one, "2026-03-23")
    assert set(one.run.errors) == {"until"}
    sends(one.run, {"until": "2026-03-20", "reason": WHY}, "ines")
    assert len(one.run.case.snoozes) == 1


# ------------------------------------------------------------------------------------- who


@pytest.mark.parametrize("person", ["hana", "mira"])
def test_nobody_puts_off_what_they_are_not_reminded_of_in_person(person: str) -> None:
    one = measure()
    run = at(one.run, "2026-05-01")
    for event in (FormOpened("snooze", one.about), Snoozed(one.about, {"reason": WHY})):
        turn = run.happens(event, person)
        assert turn.case.snoozes == ()
        assert "reminds you" in words(run.notice)


@pytest.mark.parametrize("about", ["", "nothing", "measure:none", "item:1", "measure"])
def test_what_is_not_there_cannot_be_put_off(about: str) -> None:
    run = measure().run
    for event in (FormOpened("snooze", about), Snoozed(about, {"reason": WHY})):
        assert run.happens(event, "ines").case.snoozes == ()
    assert "There is no case" in words(run.notice)


def test_the_newest_word_of_a_person_counts() -> None:
    one = measure()
    puts_off(one, "2026-05-20")
    puts_off(one, "2026-05-06")
    first = next(due for due in one.stages if due.who == "ines" and due.put_off)
    assert first.at == datetime(2026, 5, 6, 9, tzinfo=UTC)
    assert len(one.run.case.snoozes) == 2, "each is counted"


def test_another_thing_of_the_case_does_not_wait_with_it() -> None:
    one = measure()
    other = planned(one.run, one.run.case.measures[1].source, due_on="2026-05-06")
    thing = Subject(Kind.MEASURE, str(other.id))
    before = stages(one.run, thing)
    puts_off(one, "2026-05-20")
    assert stages(one.run, thing) == before
