"""A Salient put together on a copy of the database, and its clock moved through what is due.

The database itself is only read: a server may be running on it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from bot.ahead.listening import Heard, Listening
from bot.ahead.reasons import Reasons, reasons
from bot.contract import DeskClock
from bot.desk_keeping import DeskTime
from bot.opening import accepted_pack, kept_key, opened_for_reading
from bot.register import Register
from bot.rehearsal import SimulatedClock
from bot.settings import Settings
from bot.wiring.core import Core, core
from bot.wiring.desk import desk_register
from bot.wiring.passing import PassingTime
from flows.pack.source import Source
from storage import store
from storage.copying import copy
from storage.database import Database
from storage.keys import Keyring
from storage.schema import upgrade_open
from storage.store import Person

Registers: TypeAlias = Callable[[DeskClock], Register]
Told: TypeAlias = Callable[[Heard, Reasons], None]
"""Takes each message as it would be sent, with what is behind it."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What lies ahead of a database, on its copy. Once looked through, it is used up."""

    core: Core
    clock: SimulatedClock
    listening: Listening

    async def look(self, span: timedelta, told: Told) -> None:
        """Move the clock through everything that is due in this time, and tell each message."""
        begun = self.clock.now()

        async def watch() -> None:
            for heard in self.listening.taken():
                told(heard, await self.core.database.run(reasons, self.core, heard, begun))

        await self.core.plan()
        await self.core.tick()
        await watch()
        await PassingTime(self.clock, self.core, watch).advance(span)

    def people(self) -> tuple[Person, ...]:
        """Return everybody who is known, in the order in which they came."""
        return self.core.database.transact(store.people)


@contextmanager
def looking_ahead(settings: Settings) -> Iterator[Ahead]:
    """Copy the database of the settings, and yield what lies ahead of it."""
    source, keys = accepted_pack(settings), Keyring(kept_key(settings))
    database = opened_for_reading(settings)
    try:
        database.transact(store.require_key, keys)
        clock = SimulatedClock(DeskTime.of(database).now())
        with copied(database) as copy_of:
            yield ahead_of(copy_of, keys, source, clock, _registers(settings))
    finally:
        database.close()


@contextmanager
def copied(database: Database) -> Iterator[Database]:
    """Yield a copy of a database that goes when the block ends."""
    with TemporaryDirectory(prefix="salient-") as folder:
        other = Database(f"sqlite:///{Path(folder) / 'copy.db'}")
        try:
            upgrade_open(other)
            copy(database, other)
            yield other
        finally:
            other.close()


def ahead_of(
    copy_of: Database, keys: Keyring, source: Source, clock: SimulatedClock, registers: Registers
) -> Ahead:
    """Put together what lies ahead: all that is real, but the clock and the chats."""
    listening, register = Listening(clock), registers(clock)
    channels: defaultdict[str, Listening] = defaultdict(lambda: listening)
    made = core(copy_of, keys, source, register, clock, channels)
    copy_of.transact(register.roster)
    return Ahead(made, clock, listening)


def _registers(settings: Settings) -> Registers:
    """Return how a register is made: that of the desk, which finds all other people as well."""
    return lambda clock: desk_register(settings.zone, clock, settings.country)
