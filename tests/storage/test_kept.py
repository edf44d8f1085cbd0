"""Packs stay as long as cases pin them, event ids count once, people have their logins."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from flows.errors import NotFound, StoreError
from storage import store
from storage.database import Database
from storage.store import Account
from tests.storage.examples import NOW


def test_a_pack_is_kept_by_its_meaning(database: Database) -> None:
    for wording, content in (("w1", "first"), ("w1", "ignored"), ("w2", "better words")):
        database.transact(store.keep_pack, "m", wording, content, NOW)
        expected = "first" if wording == "w1" else "better words"
        assert database.transact(store.kept_pack, "m") == expected
    with pytest.raises(NotFound):
        database.transact(store.kept_pack, "other")


def test_an_event_counts_once_on_each_channel(database: Database) -> None:
    events = [("slack", "e1"), ("slack", "e1"), ("desk", "e1"), ("slack", "e2"), ("desk", "e1")]
    told = [database.transact(store.seen, channel, id, NOW) for channel, id in events]
    assert told == [False, True, False, False, True]


def test_the_newest_event_tells_when_a_channel_was_heard_last(database: Database) -> None:
    assert database.transact(store.last_heard, "slack") is None
    for channel, id, hours in (("slack", "e1", 0), ("slack", "e2", 2), ("slack", "e3", 1)):
        database.transact(store.seen, channel, id, NOW + timedelta(hours=hours))
    database.transact(store.seen, "desk", "e1", NOW + timedelta(hours=9))
    assert database.transact(store.last_heard, "slack") == NOW + timedelta(hours=2)


def test_an_event_that_arrives_eight_times_at_once_is_new_once(database: Database) -> None:
    together = Barrier(8)

    def arrive(_: int) -> bool:
        together.wait()
        return database.transact(store.seen, "slack", "e1", NOW)

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(arrive, range(8))) == [False] + [True] * 7


def test_a_login_leads_to_its_person(database: Database) -> None:
    for person in ("ann", "bob"):
        database.transact(store.add_person, person, person.title(), NOW)
    database.transact(store.add_account, Account("slack", "T1", "U1"), "ann")
    database.transact(store.add_account, Account("desk", "", "U1"), "ann")
    assert database.transact(store.person_of_account, "slack", "T1", "U1") == "ann"
    assert database.transact(store.person_of_account, "slack", "T2", "U1") is None
    assert database.transact(store.channels_with_accounts) == {"slack", "desk"}
    assert database.transact(store.accounts_of, "ann") == (
        Account("desk", "", "U1"),
        Account("slack", "T1", "U1"),
    )

    database.transact(store.add_account, Account("slack", "T1", "U1"), "bob")
    assert database.transact(store.person_of_account, "slack", "T1", "U1") == "bob"
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        database.transact(store.add_account, Account("slack", "T1", "U2"), "nobody")


def test_a_person_may_change_their_name(database: Database) -> None:
    database.transact(store.add_person, "ann", "Ann \0 Other", NOW)
    assert database.transact(store.names, ["ann", "nobody"]) == {"ann": "Ann  Other"}
    database.transact(store.add_person, "ann", "Ann", NOW)
    assert database.transact(store.names, ["ann"]) == {"ann": "Ann"}
