"""Counts of what is in the store: a sealed case and what hangs from it changes none of them."""

from sqlmodel import Session

from flows.case import Case
from flows.journal import Entry
from storage import journal, outbox
from storage.database import Database
from storage.figures import contents
from storage.keys import Keyring
from tests.storage.examples import NOW, draft, keep, sealed_case


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
