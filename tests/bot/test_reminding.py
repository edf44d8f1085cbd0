"""Messages of their own: late and serious, or for a role; none twice before somebody acted."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from sqlmodel import Session, col, delete, select

from bot.audience import Reached
from bot.contract import Address
from bot.dispatch.firing import AT_ONCE, fire_due
from bot.dispatch.telling import Telling
from flows.case import Case, Confidentiality, ExpertQuestion, MeasureState
from flows.effects import Notify, ToPerson
from flows.events import Acknowledged, CaseOpened, TeamAsked, TeamReplied
from flows.people.hearing import OF_ITS_OWN
from flows.people.preferences import Preferences
from storage import store
from storage.database import Database
from storage.tables import DataKeyRow, OutboxRow, ReminderRow
from tests.bot.house import House
from tests.bot.reminded import (
    at,
    becomes,
    finished,
    given,
    is_away,
    noted,
    numbered,
    plan,
    rows,
    sets,
    texts,
    tick,
    with_measure,
)
from tests.flows.due.cases import measure as a_measure
from tests.flows.screening import played
from tests.worked import worked

VIK, TEAM = "person:vik", "team"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as opened:
        yield opened


def serious(number: int = 1, *owners: str) -> Case:
    """Return a case whose gravest risk has measures, one for each owner; nobody decides it."""
    case = played("G02").case
    outcome = case.shown_round.outcome
    assert outcome is not None
    risk = max(outcome.findings, key=lambda one: one.severity).risk
    measures = tuple(
        a_measure(owner=who, verifier="hana", risks=(risk,), id=UUID(int=number * 100 + place))
        for place, who in enumerate(owners or ("vik",))
    )
    cleared = replace(outcome, launch="cleared_with_actions")
    graded = replace(case.round, outcome=cleared)
    return numbered(replace(case, measures=measures, escalations=(), rounds=(graded,)), number)


def escalated(number: int = 1, id: str = "G02") -> Case:
    return numbered(played(id).case, number)


def owed(house: House, view: str) -> list[OutboxRow]:
    def read(session: Session) -> list[OutboxRow]:
        wanted = select(OutboxRow).where(OutboxRow.view == view).order_by(col(OutboxRow.key))
        return list(session.exec(wanted))

    return house.database.transact(read)


# ------------------------------------------------------------------------- late and serious


async def test_late_and_serious_is_told_alone_and_other_days_are_gathered(house: House) -> None:
    given(house, serious())
    await plan(house)
    await tick(house, "2026-04-15T09:00")
    assert house.views(VIK) == ["morning"]
    await tick(house, "2026-04-20T09:00")
    assert house.views(VIK) == ["morning", "reminder"]
    (text,) = texts(house, VIK, "reminder")
    assert "SAL-1" in text
    assert "5 days late" in text


async def test_no_second_ping_until_seen(house: House) -> None:
    case = serious(1, "vik", "vik")
    given(house, case, serious(2))
    await plan(house)
    await tick(house, "2026-04-20T09:00")
    assert house.views(VIK).count("reminder") == 2, "one a case"
    await tick(house, "2026-04-22T09:00")
    assert house.views(VIK).count("reminder") == 2
    await house.says("vik", CaseOpened(), case.id)
    await tick(house, "2026-04-29T09:00")
    assert house.views(VIK).count("reminder") == 3, "of the case that was acted on"


async def test_what_could_not_ping_is_in_the_morning_message_while_it_is_due(
    house: House,
) -> None:
    case = serious(1, "vik", "vik")
    given(house, case)
    await plan(house)
    await tick(house, "2026-04-20T09:00")
    assert house.views(VIK) == ["reminder", "morning"]
    assert "days late" in texts(house, VIK)[0]


async def test_what_waits_for_a_morning_and_is_finished_before_is_in_none(house: House) -> None:
    sets(house, "vik", quiet=None)
    case = serious(1, "vik", "vik")
    given(house, case)
    await plan(house)
    house.clock.at = at("2026-04-20T09:00")
    await fire_due(house.dispatch)
    stage = replace(case.measures[1].stages[-1], state=MeasureState.IMPLEMENTED)
    done = tuple(replace(one, stages=(*one.stages, stage)) for one in case.measures)
    becomes(house, case, measures=done)
    await house.delivery.deliver()
    assert house.views(VIK) == []


async def test_a_reminder_waits_for_hours_and_is_not_sent_once_it_is_over(house: House) -> None:
    case = serious()
    given(house, case)
    await plan(house)
    is_away(house, "vik", "2026-04-20", "2026-04-24", "otto")
    await tick(house, "2026-04-20T09:00")
    (row,) = owed(house, "reminder")
    assert row.due_at == at("2026-04-27T09:00")
    becomes(house, case, **finished(case))
    await tick(house, "2026-04-27T09:00")
    assert house.views(VIK) == []
    assert owed(house, "reminder")[0].state == "cancelled"


async def test_a_reminder_is_settled_once_and_in_the_journal(house: House) -> None:
    case = serious()
    given(house, case)
    await plan(house)
    await tick(house, "2026-04-22T09:00")
    assert rows(house, case)["day+3 vik"] == "skipped"
    assert rows(house, case)["day+7 vik"] == "done"
    (told,) = [one for one in noted(house, case, "reminded") if one.get("who") == "vik"]
    assert told["stage"] == "day+7"
    skipped = [one["stage"] for one in noted(house, case, "reminder_skipped")]
    assert skipped == ["day-7", "day-1", "day+0", "day+3"]


async def test_only_the_newest_is_told_though_more_is_due_than_is_claimed_at_once(
    house: House,
) -> None:
    cases = [serious(number, *["vik"] * (AT_ONCE // 5)) for number in (1, 2, 3)]
    given(house, *cases)
    await plan(house)
    await tick(house, "2026-04-23T09:00")
    for case in cases:
        told = {one.get("stage") for one in noted(house, case, "reminded")}
        assert "day+3" not in told
        assert "day+7" in told
        assert rows(house, case)["day+3 vik"] == "skipped"


# ------------------------------------------------------------------------------------- roles


async def test_a_conversation_is_reminded_of_a_case_once_a_day(house: House) -> None:
    given(house, serious(1, "vik", "vik", "vik"), serious(2))
    await plan(house)
    await tick(house, "2026-04-29T09:00")
    assert house.views(TEAM) == ["reminder", "reminder"]
    (first, second) = texts(house, TEAM, "reminder")
    assert ("SAL-1" in first, "SAL-2" in second) == (True, True)
    assert "late" not in first, "a conversation reads no content"


async def test_a_conversation_is_told_in_the_hours_of_whoever_of_it_is_up_first(
    house: House,
) -> None:
    house.welcome("hilda", "human_rights_team")
    sets(house, "hana", zone="Europe/Berlin")
    sets(house, "hilda", zone="Asia/Kolkata")
    given(house, escalated())
    await plan(house)
    await tick(house, "2026-03-03T17:00")
    (late,) = owed(house, "late_answer")
    assert late.due_at == at("2026-03-04T03:30"), "it is morning in Kolkata first"


async def test_a_role_that_nobody_holds_is_told_to_the_team(house: House) -> None:
    before = house.database.transact(store.organisation)
    holders = {role: ids for role, ids in before.holders.items() if role != "product_lead"}
    after = replace(before, revision=before.revision + 1, holders=holders)
    house.database.transact(store.save_organisation, before, after, "test", house.clock.at)
    given(house, replace(with_measure(1), product_lead=None))
    await plan(house)
    await tick(house, "2026-04-22T09:00")
    assert "reminder" in house.views(TEAM)


async def test_a_role_without_a_conversation_is_told_person_by_person(house: House) -> None:
    before = house.database.transact(store.organisation)
    after = replace(before, revision=before.revision + 1, contacts={})
    house.database.transact(store.save_organisation, before, after, "test", house.clock.at)
    given(house, with_measure(1, owner=None))
    await plan(house)
    await tick(house, "2026-04-20T09:00")
    assert house.views("person:hana") == ["reminder"]
    assert "days late" in texts(house, "person:hana", "reminder")[0]


# ------------------------------------------------------------------------------- escalations


async def test_stages_of_an_escalation_are_told_whatever_was_told_before(house: House) -> None:
    case = escalated()
    given(house, case)
    await plan(house)
    for moment in ("2026-03-03T17:00", "2026-03-10T09:00", "2026-03-16T17:00", "2026-03-17T09:00"):
        await tick(house, moment)
    assert house.views("person:sam") == ["late_answer", "late_answer"]
    assert house.views("person:mira").count("morning") >= 1
    loaded = house.database.transact(store.load, house.keys, case.id)
    assert loaded.pending is not None
    assert loaded.pending.rung == 2


async def test_an_outage_over_two_promises_climbs_two_rungs_and_tells_once(house: House) -> None:
    case = escalated()
    given(house, case)
    await plan(house)
    await tick(house, "2026-03-11T10:00")
    assert house.views("person:sam") == ["late_answer"]
    assert house.views(TEAM) == ["late_answer"]
    assert [one["rung"] for one in noted(house, case, "climbed")] == [2]
    skipped = {one["stage"] for one in noted(house, case, "reminder_skipped")}
    assert skipped == {"half_first", "first", "half_decision"}


async def test_a_stage_waits_for_hours_and_an_urgent_one_does_not(house: House) -> None:
    for number, id in ((1, "G05"), (2, "G02")):
        given(house, escalated(number, id))
    await plan(house)
    await tick(house, "2026-03-03T20:00")
    late = {str(one.case_id): one.due_at for one in owed(house, "late_answer")}
    urgent, other = escalated(1), escalated(2)
    assert late[str(urgent.id)] == at("2026-03-03T20:00")
    assert late[str(other.id)] == at("2026-03-04T09:00")


async def test_whoever_hears_of_an_urgent_case_at_night_hears_at_once(house: House) -> None:
    house.clock.at = at("2026-03-02T23:00")
    for id in ("G05", "G02"):
        await house.screen(worked(id))
    due = {one.due_at for one in owed(house, "submitted")}
    assert due == {at("2026-03-02T23:00"), at("2026-03-03T09:00")}


async def test_an_early_alarm_of_an_urgent_case_waits_for_no_hours(house: House) -> None:
    house.clock.at = at("2026-03-02T23:00")
    for id in ("G05", "G02"):
        await house.screen(worked(id), send=False)
    due = {one.due_at for one in owed(house, "early")}
    assert due == {at("2026-03-02T23:00"), at("2026-03-03T09:00")}


async def test_a_question_is_not_sent_at_night_when_its_reader_moved_meanwhile(
    house: House,
) -> None:
    case_id = await house.screen(worked("G02"))
    await house.delivery.deliver()
    case = house.database.transact(store.load, house.keys, case_id)
    assert case.pending is not None
    asked = TeamAsked(case.pending.revision, {"words": "Since when?"})
    await house.says("hana", asked, case_id)
    in_tokyo = Preferences(zone="Asia/Tokyo")
    house.database.transact(store.save_preferences, "mira", Preferences(), in_tokyo)
    await house.delivery.deliver()
    assert "team_asked" in house.views("person:leo")
    assert "team_asked" not in house.views("person:mira"), "it is evening there"
    house.clock.at = at("2026-03-03T00:00")
    await house.delivery.deliver()
    assert "team_asked" in house.views("person:mira"), "nine in the morning there"


async def test_what_is_decided_while_its_clock_waits_for_hours_is_silent(house: House) -> None:
    case = escalated()
    given(house, case)
    await plan(house)
    await tick(house, "2026-03-03T17:00")
    assert {one.state for one in owed(house, "late_answer")} == {"pending"}
    superseded = replace(case.escalations[-1], superseded_at=house.clock.at)
    now = house.database.transact(store.load, house.keys, case.id)
    becomes(house, now, escalations=(superseded,))
    await tick(house, "2026-03-04T09:00")
    assert "late_answer" not in [*house.views(TEAM), *house.views("person:sam")]


async def test_what_was_late_and_is_seen_while_it_waits_for_hours_is_silent(house: House) -> None:
    case = escalated()
    given(house, case)
    await plan(house)
    await tick(house, "2026-03-03T17:00")
    assert {one.state for one in owed(house, "late_answer")} == {"pending"}
    assert case.pending is not None
    await house.says("hana", Acknowledged(case.pending.revision), case.id)
    await tick(house, "2026-03-04T09:00")
    assert {one.state for one in owed(house, "late_answer")} == {"cancelled"}
    assert "is late" not in "".join(texts(house, "person:mira"))


async def test_a_question_that_was_replied_to_overnight_is_not_told(house: House) -> None:
    case_id = await house.screen(worked("G02"))
    await house.delivery.deliver()
    house.clock.at = at("2026-03-02T18:00")
    for text in ("Since when?", "How many?"):
        pending = house.database.transact(store.load, house.keys, case_id).pending
        assert pending is not None
        await house.says("hana", TeamAsked(pending.revision, {"words": text}), case_id)
    pending = house.database.transact(store.load, house.keys, case_id).pending
    assert pending is not None
    for question in pending.questions:
        await house.says("leo", TeamReplied(question.id, {"words": "May"}), case_id)
    await tick(house, "2026-03-03T09:00")
    assert "team_asked" not in house.views("person:mira")
    assert "has a question" not in "".join(texts(house, "person:mira"))


async def test_acknowledging_in_time_keeps_the_first_promise(house: House) -> None:
    case_id = await house.screen(worked("G02"))
    case = house.database.transact(store.load, house.keys, case_id)
    assert case.pending is not None
    await house.says("hana", Acknowledged(case.pending.revision), case_id)
    await tick(house, "2026-03-05T09:00")
    assert noted(house, case, "climbed") == []


# --------------------------------------------------------------------------- sealed, restricted


async def test_of_a_sealed_case_the_team_hears_in_its_own_lane_at_a_full_hour(
    house: House,
) -> None:
    case = replace(serious(), confidentiality=Confidentiality.SEALED)
    given(house, case)
    await plan(house)
    await tick(house, "2026-04-20T09:10")
    assert house.channel.messages == []
    assert {(one.lane, one.due_at) for one in owed(house, "reminder")} == {
        ("sealed", at("2026-04-20T10:00"))
    }
    await tick(house, "2026-04-20T10:00")
    assert {one.to.conversation for one in house.channel.messages} == {TEAM}


async def test_a_sealed_message_waits_for_the_first_full_hour_that_is_bearable(
    house: House,
) -> None:
    case = replace(serious(), confidentiality=Confidentiality.SEALED)
    given(house, case)
    sets(house, "hana", zone="Asia/Kolkata")  # its full hours are not those of the server
    for now, leaves in (
        ("2026-03-02T10:10", "2026-03-02T11:00"),
        ("2026-03-02T14:40", "2026-03-03T04:00"),  # until 09:00 there, which is 03:30
    ):
        house.clock.at = at(now)
        told = Notify(ToPerson("hana"), "reminder", f"at {now}", {"who": "hana"}, sealed=True)

        def tell(session: Session, told: Notify = told) -> None:
            roster = house.register.roster(session)
            (reached,) = roster.reach(told.audience)
            Telling(session, roster, told, house.clock.now(), case).tell(reached)

        house.database.transact(tell)
        assert max(one.due_at for one in owed(house, "reminder")) == at(leaves)


async def test_what_became_sealed_is_in_nobodys_morning(house: House) -> None:
    case = with_measure(1)
    given(house, case)
    await plan(house)
    becomes(house, case, confidentiality=Confidentiality.SEALED)
    await tick(house, "2026-04-15T09:00")
    assert house.views(VIK) == []


# -------------------------------------------------------------------------------------- news


def telling(house: House, case: Case, who: str, view: str, key: str, about: str = "") -> None:
    """Tell somebody of something on a case, as an effect of a turn does."""
    ids = {"case": str(case.id), "who": who, **({"about": about} if about else {})}

    def work(session: Session) -> None:
        roster = house.register.roster(session)
        effect = Notify(ToPerson(who), view, key, ids)
        told = Telling(session, roster, effect, house.clock.now(), case)
        told.tell(Reached(Address("memory", f"person:{who}"), person=who))

    house.database.transact(work)


async def test_news_is_gathered_and_told_once(house: House) -> None:
    case = with_measure(1)
    given(house, case)
    for key in ("a", "a", "b"):
        telling(house, case, "mira", "measure_done", key)
    await tick(house)
    assert house.views("person:mira") == []
    await tick(house, "2026-03-03T09:00")
    assert house.views("person:mira") == ["morning"]
    assert texts(house, "person:mira")[0].count("SAL-1") == 1


@pytest.mark.parametrize("view", sorted(OF_ITS_OWN - {"reminder", "not_mine"}))
async def test_whatever_may_not_ping_is_told_in_words_in_the_morning(
    house: House, view: str
) -> None:
    case = with_measure(1)
    given(house, case)
    telling(house, case, "mira", "owner_now", "first")
    telling(house, case, "mira", view, "second")
    assert len(owed(house, view)) == (1 if view == "owner_now" else 0)
    await tick(house, "2026-03-03T09:00")
    (text,) = texts(house, "person:mira")
    assert "SAL-1" in text


@pytest.mark.parametrize(
    "changes",
    [
        {"confidentiality": Confidentiality.RESTRICTED, "participants": ("mira",)},
        {"participants": ("vik",), **finished(with_measure(1))},
    ],
)
async def test_what_waits_for_hours_and_is_not_theirs_to_hear_then_is_not_sent(
    house: House, changes: dict[str, object]
) -> None:
    case = with_measure(1)
    given(house, case)
    house.clock.at = at("2026-03-02T18:00")
    telling(house, case, "vik", "measure_given", "given", about=str(case.measures[0].id))
    becomes(house, case, **changes)
    await tick(house, "2026-03-03T09:00")
    assert house.channel.messages == []
    assert {one.state for one in owed(house, "measure_given")} == {"cancelled"}


async def test_an_expert_who_is_asked_twice_hears_of_both(house: House) -> None:
    house.welcome("otto")
    asked = tuple(
        ExpertQuestion(UUID(int=number), ("E01", None), "otto", "mira", house.clock.at, 1)
        for number in (1, 2)
    )
    case = replace(with_measure(1), expert_questions=asked)
    given(house, case)
    for number in (1, 2):
        telling(house, case, "otto", "expert_asked", str(number))
    await tick(house)
    assert house.views("person:otto") == ["expert_asked"]
    await tick(house, "2026-03-03T09:00")
    assert house.views("person:otto") == ["expert_asked", "morning"]


# ------------------------------------------------------------------------------ what breaks


async def test_a_reminder_that_cannot_be_read_stops_no_other(house: House) -> None:
    broken, whole = serious(1), serious(2)
    given(house, broken, whole)
    await plan(house)

    def erase(session: Session) -> None:
        session.exec(delete(DataKeyRow).where(col(DataKeyRow.case_id) == broken.id))

    house.database.transact(erase)
    await tick(house, "2026-04-20T09:00")
    assert house.views(VIK) == ["reminder"]
    assert rows(house, broken)["day+3 vik"] == "pending"


async def test_a_start_plans_what_nobody_planned(house: House) -> None:
    case = with_measure(1)
    given(house, case)
    assert rows(house, case) == {}
    await plan(house)
    assert rows(house, case)["day+0 vik"] == "pending"


async def test_what_is_planned_again_and_again_stays_what_it_is(house: House) -> None:
    given(house, serious(1), with_measure(2), escalated(3))
    await plan(house)
    await tick(house, "2026-04-22T09:00")

    def kept(session: Session) -> list[tuple[object, ...]]:
        every = session.exec(select(ReminderRow).order_by(col(ReminderRow.key)))
        return [(one.key, one.state, one.due_at, one.settled_at) for one in every]

    before, messages = house.database.transact(kept), len(house.channel.messages)
    await plan(house)
    await tick(house)
    assert house.database.transact(kept) == before
    assert len(house.channel.messages) == messages
