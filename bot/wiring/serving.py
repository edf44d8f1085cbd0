"""Serving: ticks and the web application, until told to stop; then what is under way ends."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from aiohttp import web

from bot.clock import (
    DELIVERY_EVERY,
    PLAN_EVERY,
    REMINDERS_EVERY,
    REVIEWS_EVERY,
    SWEEP_EVERY,
    Ticks,
)
from bot.dispatch.hooking import fire
from bot.settings import Settings
from bot.web.hooks import Hooks
from bot.wiring.core import Core
from flows.casework.rounds.triggering import by_hook
from flows.errors import SettingsError

log = structlog.get_logger("server")

REPLY_SECONDS = 3
"""How long replies that are under way may take when Salient is told to stop."""

CLOSING_SECONDS = 1
"""How long a request may take then, once nothing is being sent any more."""


async def _no() -> None:
    """Wait for nothing."""


@asynccontextmanager
async def working(core: Core) -> AsyncIterator[Ticks]:
    """Deliver what is due, woken by turns and by a tick, and remove what is held no longer."""
    ticks = Ticks(core.tally)
    ticks.every("delivery", DELIVERY_EVERY, core.delivery.begin, timed=False)
    ticks.every("sweep", SWEEP_EVERY, core.sweep)
    ticks.every("reminders", REMINDERS_EVERY, core.remind)
    ticks.every("plan", PLAN_EVERY, core.plan)
    ticks.every("reviews", REVIEWS_EVERY, core.bring_back)
    ticks.start()
    delivering = asyncio.create_task(core.deliver_when_woken())
    try:
        yield ticks
    finally:
        await wind_down(core, ticks)
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        log.info("stopped", action="stop")


async def wind_down(core: Core, ticks: Ticks, replies: Callable[[], Awaitable[None]] = _no) -> None:
    """Begin nothing more, and return when what is being sent or answered has ended.

    The server still listens meanwhile, and says that it is stopping.
    """
    core.delivery.is_stopping = True
    answered = asyncio.wait_for(replies(), REPLY_SECONDS)
    await asyncio.gather(ticks.stop(), core.delivery.stop(), answered, return_exceptions=True)


@asynccontextmanager
async def listening(app: web.Application, settings: Settings, path: str) -> AsyncIterator[None]:
    """Serve the web application, and print its address once it can be reached."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
    await runner.setup()
    try:
        await _bind(runner, settings)
        port = runner.addresses[0][1]
        print(f"Salient is ready: http://{settings.host}:{port}{path}", flush=True)
        yield
    finally:
        await runner.cleanup()


def hooks_of(core: Core, settings: Settings) -> Hooks | None:
    """Return the address that other systems report to, None when no secret is set."""
    if settings.hook_secret is None:
        return None
    pack = core.shelf.accepted
    return Hooks(
        settings.hook_secret.get_secret_value(),
        partial(fire, core.dispatch),
        frozenset(each.id for each in by_hook(pack)),
        frozenset(pack.question),
    )


def stop_signal() -> asyncio.Event:
    """Return what is set when the process is told to end; before it is ready, too."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    return told


async def _bind(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise SettingsError(
            f"port {settings.port} of {settings.host} cannot be used ({error.strerror}): "
            "stop what listens there or set SALIENT_PORT"
        ) from None
