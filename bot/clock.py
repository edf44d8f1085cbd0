"""The short pulse that wakes what is due. It remembers nothing: all that is owed is in rows."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.counting import Counts, Uncounted

log = structlog.get_logger("clock")

DELIVERY_EVERY = timedelta(seconds=2)
SWEEP_EVERY = timedelta(hours=1)
REVIEWS_EVERY = timedelta(minutes=1)
REMINDERS_EVERY = timedelta(seconds=15)
PLAN_EVERY = timedelta(days=1)

PERIODS = 3
"""For how many of its periods a tick may not have ended well: one run that failed is forgiven."""

PATIENCE = timedelta(seconds=30)
"""For how long no tick is late, however short its period."""

LONGEST_RUN = timedelta(minutes=5)
"""How long one run may take before nobody waits for it: after an outage there is much to do."""


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class Beat:
    """How one tick fares. Times are seconds of a clock that never jumps.

    `well` is when it last ended well; before it ever did, when it was set up.
    """

    name: str
    period: timedelta
    well: float
    begun: float | None = None
    failed: float | None = None
    error: str = ""

    def begins(self, now: float) -> None:
        self.begun = now

    def ends(self, now: float, error: Exception | None = None) -> None:
        """Note how a run ended."""
        self.begun = None
        if error is None:
            self.well = now
        else:
            self.failed, self.error = now, type(error).__name__

    def wrong(self, now: float) -> str | None:
        """Return why nobody can rely on this tick, in words; None when all is well."""
        patience = max(PERIODS * self.period, PATIENCE)
        broke = self.failed is not None and self.failed >= self.well
        if self.begun is not None and not broke:
            under_way = timedelta(seconds=now - self.begun)
            if under_way <= max(patience, LONGEST_RUN):
                return None
            return f"the tick {self.name} does not end: it is under way for {said(under_way)}"
        if now - self.well <= patience.total_seconds():
            return None
        since = said(timedelta(seconds=now - self.well))
        why = f", it breaks with {self.error}" if broke else ""
        return f"the tick {self.name} has not ended well for {since}{why}"


class Ticks:
    """A few named ticks, each a call of an idempotent step. A tick that breaks is tried again."""

    def __init__(
        self, counts: Counts | None = None, stopwatch: Callable[[], float] = time.monotonic
    ) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._counts = counts or Uncounted()
        self._stopwatch = stopwatch
        self.beats: dict[str, Beat] = {}
        self._under_way: set[asyncio.Task[object] | None] = set()

    def every(
        self,
        name: str,
        period: timedelta,
        step: Callable[[], Awaitable[object]],
        *,
        timed: bool = True,
    ) -> None:
        """Call a step again and again, the first time at once; `timed` unless it times itself."""
        beat = self.beats[name] = Beat(name, period, self._stopwatch())

        async def tick() -> None:
            task = asyncio.current_task()
            self._under_way.add(task)
            try:
                await self._run(beat, step, self._counts.timed(name) if timed else nullcontext())
            finally:
                self._under_way.discard(task)

        self._scheduler.add_job(
            tick, "interval", seconds=period.total_seconds(), next_run_time=datetime.now(UTC)
        )

    async def _run(
        self,
        beat: Beat,
        step: Callable[[], Awaitable[object]],
        timing: AbstractContextManager[None],
    ) -> None:
        """Do one run of a tick; whatever breaks is logged and counted, and the next run comes."""
        beat.begins(self._stopwatch())
        try:
            with timing:
                await step()
        except Exception as error:
            name = type(error).__name__
            log.error("a tick broke; it is tried again", action=beat.name, error=name)
            self._counts.failed(beat.name)
            beat.ends(self._stopwatch(), error)
        else:
            beat.ends(self._stopwatch())

    def wrong(self) -> list[str]:
        """Return every tick that nobody can rely on, and why, in words."""
        now = self._stopwatch()
        return [told for beat in self.beats.values() if (told := beat.wrong(now)) is not None]

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


def said(time: timedelta) -> str:
    """Return a length of time in words for an operator, its largest unit alone."""
    seconds = int(time.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            number = seconds // size
            return f"{number} {unit}" + ("s" if number > 1 else "")
    return f"{seconds} second" + ("" if seconds == 1 else "s")
