"""What an operator sees of messages that did not arrive, and what they can do about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from flows.case import Case, Confidentiality
from storage import journal, outbox
from storage.database import Database
from storage.keys import Keyring
from storage.outbox import Owed, Place
from storage.tables import OutboxRow
from storage.undelivered import Mended, State, Undelivered, cancel, requeue, requeue_dead
from storage.undelivered import undelivered as read
from tests.storage.examples import NOW, draft, keep, sealed_case

TEAM = Place("slack", "C1")
LEASE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)


def owe(database: Database, key: str, **more: object) -> UUID:
    """Owe a message and return its id."""
    owed = replace(Owed(key, TEAM, "submitted", NOW), **more)  # type: ignore[arg-type]
    assert database.transact(outbox.enqueue, owed, NOW)
    return row_of(database, key).id


def row_of(database: Database, key: str) -> OutboxRow:
    def found(session: Session) -> OutboxRow:
        return session.exec(select(OutboxRow).where(OutboxRow.key == key)).one()

    return database.transact(found)


def end(database: Database, key: str, state: str, error: str = "is_archived") -> None:
    """Let a message come to an end."""

    def ended(session: Session) -> None:
        row = session.exec(select(OutboxRow).where(col(OutboxRow.key) == key)).one()
        row.state, row.attempt, row.last_error = state, 3, error
        row.first_attempt_at = NOW

    database.transact(ended)


def seen(
    database: Database, state: State | None = None, *, sealed: bool = False
) -> Sequence[Undelivered]:
    return database.transact(read, LATER, state, 100, sealed=sealed)


def shown(
    database: Database, state: State | None = None, *, sealed: bool = False
) -> list[tuple[UUID, str]]:
    return [(one.id, one.state) for one in seen(database, state, sealed=sealed)]


def entries(database: Database, stream: str) -> list[tuple[str, str, object]]:
    recorded = database.transact(journal.entries, stream)
    return [(one.actor, one.action, one.details["message"]) for one in recorded]


def test_what_is_late_dead_or_held_is_shown_and_nothing_else(database: Database) -> None:
    late, dead, held = (owe(database, key) for key in ("late", "dead", "held"))
    tried = owe(database, "tried", due_at=LATER + timedelta(minutes=5))
    for key in ("on time", "planned", "sent", "cancelled"):
        owe(database, key, due_at=LATER if key == "on time" else LATER + timedelta(days=1))
    end(database, "dead", "dead")
    end(database, "held", "dead", "ambiguous")
    end(database, "tried", "pending", "Transient")
    end(database, "sent", "sent")
    end(database, "cancelled", "cancelled")
    assert set(shown(database)) == {
        (late, "pending"),
        (tried, "pending"),
        (dead, "dead"),
        (held, "held"),
    }
    assert shown(database, State.DEAD) == [(dead, "dead")]
    assert shown(database, State.HELD) == [(held, "held")]
    assert len(shown(database, State.PENDING)) == 4
    assert len(shown(database, State.CANCELLED)) == 1


def test_a_message_is_shown_with_what_an_operator_needs(database: Database, keys: Keyring) -> None:
    case = draft("SAL-7")
    keep(database, keys, case)
    id = owe(database, "k", case_id=case.id)
    end(database, "k", "dead")
    (one,) = seen(database)
    assert one == Undelivered(id, State.DEAD, "slack", "submitted", "SAL-7", NOW, 3, "is_archived")
    assert one.short == id.hex[:8]


def of_class(confidentiality: Confidentiality) -> Case:
    return replace(draft("SAL-9"), confidentiality=confidentiality)


def test_of_a_restricted_case_nothing_is_told_but_that_there_is_a_message(
    database: Database, keys: Keyring
) -> None:
    case = of_class(Confidentiality.RESTRICTED)
    keep(database, keys, case)
    owe(database, "k", case_id=case.id)
    (one,) = seen(database)
    assert (one.view, one.case) == ("", "")


@pytest.mark.parametrize("lane", ["normal", "sealed"])
def test_of_a_sealed_case_nothing_is_shown_or_done_unless_it_is_asked_for(
    database: Database, keys: Keyring, lane: str
) -> None:
    case = sealed_case()
    keep(database, keys, case)
    id = owe(database, "k", case_id=case.id, lane=lane)
    end(database, "k", "dead")
    assert shown(database) == []
    unknown = f"there is no message {id.hex}: `salient outbox list` shows them"
    assert database.transact(requeue, [id.hex], LATER).refused == (unknown,)
    assert database.transact(cancel, [id.hex], LATER).refused == (unknown,)
    assert database.transact(requeue_dead, LATER) == Mended()
    (one,) = seen(database, sealed=True)
    assert (one.id, one.view, one.case) == (id, "", "")
    assert database.transact(requeue, [id.hex], LATER, sealed=True) == Mended(1)
    assert entries(database, "organisation") == []
    assert entries(database, str(case.id)) == [("operator", "requeued_by_hand", str(id))]


def test_what_is_sealed_is_owed_again_at_the_next_full_hour(
    database: Database, keys: Keyring
) -> None:
    case = sealed_case()
    keep(database, keys, case)
    named, dead = (owe(database, key, case_id=case.id, lane="sealed") for key in ("a", "b"))
    other = owe(database, "other")
    for key in ("a", "b", "other"):
        end(database, key, "dead")
    assert database.transact(requeue, [named.hex, other.hex], LATER, sealed=True) == Mended(2)
    assert database.transact(requeue_dead, LATER, sealed=True) == Mended(1)
    due = {row.id: row.due_at for row in (row_of(database, key) for key in ("a", "b", "other"))}
    hour = LATER.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    assert due == {named: hour, dead: hour, other: LATER}
    done = [("operator", "requeued_by_hand", str(one)) for one in (named, dead)]
    assert entries(database, str(case.id)) == done


def test_a_sealed_page_of_a_person_is_never_shown(database: Database) -> None:
    owe(database, "home", view="home", lane="sealed", kind="edit", edits="home")
    assert shown(database, sealed=True) == []


@pytest.mark.parametrize("state", ["dead", "cancelled"])
def test_what_was_given_up_is_owed_as_if_never_tried(database: Database, state: str) -> None:
    id = owe(database, "k")
    end(database, "k", state)
    assert database.transact(requeue, [id.hex[:8]], LATER) == Mended(1)
    (claimed,) = database.transact(outbox.claim, 9, LEASE, LATER)
    assert (claimed.id, claimed.attempt, claimed.first_attempt_at) == (id, 1, LATER)
    assert entries(database, "organisation") == [("operator", "requeued_by_hand", str(id))]
    assert database.transact(journal.verify) == ()


def test_all_dead_leaves_out_what_might_arrive_twice(database: Database) -> None:
    for key, error in (("a", "is_archived"), ("b", "Transient"), ("c", "ambiguous")):
        owe(database, key)
        end(database, key, "dead", error)
    assert database.transact(requeue_dead, LATER) == Mended(2, left=1)
    assert [one.state for one in seen(database)] == ["held"]
    assert len(entries(database, "organisation")) == 2


def test_nothing_is_done_when_one_id_does_not_fit(database: Database) -> None:
    dead, waits, sent = (owe(database, key) for key in ("dead", "waits", "sent"))
    end(database, "dead", "dead")
    end(database, "sent", "sent")
    told = database.transact(requeue, [dead.hex, waits.hex, sent.hex, "zz", ""], LATER)
    only = "only what is dead, held or cancelled is sent again"
    assert told.refused == (
        "there is no message zz: `salient outbox list` shows them",
        "there is no message : `salient outbox list` shows them",
        f"{waits.hex[:8]} is to be sent already: {only}",
        f"{sent.hex[:8]} was sent: {only}",
    )
    assert row_of(database, "dead").state == "dead"
    assert entries(database, "organisation") == []


def test_an_id_that_begins_several_is_not_guessed(database: Database) -> None:
    first = "5a11e27f"
    ids = [UUID(first.ljust(32, digit)) for digit in "0f"]

    def owe_both(session: Session) -> None:
        for id in ids:
            outbox.enqueue(session, Owed(str(id), TEAM, "submitted", NOW), NOW)
            row = session.exec(select(OutboxRow).where(OutboxRow.key == str(id))).one()
            session.delete(row)
            session.flush()
            session.add(OutboxRow(**{**row.model_dump(), "id": id}))

    database.transact(owe_both)
    (told,) = database.transact(cancel, [first], LATER).refused
    assert told == f"{first} begins the id of 2 messages: write more of it"
    assert database.transact(cancel, [str(ids[0])], LATER) == Mended(1)


@pytest.mark.parametrize("state", ["pending", "dead"])
def test_what_is_cancelled_is_sent_no_more(database: Database, state: str) -> None:
    id = owe(database, "k")
    end(database, "k", state)
    assert database.transact(cancel, [id.hex], LATER) == Mended(1)
    assert database.transact(outbox.claim, 9, LEASE, LATER) == []
    assert entries(database, "organisation") == [("operator", "cancelled_by_hand", str(id))]
    (told,) = database.transact(cancel, [id.hex], LATER).refused
    assert told == f"{id.hex[:8]} is cancelled already"


def test_what_is_being_sent_or_was_sent_is_not_cancelled(database: Database) -> None:
    under_way, sent = owe(database, "under way"), owe(database, "sent")
    end(database, "sent", "sent")
    database.transact(outbox.claim, 9, LEASE, LATER)
    told = database.transact(cancel, [under_way.hex, sent.hex], LATER).refused
    assert told == (
        f"{under_way.hex[:8]} is being sent at this moment: look again in a minute",
        f"{sent.hex[:8]} was sent already",
    )


def test_naming_a_message_twice_does_it_once(database: Database) -> None:
    id = owe(database, "k")
    assert database.transact(cancel, [id.hex, str(id)], LATER) == Mended(1)
    assert len(entries(database, "organisation")) == 1
