"""Time that is moved: whatever is due on the way happens in its order, each at its own moment."""

from asyncio import Lock
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from bot.contract import DeskClock
from bot.wiring.core import Core
from storage import outbox, reminders, store
from storage.database import Session

Watch = Callable[[], Awaitable[None]]
"""Called after each moment at which something was sent."""


async def nobody() -> None:
    """Watch nothing."""


@dataclass(frozen=True, slots=True)
class PassingTime:
    """A clock that brings what is due as it is moved, and whoever watches sees it come.

    Who moves it while it is being moved waits: two weeks that are asked for are two weeks.
    """

    clock: DeskClock
    core: Core
    watch: Watch = nobody
    turn: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        return self.clock.now()

    async def advance(self, by: timedelta) -> None:
        """Move forward, through everything that is due until then."""
        async with self.turn:
            until = self.now() + by
            while (moment := await self._next()) is not None and moment <= until:
                await self._to(moment)
            await self._to(until)

    async def to_next(self) -> bool:
        """Move to the next moment at which something is due; False when nothing is planned."""
        async with self.turn:
            moment = await self._next()
            if moment is not None:
                await self._to(moment)
            return moment is not None

    async def _next(self) -> datetime | None:
        return await self.core.database.run(next_moment, self.now())

    async def _to(self, moment: datetime) -> None:
        ahead = moment - self.now()
        if ahead > timedelta():
            await self.clock.advance(ahead)
        if await self.core.tick():
            await self.watch()


def next_moment(session: Session, now: datetime) -> datetime | None:
    """Return when something is due next after now, None when nothing is planned."""
    review = store.next_review(session, now.date())
    moments = (
        reminders.next_due(session, now),
        outbox.next_due(session, now),
        datetime.combine(review, time(0), UTC) if review is not None else None,
    )
    return min((at for at in moments if at is not None), default=None)
