"""Reminders are planned from the case, held by one, told once, and gathered for one morning."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from storage import reminders
from storage.database import Database
from storage.keys import Keyring
from storage.reminders import Kept, Planned
from storage.tables import ReminderRow
from tests.storage.examples import NOW, draft, keep

LEASE = timedelta(seconds=60)
SHORT = timedelta(milliseconds=50)
HOUR = timedelta(hours=1)
ON_SERVER = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""Where transactions run side by side; on SQLite nobody reads in between."""

PLAIN = Planned("k", "measure:1", "day+0", NOW, person="ann", gathered=True)
ALONE = replace(PLAIN, gathered=False)


@pytest.fixture
def case_id(database: Database, keys: Keyring) -> UUID:
    case = draft()
    keep(database, keys, case)
    return case.id


def plan(database: Database, case_id: UUID, *planned: Planned) -> None:
    database.transact(reminders.plan, case_id, planned, NOW)


def states(database: Database, case_id: UUID) -> dict[str, str]:
    every = database.transact(reminders.of_case, case_id)
    return {one.planned.key: state for one, state in every}


def row_of(database: Database, key: str) -> ReminderRow:
    def read(session: Session) -> ReminderRow:
        return session.exec(select(ReminderRow).where(ReminderRow.key == key)).one()

    return database.transact(read)


def claim(database: Database, lease: timedelta = LEASE, limit: int = 100) -> list[Kept]:
    return database.transact(reminders.claim, limit, lease, NOW)


def keys_of(kept: list[Kept] | tuple[Kept, ...]) -> list[str]:
    return [one.planned.key for one in kept]


def many(count: int, kind: Planned = ALONE) -> list[Planned]:
    return [replace(kind, key=f"k{number:03}") for number in range(count)]


def gather(database: Database, *people: str) -> list[str]:
    return keys_of(database.transact(reminders.gathered, people, NOW))


# -------------------------------------------------------------------------------- planning


def test_what_is_planned_is_kept_as_it_was_said(database: Database, case_id: UUID) -> None:
    whole = Planned("a", "launch", "on_the_day", NOW, "ann", None, True, {"stage": "x"})
    role = Planned("b", "item:2", "day+14", NOW + HOUR, role="human_rights_team")
    plan(database, case_id, role, whole)
    every = database.transact(reminders.of_case, case_id)
    assert [(one.case_id, one.planned, state) for one, state in every] == [
        (case_id, whole, "pending"),
        (case_id, role, "pending"),
    ]


def test_what_is_not_planned_any_more_is_cancelled_and_revived_when_it_is_again(
    database: Database, case_id: UUID
) -> None:
    other = replace(PLAIN, key="other")
    plan(database, case_id, PLAIN, other)
    plan(database, case_id, other)
    assert states(database, case_id) == {"k": "cancelled", "other": "pending"}
    later = replace(PLAIN, due_at=NOW + HOUR)
    plan(database, case_id, later)
    assert states(database, case_id) == {"k": "pending", "other": "cancelled"}
    assert row_of(database, "k").due_at == NOW + HOUR


def test_what_moved_is_due_at_its_new_time_and_in_its_new_way(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, PLAIN)
    plan(database, case_id, replace(PLAIN, due_at=NOW - HOUR))
    assert row_of(database, "k").due_at == NOW - HOUR
    plan(database, case_id, replace(ALONE, due_at=NOW - HOUR))
    assert not row_of(database, "k").gathered, "at the same time, but alone"


def test_what_is_planned_twice_changes_nothing(database: Database, case_id: UUID) -> None:
    plan(database, case_id, PLAIN)
    before = row_of(database, "k").model_dump()
    plan(database, case_id, PLAIN)
    assert row_of(database, "k").model_dump() == before


@pytest.mark.parametrize("end", ["done", "skipped"])
def test_what_was_told_stays_told(database: Database, case_id: UUID, end: reminders.End) -> None:
    plan(database, case_id, ALONE)
    database.transact(reminders.settle, claim(database), end, NOW)
    for planned in ([], [ALONE], [replace(ALONE, due_at=NOW + HOUR)]):
        plan(database, case_id, *planned)
        assert states(database, case_id) == {"k": end}
    assert claim(database) == []


