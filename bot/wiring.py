"""Everything put together: the one place that knows everybody. Nothing happens at import."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from aiohttp import web

from bot.audience import Roster
from bot.channels.desk import people as seats
from bot.channels.desk.channel import DeskChannel
from bot.channels.desk.hub import Hub
from bot.channels.desk.server import desk_app
from bot.clock import DELIVERY_EVERY, Ticks
from bot.contract import Address, DeskClock, Reader
from bot.delivery import Delivery
from bot.desk_keeping import DeskTime, KeptDesk
from bot.dispatch import Dispatch
from bot.opening import accepted_pack, opened
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.hosts import is_loopback
from flows.errors import SettingsError, StoreError
from flows.pack.source import Source
from flows.people.profile import Profile
from storage import outbox, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.schema import is_current
from storage.shelf import Shelf

log = structlog.get_logger("server")

STALE_TICK = timedelta(seconds=30)


@dataclass(slots=True)
class Salient:
    """One Salient on the rehearsal desk, whole but not yet listening."""

    database: Database
    shelf: Shelf
    roster: Roster
    clock: DeskClock
    channel: DeskChannel
    hub: Hub
    messages: KeptDesk
    dispatch: Dispatch
    delivery: Delivery
    woken: asyncio.Event

    async def deliver_when_woken(self) -> None:
        """Deliver at once after each turn that left something to deliver."""
        while True:
            await self.woken.wait()
            self.woken.clear()
            await self.delivery.deliver()


def desk_roster(zone: str) -> Roster:
    """Return the fixed people of the desk and where they are reached."""

    def address(conversation: str) -> Address:
        return Address(DeskChannel.name, conversation)

    return Roster(
        people={p.id: Profile(p.name, zone=zone, roles=p.roles) for p in seats.PEOPLE},
        personal={p.id: address(p.conversation) for p in seats.PEOPLE},
        conversations={role: address(c) for role, c in seats.ROLE_CONVERSATIONS.items()},
        launch_channel=address(seats.LAUNCH_CHANNEL),
    )


def assemble(
    database: Database, keys: Keyring, source: Source, zone: str, clock: DeskClock
) -> Salient:
    """Put a Salient together on an open database, and seat the people of the desk."""
    database.transact(seat, clock)
    shelf, roster, hub = Shelf(source), desk_roster(zone), Hub()
    messages = KeptDesk(database, keys)
    channel = DeskChannel(messages, clock, hub)
    woken = asyncio.Event()
    return Salient(
        database=database,
        shelf=shelf,
        roster=roster,
        clock=clock,
        channel=channel,
        hub=hub,
        messages=messages,
        dispatch=Dispatch(database, keys, shelf, roster, clock, woken.set),
        delivery=Delivery(database, keys, shelf, roster, {DeskChannel.name: channel}, clock),
        woken=woken,
    )


def seat(session: Session, clock: DeskClock) -> None:
    """Write the people of the desk down; refuse a database that other people's chats use."""
    others = store.channels_with_accounts(session) - {DeskChannel.name}
    if others:
        used = ", ".join(sorted(others))
        raise StoreError(f"this database serves {used}: the desk needs one of its own")
    for person in seats.PEOPLE:
        store.add_person(session, person.id, person.name, clock.now())
        store.add_account(session, store.Account(DeskChannel.name, "", person.id), person.id)


async def run(settings: Settings) -> None:
    """Serve until told to stop, then stop claiming, finish what is under way, and close."""
    if not is_loopback(settings.host):
        raise SettingsError(
            f"SALIENT_HOST is {settings.host}: the rehearsal desk has no login and listens on "
            "127.0.0.1 alone"
        )
    told_to_stop = _stop_signal()
    source = accepted_pack(settings)
    database, keys = opened(settings)
    try:
        clock = DeskTime.of(database)
        salient = assemble(database, keys, source, settings.zone, clock)
        await salient.database.run(outbox.free_leases)
        async with _working(salient) as ticks, _listening(salient, settings, ticks):
            await told_to_stop.wait()
            salient.hub.close()
    finally:
        database.close()


@asynccontextmanager
async def _working(salient: Salient) -> AsyncIterator[Ticks]:
    """Deliver what is due, woken by turns and by a tick."""
    ticks = Ticks()
    ticks.every("delivery", DELIVERY_EVERY, salient.delivery.deliver)
    ticks.start()
    delivering = asyncio.create_task(salient.deliver_when_woken())
    try:
        yield ticks
    finally:
        await ticks.stop()
        async with salient.delivery.lock:  # what is being delivered is settled first
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
            log.info("stopped", action="stop")


@asynccontextmanager
async def _listening(salient: Salient, settings: Settings, ticks: Ticks) -> AsyncIterator[None]:
    """Serve the web application, and print its address once it can be reached."""
    app = _application(salient, settings, ticks)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await _bind(runner, settings)
        port = runner.addresses[0][1]
        print(f"Salient is ready: http://{settings.host}:{port}/desk", flush=True)
        yield
    finally:
        await runner.cleanup()


def _application(salient: Salient, settings: Settings, ticks: Ticks) -> web.Application:
    async def ready() -> list[str]:
        missing = []
        if ticks.late("delivery", STALE_TICK):
            missing.append("nothing is being delivered")
        if not await asyncio.to_thread(is_current, salient.database):
            missing.append("the database has another schema")
        return missing

    pack = salient.shelf.accepted
    desk = desk_app(
        salient.channel,
        salient.dispatch,
        salient.messages,
        salient.clock,
        pack.in_language,
        salient.hub,
        reader=Reader(zone=settings.zone),
    )
    return make_app(pack.in_language(pack.language), ready, desk=desk)


async def _bind(runner: web.AppRunner, settings: Settings) -> None:
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise SettingsError(
            f"port {settings.port} of {settings.host} cannot be used ({error.strerror}): "
            "stop what listens there or set SALIENT_PORT"
        ) from None


def _stop_signal() -> asyncio.Event:
    """Return what is set when the process is told to end; before it is ready, too."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    return told
