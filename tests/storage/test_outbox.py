"""A message owed exists once, is held by one, and ends in the hands of its holder alone."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from flows.errors import StoreError
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed, Owed, Place, Posted
from storage.tables import OutboxRow
from tests.storage.examples import NOW

LEASE = timedelta(seconds=60)
SHORT = timedelta(milliseconds=50)
HR = Place("desk", "human-rights", "", "")
FULL = Owed(
    key="case:1:early",
    place=Place("slack", "C1", "T1", "171.5"),
    view="early_notice",
    due_at=NOW,
    args={"case": "x", "rule": "ER01"},
    kind="edit",
    lane="sealed",
    recipient="ann",
    role="human_rights_team",
    case_id=uuid4(),
    ambiguous="hold",
    edits="171.9",
)


def owe(database: Database, *keys: str, due_at: datetime = NOW, place: Place | None = None) -> None:
    """Owe a message for each key, each to a conversation of its own unless one is named."""
    for key in keys:
        to = place or Place("desk", f"with {key}")
        owed = Owed(key=key, place=to, view="escalation", due_at=due_at)
        assert database.transact(outbox.enqueue, owed, NOW)


def claim(database: Database, lease: timedelta = LEASE, now: datetime = NOW) -> list[Claimed]:
    """Claim whatever there is."""
    return database.transact(outbox.claim, 100, lease, now)


def keys_of(claimed: list[Claimed]) -> list[str]:
    return [each.owed.key for each in claimed]


def state_of(database: Database, key: str) -> OutboxRow:
    def read(session: Session) -> OutboxRow:
        return session.exec(select(OutboxRow).where(OutboxRow.key == key)).one()

    return database.transact(read)


def test_a_message_comes_back_as_it_was_owed(database: Database) -> None:
    assert database.transact(outbox.enqueue, FULL, NOW)
    (claimed,) = database.transact(outbox.claim, 10, LEASE, NOW, "sealed")
    assert claimed.owed == FULL
    assert (claimed.attempt, claimed.first_attempt_at) == (1, NOW)
    assert abs(claimed.lease_until - datetime.now(UTC) - LEASE) < timedelta(seconds=10)


def test_a_message_with_the_same_key_is_refused(database: Database) -> None:
    owe(database, "k")
    assert not database.transact(outbox.enqueue, Owed("k", HR, "other", NOW), NOW)
    (claimed,) = claim(database)
    assert database.transact(outbox.settle_sent, claimed, "m1", NOW)
    assert not database.transact(outbox.enqueue, Owed("k", HR, "other", NOW), NOW)
    assert database.transact(outbox.counts) == {"sent": 1}


def test_a_message_owed_eight_times_at_once_exists_once(database: Database) -> None:
    together = threading.Barrier(8)

    def enqueue(who: int) -> bool:
        together.wait()
        return database.transact(outbox.enqueue, Owed("k", HR, f"v{who}", NOW), NOW)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(enqueue, range(8))) == 1
    assert database.transact(outbox.counts) == {"pending": 1}


def test_only_what_is_due_is_claimed_the_longest_due_first(database: Database) -> None:
    for minutes, key in ((0, "c"), (-9, "a"), (-5, "b"), (1, "later")):
        owe(database, key, due_at=NOW + timedelta(minutes=minutes))
    assert keys_of(database.transact(outbox.claim, 2, LEASE, NOW)) == ["a", "b"]
    assert keys_of(claim(database)) == ["c"]
    assert claim(database) == []
    assert keys_of(claim(database, now=NOW + timedelta(minutes=1))) == ["later"]


def test_a_sealed_message_is_never_claimed_with_others(database: Database) -> None:
    database.transact(outbox.enqueue, FULL, NOW)
    owe(database, "normal")
    assert keys_of(claim(database)) == ["normal"]
    assert keys_of(database.transact(outbox.claim, 10, LEASE, NOW, "sealed")) == [FULL.key]


def test_eight_who_claim_at_once_get_different_messages(database: Database) -> None:
    owe(database, *(f"k{number:02}" for number in range(40)))
    together = threading.Barrier(8)

    def some(_: int) -> list[str]:
        together.wait()
        found: list[str] = []
        while claimed := database.transact(outbox.claim, 3, LEASE, NOW):
            found += keys_of(claimed)
        return found

    with ThreadPoolExecutor(8) as threads:
        found = [key for keys in threads.map(some, range(8)) for key in keys]
    assert sorted(found) == sorted({*found})
    assert len(found) == 40


def test_when_the_lease_ends_another_may_try_and_the_first_is_too_late(database: Database) -> None:
    owe(database, "k")
    (first,) = claim(database, SHORT)
    time.sleep(0.1)
    later = NOW + timedelta(minutes=3)
    (second,) = claim(database, now=later)
    assert (second.attempt, second.first_attempt_at) == (2, NOW)
    assert second.token != first.token

    for settle in (
        lambda session: outbox.settle_sent(session, first, "m1", NOW),
        lambda session: outbox.settle_retry(session, first, NOW, "Transient"),
        lambda session: outbox.settle_waiting(session, first, NOW),
        lambda session: outbox.settle_dead(session, first, "Permanent"),
        lambda session: outbox.settle_cancelled(session, first),
    ):
        assert not database.transact(settle)
    assert state_of(database, "k").lease_token == second.token

    assert database.transact(outbox.settle_sent, second, "m2", later)
    row = state_of(database, "k")
    assert (row.state, row.external_id, row.sent_at) == ("sent", "m2", later)
    assert not database.transact(outbox.settle_sent, second, "m3", later)


def test_leases_do_not_go_by_the_clock_that_is_simulated(database: Database) -> None:
    owe(database, "k")
    assert len(claim(database)) == 1
    assert claim(database, now=NOW + timedelta(days=400)) == []


def test_a_failed_message_waits_and_is_tried_again(database: Database) -> None:
    owe(database, "k")
    (claimed,) = claim(database)
    due_at = NOW + timedelta(seconds=10)
    assert database.transact(outbox.settle_retry, claimed, due_at, "Transient")
    assert claim(database) == []
    (again,) = claim(database, now=due_at)
    assert again.attempt == 2
    row = state_of(database, "k")
    assert (row.last_error, row.first_attempt_at) == ("Transient", NOW)


def test_after_the_last_attempt_a_message_is_dead(database: Database) -> None:
    owe(database, "k")
    now, attempts = NOW, []
    while claimed := claim(database, now=now):
        attempts.append(claimed[0].attempt)
        wait = outbox.next_try(claimed[0].attempt, jitter=0)
        if wait is None:
            assert database.transact(outbox.settle_dead, claimed[0], "Transient")
        else:
            now += wait
            assert database.transact(outbox.settle_retry, claimed[0], now, "Transient")
    assert attempts == [*range(1, outbox.ATTEMPTS + 1)]
    assert timedelta(hours=5) < now - NOW < timedelta(hours=6), "an outage of some hours"
    assert database.transact(outbox.counts) == {"dead": 1}


def owe_sealed(database: Database, *keys: str, due_at: datetime = NOW) -> None:
    for key in keys:
        owed = Owed(key, HR, "concern", due_at, lane="sealed")
        assert database.transact(outbox.enqueue, owed, NOW)


def claim_sealed(database: Database, now: datetime) -> list[Claimed]:
    return database.transact(outbox.claim, 100, LEASE, now, "sealed")


def test_a_sealed_message_is_tried_at_full_hours_alone_and_as_long_as_any_other(
    database: Database,
) -> None:
    now = hour = outbox.next_full_hour(NOW)
    owe_sealed(database, "k", due_at=hour)
    tried = []
    while claimed := claim_sealed(database, now):
        tried.append(now)
        seen = now + timedelta(seconds=3)
        attempts = outbox.attempts_of("sealed")
        wait = outbox.next_try(claimed[0].attempt, jitter=0, attempts=attempts)
        if wait is None:
            assert database.transact(outbox.settle_dead, claimed[0], "Transient")
            break
        assert database.transact(outbox.settle_retry, claimed[0], seen + wait, "Transient")
        now = state_of(database, "k").due_at
    assert tried == [hour + timedelta(hours=number) for number in range(outbox.SEALED_ATTEMPTS)]
    assert tried[-1] - hour == timedelta(hours=5)


def test_a_sealed_message_that_must_wait_leaves_at_the_full_hour_after(database: Database) -> None:
    owe_sealed(database, "k")
    hour = outbox.next_full_hour(NOW)
    for until, leaves in (
        (NOW + timedelta(minutes=1), hour),
        (hour, hour),
        (hour + timedelta(seconds=1), hour + timedelta(hours=1)),
    ):
        (claimed,) = claim_sealed(database, NOW + timedelta(hours=9))
        assert database.transact(outbox.settle_waiting, claimed, until)
        assert state_of(database, "k").due_at == leaves


@pytest.mark.parametrize("paced", [True, False])
def test_a_sealed_message_that_a_busy_chat_did_not_take_leaves_at_the_next_full_hour(
    database: Database, *, paced: bool
) -> None:
    owe_sealed(database, "k", due_at=NOW.replace(hour=9, minute=0, second=0, microsecond=0))
    (claimed,) = claim_sealed(database, NOW)
    wait = timedelta(seconds=30)
    assert database.transact(outbox.settle_busy, claimed, NOW, wait, "Transient", paced=paced)
    row = state_of(database, "k")
    assert (row.due_at, row.attempt) == (outbox.next_full_hour(NOW), 0)


def test_what_a_busy_chat_did_not_take_was_not_tried(database: Database) -> None:
    owe(database, "k")
    now = NOW
    for _ in range(3 * outbox.ATTEMPTS):
        (claimed,) = claim(database, now=now)
        assert (claimed.attempt, claimed.first_attempt_at) == (1, now)
        assert not claimed.may_be_there
        wait = timedelta(seconds=9)
        assert database.transact(outbox.settle_busy, claimed, now, wait, "Transient", paced=False)
        now += wait
    (claimed,) = claim(database, now=now)
    assert database.transact(outbox.settle_retry, claimed, now, "Unknown")
    (second,) = claim(database, now=now)
    assert database.transact(outbox.settle_busy, second, now, wait, "Transient", paced=False)
    (again,) = claim(database, now=now + wait)
    assert (again.attempt, again.first_attempt_at, again.may_be_there) == (2, now, True)


def test_a_busy_chat_is_left_alone_for_a_second_however_little_it_asks_for(
    database: Database,
) -> None:
    owe(database, "k")
    (claimed,) = claim(database)
    for asked in (timedelta(milliseconds=50), timedelta(), timedelta(seconds=-3)):
        assert database.transact(outbox.settle_busy, claimed, NOW, asked, "Transient", paced=False)
        assert claim(database, now=NOW + timedelta(milliseconds=999)) == []
        (claimed,) = claim(database, now=NOW + timedelta(seconds=1))


def test_a_message_that_could_not_be_tried_waits_and_loses_no_attempt(database: Database) -> None:
    owe(database, "k")
    now = NOW
    for _ in range(3 * outbox.ATTEMPTS):
        (claimed,) = claim(database, now=now)
        assert (claimed.attempt, claimed.first_attempt_at) == (1, NOW)
        now += timedelta(minutes=1)
        assert database.transact(outbox.settle_waiting, claimed, now)
        assert claim(database, now=now - timedelta(seconds=1)) == []
    row = state_of(database, "k")
    assert (row.state, row.attempt, row.due_at, row.last_error) == ("pending", 0, now, None)


def test_a_message_that_waits_keeps_the_attempts_it_had(database: Database) -> None:
    owe(database, "k")
    (failed,) = claim(database)
    database.transact(outbox.settle_retry, failed, NOW, "Transient")
    (second,) = claim(database)
    assert database.transact(outbox.settle_waiting, second, NOW)
    (again,) = claim(database)
    assert again.attempt == second.attempt == 2


def die(database: Database, *keys: str) -> None:
    """Let what is claimed under these keys be refused for good."""
    left = {*keys}
    while left:
        for claimed in claim(database):
            assert database.transact(outbox.settle_dead, claimed, "not_in_channel")
            left.remove(claimed.owed.key)


def test_what_a_place_refused_is_owed_again_as_if_it_were_new(database: Database) -> None:
    owe(database, "a", "b", place=HR)
    die(database, "a", "b")
    later = NOW + timedelta(hours=1)
    assert database.transact(outbox.revive, HR, later) == 2
    assert claim(database, now=later - timedelta(seconds=1)) == []
    for key in ("a", "b"):
        (again,) = claim(database, now=later)
        assert (again.owed.key, again.attempt, again.first_attempt_at) == (key, 1, later)
        assert not again.may_be_there
        assert database.transact(outbox.settle_sent, again, f"m of {key}", later)
    assert database.transact(outbox.revive, HR, later) == 0


def test_what_may_be_there_is_looked_for_before_a_place_is_sent_it_again(
    database: Database,
) -> None:
    owe(database, "k", place=HR)
    (first,) = claim(database)
    database.transact(outbox.settle_retry, first, NOW, "Unknown")
    die(database, "k")
    later = NOW + timedelta(days=1)
    assert database.transact(outbox.revive, HR, later) == 1
    (again,) = claim(database, now=later)
    assert (again.attempt, again.first_attempt_at, again.may_be_there) == (2, NOW, True)
    assert not again.doubt.resent


def test_what_was_sent_a_second_time_unseen_is_known_for_it_after_its_end(
    database: Database,
) -> None:
    owe(database, "k", place=HR)
    (first,) = claim(database)
    database.transact(outbox.settle_retry, first, NOW, "Unknown")
    (second,) = claim(database)
    assert database.transact(outbox.note_resent, second)
    assert database.transact(outbox.settle_dead, second, "Unknown")
    assert database.transact(outbox.revive, HR, NOW) == 1
    (again,) = claim(database)
    assert again.doubt.resent


def test_what_is_held_is_not_owed_again_by_itself(database: Database) -> None:
    owe(database, "held", "refused", place=HR)
    (held,) = claim(database)
    assert database.transact(outbox.settle_dead, held, outbox.IN_DOUBT)
    die(database, "refused")
    assert database.transact(outbox.revive, HR, NOW) == 1
    assert keys_of(claim(database)) == ["refused"]
    assert state_of(database, "held").state == "dead"


def test_what_is_sealed_is_owed_again_at_the_next_full_hour_and_hurries_nothing(
    database: Database,
) -> None:
    owe_sealed(database, "sealed")
    (claimed,) = claim_sealed(database, NOW)
    database.transact(outbox.settle_dead, claimed, "is_archived")

    def revived(session: Session) -> tuple[int, bool]:
        return outbox.revive(session, HR, NOW), outbox.owes(session)

    assert database.transact(revived) == (1, False)
    assert state_of(database, "sealed").due_at == outbox.next_full_hour(NOW)
    owe(database, "normal", place=HR)
    die(database, "normal")
    assert database.transact(revived) == (1, True)
    assert database.transact(revived) == (0, False)


def test_nothing_else_is_owed_again(database: Database) -> None:
    """What was sent, called off or never tried, what is elsewhere, and edits of what is gone."""
    elsewhere = (
        Place("slack", HR.conversation), Place(HR.channel, "other"),
        Place(HR.channel, HR.conversation, "T2"),
    )  # fmt: skip
    for number, place in enumerate(elsewhere):
        database.transact(outbox.enqueue, Owed(f"there {number}", place, "v", NOW), NOW)
    edit = Owed("edit", HR, "v", NOW, kind="edit", edits="m1")
    database.transact(outbox.enqueue, edit, NOW)
    die(database, "edit", *(f"there {number}" for number in range(len(elsewhere))))
    owe(database, "cancelled", "sent", place=HR)
    (called_off,) = claim(database)
    database.transact(outbox.settle_cancelled, called_off)
    (sent,) = claim(database)
    database.transact(outbox.settle_sent, sent, "m1", NOW)
    owe(database, "waiting", due_at=NOW + timedelta(days=1), place=HR)
    assert database.transact(outbox.revive, HR, NOW) == 0
    assert claim(database) == []
    assert database.transact(outbox.counts) == {"dead": 4, "cancelled": 1, "sent": 1, "pending": 1}


def test_what_a_thread_of_a_place_refused_is_owed_again_with_it(database: Database) -> None:
    thread = Place(HR.channel, HR.conversation, HR.tenant, "171.5")
    database.transact(outbox.enqueue, Owed("k", thread, "v", NOW), NOW)
    die(database, "k")
    assert database.transact(outbox.revive, HR, NOW) == 1
    (again,) = claim(database)
    assert again.owed.place == thread


def test_a_cancelled_message_is_not_sent(database: Database) -> None:
    owe(database, "k")
    (claimed,) = claim(database, SHORT)
    assert database.transact(outbox.settle_cancelled, claimed)
    time.sleep(0.1)
    assert claim(database) == []
    assert database.transact(outbox.counts) == {"cancelled": 1}


def test_a_start_frees_what_a_crash_left_claimed(database: Database) -> None:
    owe(database, "a", "b", "c")
    (done,) = database.transact(outbox.claim, 1, LEASE, NOW)
    database.transact(outbox.settle_sent, done, "m", NOW)
    assert len(claim(database)) == 2
    assert database.transact(outbox.free_leases) == 2
    again = claim(database)
    assert keys_of(again) == ["b", "c"]
    assert {each.attempt for each in again} == {2}


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 10), (2, 20), (7, 640), (9, 2560), (10, 3600), (13, 3600), (14, None), (15, None)],
)
def test_the_wait_doubles_until_the_last_attempt(attempt: int, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert outbox.next_try(attempt, jitter=0) == expected
    if expected is not None:
        assert outbox.next_try(attempt, jitter=1) == expected * 1.5
        assert outbox.next_try(attempt, jitter=-1) == expected * 0.5


def test_copies_of_a_card_are_found_again(database: Database) -> None:
    case_id = uuid4()
    first = Posted("k1", case_id, "root", Place("slack", "C1", "T1", "1.2"), "1.3")
    second = Posted("k2", case_id, "root", HR, "m7")
    database.transact(outbox.note_posted, second, NOW + timedelta(seconds=1))
    assert database.transact(outbox.note_posted, first, NOW)
    assert not database.transact(outbox.note_posted, first, NOW)
    database.transact(outbox.note_posted, Posted("k3", case_id, "other", HR, "m8"), NOW)
    database.transact(outbox.note_posted, Posted("k4", uuid4(), "root", HR, "m9"), NOW)
    assert database.transact(outbox.posted_copies, case_id, "root") == (first, second)


def test_a_copy_that_is_gone_is_forgotten_and_no_other(database: Database) -> None:
    case_id = uuid4()
    copies = tuple(
        Posted(f"k{number}", case_id, "root", place, id)
        for number, (place, id) in enumerate(
            [
                (HR, "m1"),
                (HR, "m2"),
                (Place("slack", HR.conversation), "m1"),
                (Place(HR.channel, "other"), "m1"),
                (Place(HR.channel, HR.conversation, "T2"), "m1"),
            ]
        )
    )
    for copy in copies:
        database.transact(outbox.note_posted, copy, NOW)
    for _ in range(2):
        database.transact(outbox.forget_copy, HR, "m1")
        assert database.transact(outbox.posted_copies, case_id, "root") == copies[1:]


def test_a_word_that_no_row_may_hold_is_refused(database: Database) -> None:
    for wrong in ({"kind": "x"}, {"lane": "x"}, {"ambiguous": "x"}):
        owed = Owed("k", HR, "v", NOW, **wrong)  # type: ignore[arg-type]
        with pytest.raises(StoreError, match=r"(?i)check constraint"):
            database.transact(outbox.enqueue, owed, NOW)
