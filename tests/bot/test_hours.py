"""The hours at which something is sent: those of whoever reads it then, not of when it was owed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest

from bot.dispatch.firing import fire_due
from flows.cards import Notice
from flows.case import Case, Confidentiality
from flows.errors import Transient
from flows.events import CaseOpened, TeamAsked, WhyAsked
from storage import heard, store
from storage.database import Database
from tests.bot.house import House
from tests.bot.reminded import (
    at,
    becomes,
    finished,
    given,
    is_away,
    plan,
    sets,
    texts,
    tick,
    with_measure,
)
from tests.bot.test_reminding import escalated, owed, serious, telling
from tests.worked import worked

VIK, MIRA, TEAM = "person:vik", "person:mira", "team"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as opened:
        yield opened


# ------------------------------------------------------------------ hours of a conversation


async def test_a_conversation_is_told_in_the_hours_of_its_people_wherever_they_are(
    house: House,
) -> None:
    sets(house, "hana", zone="Asia/Tokyo")
    given(house, serious())
    await plan(house)
    await tick(house, "2026-04-29T00:00")
    assert house.views(TEAM) == ["reminder"], "nine in the morning in Tokyo"


async def test_a_conversation_is_told_on_no_night_of_its_people(house: House) -> None:
    sets(house, "hana", zone="America/Los_Angeles")
    case = serious()
    late = tuple(replace(one, due_on=date(2026, 11, 27)) for one in case.measures)
    given(house, replace(case, measures=late))
    await plan(house)
    await tick(house, "2026-12-11T16:59")
    assert house.views(TEAM) == []
    await tick(house, "2026-12-11T17:00")
    assert house.views(TEAM) == ["reminder"], "nine in the morning of a Friday there"


async def test_a_conversation_whose_people_are_all_away_is_told_all_the_same(house: House) -> None:
    for person in ("hana", "hilda"):
        house.welcome(person, "human_rights_team")
        is_away(house, person, "2026-03-02", "2026-03-20", "")
    await house.screen(worked("G02"))
    await tick(house, "2026-03-02T13:00")
    assert "submitted" in house.views(TEAM)


# ------------------------------------------------------------------- stages of an escalation


async def test_a_stage_that_failed_by_day_is_not_sent_at_night(house: House) -> None:
    given(house, escalated())
    await plan(house)
    await tick(house, "2026-03-03T17:00")
    house.channel.troubles = [Transient("busy") for _ in range(9)]
    await tick(house, "2026-03-04T16:59")
    house.channel.troubles = []
    await tick(house, "2026-03-04T19:30")
    assert house.channel.messages == []
    await tick(house, "2026-03-05T09:00")
    assert "late_answer" in house.views(TEAM)


async def test_a_stage_waits_for_the_morning_of_readers_who_moved_meanwhile(house: House) -> None:
    given(house, escalated())
    await plan(house)
    await tick(house, "2026-03-03T17:00")
    for person in ("sam", "hana", "mira", "leo"):
        sets(house, person, zone="America/Los_Angeles")
    await tick(house, "2026-03-04T09:00")
    assert house.channel.messages == [], "one in the morning there"
    await tick(house, "2026-03-04T17:00")
    assert "late_answer" in house.views(TEAM)


async def test_what_the_first_contact_refuses_at_night_waits_for_the_morning_of_the_next(
    house: House,
) -> None:
    given(house, escalated())
    await plan(house)
    house.refuses(TEAM, "channel_not_found")
    await tick(house, "2026-03-03T17:00")
    sets(house, "hana", zone="Asia/Tokyo")
    await tick(house, "2026-03-04T09:00")
    assert "late_answer" not in house.views("person:hana"), "six in the evening there"
    await tick(house, "2026-03-05T00:00")
    assert "late_answer" in house.views("person:hana")


async def test_an_urgent_stage_is_sent_at_any_hour_however_often_it_was_tried(
    house: House,
) -> None:
    given(house, escalated(1, "G05"))
    await plan(house)
    house.channel.troubles = [Transient("busy")]
    await tick(house, "2026-03-02T17:00")
    await tick(house, "2026-03-02T23:00")
    assert "late_answer" in [each.payload["view"] for each in house.channel.messages]


# ------------------------------------------------------------------------- people who go away


async def asked_on_friday_evening(house: House) -> Case:
    house.clock.at = at("2026-03-06T15:00")
    id = await house.screen(worked("G02"))
    await house.delivery.deliver()
    case = house.database.transact(store.load, house.keys, id)
    assert case.pending is not None
    house.clock.at = at("2026-03-06T18:00")
    asked = TeamAsked(case.pending.revision, {"words": "Since when?"})
    await house.says("hana", asked, id)
    return house.database.transact(store.load, house.keys, id)


async def test_whoever_went_away_before_it_was_sent_is_not_told_but_whoever_stands_in(
    house: House,
) -> None:
    await asked_on_friday_evening(house)
    is_away(house, "mira", "2026-03-09", "2026-03-20", "leo")
    await tick(house, "2026-03-09T09:00")
    assert "team_asked" not in house.views(MIRA)
    assert house.views("person:leo").count("team_asked") == 1, "once, although asked themselves"
    await tick(house, "2026-03-23T09:00")
    assert "team_asked" not in house.views(MIRA)


async def test_where_nobody_stands_in_it_waits_until_whoever_is_away_is_back(house: House) -> None:
    await asked_on_friday_evening(house)
    is_away(house, "mira", "2026-03-09", "2026-03-20", "")
    await tick(house, "2026-03-09T09:00")
    assert "team_asked" not in house.views(MIRA)
    await tick(house, "2026-03-23T09:00")
    assert "team_asked" in house.views(MIRA)


async def test_whoever_stands_in_and_may_not_open_the_case_is_told_nothing_of_it(
    house: House,
) -> None:
    case = with_measure()
    given(house, replace(case, confidentiality=Confidentiality.RESTRICTED, participants=("vik",)))
    house.welcome("otto")
    is_away(house, "vik", "2026-03-02", "2026-03-06", "otto")
    telling(house, case, "vik", "measure_given", "given")
    await tick(house, "2026-03-02T13:00")
    assert house.views("person:otto") == []
    await tick(house, "2026-03-09T09:00")
    assert house.views(VIK) == ["measure_given"]


async def test_what_waited_for_two_who_were_away_is_told_once_the_first_is_back(
    house: House,
) -> None:
    is_away(house, "vik", "2026-04-13", "2026-05-29", "mira")
    is_away(house, "mira", "2026-04-13", "2026-04-16", "leo")
    given(house, with_measure())
    await plan(house)
    await tick(house, "2026-04-15T09:00")
    assert (house.views(VIK), house.views(MIRA)) == ([], [])
    await tick(house, "2026-04-17T09:00")
    assert house.views(MIRA) == ["morning"]
    assert "SAL-1" in texts(house, MIRA, "morning")[0]


# ------------------------------------------------------------------------- morning messages


async def test_a_morning_message_that_failed_is_not_sent_at_night(house: House) -> None:
    given(house, with_measure())
    await plan(house)
    house.channel.troubles = [Transient("busy")]
    await tick(house, "2026-04-15T09:00")
    sets(house, "vik", quiet=(time(9), time(14)))
    await tick(house, "2026-04-15T13:00")
    assert house.views(VIK) == []
    await tick(house, "2026-04-15T14:00")
    assert house.views(VIK) == ["morning"]


async def test_a_second_thing_of_a_case_is_in_the_same_morning_though_the_clock_ticks_late(
    house: House,
) -> None:
    given(house, serious(1, "vik", "vik"))
    await plan(house)
    await tick(house, "2026-04-20T09:00:07")
    assert house.views(VIK) == ["reminder", "morning"]


# -------------------------------------------------------------------- what counts as a ping


async def test_failed_send_spends_no_budget(house: House) -> None:
    case = serious()
    given(house, case)
    await plan(house)
    house.refuses(VIK, "channel_not_found")
    await tick(house, "2026-04-20T09:00")
    assert [row.state for row in owed(house, "reminder") if row.recipient] == ["dead"]
    assert not house.database.transact(heard.waits_for_act, "vik", case.id)
    house.channel.refuses.clear()
    await tick(house, "2026-04-22T09:00")
    assert house.views(VIK) == ["reminder"]


async def test_what_nobody_needs_any_more_spends_no_budget(house: House) -> None:
    case = serious()
    given(house, case)
    await plan(house)
    house.clock.at = at("2026-04-20T09:00")
    await fire_due(house.dispatch)
    becomes(house, case, **finished(case))
    await house.delivery.deliver()
    assert [row.state for row in owed(house, "reminder")] == ["cancelled"]
    assert not house.database.transact(heard.waits_for_act, "vik", case.id)


@pytest.mark.parametrize(("event", "counts"), [(CaseOpened(), True), (WhyAsked("x"), True)])
async def test_whoever_looks_at_a_case_has_heard_of_it(
    house: House, event: CaseOpened | WhyAsked, counts: bool
) -> None:
    case = serious()
    given(house, case)
    house.database.transact(heard.note_told, "vik", case.id, house.clock.at)
    await house.says("vik", event, case.id)
    assert house.database.transact(heard.waits_for_act, "vik", case.id) is not counts


async def test_an_act_that_is_refused_is_no_act(house: House) -> None:
    case = serious()
    given(house, case)
    house.database.transact(heard.note_told, "vik", case.id, house.clock.at)
    said = await house.says("vik", TeamAsked(1, {"words": "Since when?"}), case.id)
    assert isinstance(said, Notice)
    assert house.database.transact(heard.waits_for_act, "vik", case.id)
