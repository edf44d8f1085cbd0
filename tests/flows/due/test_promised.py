"""The promises of an escalation, and what the clock makes of one that was missed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.case import Case, Kind
from flows.effects import Notify, ToPerson, ToRole
from flows.events import Gathered, ReminderDue
from flows.people.due import Calendar
from flows.people.due.reminders import reminders
from flows.people.profile import Profile
from flows.step import Turn
from tests.flows.due.cases import at, reminded, restricted, sealed, with_measure, with_profiles
from tests.flows.escalating import acts, decided, opens, pending, sends, with_team
from tests.flows.screening import NOW, PEOPLE, Screening, told
from tests.worked import pack_with

QUESTION = {"words": "Since when?"}
FIRST_DUE, DECISION_DUE = at("2026-03-03T17:00"), at("2026-03-09T17:00")


def clocks(
    case: Case, now: datetime = NOW, people: Mapping[str, Profile] = PEOPLE
) -> dict[str, datetime]:
    return reminded(case, Kind.ESCALATION, people, now).times


def test_a_promise_is_reminded_of_at_half_time_and_when_it_is_missed() -> None:
    assert clocks(with_team().case) == {
        "half_first": at("2026-03-02T17:00"),
        "first": FIRST_DUE,
        "half_decision": at("2026-03-04T17:00"),
        "decision": DECISION_DUE,
    }


def test_a_missed_decision_is_late_again_after_every_service_time_more() -> None:
    case = with_team().case
    again = {
        "again1": at("2026-03-16T17:00"),
        "again2": at("2026-03-23T17:00"),
        "again3": at("2026-03-30T17:00"),
    }
    found = clocks(case, DECISION_DUE)
    assert {stage: found[stage] for stage in found if stage in again} == dict(
        list(again.items())[:2]
    )
    found = clocks(case, at("2026-03-16T17:00"))
    assert {stage: found[stage] for stage in found if stage in again} == again


def test_what_was_told_last_never_ends_the_row_though_the_days_are_others_now() -> None:
    run = with_team()
    told = at("2026-03-16T17:00")
    later = Calendar("America/Los_Angeles")
    people = with_profiles(hana={"calendar": later})
    ahead = [stage for stage, due in clocks(run.case, told, people).items() if due > told]
    assert sorted(ahead) == ["again1", "again2"]


def test_whoever_took_it_owes_the_decision_alone() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    assert set(clocks(run.case)) == {"half_decision", "decision"}
    late = clocks(run.case, DECISION_DUE + timedelta(hours=1))
    assert {"decision", "again1"} <= set(late)


def test_no_clock_runs_while_the_product_team_is_asked_and_it_goes_on_afterwards() -> None:
    run = with_team()
    run.now = at("2026-03-02T13:00")
    opens(run, "ask_team", "hana")
    sends(run, QUESTION, "hana")
    assert clocks(run.case) == {}
    assert clocks(run.case, at("2026-05-01T09:00")) == {}
    run.now = at("2026-03-05T13:00")
    opens(run, "reply_team", "mira")
    sends(run, {"words": "Since May."}, "mira")
    found = clocks(run.case, run.now)
    assert (found["first"], found["decision"]) == (
        at("2026-03-06T17:00"),
        at("2026-03-12T17:00"),
    )


def asks_the_team(run: Screening, asked: str, *replied: str) -> None:
    """Let the team ask once for each reply, and the product team reply then."""
    run.now = at(asked)
    for number, _ in enumerate(replied):
        opens(run, "ask_team", "hana")
        sends(run, {"words": f"Since when? ({number})"}, "hana")
    for each in replied:
        run.now = at(each)
        opens(run, "reply_team", "mira")
        sends(run, {"words": "Since May."}, "mira")


def test_time_in_which_the_clock_stood_still_makes_no_late_decision_later() -> None:
    run = with_team()
    acts(run, "acknowledge", "hana")
    asks_the_team(run, "2026-03-10T09:00", "2026-04-20T09:00")
    found = clocks(run.case, run.now)
    assert found["decision"] == DECISION_DUE, "it was missed before anybody was asked"
    assert {stage for stage, due in found.items() if due > run.now} == {"again1", "again2"}
    assert found["half_decision"] == at("2026-03-04T17:00")
    # Five working days of eight hours were left until 16 March.
    assert found["again1"] == at("2026-04-24T17:00")
    assert found["again2"] == at("2026-05-01T17:00")


def test_repetitions_that_were_told_before_a_stop_keep_their_time_and_their_number() -> None:
    run = with_team()
    acts(run, "acknowledge", "hana")
    asks_the_team(run, "2026-03-18T13:00", "2026-03-20T13:00")
    asks_the_team(run, "2026-03-24T09:00", "2026-03-25T09:00")
    found = clocks(run.case, run.now)
    assert {stage: found[stage] for stage in ("again1", "again2", "again3")} == {
        "again1": at("2026-03-16T17:00"),
        "again2": at("2026-03-26T17:00"),
        "again3": at("2026-04-02T17:00"),
    }


def test_half_time_leaves_out_the_time_in_which_the_clock_stood_still() -> None:
    run = with_team()
    acts(run, "acknowledge", "hana")
    asks_the_team(run, "2026-03-02T13:00", "2026-03-23T13:00")
    found = clocks(run.case, run.now)
    # Half of 48 hours are 24, and four were over when the clock stopped.
    assert found == {
        "half_decision": at("2026-03-25T17:00"),
        "decision": at("2026-03-30T17:00"),
    }


def test_half_time_that_was_over_before_the_clock_stopped_stays_where_it_was() -> None:
    run = with_team()
    acts(run, "acknowledge", "hana")
    asks_the_team(run, "2026-03-05T09:00", "2026-03-12T09:00")
    assert clocks(run.case, run.now)["half_decision"] == at("2026-03-04T17:00")


def test_of_questions_that_wait_together_the_clock_stands_still_once() -> None:
    run, once = with_team(), with_team()
    for each in (run, once):
        acts(each, "acknowledge", "hana")
    asks_the_team(run, "2026-03-10T09:00", "2026-03-12T09:00", "2026-04-20T09:00")
    asks_the_team(once, "2026-03-10T09:00", "2026-04-20T09:00")
    assert clocks(run.case, run.now) == clocks(once.case, once.now)


def test_what_is_decided_has_no_clock() -> None:
    assert clocks(decided().case) == {}
    assert clocks(decided().case, at("2027-01-01T09:00")) == {}


def test_a_pack_without_half_time_has_none() -> None:
    pack = pack_with(lambda data: data["escalation"].update(half_time_reminder=False))
    run = with_team()
    run.pack = pack
    every = reminders(run.pack, run.case, run.people, run.now)
    kinds = {one.stage for one in every if one.subject.kind is Kind.ESCALATION}
    assert kinds == {"first", "decision"}


def test_half_time_is_counted_in_the_hours_of_whoever_is_responsible() -> None:
    people = with_profiles(hana={"calendar": Calendar("Asia/Kolkata")})
    found = clocks(with_team().case, people=people)
    # 09:00 to 11:30 and 03:30 to 11:30 the next day are ten and a half hours: half is 03:30 + 2:45.
    assert found["half_first"] == at("2026-03-03T06:15")


# --------------------------------------------------------------------------------- climbing


def fires(run: Screening, stage: str, *skipped: str) -> Turn:
    """Let the time of a stage come, as the clock brings it."""
    every = clocks(run.case, at("2027-01-01T09:00"), run.people)
    run.now = max(run.now, every.get(stage, run.now))
    subject = f"escalation:{pending(run).id}"
    return run.happens(ReminderDue(subject, stage, "", skipped), "salient")


def test_half_time_tells_whoever_has_it_and_climbs_nowhere() -> None:
    run = with_team()
    turn = fires(run, "half_first")
    assert told(turn.effects) == [("half_time", ToRole("human_rights_team"))]
    assert pending(run).rung == 0
    assert [entry.action for entry in turn.journal] == ["reminded"]


def test_each_missed_promise_tells_the_next_rung_and_the_last_is_a_group() -> None:
    run = with_team()
    first = fires(run, "first")
    assert told(first.effects) == [
        ("late_answer", ToRole("human_rights_lead")),
        ("late_for_you", ToPerson("mira")),
    ]
    decision = fires(run, "decision")
    assert told(decision.effects)[:-1] == [
        ("late_answer", ToRole("executive_sponsor")),
        ("late_answer", ToRole("human_rights_team")),
    ]
    again = fires(run, "again1")
    assert told(again.effects) == told(decision.effects)
    assert pending(run).rung == 2
    assert [entry.action for entry in again.journal] == ["reminded", "climbed"]
    every = [one for turn in (first, decision, again) for one in turn.effects]
    keys = [one.key for one in every if isinstance(one, Notify)]
    assert len(keys) == len(set(keys)), "each is a message of its own"


def test_two_promises_missed_in_one_outage_climb_two_rungs() -> None:
    run = with_team()
    run.now = DECISION_DUE + timedelta(hours=1)
    turn = fires(run, "decision", "half_first", "first", "half_decision")
    assert pending(run).rung == 2
    skipped = [one.details["stage"] for one in turn.journal if one.action == "reminder_skipped"]
    assert skipped == ["half_first", "first", "half_decision"]


def test_a_promise_that_gave_way_to_a_newer_half_time_climbs_still() -> None:
    run = with_team()
    turn = fires(run, "half_decision", "half_first", "first")
    assert pending(run).rung == 1
    assert told(turn.effects)[0] == ("late_answer", ToRole("human_rights_lead"))


def test_whoever_is_responsible_follows_the_rung_until_somebody_takes_it() -> None:
    run = with_team()
    run.people = {**PEOPLE, "hana": replace(PEOPLE["hana"], roles=frozenset({"human_rights_team"}))}
    run.people["lead"] = Profile("Lead", roles=frozenset({"human_rights_lead"}))
    assert pending(run).responsible == "hana"
    fires(run, "first")
    assert pending(run).responsible == "lead"
    fires(run, "decision")
    assert pending(run).responsible == "sam"


def test_whoever_took_it_stays_responsible_while_it_climbs() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    fires(run, "decision")
    assert (pending(run).rung, pending(run).responsible) == (1, "jonas")


def test_a_rung_that_nobody_holds_leaves_it_with_whoever_had_it() -> None:
    run = with_team()
    run.people = {who: one for who, one in PEOPLE.items() if who not in ("hana", "sam")}
    fires(run, "first")
    assert (pending(run).rung, pending(run).responsible) == (1, "hana")


@pytest.mark.parametrize("make", [sealed, lambda case: restricted(case, "mira")])
def test_nobody_outside_comes_to_have_a_case_that_they_may_not_open(make: object) -> None:
    run = with_team()
    run.present = make(run.case)  # type: ignore[operator]
    fires(run, "first")
    turn = fires(run, "decision")
    assert ("late_answer", ToRole("executive_sponsor")) not in told(turn.effects)
    assert pending(run).responsible == "hana"


def test_only_the_clocks_of_an_urgent_escalation_wait_for_no_hours() -> None:
    for id, urgent in (("G05", True), ("G02", False)):
        turn = fires(with_team(id), "first")
        ladder = [one for one in turn.effects if isinstance(one, Notify)]
        assert {one.urgent for one in ladder if one.view == "late_answer"} == {urgent}


# ------------------------------------------------------------------------- silent, and journal


def test_a_stage_that_the_case_has_not_any_more_is_silent() -> None:
    run = with_team()
    acts(run, "acknowledge", "hana")
    run.now = FIRST_DUE
    before = run.case
    turn = run.happens(ReminderDue(f"escalation:{pending(run).id}", "first"), "salient")
    assert (turn.case, turn.effects, turn.journal) == (before, (), ())


def test_a_stage_is_told_to_whom_it_is_for_and_carries_ids_alone() -> None:
    run = Screening(present=with_measure(owner=None))
    run.now = at("2026-04-14T09:00")
    subject = f"measure:{run.case.measures[0].id}"
    turn = run.happens(ReminderDue(subject, "day-1", "human_rights_team", ("day-7",)), "salient")
    (one,) = turn.effects
    assert isinstance(one, Notify)
    assert (one.view, one.audience) == ("reminder", ToRole("human_rights_team"))
    assert one.args == {
        "case": str(run.case.id),
        "subject": subject,
        "stage": "day-1",
        "who": "human_rights_team",
    }
    assert [entry.action for entry in turn.journal] == ["reminded", "reminder_skipped"]


def test_what_was_gathered_and_what_gave_way_is_in_the_journal() -> None:
    run = with_team()
    turn = run.happens(Gathered("mira", ("a", "b"), ("c",)), "salient")
    assert [(one.action, one.details) for one in turn.journal] == [
        ("reminded", {"key": "a", "who": "mira"}),
        ("reminded", {"key": "b", "who": "mira"}),
        ("reminder_skipped", {"key": "c", "who": "mira"}),
    ]
