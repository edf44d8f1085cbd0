"""Which cases come back by themselves, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

from flows.case import Case, Decision, Escalation, Policy, Withdrawal
from storage import store
from storage.database import Database
from storage.keys import Keyring
from tests.storage.examples import NOW, draft, submitted


def keep(database: Database, keys: Keyring, *cases: Case) -> None:
    for case in cases:
        database.transact(store.save, keys, None, case, NOW)


def due(database: Database, today: date) -> list[str]:
    found = set(database.transact(store.reviews_due, today))
    return sorted(each.reference for each in EVERY if each.id in found)


SENT = submitted(draft("SAL-1"), launch="cleared")
assert SENT.outcome is not None
DAYS = SENT.outcome.next_review_days
LAST = SENT.outcome.at.date() + timedelta(days=DAYS)
EARLY = LAST - timedelta(days=2)


def decided(reference: str) -> Case:
    case = submitted(draft(reference), launch="hold")
    decision = Decision("proceed", "Because.", ("hana",), NOW, "cleared", EARLY)
    policy = Policy(1, 5, (("human_rights_team",),), "DC3", ("human_rights_team",))
    new = Escalation(
        case.id, 1, "hr_review", policy, NOW, NOW, NOW, case.revision, decision=decision
    )
    return replace(case, escalations=(new,))


EVERY = (
    SENT,
    draft("SAL-2"),
    decided("SAL-3"),
    replace(submitted(draft("SAL-4"), launch="cleared"), withdrawal=Withdrawal("no", "m", NOW)),
)


def test_a_case_comes_back_on_the_day_of_its_review_and_no_earlier(
    database: Database, keys: Keyring
) -> None:
    keep(database, keys, *EVERY)
    assert due(database, EARLY - timedelta(days=1)) == []
    assert due(database, EARLY) == ["SAL-3"]
    assert due(database, LAST) == ["SAL-1", "SAL-3"]


def test_a_case_of_another_pack_is_found_once_it_was_sent(
    database: Database, keys: Keyring
) -> None:
    keep(database, keys, *EVERY)
    assert database.transact(store.cases_of_other_packs, SENT.pack) == ()
    found = set(database.transact(store.cases_of_other_packs, "another"))
    assert found == {SENT.id, EVERY[2].id}