@ON_SERVER
def test_a_plan_that_read_before_it_was_told_does_not_cancel_it(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, ALONE)
    told = claim(database)
    is_read, is_told = threading.Event(), threading.Event()

    def planning(session: Session) -> None:
        known = session.exec(select(ReminderRow).where(ReminderRow.key == "k")).one()
        assert known.state == "pending"
        is_read.set()
        assert is_told.wait(10)
        reminders.plan(session, case_id, (), NOW)

    with ThreadPoolExecutor(1) as thread:
        planned = thread.submit(database.transact, planning)
        assert is_read.wait(10)
        database.transact(reminders.settle, told, "done", NOW)
        is_told.set()
        planned.result()
    assert states(database, case_id) == {"k": "done"}


def test_a_plan_leaves_news_and_other_cases_alone(
    database: Database, keys: Keyring, case_id: UUID
) -> None:
    other = draft("SAL-2", name="Beacon")
    keep(database, keys, other)
    news = replace(PLAIN, key="news", subject=reminders.NEWS)
    assert database.transact(reminders.add, case_id, news, NOW)
    assert not database.transact(reminders.add, case_id, news, NOW)
    plan(database, other.id, replace(PLAIN, key="theirs"))
    plan(database, case_id)
    assert states(database, case_id) == {"news": "pending"}
    assert states(database, other.id) == {"theirs": "pending"}


@pytest.mark.parametrize("stages", [("day-1", "day+0"), ("day+0", "day+3"), ("again2", "again10")])
def test_of_stages_of_one_hour_the_later_one_is_the_last_whatever_its_key(
    database: Database, case_id: UUID, stages: tuple[str, str]
) -> None:
    def both(kind: Planned, name: str) -> list[Planned]:
        return [replace(kind, key=f"{name}:{one}", stage=one) for one in reversed(stages)]

    his = replace(ALONE, person="bob")
    plan(database, case_id, *both(PLAIN, "plain"), *both(ALONE, "alone"), *both(his, "his"))
    claimed = claim(database)
    waiting = database.transact(reminders.gathered, ("ann",), NOW)
    mine = database.transact(reminders.still_mine, claimed, NOW)
    due = database.transact(reminders.due_of, case_id, NOW)
    overtaken = database.transact(reminders.overtaken, claimed[0])
    database.transact(reminders.settle, waiting, "done", NOW, "morning:ann")
    told = database.transact(reminders.told_in, "morning:ann")
    for rows in (waiting, overtaken, told):
        assert tuple(one.planned.stage for one in rows) == stages
    for rows in (claimed, mine, due):
        of_ann = [one.planned.stage for one in rows if one.planned.person == "ann"]
        assert tuple(of_ann) == stages


# --------------------------------------------------------------------------------- claiming


def test_what_is_due_and_stands_alone_is_claimed_the_longest_due_first(
    database: Database, case_id: UUID
) -> None:
    plan(
        database,
        case_id,
        replace(ALONE, key="now"),
        replace(ALONE, key="before", due_at=NOW - HOUR),
        replace(ALONE, key="later", due_at=NOW + timedelta(seconds=1)),
        replace(PLAIN, key="gathered"),
    )
    assert keys_of(claim(database, limit=1)) == ["before"]
    assert keys_of(claim(database)) == ["now"]
    assert claim(database) == []


def test_a_lease_that_ended_gives_it_to_somebody_else_alone(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, ALONE)
    first = claim(database, SHORT)
    time.sleep(0.1)
    second = claim(database)
    assert keys_of(second) == ["k"]
    assert database.transact(reminders.still_mine, first, NOW) == []
    assert keys_of(database.transact(reminders.still_mine, second, NOW)) == ["k"]


def test_what_was_cancelled_moved_or_told_meanwhile_is_not_mine_any_more(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, *many(3))
    claimed = claim(database)
    database.transact(reminders.settle, claimed[:1], "done", NOW)
    plan(database, case_id, replace(ALONE, key="k001", due_at=NOW + HOUR))
    assert database.transact(reminders.still_mine, claimed, NOW) == []
    assert states(database, case_id) == {"k000": "done", "k001": "pending", "k002": "cancelled"}


