"""A case comes back as it was saved, no answer is lost, nobody is overwritten."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta, timezone
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from flows.case import Answer, Case, Confidentiality, Given, Place, PromptReply, Round
from flows.errors import Conflict, NotFound, StoreError
from flows.pack.anchors import LAUNCH_DATE, NAME
from storage import store
from storage.casework import KINDS, Kind
from storage.database import Database
from storage.keys import Keyring
from storage.tables import AnswerRow, CaseRow, LaunchRow, RatingRow
from tests.storage import examples
from tests.storage.examples import NOW, answered, draft, keep, rich_case, sealed_case, submitted

TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
MOMENTS = st.timedeltas(timedelta(days=-9000), timedelta(days=27_000)).map(NOW.__add__)
IDS = st.sampled_from(["P01", "P03", "G01", "G02", "S01", "K02"])
PLACES: st.SearchStrategy[Place] = st.tuples(IDS, st.none() | st.sampled_from(["H01", "H02"]))
VALUES: st.SearchStrategy[Answer] = TEXT | st.lists(IDS, max_size=3).map(tuple)
GIVEN = st.builds(Given, VALUES, by=IDS, at=MOMENTS, revision=st.integers(1, 2**31 - 1), note=TEXT)
REPLIES = st.builds(
    PromptReply, IDS, st.none() | IDS, TEXT, IDS, MOMENTS, st.integers(1, 2**31 - 1)
)


@given(st.dictionaries(PLACES, GIVEN), st.lists(REPLIES, max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_people_type_comes_back(
    database: Database, keys: Keyring, places: dict[Place, Given], replies: list[PromptReply]
) -> None:
    round_ = Round(1, places, tuple(replies))
    case = replace(draft(f"SAL-{uuid4()}"), rounds=(round_,))
    keep(database, keys, case)
    assert database.transact(store.load, keys, case.id) == case


@pytest.mark.parametrize("text", examples.STRANGE_TEXTS.values(), ids=examples.STRANGE_TEXTS)
def test_strange_text_comes_back(database: Database, keys: Keyring, text: str) -> None:
    case = answered(draft(name=text), {("S01", "H01"): text})
    keep(database, keys, case)
    assert database.transact(store.load, keys, case.id) == case


def test_a_case_with_everything_comes_back(database: Database, keys: Keyring) -> None:
    case = rich_case()
    keep(database, keys, case)
    assert database.transact(store.load, keys, case.id) == case
    assert database.transact(store.find, keys, case.reference) == case


def test_a_case_saved_step_by_step_is_the_case_saved_at_once(
    database: Database, keys: Keyring
) -> None:
    case = rich_case()
    (measure,), (escalation,) = case.measures, case.escalations
    only_first = replace(
        case,
        revision=2,
        rounds=case.rounds[:1],
        participants=("bob",),
        measures=(replace(measure, stages=measure.stages[:1]),),
        escalations=(replace(escalation, decision=None),),
        withdrawal=None,
    )
    none: dict[str, Any] = dict.fromkeys(examples.everything_that_follows(), ())
    unsent = replace(
        only_first,
        revision=1,
        rounds=(replace(case.rounds[0], outcome=None, replies=()),),
        **none,
    )
    opened = replace(
        case, revision=6, rounds=(case.rounds[0], Round(2, before=case.rounds[0].given))
    )
    database.transact(examples.in_turn, keys, [unsent, only_first, opened, case])
    assert database.transact(store.load, keys, case.id) == case


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.field)
def test_nothing_is_taken_out_of_a_case(
    database: Database, keys: Keyring, kind: Kind[object]
) -> None:
    case = rich_case()
    keep(database, keys, case)
    none: dict[str, Any] = {kind.field: ()}
    fewer = replace(case, revision=8, **none)
    with pytest.raises(StoreError, match="nothing is taken out"):
        database.transact(store.save, keys, case, fewer, NOW)


@pytest.mark.parametrize("field", ["evidence", "ratings", "closures", "remedies"])
def test_what_is_only_added_to_cannot_be_changed(
    database: Database, keys: Keyring, field: str
) -> None:
    case = rich_case()
    keep(database, keys, case)
    (thing,) = getattr(case, field)
    by = "reported_by" if field == "remedies" else "by"
    forged: dict[str, Any] = {field: (replace(thing, **{by: "eve"}),)}
    other = replace(case, revision=8, **forged)
    with pytest.raises(StoreError, match="cannot be changed"):
        database.transact(store.save, keys, case, other, NOW)
    more: dict[str, Any] = {field: (thing, thing)}
    added = replace(case, revision=8, **more)
    database.transact(store.save, keys, case, added, NOW)
    assert database.transact(store.load, keys, case.id) == added


@pytest.mark.parametrize("table", ["evidence", "agreed_rating", "closure", "remedy"])
@pytest.mark.parametrize("change", ["UPDATE {} SET content = 'x'", "DELETE FROM {}"])
def test_sql_cannot_change_what_is_only_added_to(
    database: Database, keys: Keyring, table: str, change: str
) -> None:
    keep(database, keys, rich_case())
    with (
        pytest.raises(DBAPIError, match="append-only"),
        database.engine.begin() as connection,
    ):
        connection.execute(text(change.format(table)))


def test_a_sealed_case_comes_back_and_belongs_to_no_launch(
    database: Database, keys: Keyring
) -> None:
    case = sealed_case()
    keep(database, keys, case)
    assert database.transact(store.load, keys, case.id) == case
    row = database.transact(_row, case)
    assert (row.launch_key, row.sequence, row.launch_status) == (None, None, "concern")


def test_an_unknown_case_is_not_found(database: Database, keys: Keyring) -> None:
    with pytest.raises(NotFound):
        database.transact(store.load, keys, uuid4())
    with pytest.raises(NotFound):
        database.transact(store.find, keys, "SAL-999")


def test_every_earlier_answer_is_kept(database: Database, keys: Keyring) -> None:
    first = answered(draft(), {("G01", None): "one", ("S01", "H01"): "1"})
    second = answered(first, {("G01", None): "two", ("S01", "H01"): "2"})
    keep(database, keys, first)
    database.transact(store.save, keys, first, second, NOW)
    assert database.transact(store.load, keys, first.id) == second
    assert database.transact(_history, first) == (["G01@2", "G01@3", "P01@1"], ["S01@2", "S01@3"])


def test_only_what_changed_is_written(database: Database, keys: Keyring) -> None:
    first = answered(draft(), {("G01", None): "one", ("G02", None): "two"})
    second = answered(first, {("G02", None): "three"})
    keep(database, keys, first)
    before = database.transact(_secrets, first)
    database.transact(store.save, keys, first, second, NOW)
    after = database.transact(_secrets, first)
    assert before < after
    assert len(after) == len(before) + 1


def test_an_answer_cannot_be_taken_out(database: Database, keys: Keyring) -> None:
    case = answered(draft(), {("G01", None): "one"})
    keep(database, keys, case)
    fewer = replace(case, revision=3, rounds=(Round(1, {(NAME, None): examples.given("x")}),))
    with pytest.raises(StoreError, match="cannot be taken out"):
        database.transact(store.save, keys, case, fewer, NOW)
    assert database.transact(store.load, keys, case.id) == case


def test_a_reply_to_a_prompt_cannot_be_changed(database: Database, keys: Keyring) -> None:
    case = rich_case()
    keep(database, keys, case)
    first = replace(case.rounds[0], replies=case.rounds[0].replies[1:])
    with pytest.raises(StoreError, match="cannot be changed"):
        database.transact(
            store.save, keys, case, replace(case, rounds=(first, case.rounds[1])), NOW
        )


def test_who_saves_second_is_told_and_changes_nothing(database: Database, keys: Keyring) -> None:
    case = draft()
    keep(database, keys, case)
    mine = answered(case, {("G01", None): "mine"})
    theirs = answered(case, {("G01", None): "theirs"})
    database.transact(store.save, keys, case, mine, NOW)
    with pytest.raises(Conflict):
        database.transact(store.save, keys, case, theirs, NOW)
    assert database.transact(store.load, keys, case.id) == mine


def test_a_case_is_inserted_once(database: Database, keys: Keyring) -> None:
    case = draft()
    keep(database, keys, case)
    with pytest.raises(Conflict):
        keep(database, keys, case)
    with pytest.raises(Conflict):
        keep(database, keys, replace(case, id=uuid4()))
    assert database.transact(store.load, keys, case.id) == case


def test_of_eight_who_save_at_once_one_wins(database: Database, keys: Keyring) -> None:
    case = draft()
    keep(database, keys, case)
    together = Barrier(8)

    def save(who: int) -> Case | None:
        after = answered(case, {("G01", None): f"person {who}"})
        together.wait()
        try:
            database.transact(store.save, keys, case, after, NOW)
        except Conflict:
            return None
        return after

    with ThreadPoolExecutor(8) as threads:
        winners = [saved for saved in threads.map(save, range(8)) if saved is not None]
    assert winners == [database.transact(store.load, keys, case.id)]


def test_of_eight_who_start_the_same_case_at_once_one_wins(
    database: Database, keys: Keyring
) -> None:
    case = draft()
    together = Barrier(8)

    def start(_: int) -> bool:
        together.wait()
        try:
            keep(database, keys, case)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(start, range(8))) == 1
    assert database.transact(store.load, keys, case.id) == case


def test_a_turn_that_breaks_saves_nothing(database: Database, keys: Keyring) -> None:
    case = rich_case()

    def turn(session: Session) -> None:
        store.save(session, keys, None, case, NOW)
        assert store.load(session, keys, case.id) == case
        raise StoreError("after all")

    with pytest.raises(StoreError, match="after all"):
        database.transact(turn)
    with pytest.raises(NotFound):
        database.transact(store.load, keys, case.id)


def test_a_session_reads_what_it_has_just_saved(database: Database, keys: Keyring) -> None:
    case = draft()

    def turns(session: Session) -> tuple[Case, Case]:
        store.save(session, keys, None, case, NOW)
        first = store.load(session, keys, case.id)
        store.save(session, keys, first, submitted(first), NOW)
        return first, store.load(session, keys, case.id)

    assert database.transact(turns) == (case, submitted(case))


def test_plain_columns_follow_the_last_submitted_round(database: Database, keys: Keyring) -> None:
    case = draft("SAL-17")
    sent = submitted(case, severities=(2, 5, 3))
    reopened = replace(sent, revision=3, rounds=(*sent.rounds, Round(2)))
    keep(database, keys, case)
    row = database.transact(_row, case)
    assert (row.sequence, row.is_draft, row.launch_status) == (17, True, "draft")
    assert (row.route, row.severity, row.answered) == (None, None, 1)

    database.transact(examples.in_turn, keys, [sent, reopened], case)
    row = database.transact(_row, case)
    assert (row.is_draft, row.route, row.severity, row.answered) == (True, "hr_escalation", 5, 0)


def test_findings_keep_the_order_of_attention(database: Database, keys: Keyring) -> None:
    case = submitted(draft(), severities=(1, 5, 2, 4, 3))
    keep(database, keys, case)
    outcome = database.transact(store.load, keys, case.id).round.outcome
    assert outcome is not None
    assert [finding.severity for finding in outcome.findings] == [1, 5, 2, 4, 3]


def test_a_launch_follows_the_answers(database: Database, keys: Keyring) -> None:
    unnamed = replace(draft(), rounds=(Round(1),))
    named = answered(unnamed, {(NAME, None): "Sea View", (LAUNCH_DATE, None): "2026-09-01"})
    moved = answered(named, {(NAME, None): "Sea Vista", (LAUNCH_DATE, None): "2026-10-02"})
    skipped = answered(moved, {(NAME, None): "", (LAUNCH_DATE, None): "some day"})
    keep(database, keys, unnamed)
    assert database.transact(_launches) == []

    expected = [
        (named, keys.name_hash("sea view"), date(2026, 9, 1)),
        (moved, keys.name_hash("sea vista"), date(2026, 10, 2)),
        (skipped, None, None),
    ]
    before = unnamed
    for after, name_hash, day in expected:
        database.transact(store.save, keys, before, after, NOW)
        assert database.transact(_launches) == [("SAL-1", name_hash, "ann", day)]
        before = after


def test_a_case_needs_the_pack_it_is_answered_with(database: Database, keys: Keyring) -> None:
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        keep(database, keys, replace(draft(), pack="never kept"))


def test_times_are_aware_and_utc(database: Database, keys: Keyring) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=45)))
    case = replace(draft(), started_at=elsewhere)
    keep(database, keys, case)
    loaded = database.transact(store.load, keys, case.id)
    for moment in (loaded.started_at, loaded.round.given[NAME, None].at):
        assert moment.utcoffset() == timedelta(0)
    assert loaded.started_at == elsewhere


def test_the_class_of_a_case_may_change(database: Database, keys: Keyring) -> None:
    case = draft()
    closed = replace(case, revision=2, confidentiality=Confidentiality.RESTRICTED)
    keep(database, keys, case)
    database.transact(store.save, keys, case, closed, NOW)
    assert database.transact(store.load, keys, case.id) == closed


def _row(session: Session, case: Case) -> CaseRow:
    return session.exec(select(CaseRow).where(CaseRow.id == case.id)).one()


def _history(session: Session, case: Case) -> tuple[list[str], list[str]]:
    answers = session.exec(select(AnswerRow).where(AnswerRow.case_id == case.id))
    ratings = session.exec(select(RatingRow).where(RatingRow.case_id == case.id))
    return (
        sorted(f"{row.question}@{row.revision}" for row in answers),
        sorted(f"{row.question}@{row.revision}" for row in ratings),
    )


def _secrets(session: Session, case: Case) -> set[bytes]:
    return set(session.exec(select(AnswerRow.value).where(AnswerRow.case_id == case.id)))


def _launches(session: Session) -> list[tuple[str, str | None, str, date | None]]:
    rows = session.exec(select(LaunchRow).order_by(col(LaunchRow.key)))
    return [(row.key, row.name_hash, row.owner, row.planned_on) for row in rows]
