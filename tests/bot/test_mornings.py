"""One message a person and morning, built by reading everything once more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, col, delete, select
from structlog.testing import capture_logs

from bot.dispatch.firing import fire_due
from flows.case import Case, Confidentiality, Finding, MeasureState, Snooze
from storage import outbox, reminders
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
    plan,
    rows,
    sets,
    texts,
    tick,
    with_measure,
)

VIK = "person:vik"
DAY_BEFORE, DAY = "2026-04-14T09:00", "2026-04-15T09:00"


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as opened:
        yield opened


async def test_one_digest_per_person_and_day(house: House) -> None:
    given(house, *(with_measure(number) for number in (1, 2, 3)))
    await plan(house)
    await tick(house, "2026-04-14T08:59")
    assert house.channel.messages == []
    fired = await tick(house, DAY_BEFORE)
    assert (fired.stages, fired.mornings) == (0, 1)
    (text,) = texts(house, VIK)
    assert all(f"SAL-{number}" in text for number in (1, 2, 3))
    for moment in (DAY_BEFORE, "2026-04-14T12:00", "2026-04-14T23:59"):
        assert not await tick(house, moment)
    assert house.views(VIK) == ["morning"]
    await tick(house, DAY)
    assert house.views(VIK) == ["morning", "morning"]


async def test_what_comes_due_after_the_morning_message_waits_for_the_next(house: House) -> None:
    given(house, with_measure(1))
    await plan(house)
    await tick(house, DAY)
    late = with_measure(2, due_on=date(2026, 4, 14))
    given(house, late)
    await plan(house)
    await tick(house, "2026-04-15T15:00")
    assert house.views(VIK) == ["morning"]
    await tick(house, "2026-04-16T09:00")
    assert len(texts(house, VIK)) == 2
    assert "SAL-2" in texts(house, VIK)[1]
    assert "SAL-1" not in texts(house, VIK)[1]


async def test_the_worst_harm_comes_first(house: House) -> None:
    cases = []
    for number, severity in ((1, 2), (2, 5), (3, 4)):
        case = with_measure(number)
        outcome = case.shown_round.outcome
        assert outcome is not None
        found = (Finding("RK07", severity, severity, severity, severity, 2),)
        graded = replace(case.round, outcome=replace(outcome, findings=found))
        cases.append(replace(case, rounds=(graded,)))
    given(house, *cases)
    await plan(house)
    await tick(house, DAY)
    (text,) = texts(house, VIK)
    places = [text.index(f"SAL-{number}") for number in (2, 3, 1)]
    assert places == sorted(places)


async def test_more_than_ten_things_are_counted_and_not_told(house: House) -> None:
    given(house, *(with_measure(number) for number in range(1, 14)))
    await plan(house)
    await tick(house, DAY)
    (text,) = texts(house, VIK)
    assert sum(f"SAL-{number}:" in text for number in range(1, 14)) == 10
    assert "And 3 more" in text


@pytest.mark.parametrize("state", [MeasureState.IMPLEMENTED, MeasureState.NOT_NEEDED])
async def test_what_was_finished_meanwhile_is_not_in_it(house: House, state: MeasureState) -> None:
    done, left = with_measure(1), with_measure(2)
    given(house, done, left)
    await plan(house)
    becomes(house, done, **finished(done, state))
    await tick(house, DAY)
    (text,) = texts(house, VIK)
    assert "SAL-2" in text
    assert "SAL-1" not in text
    assert rows(house, done)["day+0 vik"] == "cancelled"


async def test_what_was_finished_while_the_message_waited_is_not_sent(house: House) -> None:
    case = with_measure(1)
    given(house, case)
    await plan(house)
    house.clock.at = house.clock.at.replace(month=4, day=15, hour=9)
    await fire_due(house.dispatch)
    becomes(house, case, **finished(case))
    await house.delivery.deliver()
    assert house.channel.messages == []
    assert house.database.transact(outbox.counts) == {"cancelled": 1}


async def test_three_days_down_sends_one_catch_up(house: House) -> None:
    case = with_measure(1)
    given(house, case)
    await plan(house)
    await tick(house, "2026-04-23T11:00")  # since before the day, and a week of it
    (text,) = texts(house, VIK)
    assert text.count("SAL-1") == 1
    found = rows(house, case)
    stages = ("day-7", "day-1", "day+0", "day+3", "day+7")
    assert [found[f"{stage} vik"] for stage in stages] == [*["skipped"] * 4, "done"]
    assert found["day+14 vik"] == "pending"
    (told,) = [one for one in noted(house, case, "reminded") if one["who"] == "vik"]
    assert "day+7" in told["key"]
    skipped = [one["key"] for one in noted(house, case, "reminder_skipped")]
    assert [stage for stage in stages if any(f":{stage}:" in key for key in skipped)] == [
        *stages[:-1]
    ]


async def test_a_day_on_a_sunday_is_told_on_monday_as_the_day_itself(house: House) -> None:
    case = with_measure(1, due_on=date(2026, 4, 19))
    given(house, case)
    await plan(house)
    await tick(house, "2026-04-20T09:00")
    found = rows(house, case)
    assert (found["day-1 vik"], found["day+0 vik"]) == ("skipped", "done")


# ------------------------------------------------------------------------------------- hours


@pytest.mark.parametrize(
    ("wanted", "quiet", "heard"),
    [
        ({"zone": "America/New_York"}, "2026-04-15T12:59", "2026-04-15T13:00"),
        ({"hours": (time(7), time(15))}, "2026-04-15T06:59", "2026-04-15T07:00"),
        ({"quiet": (time(18), time(11))}, "2026-04-15T10:59", "2026-04-15T11:00"),
        ({"days": frozenset({3, 4})}, "2026-04-15T12:00", "2026-04-16T09:00"),
        ({"zone": "Europe/Berlin", "country": "DE"}, "2026-05-01T10:00", "2026-05-04T07:00"),
    ],
)
async def test_a_morning_is_that_of_whoever_reads(
    house: House, wanted: dict[str, object], quiet: str, heard: str
) -> None:
    sets(house, "vik", **wanted)
    day = date.fromisoformat(quiet[:10])
    given(house, with_measure(1, due_on=day))
    await plan(house)
    await tick(house, f"{day - timedelta(days=1)}T20:00")
    before = len(texts(house, VIK))
    await tick(house, quiet)
    assert len(texts(house, VIK)) == before
    await tick(house, heard)
    assert len(texts(house, VIK)) == before + 1


async def test_a_zone_that_changes_between_planning_and_sending_counts(house: House) -> None:
    given(house, with_measure(1))
    await plan(house)
    await tick(house, "2026-04-14T23:00")  # looked once: these are the hours that are known
    sets(house, "vik", zone="Pacific/Auckland")
    await tick(house, "2026-04-15T04:59")
    assert house.views(VIK) == ["morning"], "it is the afternoon of that day there"
    sets(house, "vik", zone="America/Los_Angeles")
    await tick(house, "2026-04-20T15:59")
    assert len(texts(house, VIK)) == 1
    await tick(house, "2026-04-20T16:00")
    assert len(texts(house, VIK)) == 2


# ----------------------------------------------------------------------------------- absence


async def test_whoever_stands_in_hears_it_in_their_own_one_message(house: House) -> None:
    is_away(house, "vik", "2026-04-13", "2026-04-17", "mira")
    given(house, with_measure(1), with_measure(2, owner="mira"))
    await plan(house)
    await tick(house, DAY)
    assert house.views(VIK) == []
    (text,) = texts(house, "person:mira")
    assert "SAL-1" in text
    assert "SAL-2" in text


async def test_whoever_stands_in_is_told_of_nothing_that_they_may_not_open(house: House) -> None:
    house.welcome("otto")
    is_away(house, "vik", "2026-04-13", "2026-04-17", "otto")
    case = with_measure(1)
    given(house, case)
    await plan(house)
    await tick(house, DAY)
    assert house.channel.messages == []
    await tick(house, "2026-04-17T09:00")
    assert house.channel.messages == []
    await tick(house, "2026-04-20T09:00")
    assert house.views(VIK) == ["morning"]
    assert house.views("person:otto") == []


async def test_where_nobody_who_is_here_stands_in_it_waits(house: House) -> None:
    is_away(house, "vik", "2026-04-13", "2026-04-17", "mira")
    is_away(house, "mira", "2026-04-14", "2026-04-15", "leo")
    given(house, with_measure(1))
    await plan(house)
    await tick(house, DAY)
    assert house.channel.messages == []
    await tick(house, "2026-04-20T09:00")
    assert house.views(VIK) == ["morning"]


async def test_whoever_comes_back_early_is_told_at_once(house: House) -> None:
    house.welcome("otto")
    is_away(house, "vik", "2026-04-13", "2026-05-29", "otto")
    given(house, with_measure(1))
    await plan(house)
    await tick(house, DAY)
    assert house.channel.messages == []
    sets(house, "vik", absence=None)
    await tick(house, "2026-04-16T09:00")
    assert house.views(VIK) == ["morning"]


async def test_whoever_is_told_twice_of_one_thing_reads_it_once(house: House) -> None:
    is_away(house, "vik", "2026-04-20", "2026-04-24", "leo")
    given(house, with_measure(1))
    await plan(house)
    await tick(house, "2026-04-22T09:00")  # a week late: the owner and the product lead
    (text,) = texts(house, "person:leo")
    assert text.count("SAL-1") == 1


# ------------------------------------------------------------------------------- what breaks


def erase(session: Session, case_id: object) -> None:
    session.exec(delete(DataKeyRow).where(col(DataKeyRow.case_id) == case_id))


async def test_a_case_that_cannot_be_read_stops_no_other(house: House) -> None:
    broken, whole, other = with_measure(1), with_measure(2), with_measure(3, owner="mira")
    given(house, broken, whole, other)
    await plan(house)
    house.database.transact(erase, broken.id)
    await plan(house)
    await tick(house, DAY)
    (text,) = texts(house, VIK)
    assert "SAL-2" in text
    assert "SAL-3" in texts(house, "person:mira")[0]
    assert rows(house, broken)["day+0 vik"] == "pending"
    sets(house, "vik", zone="Europe/Berlin")
    await tick(house, "2026-04-20T09:00")
    assert len(texts(house, VIK)) == 2


async def test_a_case_that_cannot_be_read_when_it_is_drawn_is_left_out(house: House) -> None:
    gone, whole = with_measure(1), with_measure(2)
    given(house, gone, whole)
    await plan(house)
    house.clock.at = house.clock.at.replace(month=4, day=15, hour=9)
    await fire_due(house.dispatch)
    house.database.transact(erase, gone.id)
    await house.delivery.deliver()
    (text,) = texts(house, VIK)
    assert "SAL-2" in text
    assert "SAL-1" not in text


def with_news_of_nothing(house: House, case: Case) -> str:
    """Let news wait for vik that nobody can draw, and return its key: it lacks what it is about."""
    news = reminders.Planned(
        key=f"news of nothing in {case.reference}",
        subject=reminders.NEWS,
        stage="reminder",
        due_at=at(DAY_BEFORE),
        person="vik",
        gathered=True,
        args={"view": "reminder"},
    )
    assert house.database.transact(reminders.add, case.id, news, house.clock.now())
    return news.key


def state_of(house: House, key: str) -> tuple[str, str | None]:
    def read(session: Session) -> ReminderRow:
        return session.exec(select(ReminderRow).where(ReminderRow.key == key)).one()

    row = house.database.transact(read)
    return row.state, row.told_in


async def test_a_line_that_cannot_be_drawn_is_left_out_and_waits_for_another_day(
    house: House,
) -> None:
    broken, whole = with_measure(1, owner="mira"), with_measure(2)
    given(house, broken, whole)
    await plan(house)
    key = with_news_of_nothing(house, broken)
    with capture_logs() as logged:
        await tick(house, DAY)
    (text,) = texts(house, VIK)
    assert "SAL-2" in text
    assert "SAL-1" not in text
    (line,) = [one for one in logged if one["log_level"] == "error"]
    assert line == {
        "event": "a line was left out",
        "log_level": "error",
        "action": "morning",
        "error": "KeyError",
    }
    assert state_of(house, key) == ("pending", None)
    assert rows(house, whole)["day+0 vik"] == "done"
    for moment in ("2026-04-15T10:00", "2026-04-16T09:00"):
        await tick(house, moment)
        assert len(texts(house, VIK)) == 1
        assert state_of(house, key) == ("pending", None)


async def test_a_morning_of_which_nothing_can_be_drawn_is_not_sent_and_nothing_counts_as_told(
    house: House,
) -> None:
    broken = with_measure(1, owner="mira", due_on=date(2026, 6, 1))
    given(house, broken)
    key = with_news_of_nothing(house, broken)
    await tick(house, DAY)
    assert house.channel.messages == []
    assert house.database.transact(outbox.counts) == {"cancelled": 1}
    assert state_of(house, key) == ("pending", None)


async def test_of_a_sealed_case_no_line_that_cannot_be_drawn_is_logged(house: House) -> None:
    broken, whole = with_measure(1, owner="mira"), with_measure(2)
    given(house, replace(broken, confidentiality=Confidentiality.SEALED), whole)
    await plan(house)
    with_news_of_nothing(house, broken)
    with capture_logs() as logged:
        await tick(house, DAY)
    assert "SAL-2" in texts(house, VIK)[0]
    assert [one for one in logged if one["log_level"] == "error"] == []


async def test_a_message_holds_ids_alone(house: House) -> None:
    given(house, with_measure(1))
    await plan(house)
    await tick(house, DAY)

    def kept(session: Session) -> OutboxRow:
        return session.exec(select(OutboxRow)).one()

    row = house.database.transact(kept)
    assert (row.key, row.args, row.case_id) == ("morning:vik:2026-04-15", {}, None)


async def test_a_snooze_waits_for_its_day_and_ends(house: House) -> None:
    case = with_measure(1)
    given(house, case)
    await plan(house)
    await tick(house, DAY_BEFORE)
    until = Snooze(
        f"measure:{case.measures[0].id}", "vik", date(2026, 4, 17), "busy", house.clock.at
    )
    becomes(house, case, snoozes=(until,))
    await plan(house)
    await tick(house, DAY)
    await tick(house, "2026-04-16T09:00")
    assert len(texts(house, VIK)) == 1
    await tick(house, "2026-04-17T09:00")
    assert len(texts(house, VIK)) == 2
    await tick(house, "2026-04-20T09:00")
    assert len(texts(house, VIK)) == 3
