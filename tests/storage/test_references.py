"""References are unique and run without a gap; those of sealed cases tell nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session

from flows.errors import StoreError
from storage import store
from storage.codec import sequence
from storage.database import Database
from storage.keys import Keyring
from tests.storage.examples import draft, keep, sealed_case


def test_references_run_from_one(database: Database) -> None:
    taken = [database.transact(store.next_reference) for _ in range(3)]
    assert taken == ["SAL-1", "SAL-2", "SAL-3"]


def test_eight_threads_take_every_number_once(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: database.transact(store.next_reference), range(80)))
    assert set(taken) == {f"SAL-{number}" for number in range(1, 81)}
    assert len(taken) == 80


def test_a_turn_that_breaks_gives_its_number_back(database: Database) -> None:
    def breaking(session: Session) -> None:
        assert store.next_reference(session) == "SAL-1"
        raise StoreError

    with pytest.raises(StoreError):
        database.transact(breaking)
    assert database.transact(store.next_reference) == "SAL-1"


def test_a_sealed_reference_takes_no_number(database: Database, keys: Keyring) -> None:
    assert database.transact(store.next_reference) == "SAL-1"
    sealed = {database.transact(store.sealed_reference) for _ in range(50)}
    assert len(sealed) == 50
    for reference in sealed:
        assert len(reference) == len("SAL-") + 6
        assert sequence(reference) is None
        assert not set(reference.removeprefix("SAL-")) & set("01OILBS58")
    keep(database, keys, draft("SAL-1"), sealed_case(sealed.pop()))
    assert database.transact(store.next_reference) == "SAL-2"
