"""A process killed at any statement of a turn leaves all of the turn or nothing of it."""

import asyncio
import itertools
import multiprocessing
import signal
from collections.abc import Callable, Coroutine, Mapping
from typing import TypeAlias
from uuid import UUID

import pytest
from sqlalchemy import func
from sqlmodel import select

from flows.cards import Card, Form
from flows.events import Event, Reviewed, Submitted
from storage import journal, outbox, store
from storage.database import Database, Session
from storage.figures import contents
from storage.tables import CaseRow, InboundRow
from tests.bot.house import House, case_of, sending
from tests.bot.killed import one_turn
from tests.worked import worked

Prepare: TypeAlias = Callable[[House], Coroutine[None, None, tuple[UUID, Event]]]

MOST = 200
"""More statements than any turn has: a turn that needs more fails the test."""

CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["tests.bot.killed"])


async def an_early_notice(house: House) -> tuple[UUID, Event]:
    """The page that makes an early rule true: answers, restriction, notice and journal."""
    return await _up_to("E03", "RV09", house)


async def a_private_concern(house: House) -> tuple[UUID, Event]:
    """The last page, with a wish to be heard in private: a second case in the same turn."""
    return await _up_to("Z01", "RV08", house)


async def _up_to(question: str, product: str, house: House) -> tuple[UUID, Event]:
    """Answer every page before that of a question, and return the sending of that one."""
    form = await house.start()
    case_id = case_of(form)
    while question not in [one.id for one in form.fields]:
        reply = await house.says("mira", sending(form, worked(product)), case_id)
        assert isinstance(reply, Form)
        form = reply
    return case_id, sending(form, worked(product))


async def a_submission(house: House) -> tuple[UUID, Event]:
    """A severe screening sent: findings, route, and everybody who is told."""
    case_id = await house.screen(worked("G05"), send=False)
    await house.delivery.deliver()
    review = await house.says("mira", Reviewed(), case_id)
    assert isinstance(review, Card)
    return case_id, Submitted(review.buttons[0].revision)


def what_is_there(url: str) -> Mapping[str, object]:
    """Return enough of the store to tell all of a turn from nothing of it."""
    database = Database(url)
    try:
        return {
            **database.transact(contents),
            "owed": database.transact(outbox.counts),
            "seen": database.transact(_seen),
            "flaws": database.transact(journal.verify),
        }
    finally:
        database.close()


def _seen(session: Session) -> list[int]:
    """Count events and cases; sealed ones as well, which no figure tells."""
    tables = (InboundRow, CaseRow)
    return [session.exec(select(func.count()).select_from(each)).one() for each in tables]


@pytest.mark.parametrize("prepare", [an_early_notice, a_private_concern, a_submission])
def test_a_turn_killed_at_any_statement_leaves_all_or_nothing(
    database_url: str, prepare: Prepare
) -> None:
    with House(Database(database_url)) as house:
        case_id, what = asyncio.run(prepare(house))
    before = what_is_there(database_url)
    for at in itertools.count(1):
        assert at < MOST
        child = CLEAN.Process(target=one_turn, args=(database_url, "mira", what, case_id, at))
        child.start()
        child.join()
        now = what_is_there(database_url)
        assert now["flaws"] == ()
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        assert now == before, f"killed at statement {at}"
    assert at > 10
    assert now["seen"] != before["seen"]
    assert now["journal entries"] != before["journal entries"]
    with House(Database(database_url)) as house:
        asyncio.run(house.says("mira", what, case_id, "the one event"))
        assert house.database.transact(store.load, house.keys, case_id).id == case_id
    assert _but_readings(what_is_there(database_url)) == _but_readings(now)


def _but_readings(found: Mapping[str, object]) -> Mapping[str, object]:
    """Leave out the journal: showing a closed case again is noted as a reading."""
    return {name: count for name, count in found.items() if name != "journal entries"}
