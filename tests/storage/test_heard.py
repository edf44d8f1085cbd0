"""Who was told of a case in a message of its own, and whether they acted on it since."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from storage import heard
from storage.database import Database
from storage.keys import Keyring
from tests.storage.examples import NOW, draft, keep

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def cases(database: Database, keys: Keyring) -> tuple[UUID, UUID]:
    first, second = draft(), draft("SAL-2", name="Beacon")
    keep(database, keys, first, second)
    return first.id, second.id


def waits(database: Database, person: str, case_id: UUID) -> bool:
    return database.transact(heard.waits_for_act, person, case_id)


def test_whoever_was_told_nothing_waits_for_nothing(
    database: Database, cases: tuple[UUID, UUID]
) -> None:
    assert not waits(database, "ann", cases[0])
    database.transact(heard.note_act, "ann", cases[0], NOW)
    assert not waits(database, "ann", cases[0])


def test_whoever_was_told_is_waited_for_on_that_case_alone(
    database: Database, cases: tuple[UUID, UUID]
) -> None:
    database.transact(heard.note_told, "ann", cases[0], NOW)
    assert waits(database, "ann", cases[0])
    assert not waits(database, "ann", cases[1])
    assert not waits(database, "bob", cases[0])


@pytest.mark.parametrize("then", [NOW, LATER])
def test_an_act_ends_it_and_the_next_message_begins_it_anew(
    database: Database, cases: tuple[UUID, UUID], then: datetime
) -> None:
    """By their order alone: the time of a rehearsal may stand still."""
    told_at, acted_at = NOW, then
    database.transact(heard.note_told, "ann", cases[0], told_at)
    database.transact(heard.note_act, "ann", cases[0], acted_at)
    assert not waits(database, "ann", cases[0])
    database.transact(heard.note_told, "ann", cases[0], acted_at)
    assert waits(database, "ann", cases[0])


def test_an_act_on_another_case_or_of_somebody_else_ends_nothing(
    database: Database, cases: tuple[UUID, UUID]
) -> None:
    database.transact(heard.note_told, "ann", cases[0], NOW)
    database.transact(heard.note_act, "ann", cases[1], LATER)
    database.transact(heard.note_act, "bob", cases[0], LATER)
    assert waits(database, "ann", cases[0])
