"""A story pressed again, button by button, in a process of its own that may be killed anywhere."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection

from bot.rehearsal import SimulatedClock
from bot.rehearsal.playing import A_PAGE
from bot.wiring import Salient, assemble
from bot.wiring.passing import PassingTime
from storage import outbox, reminders
from storage.database import Database
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source

KEY = bytes(range(32))
SOURCE = read_source(BUILT_IN)


@dataclass(frozen=True, slots=True)
class Step:
    """What was pressed, and what the clock said then."""

    at: datetime
    payload: Mapping[str, object]


def replay(url: str, steps: Sequence[Step], first: int, confirm: Connection) -> None:
    """Go on from a step to the end; each is confirmed once it is done and delivered."""
    database = Database(url)
    clock = SimulatedClock(steps[max(first - 1, 0)].at)
    salient = assemble(database, Keyring(KEY), SOURCE, "UTC", clock)
    database.transact(outbox.free_leases)
    database.transact(reminders.free_leases)
    confirm.send(first - 1)
    asyncio.run(_press(salient, clock, steps, first, confirm))
    database.close()


async def _press(
    salient: Salient, clock: SimulatedClock, steps: Sequence[Step], first: int, confirm: Connection
) -> None:
    passing = PassingTime(clock, salient.core)
    if first:
        await passing.advance(A_PAGE)  # what the step before left is done at its own time
    for number, step in enumerate(steps[first:], first):
        await passing.advance(step.at - clock.now())
        inbound = salient.channel.parse(step.payload)
        assert inbound is not None
        await salient.core.dispatch.handle(inbound)
        await passing.advance(A_PAGE)
        confirm.send(number)
