"""What people set is read as it was saved, and whoever saves second is told."""

from dataclasses import replace
from datetime import date, time

import pytest

from flows.errors import Conflict, StoreError
from flows.people.preferences import Absence, Preferences
from storage import store
from storage.database import Database
from tests.storage.examples import NOW

FIRST = Preferences()
FULL = Preferences(
    revision=1,
    zone="Europe/Berlin",
    days=frozenset({6, 0}),
    hours=(time(8), time(16, 30)),
    quiet=(time(20), time(7, 15)),
    country="DE",
    language="de",
    absence=Absence(date(2026, 3, 9), date(2026, 3, 13), "bob"),
)


@pytest.fixture
def staffed(database: Database) -> Database:
    """A database that knows two people."""
    for person in ("ann", "bob"):
        database.transact(store.add_person, person, person.title(), NOW)
    return database


def save(database: Database, person: str, before: Preferences, after: Preferences) -> None:
    database.transact(store.save_preferences, person, before, after)


def test_whoever_set_nothing_has_nothing_set(staffed: Database) -> None:
    assert staffed.transact(store.preferences, "ann") == FIRST
    assert staffed.transact(store.preferences, "a stranger") == FIRST
    assert staffed.transact(store.every_preference) == {}


@pytest.mark.parametrize("kept", [FULL, Preferences(1), Preferences(1, country="AT")])
def test_what_was_set_is_read_as_it_was_saved(staffed: Database, kept: Preferences) -> None:
    save(staffed, "ann", FIRST, kept)
    assert staffed.transact(store.preferences, "ann") == kept
    assert staffed.transact(store.preferences, "bob") == FIRST
    assert staffed.transact(store.every_preference) == {"ann": kept}


def test_each_saving_has_the_next_revision(staffed: Database) -> None:
    save(staffed, "ann", FIRST, FULL)
    save(staffed, "ann", FULL, Preferences(2, zone="Asia/Tokyo"))
    assert staffed.transact(store.preferences, "ann") == Preferences(2, zone="Asia/Tokyo")


def test_whoever_saves_second_is_told_and_overwrites_nothing(staffed: Database) -> None:
    save(staffed, "ann", FIRST, FULL)
    second = replace(FULL, revision=2, zone="UTC")
    save(staffed, "ann", FULL, second)
    for before in (FIRST, FULL):
        with pytest.raises(Conflict):
            save(staffed, "ann", before, replace(before, revision=before.revision + 1))
    assert staffed.transact(store.preferences, "ann") == second


def test_a_saving_moves_the_version_of_people(staffed: Database) -> None:
    before = staffed.transact(store.people_version)
    save(staffed, "ann", FIRST, FULL)
    assert staffed.transact(store.people_version) == before + 1
    with pytest.raises(Conflict):
        save(staffed, "ann", FIRST, FULL)
    assert staffed.transact(store.people_version) == before + 1


def test_only_people_who_are_known_set_anything(staffed: Database) -> None:
    with pytest.raises(StoreError):
        save(staffed, "a stranger", FIRST, FULL)
