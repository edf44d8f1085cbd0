"""Who is reminded: those whom the pack names, as far as they are here and may open the case."""

from dataclasses import replace

import pytest

from flows.case import Case, Kind, MeasureState
from flows.effects import ToLaunchChannel
from flows.people.due import Calendar
from flows.people.due.stages import People
from flows.people.profile import Profile
from tests.flows.due.cases import (
    at,
    item,
    proof,
    reminded,
    restricted,
    sealed,
    tracking,
    with_calendars,
    with_measure,
    with_profiles,
)
from tests.flows.screening import PEOPLE

TEAM = "human_rights_team"


def test_whoever_is_owner_and_product_lead_hears_once() -> None:
    found = reminded(with_measure(owner="leo"))
    assert [who for stage, who in found.stages if stage == "day+7"] == ["leo"]


def test_without_a_product_lead_those_of_the_role_are_told() -> None:
    case = replace(with_measure(), product_lead=None)
    week_late = reminded(case).of("day+7")
    assert {one.who: one.gathered for one in week_late} == {"ines": True, "product_lead": False}


def test_nobody_owns_it_so_the_team_hears() -> None:
    assert reminded(with_measure(owner=None)).of("day-1")[0].who == TEAM


@pytest.mark.parametrize("why", [{"gone": True}, {"reachable": False}])
def test_whoever_is_gone_or_out_of_reach_gives_way_to_the_team(why: dict[str, bool]) -> None:
    people = with_profiles(ines=why, leo=why, mira=why)
    assert reminded(with_measure(), people=people).whom == {TEAM}
    assert reminded(tracking(), Kind.REVIEW, people).whom == {TEAM}


def test_whoever_is_not_known_gives_way_to_the_team() -> None:
    assert reminded(with_measure(owner="nobody")).of("day-1")[0].who == TEAM


def test_of_a_restricted_case_only_named_people_and_the_team_hear() -> None:
    assert reminded(restricted(with_measure(), "mira")).whom == {TEAM}
    named = restricted(with_measure(), "mira", "ines")
    assert reminded(named).whom == {TEAM, "ines"}
    assert reminded(restricted(with_measure(owner="jonas"), "mira")).whom == {TEAM, "jonas"}
    assert reminded(restricted(tracking(), "leo"), Kind.REVIEW).whom == {TEAM}


def test_a_restricted_case_without_a_lead_tells_no_other_lead() -> None:
    case = replace(restricted(with_measure(), "ines"), product_lead=None)
    assert reminded(case).whom == {TEAM, "ines"}


@pytest.mark.parametrize("owner", ["ines", "jonas"])
def test_of_a_sealed_case_the_team_alone_hears_and_never_in_a_morning_message(owner: str) -> None:
    found = reminded(sealed(with_measure(owner=owner)))
    assert found.whom == {TEAM}
    assert not any(one.gathered for one in found.dues)
    stages = [one.stage for one in found.dues]
    assert len(stages) == len(set(stages))


def test_a_proof_of_somebody_who_cannot_open_the_case_is_the_teams() -> None:
    case = tracking(evidence=(proof(owner="otto"),))
    assert reminded(case, Kind.EVIDENCE).whom == {TEAM}
    helps = replace(case, open_items=(item(owner="otto"),))
    assert reminded(helps, Kind.EVIDENCE).whom == {"otto"}


def test_a_case_that_was_handed_over_is_reminded_of_to_whoever_has_it_now() -> None:
    case = replace(with_measure(), owner="lena")
    assert reminded(case, Kind.REVIEW).whom == {"lena"}
    assert reminded(with_measure(owner="otto")).of("day-1")[0].who == "otto"


# ------------------------------------------------------------------- whose hours of a role


def first_hour(case: Case, people: dict[str, Profile]) -> object:
    return reminded(case, people=people).of("day-1")[0].at


def test_a_role_is_told_in_the_hours_of_the_first_of_it_who_can_be_reached() -> None:
    case = with_measure(owner=None)
    kolkata = Calendar("Asia/Kolkata")
    people = dict(with_calendars(hana=kolkata))
    assert first_hour(case, people) == at("2026-04-14T03:30")
    people["hana"] = replace(people["hana"], reachable=False)
    assert first_hour(case, people) == at("2026-04-14T09:00")
    people["jonas"] = replace(people["jonas"], reachable=False)
    assert first_hour(case, people) == at("2026-04-14T03:30")


def test_a_role_that_nobody_holds_is_told_in_plain_hours() -> None:
    people = {who: one for who, one in PEOPLE.items() if TEAM not in one.roles}
    assert first_hour(with_measure(owner=None), people) == at("2026-04-14T09:00")


def test_where_everybody_reads_nobodys_hours_count() -> None:
    people = People(with_measure(), PEOPLE, at("2026-04-14T09:00"))
    assert people.calendar_of(ToLaunchChannel()) == Calendar()


def test_a_check_is_counted_in_the_days_of_whoever_looks() -> None:
    people = with_calendars(jonas=Calendar("Pacific/Auckland"))
    case = with_measure(MeasureState.IMPLEMENTED)
    found = reminded(case, Kind.CHECK, people)
    days = {one.who: one.at.date().isoformat() for one in found.dues}
    assert days == {"jonas": "2026-05-31", "ines": "2026-06-01"}
    assert {one.base for one in found.dues} == {"2026-03-02"}
