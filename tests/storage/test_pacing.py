"""A conversation is told one thing at a time and rests between two, whoever tells it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from storage import outbox, pacing
from storage.database import Database
from storage.outbox import Claimed, Lane, Owed, Place
from storage.pacing import Paces
from tests.storage.examples import NOW

LEASE = timedelta(seconds=60)
SHORT = timedelta(milliseconds=50)
LONG_REST = Paces({"slack": timedelta(seconds=30)}, frozenset({"home"}))
BRIEF = Paces({"slack": timedelta(milliseconds=300)}, frozenset({"home"}))
TEAM, LAUNCH = Place("slack", "C1", "T1"), Place("slack", "C2", "T1")


def owe(database: Database, place: Place, *keys: str, view: str = "escalation") -> None:
    for key in keys:
        owed = Owed(key, place, view, NOW, kind="edit" if view == "home" else "send")
        assert database.transact(outbox.enqueue, owed, NOW)


def claim(
    database: Database, paces: Paces = LONG_REST, limit: int = 20, lease: timedelta = LEASE,
    lane: Lane = "normal",
) -> list[Claimed]:  # fmt: skip
    return database.transact(outbox.claim, limit, lease, NOW, lane, paces)


def keys_of(claimed: list[Claimed]) -> list[str]:
    return [each.owed.key for each in claimed]


def wait(database: Database, paces: Paces = LONG_REST) -> timedelta | None:
    return database.transact(pacing.until_free, NOW, paces)


def settle(database: Database, *claimed: Claimed) -> None:
    for one in claimed:
        assert database.transact(outbox.settle_sent, one, "m", NOW)


def test_a_conversation_is_told_one_thing_at_a_time(database: Database) -> None:
    owe(database, TEAM, "a", "b")
    owe(database, LAUNCH, "c")
    assert keys_of(claim(database)) == ["a", "c"]
    assert claim(database) == []


@pytest.mark.parametrize("paces", [BRIEF, Paces()])
def test_what_is_on_its_way_keeps_the_next_one_waiting(database: Database, paces: Paces) -> None:
    owe(database, TEAM, "a", "b")
    (first,) = claim(database, paces)
    time.sleep(0.4)
    assert claim(database, paces) == []
    settle(database, first)
    assert keys_of(claim(database, paces)) == ["b"]


def test_a_conversation_rests_after_a_message_and_says_how_long(database: Database) -> None:
    owe(database, TEAM, "a", "b")
    settle(database, *claim(database))
    assert claim(database) == []
    waits = wait(database)
    assert waits is not None
    assert timedelta(seconds=20) < waits <= timedelta(seconds=30)


def test_a_rest_goes_by_the_moment_a_message_was_taken(database: Database) -> None:
    owe(database, TEAM, "a", "b")
    (first,) = claim(database, BRIEF)
    time.sleep(0.4)
    settle(database, first)
    assert wait(database, BRIEF) is None
    assert keys_of(claim(database, BRIEF)) == ["b"]


def test_nothing_that_waits_means_nothing_to_wait_for(database: Database) -> None:
    assert wait(database) is None
    owe(database, TEAM, "a")
    settle(database, *claim(database))
    assert wait(database) is None


def test_conversations_without_a_pace_take_as_many_as_come(database: Database) -> None:
    owe(database, Place("desk", "C1"), "a", "b", "c")
    for key in ("a", "b", "c"):
        (claimed,) = claim(database)
        assert claimed.owed.key == key
        settle(database, claimed)


def test_a_thread_shares_the_pace_of_its_conversation(database: Database) -> None:
    owe(database, TEAM, "a")
    owe(database, Place("slack", "C1", "T1", "171.5"), "b")
    owe(database, Place("slack", "C1", "T2"), "another workspace")
    assert keys_of(claim(database)) == ["a", "another workspace"]


def test_a_page_waits_for_no_message_and_keeps_none_waiting(database: Database) -> None:
    owe(database, TEAM, "message", "next message")
    owe(database, TEAM, "page", "page again", view="home")
    (message, page) = claim(database)
    assert keys_of([message, page]) == ["message", "page"]
    assert claim(database) == []
    settle(database, message, page)
    assert keys_of(claim(database)) == ["page again"]


def test_what_failed_is_tried_before_what_came_later(database: Database) -> None:
    """Where a chat asks to wait the order stays as it was."""
    owe(database, TEAM, "a", "b")
    (first,) = claim(database, BRIEF)
    second = timedelta(seconds=1)
    assert database.transact(outbox.settle_busy, first, NOW, second, "Transient", paced=True)
    time.sleep(0.6)
    assert claim(database, BRIEF) == []
    time.sleep(0.6)
    (again,) = claim(database, BRIEF)
    assert (again.owed.key, again.attempt, again.may_be_there) == ("a", 1, False)


def test_a_chat_that_asks_to_wait_is_told_nothing_anywhere(database: Database) -> None:
    owe(database, TEAM, "a")
    owe(database, LAUNCH, "b")
    owe(database, LAUNCH, "page", view="home")
    owe(database, Place("teams", "x"), "c")
    (first, *_) = claim(database, limit=1)
    hour = timedelta(hours=1)
    database.transact(
        outbox.settle_busy, first, NOW, hour, "Transient", paced=True, everywhere=True
    )
    assert keys_of(claim(database)) == ["c"]
    waits = wait(database)
    assert waits is not None
    assert waits > timedelta(minutes=59)


@pytest.mark.parametrize("asked", [(60, 1), (1, 60)])
def test_a_chat_that_asks_twice_to_wait_is_left_alone_until_the_later_end(
    database: Database, asked: tuple[int, int]
) -> None:
    owe(database, TEAM, "a")
    owe(database, LAUNCH, "b")
    for one, seconds in zip(claim(database), asked, strict=True):
        busy(database, one, seconds)
    waits = wait(database)
    assert waits is not None
    assert timedelta(seconds=50) < waits <= timedelta(seconds=60)


def test_of_eight_who_are_asked_to_wait_at_once_the_latest_end_counts(database: Database) -> None:
    for number in range(8):
        owe(database, Place("slack", f"C{number}"), f"k{number}")
    together = threading.Barrier(8)

    def ask(claimed: Claimed, seconds: int) -> None:
        together.wait()
        busy(database, claimed, seconds)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, claim(database), (3, 600, 1, 90, 4, 1, 20, 5)))
    waits = wait(database)
    assert waits is not None
    assert timedelta(seconds=580) < waits <= timedelta(seconds=600)


def busy(database: Database, claimed: Claimed, seconds: int) -> None:
    """Let the whole chat ask to wait."""
    asked = timedelta(seconds=seconds)
    assert database.transact(
        outbox.settle_busy, claimed, NOW, asked, "Transient", paced=True, everywhere=True
    )


def test_a_channel_without_a_pace_is_waited_for_by_its_message_alone(database: Database) -> None:
    owe(database, Place("desk", "C1"), "a", "b")
    (first,) = claim(database)
    hour = timedelta(hours=1)
    database.transact(outbox.settle_busy, first, NOW, hour, "Transient", paced=False)
    assert keys_of(claim(database)) == ["b"]
    later = database.transact(outbox.claim, 9, LEASE, NOW + hour, "normal", Paces())
    assert keys_of(later) == []  # "b" is under way


def test_a_lease_that_ended_frees_its_conversation_too(database: Database) -> None:
    owe(database, TEAM, "a", "b")
    (lost,) = claim(database, lease=SHORT)
    time.sleep(0.1)
    (again,) = claim(database)
    assert (again.owed.key, again.may_be_there) == ("a", True)
    assert not database.transact(outbox.settle_sent, lost, "m", NOW)
    assert claim(database) == []


def test_a_start_frees_conversations_that_a_crash_left_held_and_lets_others_rest(
    database: Database,
) -> None:
    owe(database, LAUNCH, "rested", "next")
    settle(database, *claim(database))
    owe(database, TEAM, "a")
    owe(database, TEAM, "page", view="home")
    assert keys_of(claim(database)) == ["a", "page"]
    assert database.transact(outbox.free_leases, LONG_REST) == 2
    assert keys_of(claim(database)) == ["a", "page"]


def test_a_burst_to_one_conversation_keeps_no_other_waiting(database: Database) -> None:
    owe(database, TEAM, *(f"{number:04}" for number in range(pacing.LOOKED_AT + 20)))
    owe(database, LAUNCH, "z")
    assert keys_of(claim(database)) == ["0000"]
    assert keys_of(claim(database)) == ["z"]


def test_no_more_conversations_are_held_than_messages_are_wanted(database: Database) -> None:
    for number in range(9):
        owe(database, Place("slack", f"C{number}"), f"k{number}")
    assert keys_of(claim(database, limit=4)) == ["k0", "k1", "k2", "k3"]
    assert keys_of(claim(database, limit=4)) == ["k4", "k5", "k6", "k7"]
    assert keys_of(claim(database, limit=4)) == ["k8"]


def test_eight_who_tell_ten_conversations_keep_order_and_pace_together(
    database: Database,
) -> None:
    """Whatever each finds, no conversation is told twice within its rest, nor out of order."""
    places = [Place("slack", f"C{number}") for number in range(10)]
    for place in places:
        owe(database, place, *(f"{place.conversation}-{number}" for number in range(3)))
    taken: list[tuple[datetime, Claimed]] = []
    together, ends = threading.Barrier(8), time.monotonic() + 60

    def some(_: int) -> None:
        together.wait()
        while len(taken) < 30 and time.monotonic() < ends:
            for claimed in claim(database, BRIEF, limit=3):
                taken.append((claimed.hold.free_at, claimed))
                settle(database, claimed)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(some, range(8)))
    for place in places:
        told = [(at, one.owed.key) for at, one in sorted(taken, key=_at) if one.owed.place == place]
        assert [key for _, key in told] == [f"{place.conversation}-{n}" for n in range(3)]
        gaps = [after[0] - before[0] for before, after in pairwise(told)]
        assert min(gaps) >= BRIEF.rests["slack"]


def _at(told: tuple[datetime, Claimed]) -> datetime:
    return told[0]


def test_a_hold_ends_by_the_clock_of_the_database(database: Database) -> None:
    owe(database, TEAM, "a")
    (claimed,) = claim(database)
    assert abs(claimed.hold.until - datetime.now(UTC) - LEASE) < timedelta(seconds=10)
    assert claimed.hold.until == claimed.lease_until
