"""What is under way in cases is read for one page: as the cases have it, in few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, delete

from flows.case import (
    Case,
    Confidentiality,
    Evidence,
    EvidenceKind,
    ExpertQuestion,
    Measure,
    MeasureState,
    OpenItem,
    Signed,
    Stage,
    Summary,
    TeamQuestion,
    Underway,
)
from storage import store
from storage.database import Database
from storage.keys import Keyring
from storage.tables import DataKeyRow
from tests.fakes import underway_of
from tests.storage.examples import NOW, draft, keep, rich_case, submitted

LATER = NOW + timedelta(days=3)


def measure(number: int, state: MeasureState, owner: str = "ines", verifier: str = "jo") -> Measure:
    stages = (Stage(state, owner, NOW),)
    return Measure(
        uuid4(), f"MT0{number}", "typed", ("H01",), "suggested", 1, stages, owner,
        date(2026, 4, number), verifier=verifier,
    )  # fmt: skip


def busy(reference: str = "SAL-1") -> Case:
    """Return a case that waits for a decision, with something for everybody in it."""
    case = submitted(draft(reference))
    (decided,) = rich_case().escalations
    pending = replace(decided, decision=None, rung=1, acknowledged=None)
    item = OpenItem(uuid4(), ("S01", "H01"), 1, "otto", date(2026, 3, 20), NOW, 1)
    asked = ExpertQuestion(uuid4(), ("G04", None), "ed", "ann", NOW, 1, "typed")
    measures = tuple(measure(number, state) for number, state in enumerate(MeasureState, 1))
    dropped = next(one for one in measures if one.state is MeasureState.NOT_NEEDED)
    proof = Evidence(
        uuid4(), EvidenceKind.NOTE, "typed", "abc", "ann", NOW, owner="ed", expires_on=LATER.date()
    )
    proofs = (
        replace(proof, id=uuid4(), expires_on=NOW.date()),  # the next one took its place
        proof,
        replace(proof, id=uuid4(), measure=measures[1].id, expires_on=None),
        replace(proof, id=uuid4(), measure=dropped.id),
        replace(proof, id=uuid4(), place=("G04", None), owner=None),
    )
    return replace(
        case,
        escalations=(pending,),
        measures=measures,
        evidence=proofs,
        open_items=(item, replace(item, id=uuid4(), answered=Signed("otto", NOW))),
        expert_questions=(asked, replace(asked, id=uuid4(), settled=Signed("ann", NOW))),
    )


def read(database: Database, keys: Keyring, person: str) -> tuple[Summary, ...]:
    return database.transact(_page, keys, person)


def _page(session: Session, keys: Keyring, person: str) -> tuple[Summary, ...]:
    return store.with_underway(session, keys, store.summaries(session, keys), person)


def found(database: Database, keys: Keyring, person: str) -> Underway:
    (line,) = read(database, keys, person)
    return line.underway


@pytest.mark.parametrize("person", ["ann", "lee"])
def test_the_product_side_has_all_that_is_under_way(
    database: Database, keys: Keyring, person: str
) -> None:
    case = busy()
    keep(database, keys, case)
    assert found(database, keys, person) == underway_of(case)


def test_anybody_else_has_what_they_hold_and_nothing_more(
    database: Database, keys: Keyring
) -> None:
    case = busy()
    keep(database, keys, case)
    whole = underway_of(case)
    nothing = replace(whole, measures=(), unknowns=(), questions=(), proofs=())
    assert found(database, keys, "ines") == replace(nothing, measures=whole.measures)
    assert found(database, keys, "jo") == replace(nothing, measures=whole.measures)
    assert found(database, keys, "otto") == replace(nothing, unknowns=whole.unknowns)
    asked = replace(nothing, questions=whole.questions, proofs=whole.proofs[:1])
    assert found(database, keys, "ed") == asked
    assert [one.holder for one in whole.proofs] == ["ed", "ann"]
    assert found(database, keys, "zoe") == nothing


def test_what_was_decided_or_took_its_place_is_not_pending(
    database: Database, keys: Keyring
) -> None:
    (decided,) = rich_case().escalations
    over = replace(decided, decision=None, superseded_at=NOW)
    for reference, escalation in (("SAL-1", decided), ("SAL-2", over)):
        keep(database, keys, replace(submitted(draft(reference)), escalations=(escalation,)))
    assert [line.pending for line in read(database, keys, "ann")] == [None, None]


def test_whoever_has_the_turn_has_it_since_the_last_thing_that_moved_it(
    database: Database, keys: Keyring
) -> None:
    case = busy()
    (pending,) = case.escalations
    asked = TeamQuestion(uuid4(), "typed", "hana", NOW)
    stopped = replace(pending, stopped_at=LATER, questions=(asked,))
    replied = replace(asked, reply="typed", replied=Signed("ann", LATER + timedelta(days=1)))
    goes_on = replace(pending, questions=(replied,))
    (decided,) = rich_case().escalations
    assert decided.decision is not None
    later = replace(decided, decision=replace(decided.decision, at=LATER))
    states = (pending, stopped, goes_on, later)
    for number, each in enumerate(states):
        other = replace(case, id=uuid4(), reference=f"SAL-{number}", escalations=(each,))
        keep(database, keys, other)
        lines = {line.reference: line for line in read(database, keys, "ann")}
        assert lines[other.reference].underway.since == other.since
    keep(database, keys, draft("SAL-9"))
    lines = {line.reference: line for line in read(database, keys, "ann")}
    assert lines["SAL-9"].underway.since == NOW


def test_a_case_is_asked_again_as_it_was_decided_else_by_its_route(
    database: Database, keys: Keyring
) -> None:
    sent = submitted(draft("SAL-1"))
    (decided,) = rich_case().escalations
    assert decided.decision is not None
    before = replace(decided.decision, at=NOW - timedelta(days=1))
    cases = (
        sent,
        replace(sent, id=uuid4(), reference="SAL-2", escalations=(decided,)),
        replace(
            sent,
            id=uuid4(),
            reference="SAL-3",
            escalations=(replace(decided, decision=before),),
        ),
        draft("SAL-4"),
    )
    keep(database, keys, *cases)
    days = {line.reference: line.underway.review_on for line in read(database, keys, "ann")}
    assert days == {case.reference: case.review_on for case in cases}
    assert len(set(days.values())) == 3


def test_of_an_erased_case_nothing_is_under_way(database: Database, keys: Keyring) -> None:
    case = busy()
    keep(database, keys, case)
    database.transact(_erase, case)
    underway = found(database, keys, "ann")
    assert (underway.pending, underway.measures, underway.unknowns) == (None, (), ())


def test_nothing_is_read_of_a_case_that_is_not_in_the_list(
    database: Database, keys: Keyring
) -> None:
    """Who lists says which: a sealed case of another is not even opened for it."""
    sealed = replace(busy("SAL-2"), confidentiality=Confidentiality.SEALED)
    keep(database, keys, busy(), sealed)
    lines = database.transact(store.summaries, keys)
    open_ones = [one for one in lines if one.reference == "SAL-1"]
    database.transact(_break, sealed)
    (line,) = database.transact(store.with_underway, keys, open_ones, "ann")
    assert line.underway.pending is not None


def test_a_page_needs_no_more_statements_for_more_cases(database: Database, keys: Keyring) -> None:
    keep(database, keys, busy("SAL-1"))
    with counted(database) as one:
        assert len(read(database, keys, "ann")) == 1
    keep(database, keys, *(busy(f"SAL-{number}") for number in range(2, 30)))
    with counted(database) as many:
        assert len(read(database, keys, "ann")) == 29
    assert len(many) == len(one) > 5


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Gather the statements that a database is sent meanwhile."""
    said: list[str] = []

    def listen(*told: object) -> None:
        said.append(str(told[2]))

    event.listen(database.engine, "before_cursor_execute", listen)
    yield said
    event.remove(database.engine, "before_cursor_execute", listen)


def _erase(session: Session, case: Case) -> None:
    session.exec(delete(DataKeyRow).where(col(DataKeyRow.case_id) == case.id))


def _break(session: Session, case: Case) -> None:
    """Leave a key that opens nothing, so that reading anything of the case would fail."""
    row = session.get(DataKeyRow, case.id)
    assert row is not None
    row.wrapped = b"\x01" + bytes(60)
    session.add(row)
