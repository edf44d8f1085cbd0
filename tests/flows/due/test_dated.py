"""What has a day is reminded of as `tracking.yaml` says: measures, unknowns, proofs, reviews."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from flows.case import (
    WORKABLE,
    Case,
    Concern,
    Kind,
    MeasureState,
    Opening,
    Round,
    Signed,
    Snooze,
    Stage,
    Subject,
    Withdrawal,
)
from flows.people.due import Calendar
from flows.people.due.reminders import due_now, reminders
from tests.flows.due.cases import (
    DAY,
    LATER,
    MEASURE,
    NUMBER,
    at,
    item,
    measure,
    proof,
    reminded,
    tracking,
    with_calendars,
    with_measure,
)
from tests.flows.escalating import with_team
from tests.flows.screening import NOW, PEOPLE, played
from tests.worked import pack_with, the_pack

DATED = [
    ("day-7", "ines"),
    ("day-1", "ines"),
    ("day+0", "ines"),
    ("day+3", "ines"),
    ("day+7", "ines"),
    ("day+7", "leo"),
    ("day+14", "human_rights_team"),
    ("day+14", "ines"),
    ("day+14", "leo"),
]


def day_of(thing: object) -> Case:
    return {
        "measure": tracking(measures=(measure(),)),
        "unknown": tracking(open_items=(item(),)),
    }[str(thing)]


@pytest.mark.parametrize(("thing", "kind"), [("measure", Kind.MEASURE), ("unknown", Kind.ITEM)])
def test_what_has_a_day_is_reminded_of_before_on_and_after_it(thing: str, kind: Kind) -> None:
    found = reminded(day_of(thing), kind)
    assert sorted(found.stages, key=DATED.index) == DATED
    assert found.times == {
        "day-7": at("2026-04-08T09:00"),
        "day-1": at("2026-04-14T09:00"),
        "day+0": at("2026-04-15T09:00"),
        "day+3": at("2026-04-20T09:00"),  # a Saturday waits for Monday
        "day+7": at("2026-04-22T09:00"),
        "day+14": at("2026-04-29T09:00"),
    }


@pytest.mark.parametrize("state", MeasureState)
def test_a_measure_is_reminded_of_only_while_it_can_be_worked_on(state: MeasureState) -> None:
    assert bool(reminded(with_measure(state)).dues) == (state in WORKABLE)


def test_a_measure_without_a_day_reminds_of_nothing() -> None:
    assert reminded(with_measure(due_on=None)).dues == ()


def test_an_unknown_that_was_answered_is_silent() -> None:
    case = tracking(open_items=(item(answered=Signed("mira", NOW)),))
    assert reminded(case, Kind.ITEM).dues == ()


def test_what_was_over_before_the_thing_was_so_is_never_told() -> None:
    found = reminded(with_measure(due_on=date(2026, 3, 4)))
    assert found.times == {
        "day-1": at("2026-03-03T09:00"),
        "day+0": at("2026-03-04T09:00"),
        "day+3": at("2026-03-09T09:00"),
        "day+7": at("2026-03-11T09:00"),
        "day+14": at("2026-03-18T09:00"),
    }


def test_another_day_makes_other_reminders() -> None:
    first, moved = with_measure(), with_measure(due_on=DAY + timedelta(days=1))
    keys = [{one.key(case) for one in reminded(case).dues} for case in (first, moved)]
    assert len(keys[0]) == len(keys[1]) == len(DATED)
    assert keys[0].isdisjoint(keys[1])


def test_late_and_serious_is_a_message_of_its_own_and_all_else_is_gathered() -> None:
    case = played("G02").case
    grave = case.shown_round.outcome
    assert grave is not None
    risk = max(grave.findings, key=lambda one: one.severity).risk
    case = replace(case, measures=(measure(risks=(risk,)),))
    found = reminded(case)
    alone = {one.stage for one in found.dues if not one.gathered}
    assert alone == {"day+3", "day+7", "day+14"}
    mild = reminded(with_measure())
    assert {one.who for one in mild.dues if not one.gathered} == {"human_rights_team"}


def test_of_stages_that_are_heard_at_the_same_hour_the_later_one_comes_last() -> None:
    sunday = reminded(with_measure(due_on=date(2026, 4, 19)))
    monday = [one.stage for one in sunday.dues if one.at == at("2026-04-20T09:00")]
    assert list(dict.fromkeys(monday)) == ["day-1", "day+0"]


def test_of_stages_put_off_together_the_later_one_comes_back_wherever_the_pack_has_it() -> None:
    backwards = pack_with(lambda data: data["reminders"].reverse())
    case, now = put_off(date(2026, 4, 21)), at("2026-04-21T09:00")
    found = [one for one in reminders(backwards, case, PEOPLE, now) if one.put_off]
    assert [(one.stage, one.who) for one in found] == [("day+3", "ines")]


# ------------------------------------------------------------------------ rounds and reviews


def reopened(**other: Any) -> Case:
    case = tracking()
    opening = Opening("TR03", "mira", NOW, "", DAY)
    return replace(case, rounds=(*case.rounds, replace(Round(2, openings=(opening,)), **other)))


def test_a_round_that_waits_for_answers_is_reminded_of_by_the_last_day_named_for_it() -> None:
    found = reminded(reopened(), Kind.ROUND)
    assert found.whom == {"mira", "leo", "human_rights_team"}
    assert found.times["day+0"] == at("2026-04-15T09:00")
    case = reopened()
    later = Opening("TR04", "mira", NOW, "", DAY + timedelta(days=5))
    undated = Opening("TR01", "mira", NOW, "", None)
    twice = replace(case.round, openings=(*case.round.openings, later, undated))
    case = replace(case, rounds=(*case.rounds[:-1], twice))
    assert reminded(case, Kind.ROUND).times["day+0"] == at("2026-04-20T09:00")


def test_a_round_that_nobody_dated_or_that_was_sent_is_silent() -> None:
    sent = played("G09").case.round.outcome
    assert reminded(reopened(openings=()), Kind.ROUND).dues == ()
    assert reminded(reopened(outcome=sent), Kind.ROUND).dues == ()


def test_a_review_is_announced_once_and_not_while_questions_are_asked_already() -> None:
    case = tracking()
    assert case.review_on == date(2026, 8, 29)
    found = reminded(case, Kind.REVIEW)
    assert found.stages == [("day-5", "mira")]
    assert found.times == {"day-5": at("2026-08-24T09:00")}
    assert reminded(reopened(), Kind.REVIEW).dues == ()


# ------------------------------------------------------------------------------------ proofs


def test_a_proof_is_reminded_of_before_it_expires_and_never_after() -> None:
    case = tracking(evidence=(proof(owner=None),))
    found = reminded(case, Kind.EVIDENCE)
    assert found.stages == [("day-7", "mira"), ("day-1", "mira"), ("day+0", "mira")]


def test_only_the_newest_proof_of_a_thing_expires() -> None:
    old, new = proof(1), proof(2, expires_on=DAY + timedelta(days=30))
    other = proof(3, place=("E01", None))
    case = tracking(evidence=(old, other, new))
    subjects = {one.subject.id for one in reminded(case, Kind.EVIDENCE).dues}
    assert subjects == {str(UUID(int=2)), str(UUID(int=3))}
    forever = tracking(evidence=(old, replace(new, expires_on=None)))
    assert reminded(forever, Kind.EVIDENCE).dues == ()


def test_a_proof_of_a_measure_that_is_not_needed_expires_unseen() -> None:
    needed = with_measure(MeasureState.EFFECTIVE)
    dropped = with_measure(MeasureState.NOT_NEEDED)
    kept = (proof(measure=NUMBER, owner="mira"),)
    assert reminded(replace(needed, evidence=kept), Kind.EVIDENCE).whom == {"mira"}
    assert reminded(replace(dropped, evidence=kept), Kind.EVIDENCE).dues == ()


# ------------------------------------------------------------------------------------ checks


def checked(source: str = "MT21") -> int:
    return the_pack().measure[source].verify_days


@pytest.mark.parametrize("state", [MeasureState.IMPLEMENTED, MeasureState.EFFECTIVE])
def test_whether_a_measure_works_is_asked_again_and_again(state: MeasureState) -> None:
    case, days = with_measure(state), timedelta(checked())
    found = reminded(case, Kind.CHECK)
    assert sorted(found.stages) == [("check1", "ines"), ("check1", "jonas")]
    later = reminded(case, Kind.CHECK, now=NOW + 2 * days + timedelta(days=4))
    assert [stage for stage, who in later.stages if who == "jonas"] == [
        "check1",
        "check2",
        "check3",
    ]
    first = found.of("check1")[0].at
    assert timedelta(0) <= first - (NOW + days) < timedelta(days=3)


def test_a_check_counts_from_the_last_look() -> None:
    looked = Stage(MeasureState.EFFECTIVE, "jonas", NOW + timedelta(days=30))
    case = with_measure(stages=(*measure(MeasureState.IMPLEMENTED).stages, looked))
    now = NOW + timedelta(days=31)
    found = reminded(case, Kind.CHECK, now=now)
    assert {one.base for one in found.dues} == {"2026-04-01"}
    assert found.of("check1")[0].at == NOW + timedelta(days=30 + checked())


def test_a_measure_in_own_words_is_looked_at_as_often_as_the_most_often_one() -> None:
    case = with_measure(MeasureState.IMPLEMENTED, source="", text="Ask them")
    least = min(one.verify_days for one in the_pack().mitigations)
    found = reminded(case, Kind.CHECK)
    assert found.of("check1")[0].at.date() >= (NOW + timedelta(least)).date()
    assert found.of("check1")[0].at < NOW + timedelta(least + 3)


def test_whoever_looks_and_moves_to_another_zone_is_told_of_no_look_again() -> None:
    case = with_measure(stages=(Stage(MeasureState.IMPLEMENTED, "mira", at("2026-03-02T03:00")),))
    now = at("2026-03-02T03:00") + timedelta(checked() + 3)
    found = [
        reminded(case, Kind.CHECK, with_calendars(jonas=Calendar(zone)), now).of("check1")
        for zone in ("America/Los_Angeles", "Europe/Berlin", "Pacific/Auckland")
    ]
    assert len({one.at for each in found for one in each if one.who == "jonas"}) == 3
    assert len({one.key(case) for each in found for one in each if one.who == "jonas"}) == 1


def test_nobody_is_named_to_look_so_the_team_is_asked() -> None:
    case = with_measure(MeasureState.IMPLEMENTED, verifier=None)
    assert reminded(case, Kind.CHECK).whom == {"ines", "human_rights_team"}


# ------------------------------------------------------------------------- nothing, any more


def everything() -> Case:
    case = with_team().case
    return replace(
        case,
        measures=(measure(), measure(MeasureState.IMPLEMENTED, id=UUID(int=7))),
        open_items=(item(),),
        evidence=(proof(),),
    )


def test_a_case_with_everything_reminds_of_everything() -> None:
    kinds = {one.subject.kind for one in reminders(the_pack(), everything(), PEOPLE, NOW)}
    assert kinds == {
        *(Kind.MEASURE, Kind.CHECK, Kind.ITEM, Kind.EVIDENCE),
        *(Kind.ESCALATION, Kind.REVIEW, Kind.LAUNCH),
    }


def test_what_was_withdrawn_or_told_in_confidence_is_silent() -> None:
    case = everything()
    withdrawn = replace(case, withdrawal=Withdrawal("no market", "mira", NOW))
    confided = replace(case, concern=Concern("SAL-1", "mira"))
    for each in (withdrawn, confided):
        assert reminders(the_pack(), each, PEOPLE, NOW) == ()
        assert reminders(the_pack(), each, PEOPLE, LATER) == ()
        assert due_now(the_pack(), each, (str(MEASURE), "day+0", "ines"), PEOPLE, LATER) is None


# ------------------------------------------------------------------------------------ snoozes


def put_off(until: date, who: str = "ines", subject: Subject = MEASURE) -> Case:
    snooze = Snooze(str(subject), who, until, "busy", NOW)
    return replace(with_measure(), snoozes=(snooze,))


def test_what_somebody_put_off_waits_for_that_day_and_nothing_else_does() -> None:
    found = reminded(put_off(date(2026, 4, 21)))
    mine = {one.stage: one.at for one in found.dues if one.who == "ines"}
    assert mine == {
        "day+3": at("2026-04-21T09:00"),
        "day+7": at("2026-04-22T09:00"),
        "day+14": at("2026-04-29T09:00"),
    }
    assert reminded(put_off(date(2026, 4, 30))).of("day+7")[0].at == at("2026-04-22T09:00")


def test_a_snooze_is_of_one_thing_and_one_person_and_the_last_one_counts() -> None:
    plain = reminded(with_measure()).times
    other_thing = put_off(date(2026, 4, 21), subject=Subject(Kind.CHECK, str(NUMBER)))
    assert reminded(other_thing).times == plain
    assert reminded(put_off(date(2026, 4, 21), who="leo")).times == plain
    case = put_off(date(2026, 4, 21))
    back = Snooze(str(MEASURE), "ines", date(2026, 4, 14), "after all", NOW)
    assert reminded(replace(case, snoozes=(*case.snoozes, back))).times["day+0"] == plain["day+0"]


def test_of_what_is_put_off_together_the_last_stage_comes_back_under_a_key_of_its_own() -> None:
    plain, later = with_measure(), put_off(date(2026, 4, 21))
    before = {one.key(plain) for one in reminded(plain).dues}
    (fresh,) = {one.key(later) for one in reminded(later).dues} - before
    assert fresh.endswith("day+3:2026-04-15~2026-04-21:ines")


def test_what_is_put_off_is_not_due_before_that_day() -> None:
    case, wanted = put_off(date(2026, 4, 21)), (str(MEASURE), "day+3", "ines")
    now = at("2026-04-20T09:00")
    assert due_now(the_pack(), with_measure(), wanted, PEOPLE, now) is not None
    assert due_now(the_pack(), case, wanted, PEOPLE, now) is None
    assert due_now(the_pack(), case, wanted, PEOPLE, at("2026-04-21T09:00")) is not None
    assert due_now(the_pack(), with_measure(), wanted, PEOPLE, at("2026-04-15T08:59")) is None


# -------------------------------------------------------------------------------- hours, pack


def test_each_hears_in_their_own_days_and_hours() -> None:
    people = with_calendars(
        ines=Calendar("Asia/Kolkata", opens=time(10)),
        leo=Calendar("America/New_York", holidays=frozenset([date(2026, 4, 22)])),
    )
    week_late = reminded(with_measure(), people=people).of("day+7")
    assert {one.who: one.at for one in week_late} == {
        "ines": at("2026-04-22T04:30"),
        "leo": at("2026-04-23T13:00"),
    }


def test_a_rule_that_counts_from_something_unknown_reminds_of_nothing() -> None:
    def other(data: dict[str, object]) -> None:
        data["reminders"] = [{"from": "birthday", "days": 1, "to": ["owner"], "text": "?"}]

    found = reminders(pack_with(other), with_measure(), PEOPLE, NOW)
    assert {one.subject.kind for one in found} <= {Kind.LAUNCH}