def test_what_is_given_back_is_claimed_again_and_nobody_gives_back_what_others_hold(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, ALONE)
    first = claim(database, SHORT)
    time.sleep(0.1)
    second = claim(database)
    database.transact(reminders.release, first)
    assert claim(database) == []
    database.transact(reminders.release, second)
    assert keys_of(claim(database)) == ["k"]


def test_leases_of_a_process_that_is_gone_are_freed_at_a_start(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, *many(2))
    database.transact(reminders.settle, claim(database)[:1], "done", NOW)
    database.transact(reminders.free_leases)
    assert keys_of(claim(database)) == ["k001"]


def test_threads_that_claim_together_get_what_nobody_else_gets(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, *many(60))
    together = threading.Barrier(4)

    def work(_: int) -> list[str]:
        together.wait()
        mine: list[str] = []
        while claimed := claim(database, limit=4):
            held = database.transact(reminders.still_mine, claimed, NOW)
            database.transact(reminders.settle, held, "done", NOW)
            mine += keys_of(held)
        return mine

    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(work, range(4)))
    told = [key for share in shares for key in share]
    assert len(told) == len(set(told))
    assert set(states(database, case_id).values()) == {"done"}


# ------------------------------------------------------------------------------- mornings


def test_what_is_due_for_somebody_is_gathered_and_put_off_until_another_morning(
    database: Database, case_id: UUID
) -> None:
    plan(
        database,
        case_id,
        replace(PLAIN, key="mine"),
        replace(PLAIN, key="early", due_at=NOW - HOUR),
        replace(PLAIN, key="later", due_at=NOW + HOUR),
        replace(PLAIN, key="his", person="bob"),
        replace(ALONE, key="alone"),
    )
    assert gather(database, "ann") == ["early", "mine"]
    assert gather(database, "ann", "bob") == ["early", "his", "mine"]
    waiting = database.transact(reminders.gathered, ("ann",), NOW)
    database.transact(reminders.put_off, waiting[:1], NOW + HOUR)
    database.transact(reminders.put_off, [], NOW + HOUR)
    assert gather(database, "ann") == ["mine"]
    assert keys_of(database.transact(reminders.gathered, ("ann",), NOW + HOUR)) == [
        *("early", "mine", "later"),
    ]


def test_whoever_waits_longest_comes_first_and_each_once(database: Database, case_id: UUID) -> None:
    plan(
        database,
        case_id,
        *many(5, PLAIN),
        replace(PLAIN, key="b", person="bob", due_at=NOW - HOUR),
        replace(PLAIN, key="c", person="cem", due_at=NOW + HOUR),
        replace(ALONE, key="d", person="dee"),
    )
    assert database.transact(reminders.people_due, NOW, 10) == ("bob", "ann")
    assert database.transact(reminders.people_due, NOW, 1) == ("bob",)
    waiting = database.transact(reminders.gathered, ("bob",), NOW)
    database.transact(reminders.put_off, waiting, NOW + HOUR)
    assert database.transact(reminders.people_due, NOW, 1) == ("ann",)


def test_one_person_with_much_leaves_room_for_others(database: Database, case_id: UUID) -> None:
    late = replace(PLAIN, due_at=NOW - HOUR)
    plan(database, case_id, *many(20, late), replace(PLAIN, key="b", person="bob"))
    assert database.transact(reminders.people_due, NOW, 2) == ("ann", "bob")


@ON_SERVER
def test_what_another_replica_gathers_at_this_moment_is_left_out(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, PLAIN)
    is_held, is_looked = threading.Event(), threading.Event()

    def holding(session: Session) -> list[str]:
        held = keys_of(reminders.gathered(session, ("ann",), NOW))
        is_held.set()
        assert is_looked.wait(10)
        return held

    with ThreadPoolExecutor(1) as thread:
        other = thread.submit(database.transact, holding)
        assert is_held.wait(10)
        assert gather(database, "ann") == []
        is_looked.set()
        assert other.result() == ["k"]
    assert gather(database, "ann") == ["k"]


def test_what_is_due_of_a_case_is_all_of_it_whoever_claimed_it(
    database: Database, case_id: UUID
) -> None:
    later = replace(ALONE, key="later", due_at=NOW + HOUR)
    plan(database, case_id, *many(3), replace(PLAIN, key="gathered"), later)
    claim(database, limit=1)
    found = database.transact(reminders.due_of, case_id, NOW)
    assert keys_of(found) == ["k000", "k001", "k002"]


