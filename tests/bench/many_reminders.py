"""Databases with very many reminders: made in bulk, by the database itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from bot.dispatch.firing import LEASE
from bot.dispatch.planning import replan
from flows.case import Case
from flows.screening.cases import WrittenCase
from storage import reminders, store
from storage.database import Database, Session, engine_for, is_sqlite
from storage.keys import Keyring
from storage.reminders import Kept
from tests.bot.house import House

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

NUMBERS = {
    True: "WITH RECURSIVE number(i) AS "
    "(SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < :total)",
    False: "WITH number(i) AS (SELECT generate_series(0, :total - 1))",
}
ID = {True: "printf('%032x', i)", False: "lpad(to_hex(i), 32, '0')"}
LATER = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', :now, (10 + i * 7 % 7000000) || ' seconds')",
    False: "CAST(:now AS timestamptz) + (10 + CAST(i AS bigint) * 7 % 7000000) * interval '1 s'",
}
EARLIER = {
    True: "strftime('%Y-%m-%d %H:%M:%f000', :now, '-' || (i % 3600) || ' seconds')",
    False: "CAST(:now AS timestamptz) - (i % 3600) * interval '1 s'",
}


@dataclass(frozen=True, slots=True)
class Many:
    """So many reminders or jobs, and how many of them are due now; the due are spread evenly."""

    total: int
    due: int

    @property
    def values(self) -> dict[str, object]:
        return {"total": self.total, "apart": self.total // self.due}


def add_reminders(database: Database, case_id: uuid.UUID, many: Many) -> None:
    """Let a case have very many reminders; of those that are not due, half are gathered."""
    lite = is_sqlite(database.url)
    in_bulk(
        database,
        f"""
        INSERT INTO reminder
            (id, key, case_id, subject, stage, person, gathered, args, state, due_at, created_at)
        {NUMBERS[lite]}
        SELECT {_as_id(lite)}, 'reminder:' || i, :case_id, 'measure:' || i, 'day+3', 'p' || i % 500,
            i % :apart <> 0 AND i % 2 = 1, '{{}}', 'pending',
            CASE WHEN i % :apart = 0 THEN {EARLIER[lite]} ELSE {LATER[lite]} END, :now
        FROM number
        """,
        {
            **many.values,
            "case_id": case_id.hex if lite else case_id,
            "now": NOW.strftime("%Y-%m-%d %H:%M:%S.000000") if lite else NOW,
        },
    )


def claim_all(database: Database, many: Many) -> list[Kept]:
    """Find and claim everything that is due."""
    return database.transact(reminders.claim, many.due + 1, LEASE, NOW)


def give_back(database: Database, claimed: Sequence[Kept]) -> None:
    database.transact(reminders.release, claimed)


# --------------------------------------------------------------------------- full turns


async def cases_with_a_stage_due(house: House, product: WrittenCase, count: int) -> None:
    """Let there be so many cases like a worked product, each with one stage that is due now."""
    like = house.database.transact(store.load, house.keys, await house.screen(product))
    await house.delivery.deliver()
    house.database.transact(_save_alike, house.keys, like, count - 1)
    await replan(house.dispatch)
    due_at = house.database.transact(reminders.next_due, house.clock.now())
    assert due_at is not None
    await house.clock.advance(due_at - house.clock.now())


def _save_alike(session: Session, keys: Keyring, like: Case, count: int) -> None:
    for number in range(1, count + 1):
        case = replace(like, id=uuid.UUID(int=number), reference=f"SAL-{1000 + number}", revision=1)
        store.save(session, keys, None, case, NOW)


# ----------------------------------------------------------------------------- in bulk


def in_bulk(database: Database, statement: str, values: Any) -> None:
    """Run one long statement, and let the database look at what it holds then."""
    engine = engine_for(database.url, migrating=True)
    with engine.begin() as connection:
        connection.execute(text(statement), values)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def _as_id(lite: bool) -> str:
    return ID[lite] if lite else f"CAST({ID[lite]} AS uuid)"
