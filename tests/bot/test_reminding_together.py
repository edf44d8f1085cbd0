"""Several processes that remind, and one that is killed: everything is told, and once."""

import asyncio
import multiprocessing
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from flows.case import Case, Measure, MeasureState
from storage import journal, reminders
from storage.database import Database
from storage.tables import JournalRow, OutboxRow, ReminderRow
from tests import databases
from tests.bot.house import House
from tests.bot.reminded import at, given, numbered, plan, tick, with_measure
from tests.bot.reminded_together import NEVER, remind
from tests.flows.due.cases import item, proof
from tests.flows.due.cases import measure as a_measure
from tests.flows.screening import played

CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["tests.bot.reminded_together"])

ON_SERVER = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
EVERY: Mapping[databases.Kind, int] = {"sqlite": 1, "postgresql": 4}
"""Killed before each statement where a process starts fast, before every fourth elsewhere."""

MOST = 600
"""More statements than reminding of these cases takes: more than that fails the test."""


def with_everything(number: int = 1) -> Case:
    """Return a case that has a thing of every kind: all are due in the middle of April."""
    case = played("G02").case
    outcome = case.shown_round.outcome
    assert outcome is not None
    risk = max(outcome.findings, key=lambda one: one.severity).risk

    def held(place: int, state: MeasureState = MeasureState.PLANNED, *risks: str) -> Measure:
        id = UUID(int=number * 100 + place)
        return a_measure(state, id=id, owner="vik", verifier="hana", risks=risks)

    everything = replace(
        case,
        measures=(
            held(1),
            held(2, MeasureState.PLANNED, risk),
            held(3, MeasureState.IMPLEMENTED),
        ),
        open_items=(item(owner="mira", id=UUID(int=number * 100 + 4)),),
        evidence=(proof(number * 100 + 5, owner="vik", expires_on=date(2026, 4, 16)),),
    )
    return numbered(everything, number)


def freed(url: str) -> None:
    """Give the leases of a process that was killed back, as time does."""
    database = Database(url)
    try:
        database.transact(reminders.free_leases)
    finally:
        database.close()


def told(url: str) -> Mapping[str, Any]:
    """Return what was owed and noted, in full, and whether it adds up."""
    database = Database(url)
    try:
        return database.transact(_told)
    finally:
        database.close()


def _told(session: Session) -> Mapping[str, Any]:
    owed = session.exec(select(OutboxRow).order_by(col(OutboxRow.key)))
    ended = session.exec(select(ReminderRow).order_by(col(ReminderRow.key)))
    noted = session.exec(select(JournalRow.stream, JournalRow.action))
    return {
        "owed": [(one.key, one.view, one.conversation, one.due_at) for one in owed],
        "reminders": [(one.key, one.state, one.due_at, one.told_in) for one in ended],
        "noted": Counter((str(stream), action) for stream, action in noted),
        "flaws": journal.verify(session),
    }


def in_a_process(url: str, moment: str, at_statement: int = NEVER) -> int | None:
    child = CLEAN.Process(target=remind, args=(url, at(moment), at_statement))
    child.start()
    child.join()
    return child.exitcode


def prepared(url: str, *cases: Case) -> None:
    with House(Database(url)) as house:
        given(house, *cases)
        asyncio.run(plan(house))


MORNING = "2026-04-20T09:00"


def test_kill_and_restart_keeps_every_reminder_kind(
    database_url: str, database_kind: databases.Kind
) -> None:
    prepared(database_url, with_everything())
    kinds = {key.split(":")[1] for key, *_ in told(database_url)["reminders"]}
    assert kinds == {"escalation", "measure", "check", "item", "evidence", "launch", "review"}
    whole = undisturbed(with_everything())
    before, statement, kills = told(database_url), 0, 0
    code: int | None = -signal.SIGKILL
    while code:
        statement, kills = statement + EVERY[database_kind], kills + 1
        assert kills < MOST
        code = in_a_process(database_url, MORNING, statement)
        assert code in (0, -signal.SIGKILL)
        freed(database_url)
        now = told(database_url)
        assert now["flaws"] == ()
        if now != before:  # a part of it is done: the next is killed at each of its statements
            before, statement = now, 0
    assert kills > 20
    assert before == whole


def undisturbed(*cases: Case) -> Mapping[str, Any]:
    """Return what one process tells that nothing happens to."""
    with databases.fresh_database("sqlite") as url:
        prepared(url, *cases)
        assert in_a_process(url, MORNING) == 0
        return told(url)


@ON_SERVER
def test_three_processes_tell_everything_once(database_url: str) -> None:
    cases = [*(with_everything(number) for number in (1, 2)), *map(with_measure, range(3, 12))]
    whole = undisturbed(*cases)
    prepared(database_url, *cases)
    children = [CLEAN.Process(target=remind, args=(database_url, at(MORNING))) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert in_a_process(database_url, MORNING) == 0  # whoever gave way to others tries again
    found = told(database_url)
    assert found["owed"] == whole["owed"]
    assert found["reminders"] == whole["reminders"]
    assert found["flaws"] == ()


@ON_SERVER
async def test_threads_that_remind_of_one_case_tell_it_once(database_url: str) -> None:
    """A message of its own to one person is one, though two of its stages are fired together."""
    with House(Database(database_url)) as house:
        given(house, with_everything(), with_measure(2))
        await plan(house)
        house.clock.at = at(MORNING)
        await asyncio.gather(*(tick(house) for _ in range(4)))
        await tick(house)
        views = Counter(house.views("person:vik"))
        assert views == {"reminder": 1, "morning": 1}
        assert house.database.transact(_leased) == 0


def _leased(session: Session) -> int:
    held = select(ReminderRow).where(
        ReminderRow.state == "pending", col(ReminderRow.lease_token).is_not(None)
    )
    return len(session.exec(held).all())