def test_what_is_told_alone_overtakes_what_waits_of_it_for_the_morning(
    database: Database, case_id: UUID
) -> None:
    older = replace(PLAIN, key="older", due_at=NOW - HOUR)
    plan(
        database,
        case_id,
        ALONE,
        older,
        replace(older, key="another", subject="measure:2"),
        replace(older, key="his", person="bob"),
        replace(PLAIN, key="newer", due_at=NOW + HOUR),
    )
    (newest,) = claim(database)
    assert keys_of(database.transact(reminders.overtaken, newest)) == ["older"]


def test_a_message_knows_what_it_tells_of(database: Database, case_id: UUID) -> None:
    plan(database, case_id, *many(3, PLAIN))
    waiting = database.transact(reminders.gathered, ("ann",), NOW)
    database.transact(reminders.settle, waiting[:2], "done", NOW, "morning:ann")
    database.transact(reminders.settle, waiting[2:], "skipped", NOW)
    assert keys_of(database.transact(reminders.told_in, "morning:ann")) == ["k000", "k001"]
    assert gather(database, "ann") == []
    row = row_of(database, "k000")
    assert (row.state, row.settled_at, row.told_in) == ("done", NOW, "morning:ann")


def test_what_was_put_off_comes_back_when_it_is_moved_or_somebody_is_here_again(
    database: Database, case_id: UUID
) -> None:
    plan(database, case_id, PLAIN, replace(PLAIN, key="other"))
    off = NOW + timedelta(days=9)

    def put_off() -> None:
        waiting = database.transact(reminders.gathered, ("ann",), NOW)
        database.transact(reminders.put_off, waiting, off)

    put_off()
    plan(database, case_id, replace(PLAIN, due_at=NOW - HOUR), replace(PLAIN, key="other"))
    assert gather(database, "ann") == ["k"]
    put_off()
    database.transact(reminders.bring_back, "bob")
    assert gather(database, "ann") == []
    database.transact(reminders.bring_back, "ann")
    assert gather(database, "ann") == ["k", "other"]


# -------------------------------------------------------------------------------- looking


def test_the_cases_of_somebody_are_those_with_something_to_be_reminded_of(
    database: Database, keys: Keyring, case_id: UUID
) -> None:
    others = [draft(f"SAL-{number}", name=f"Case {number}") for number in (2, 3, 4)]
    keep(database, keys, *others)
    plan(database, case_id, *many(2, PLAIN))
    plan(database, others[0].id, replace(ALONE, key="a", due_at=NOW + HOUR))
    plan(database, others[1].id, replace(PLAIN, key="b", person="bob"))
    plan(database, others[2].id, replace(PLAIN, key="c"))
    plan(database, others[2].id)
    found = database.transact(reminders.cases_of, "ann")
    assert found == tuple(sorted((case_id, others[0].id)))
    due = database.transact(reminders.cases_due, ("ann", "bob"), NOW)
    assert due == tuple(sorted((case_id, others[1].id)))


def test_what_comes_next_is_told_when_it_is_due_and_not_put_off(
    database: Database, case_id: UUID
) -> None:
    assert database.transact(reminders.next_due, NOW) is None
    plan(database, case_id, PLAIN, replace(ALONE, key="alone", due_at=NOW + 9 * HOUR))
    assert database.transact(reminders.next_due, NOW - HOUR) == NOW
    assert database.transact(reminders.next_due, NOW) == NOW + 9 * HOUR
    waiting = database.transact(reminders.gathered, ("ann",), NOW)
    database.transact(reminders.put_off, waiting, NOW + 5 * HOUR)
    assert database.transact(reminders.next_due, NOW) == NOW + 5 * HOUR
    database.transact(reminders.put_off, waiting, NOW - HOUR)
    assert database.transact(reminders.next_due, NOW - 2 * HOUR) == NOW, "due is later than put off"
    database.transact(reminders.settle, waiting, "done", NOW)
    assert database.transact(reminders.next_due, NOW) == NOW + 9 * HOUR
