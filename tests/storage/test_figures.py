"""Counts of what is in the store: a sealed case and what hangs from it changes none of them."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from flows.case import Case
from flows.journal import Entry
from storage import journal, outbox
from storage.database import Database
from storage.figures import Overdue, Waiting, contents, is_counted, overdue, waiting
from storage.keys import Keyring
from storage.tables import PENDING, ReminderRow
from storage.upsert import insert_new
from tests.storage.examples import NOW, draft, keep, sealed_case

NOTHING_LATE = Overdue(timedelta(), timedelta())


def tell(session: Session, case: Case, lane: outbox.Lane) -> None:
    place = outbox.Place("desk", "team")
    key = f"{lane}:{case.id}"
    outbox.enqueue(session, outbox.Owed(key, place, "x", NOW, lane=lane, case_id=case.id), NOW)
    journal.append(session, str(case.id), "ann", (Entry("opened"),), NOW)


def test_a_sealed_case_is_in_no_count(database: Database, keys: Keyring) -> None:
    plain = draft()
    keep(database, keys, plain)
    database.transact(tell, plain, "normal")
    before = database.transact(contents)
    assert (before["cases"], before["packs"]) == (1, 1)
    assert before["journal entries"] == before["messages owed or sent"] == 1
    sealed = sealed_case()
    keep(database, keys, sealed)
    database.transact(tell, sealed, "sealed")
    assert database.transact(contents) == before


def test_something_sealed_wakes_nobody_before_its_hour(database: Database, keys: Keyring) -> None:
    plain = draft()
    keep(database, keys, plain)

    def owed(session: Session, lane: outbox.Lane) -> bool:
        tell(session, plain, lane)
        return outbox.owes(session)

    assert not database.transact(owed, "sealed")
    assert database.transact(owed, "normal")


def later(**by: int) -> datetime:
    return NOW + timedelta(**by)


def remind(
    session: Session, case: Case, due_at: datetime, *, gathered: bool = False, state: str = PENDING
) -> None:
    row = ReminderRow(
        key=f"{case.id}:{due_at}:{gathered}:{state}",
        case_id=case.id,
        subject="measure",
        stage="due",
        person="ann",
        gathered=gathered,
        args={},
        state=state,
        due_at=due_at,
        created_at=NOW,
    )
    insert_new(session, ReminderRow, row.model_dump())


def test_what_waits_is_counted_with_the_age_of_the_oldest(
    database: Database, keys: Keyring
) -> None:
    plain = draft()
    keep(database, keys, plain)
    database.transact(tell, plain, "normal")
    assert database.transact(waiting, NOW - timedelta(1)) == Waiting(1, 0, NOTHING_LATE)
    late = Overdue(timedelta(minutes=7), timedelta())
    assert database.transact(waiting, later(minutes=7)) == Waiting(1, 0, late)
    (claimed,) = database.transact(outbox.claim, 9, timedelta(1), NOW)
    again_at = later(hours=1)
    database.transact(outbox.settle_retry, claimed, again_at, "Transient")
    assert database.transact(waiting, later(minutes=7)) == Waiting(1, 0, late)
    (claimed,) = database.transact(outbox.claim, 9, timedelta(1), again_at)
    database.transact(outbox.settle_dead, claimed, "Permanent")
    assert database.transact(waiting, again_at) == Waiting(0, 1, NOTHING_LATE)


def test_nothing_that_waits_tells_of_a_sealed_case(database: Database, keys: Keyring) -> None:
    sealed = sealed_case()
    keep(database, keys, sealed)
    database.transact(tell, sealed, "sealed")
    database.transact(remind, sealed, NOW)
    database.transact(remind, sealed, NOW, gathered=True)
    assert database.transact(waiting, later(days=9)) == Waiting(0, 0, NOTHING_LATE)
    (claimed,) = database.transact(outbox.claim, 9, timedelta(1), NOW, "sealed")
    database.transact(outbox.settle_dead, claimed, "Permanent")
    assert database.transact(waiting, later(days=9)) == Waiting(0, 0, NOTHING_LATE)
    assert not database.transact(is_counted, sealed.id)


@pytest.mark.parametrize("gathered", [False, True])
def test_a_reminder_that_is_due_is_late_until_it_is_settled(
    database: Database, keys: Keyring, gathered: bool
) -> None:
    plain = draft()
    keep(database, keys, plain)
    database.transact(remind, plain, NOW, state="done")
    database.transact(remind, plain, later(minutes=3), gathered=gathered)
    database.transact(remind, plain, later(minutes=9), gathered=not gathered)
    assert database.transact(overdue, later(minutes=2)) == NOTHING_LATE
    assert database.transact(overdue, later(minutes=10)).reminder == timedelta(minutes=7)
    assert database.transact(is_counted, plain.id)
