"""Whether Salient is well: what makes it unready, what is only a warning, and its metrics."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.clock import Ticks, said
from bot.web.app import Health, Metrics, Ready
from bot.wiring.core import Core
from flows.errors import StoreError
from storage import figures
from storage.database import Session
from storage.figures import Overdue
from storage.schema import is_current_in

DATABASE_SECONDS = 1.0
"""How long an answer of the database may take."""

LATE = timedelta(minutes=5)
"""After which something that is due and not sent is worth a warning."""


def readiness(
    core: Core,
    ticks: Ticks,
    others: Callable[[], Sequence[str]] = lambda: (),
    patience: float = DATABASE_SECONDS,
) -> Ready:
    """Return what tells an operator why work cannot be taken.

    That messages are late is a warning alone: the chat is at fault then, and a process that gets
    no turns any more would send none of them sooner.
    """

    async def ready() -> Health:
        missing = [*others(), *ticks.wrong()]
        if core.stopping.is_set() or core.delivery.is_stopping:
            missing.append("stopping: it was told to stop")
        try:
            async with asyncio.timeout(patience):
                late = await core.database.run(_looked_at, core)
        except TimeoutError:
            return Health((*missing, "the database does not answer within a second"))
        except StoreError:
            return Health((*missing, "the database cannot be read: see whether it runs"))
        if late is None:
            missing.append("the database has another schema: stop, run `salient migrate`, start")
        return Health(missing, _told(late) if late is not None else ())

    return ready


def measuring(core: Core) -> Metrics:
    """Return what gives the metrics, those of the store left out while it does not answer."""

    async def measured() -> bytes:
        try:
            async with asyncio.timeout(DATABASE_SECONDS):
                waiting = await core.database.run(figures.waiting, core.clock.now())
        except (TimeoutError, StoreError):
            return core.tally.text(None)
        return core.tally.text(waiting)

    return measured


def _looked_at(session: Session, core: Core) -> Overdue | None:
    """Return what is late; nothing when the schema is another one."""
    return figures.overdue(session, core.clock.now()) if is_current_in(session) else None


def _told(late: Overdue) -> list[str]:
    told = []
    if late.message > LATE:
        told.append(f"a message is due for {said(late.message)}: see `salient outbox list`")
    if late.reminder > LATE:
        told.append(f"a reminder is due for {said(late.reminder)}")
    return told
