"""What every Salient has, whatever chats it speaks in: store, turns and delivery."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.contract import Channel, Clock
from bot.delivery import Delivery
from bot.dispatch import Dispatch, bring_back
from bot.dispatch.firing import fire_due
from bot.dispatch.planning import replan
from bot.metrics import Tally
from bot.register import Register
from flows.pack.source import Source
from storage import store
from storage.database import Database
from storage.keys import Keyring
from storage.shelf import Shelf


@dataclass(slots=True)
class Core:
    """A Salient that is whole but not yet listening.

    `woken` is set when something may be due, `stopping` when the process is told to end.
    """

    database: Database
    keys: Keyring
    shelf: Shelf
    register: Register
    clock: Clock
    dispatch: Dispatch
    delivery: Delivery
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    tally: Tally = field(default_factory=Tally)

    @property
    def woken(self) -> asyncio.Event:
        """What is set when something may be due."""
        return self.delivery.woken

    async def bring_back(self) -> None:
        """Bring back what its review day or another pack brings back."""
        await bring_back(self.dispatch)

    async def tick(self) -> int:
        """Do all that is due now, as one leads to the other, and return how much was sent."""
        await self.bring_back()
        await self.remind()
        self.woken.clear()
        return await self.delivery.deliver()

    async def remind(self) -> None:
        """Tell every reminder that is due."""
        await fire_due(self.dispatch)

    async def plan(self) -> None:
        """Plan the reminders of every case anew."""
        await replan(self.dispatch)

    async def sweep(self) -> None:
        """Remove what was held for somebody, and not for longer than was said."""
        await self.database.run(store.sweep_keeping, self.clock.now())

    async def deliver_when_woken(self) -> None:
        """Deliver at once after each turn that left something to deliver."""
        await self.delivery.keep_delivering()


def core(
    database: Database,
    keys: Keyring,
    source: Source,
    register: Register,
    clock: Clock,
    channels: Mapping[str, Channel],
    homes: frozenset[str] = frozenset(),
    silent: Mapping[str, Channel] = MappingProxyType({}),
) -> Core:
    """Put together what is the same everywhere. `homes` are channels with a page for everybody.

    `silent` are those of the channels by which sealed messages go.
    """
    shelf, woken, tally = Shelf(source), asyncio.Event(), Tally()
    dispatch = Dispatch(database, keys, shelf, register, clock, woken.set, homes, tally)
    delivery = Delivery(
        database, keys, shelf, register, channels, clock, woken, silent=silent, counts=tally
    )
    return Core(database, keys, shelf, register, clock, dispatch, delivery, tally=tally)
