"""The short pulse that wakes what is due. It remembers nothing: all that is owed is in rows."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger("clock")

DELIVERY_EVERY = timedelta(seconds=2)
SWEEP_EVERY = timedelta(hours=1)
REVIEWS_EVERY = timedelta(minutes=1)
REMINDERS_EVERY = timedelta(seconds=15)
PLAN_EVERY = timedelta(days=1)


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Ticks:
    """A few named ticks, each a call of an idempotent step. A tick that breaks is tried again."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self.last: dict[str, datetime] = {}
        self._under_way: set[asyncio.Task[object] | None] = set()

    def every(self, name: str, period: timedelta, step: Callable[[], Awaitable[object]]) -> None:
        """Call a step again and again, the first time at once."""

        async def tick() -> None:
            task = asyncio.current_task()
            self._under_way.add(task)
            try:
                await step()
            except Exception as error:
                log.error(
                    "a tick broke; it is tried again", action=name, error=type(error).__name__
                )
            else:
                self.last[name] = datetime.now(UTC)
            finally:
                self._under_way.discard(task)

        self._scheduler.add_job(
            tick, "interval", seconds=period.total_seconds(), next_run_time=datetime.now(UTC)
        )

    def late(self, name: str, by: timedelta) -> bool:
        """Tell whether a tick has not ended well for so long."""
        last = self.last.get(name)
        return last is not None and datetime.now(UTC) - last > by

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin no new tick, and let what is under way end; a shutdown alone would cut it off."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        await asyncio.sleep(0)  # a tick that was only just begun comes to its first line
        await asyncio.gather(*filter(None, self._under_way), return_exceptions=True)
        self._scheduler.shutdown(wait=False)
