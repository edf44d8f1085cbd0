"""What somebody put off before an answer was promised comes back in time for it."""

from dataclasses import replace
from datetime import date, datetime, time

from flows.case import Kind, MeasureState, Snooze, Stage
from flows.people.due import Calendar
from tests.flows.due.cases import MEASURE, at, measure, reminded, with_calendars
from tests.flows.escalating import acts, opens, sends, with_team
from tests.flows.screening import NOW, Screening


def put_off_for_long(*, acknowledged: bool = False) -> Screening:
    """Return a case whose measure was put off for long before the team came to have the case."""
    run = with_team()
    if acknowledged:
        acts(run, "acknowledge", "hana")
    begun = (Stage(MeasureState.PLANNED, "mira", at("2026-02-02T09:00")),)
    late = measure(due_on=date(2026, 2, 27), stages=begun)
    snooze = Snooze(str(MEASURE), "ines", date(2026, 5, 29), "busy", NOW)
    run.present = replace(run.case, measures=(late,), snoozes=(snooze,))
    return run


def of_ines(run: Screening) -> dict[str, datetime]:
    found = reminded(run.case, Kind.MEASURE, run.people, run.now)
    return {one.stage: one.at for one in found.dues if one.who == "ines"}


def put_off_key(run: Screening) -> str:
    found = reminded(run.case, Kind.MEASURE, run.people, run.now)
    (one,) = [one for one in found.dues if one.put_off]
    return one.key(run.case)


def test_what_was_put_off_before_an_answer_was_promised_does_not_pass_it() -> None:
    assert of_ines(put_off_for_long()) == {
        "day+3": at("2026-03-03T09:00"),
        "day+7": at("2026-03-06T09:00"),  # a later stage has its own day
        "day+14": at("2026-03-13T09:00"),
    }
    assert of_ines(put_off_for_long(acknowledged=True)) == {
        "day+7": at("2026-03-09T09:00"),
        "day+14": at("2026-03-13T09:00"),
    }


def test_the_last_day_of_what_was_put_off_is_one_of_whoever_put_it_off() -> None:
    """Monday 17:00 in the office is before the morning in Honolulu: their Monday is too late."""
    run, there = put_off_for_long(acknowledged=True), Calendar("Pacific/Honolulu")
    run.people = with_calendars(ines=there)
    assert of_ines(run)["day+7"] == there.at(date(2026, 3, 6), time(9))


def test_what_comes_back_for_a_promise_comes_back_once_for_it_and_again_on_its_day() -> None:
    unseen, seen = put_off_for_long(), put_off_for_long(acknowledged=True)
    plain = replace(unseen.case, escalations=())
    (alone,) = {one.key(plain) for one in reminded(plain).dues if one.put_off}
    assert alone.endswith("~2026-05-29:ines")
    assert put_off_key(unseen).endswith("~2026-05-29~first1:ines")
    assert put_off_key(seen).endswith("~2026-05-29~decision1:ines")
    opens(seen, "ask_team", "hana")
    sends(seen, {"words": "Since when?"}, "hana")
    before = put_off_key(seen)
    seen.now = at("2026-03-04T16:00")
    assert of_ines(seen)["day+7"] == at("2026-03-12T09:00"), "its time moves while the clock stands"
    assert put_off_key(seen) == before, "and the promise is the same"
