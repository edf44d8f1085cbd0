"""A whole story, killed at twenty moments and gone on with, ends as one that nothing disturbed.

The undisturbed story is played once; what was pressed is pressed again in processes that are
killed. Each goes on at the step that was not confirmed, with the same events: as a chat does that
delivers again what was not answered.
"""

import multiprocessing
import random
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import pytest
from sqlmodel import col, select

from flows.case import Phase
from storage import desk, journal
from storage.database import Database, Session
from storage.keys import Keyring
from storage.tables import DeskMessageRow, JournalRow, OutboxRow
from tests.bot.recorded import first_case, played
from tests.bot.replayed import KEY, Step, replay

KILLS = 20
SLOWEST = 0.12
"""The most that passes between a confirmed step and a kill: several steps long, in seconds."""

LOOKS = ("list", "see", "measure", "form", "smallest_change")
"""Buttons that only show something; they are left out, so that kills fall where things happen."""

READING = "smallest_change_asked"
"""What the journal keeps of a look; it is not pressed again."""

CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["tests.bot.killed", "tests.bot.replayed"])


@dataclass(frozen=True, slots=True)
class Told:
    """The steps of an undisturbed story, and how it ended."""

    steps: tuple[Step, ...]
    ended: Mapping[str, Any]


@pytest.fixture(scope="module")
def undisturbed() -> Told:
    with played("G02") as done:
        pressed = [one for one in done.desk.pressed if not _only_looks(one.payload)]
        core = done.salient.core
        steps = tuple(Step(one.at, one.payload) for one in pressed)
        return Told(steps, core.database.transact(_end, core.keys))


def test_story_killed_at_twenty_moments_ends_as_one_that_was_not(
    undisturbed: Told, database_url: str
) -> None:
    steps, chance = undisturbed.steps, random.Random(20)
    moments = sorted(chance.sample(range(len(steps)), KILLS))
    first = 0
    for moment in moments:
        first = _killed(database_url, steps, first, moment, chance.uniform(0, SLOWEST))
    assert _to_the_end(database_url, steps, first) == len(steps) - 1
    ended = _end_of(database_url)
    for what, there in undisturbed.ended.items():
        assert ended[what] == there, what
    assert ended["case"].phase is Phase.CLOSED
    assert ended["flaws"] == ()


def _killed(url: str, steps: tuple[Step, ...], first: int, moment: int, after: float) -> int:
    """Kill a process soon after it comes to a step, and return the first one not confirmed."""
    ours, theirs = CLEAN.Pipe(duplex=False)
    child = CLEAN.Process(target=replay, args=(url, steps, first, theirs))
    child.start()
    theirs.close()
    last = first - 1
    while last < moment - 1:
        last = int(ours.recv())
    time.sleep(after)
    child.kill()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    return max([last, *_left_in(ours)]) + 1


def _to_the_end(url: str, steps: tuple[Step, ...], first: int) -> int:
    """Let a process go on undisturbed, and return the last step that it confirmed."""
    ours, theirs = CLEAN.Pipe(duplex=False)
    child = CLEAN.Process(target=replay, args=(url, steps, first, theirs))
    child.start()
    theirs.close()
    child.join()
    assert child.exitcode == 0
    return max(_left_in(ours))


def _left_in(confirmed: Connection) -> Iterator[int]:
    try:
        while True:
            yield confirmed.recv()
    except EOFError:
        return


def _only_looks(payload: Mapping[str, object]) -> bool:
    return any(f'"verb": "{verb}"' in str(payload["act"]) for verb in LOOKS)


# ---------------------------------------------------------------------------- how it ended


def _end_of(url: str) -> Mapping[str, Any]:
    database = Database(url)
    try:
        return database.transact(_end, Keyring(KEY))
    finally:
        database.close()


def _end(session: Session, keys: Keyring) -> Mapping[str, Any]:
    """Return all that a story leaves behind, with the times of the simulated clock.

    Only when a message was sent is left out: what was owed as a process was killed is sent as the
    next one begins, which is a minute sooner or later than it would have been.
    """
    case = first_case(session, keys)
    return {
        "case": case,
        "owed": _owed(session),
        "messages": {place: _messages(session, keys, place) for place in _places(session)},
        "journal": _journal(session, str(case.id)),
        "flaws": journal.verify(session),
    }


def _owed(session: Session) -> list[tuple[object, ...]]:
    """Return every message owed; an edit without the id of the copy, which is left to chance."""
    return sorted(
        (_named(row), row.kind, row.view, row.conversation, row.state, row.due_at)
        for row in session.exec(select(OutboxRow))
    )


def _named(row: OutboxRow) -> str:
    return row.key.rpartition(":")[0] if row.kind == "edit" else row.key


def _places(session: Session) -> list[str]:
    return sorted(session.exec(select(col(DeskMessageRow.conversation)).distinct()).all())


def _messages(session: Session, keys: Keyring, place: str) -> list[tuple[object, ...]]:
    """Return what stands in a conversation, in its order."""
    newest = desk.newest(session, keys, place, 1000)
    return [(one.key, one.payload) for one in newest]


def _journal(session: Session, stream: str) -> list[tuple[object, ...]]:
    rows = select(JournalRow).where(JournalRow.stream == stream).order_by(col(JournalRow.seq))
    return [
        (row.at, row.actor, row.action, row.payload)
        for row in session.exec(rows)
        if row.action != READING
    ]
