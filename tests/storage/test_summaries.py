"""Lists of cases show what is needed and find a launch by its name."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, delete

from flows.case import Case, Confidentiality, Phase, Round, Summary
from flows.pack.anchors import LAUNCH_DATE, NAME
from storage import store
from storage.database import Database
from storage.keys import Keyring
from storage.tables import DataKeyRow
from tests.storage.examples import NOW, answered, draft, keep, rich_case, sealed_case, submitted


def test_a_summary_tells_the_case(database: Database, keys: Keyring) -> None:
    case = replace(rich_case(), rounds=rich_case().rounds[:1], withdrawal=None)
    keep(database, keys, case)
    assert database.transact(store.summaries, keys) == (
        Summary(
            case_id=case.id,
            reference="SAL-1",
            name="Lighthouse \0 🗼",
            owner="ann",
            product_lead="lee",
            participants=("zoe", "bob", "ann"),
            confidentiality=Confidentiality.RESTRICTED,
            launch_status="cleared_with_actions",
            route="hr_escalation",
            severity=5,
            is_draft=False,
            started_at=NOW,
            changed_at=NOW,
            launch_on=date(2026, 9, 1),
            answered=8,
            phase=Phase.TRACKING,
            due_on=date(2026, 4, 1),
            helpers=("ines", "jo"),
        ),
    )


def test_whoever_holds_a_part_of_a_case_finds_it(database: Database, keys: Keyring) -> None:
    case = replace(rich_case(), withdrawal=None)
    (asked,) = case.expert_questions
    waits = replace(asked, replied_at=None, settled=None)
    waiting = replace(case, expert_questions=(waits,))
    keep(database, keys, waiting, draft("SAL-2"))
    for person in ("ines", "jo", "ed"):
        (found,) = database.transact(store.summaries, keys, person)
        assert found.reference == "SAL-1"
        assert found.experts == ("ed",)
    assert database.transact(store.summaries, keys, "otto") == ()


def test_nobody_is_waited_for_who_was_asked_what_is_not_asked_any_more(
    database: Database, keys: Keyring
) -> None:
    case = replace(rich_case(), withdrawal=None)
    (asked,) = case.expert_questions
    gone = replace(asked, proposal=None, replied_at=None, accepted=False)
    keep(database, keys, replace(case, expert_questions=(gone,)))
    (found,) = database.transact(store.summaries, keys, "ines")
    assert found.experts == ()


def test_a_summary_says_when_the_team_owes_its_word(database: Database, keys: Keyring) -> None:
    case = replace(rich_case(), withdrawal=None)
    (decided,) = case.escalations
    pending = replace(decided, decision=None)
    unseen = replace(pending, acknowledged=None)
    for escalation, due in ((pending, pending.decision_due_at), (unseen, unseen.first_due_at)):
        keep(
            database,
            keys,
            replace(case, id=uuid4(), reference=f"SAL-{due:%j}", escalations=(escalation,)),
        )
    found = {one.reference: one.due_at for one in database.transact(store.summaries, keys)}
    assert set(found.values()) == {pending.decision_due_at, unseen.first_due_at}


def test_a_summary_has_the_latest_name(database: Database, keys: Keyring) -> None:
    unnamed = replace(draft(), rounds=(Round(1),))
    before = unnamed
    keep(database, keys, unnamed)
    assert names(database, keys) == [""]
    for name in ("Old", "New"):
        after = answered(before, {(NAME, None): name})
        database.transact(store.save, keys, before, after, NOW)
        assert names(database, keys) == [name]
        before = after
    again = replace(before, revision=9, rounds=(before.round, Round(2)))
    database.transact(store.save, keys, before, again, NOW)
    assert names(database, keys) == ["New"]


def test_the_latest_change_comes_first(database: Database, keys: Keyring) -> None:
    cases = [draft(f"SAL-{number}") for number in (1, 2, 3)]
    for minutes, case in zip((5, 9, 1), cases, strict=True):
        database.transact(store.save, keys, None, case, NOW + timedelta(minutes=minutes))
    found = database.transact(store.summaries, keys)
    assert [each.reference for each in found] == ["SAL-2", "SAL-1", "SAL-3"]


def test_a_person_sees_what_they_have_a_part_in(database: Database, keys: Keyring) -> None:
    keep(
        database,
        keys,
        replace(draft("SAL-1"), owner="pat"),
        replace(draft("SAL-2"), product_lead="pat"),
        replace(draft("SAL-3"), participants=("zoe", "pat")),
        replace(draft("SAL-4"), participants=("zoe",), product_lead=None),
    )
    found = database.transact(store.summaries, keys, "pat")
    assert sorted(each.reference for each in found) == ["SAL-1", "SAL-2", "SAL-3"]
    assert database.transact(store.summaries, keys, "nobody") == ()
    assert len(database.transact(store.summaries, keys)) == 4


@pytest.mark.parametrize(
    "written", ["Sea View", "  sea \t view\n", "SEA VIEW", "Ｓｅａ　Ｖｉｅｗ"], ids=repr
)
def test_a_launch_is_found_however_its_name_is_written(
    database: Database, keys: Keyring, written: str
) -> None:
    keep(database, keys, draft("SAL-1", name="Sea View"), draft("SAL-2", name="Sea Views"))
    assert references(database, keys, written) == ["SAL-1"]


def test_sealed_cases_are_not_found_by_the_name_of_a_launch_and_those_that_are_over_are(
    database: Database, keys: Keyring
) -> None:
    hold = submitted(draft("SAL-1"), launch="hold")
    keep(
        database,
        keys,
        hold,
        submitted(draft("SAL-2"), launch="pending_review"),
        submitted(draft("SAL-3"), launch="cleared_with_actions"),
        submitted(draft("SAL-4"), launch="cleared"),
        draft("SAL-5"),
        replace(draft("SAL-6"), confidentiality=Confidentiality.RESTRICTED),
        replace(draft("SAL-7"), confidentiality=Confidentiality.SEALED),
        sealed_case(),
    )
    expected = ["SAL-1", "SAL-2", "SAL-3", "SAL-4", "SAL-5", "SAL-6"]
    assert references(database, keys, "Lighthouse") == expected

    hidden = replace(hold, revision=9, confidentiality=Confidentiality.SEALED)
    database.transact(store.save, keys, hold, hidden, NOW)
    assert references(database, keys, "Lighthouse") == expected[1:]


def test_a_renamed_launch_is_found_by_its_new_name_only(database: Database, keys: Keyring) -> None:
    case = answered(draft(name="Old"), {(LAUNCH_DATE, None): "2026-09-01"})
    keep(database, keys, case)
    database.transact(store.save, keys, case, answered(case, {(NAME, None): "New"}), NOW)
    assert references(database, keys, "old") == []
    assert references(database, keys, "new") == ["SAL-1"]


def test_another_key_finds_nothing_by_name(database: Database, keys: Keyring) -> None:
    keep(database, keys, draft())
    assert database.transact(store.cases_of_launch, Keyring(b"x" * 32), "Lighthouse") == ()


def test_a_case_without_its_key_has_no_name(database: Database, keys: Keyring) -> None:
    erased, kept = draft("SAL-1", name="Gone"), draft("SAL-2", name="Here")
    keep(database, keys, erased, kept)
    database.transact(_erase, erased)
    found = {each.reference: each.name for each in database.transact(store.summaries, keys)}
    assert found == {"SAL-1": "", "SAL-2": "Here"}


def names(database: Database, keys: Keyring) -> list[str]:
    return [each.name for each in database.transact(store.summaries, keys)]


def references(database: Database, keys: Keyring, name: str) -> list[str]:
    found = database.transact(store.cases_of_launch, keys, name)
    return sorted(each.reference for each in found)


def _erase(session: Session, case: Case) -> None:
    session.exec(delete(DataKeyRow).where(col(DataKeyRow.case_id) == case.id))
