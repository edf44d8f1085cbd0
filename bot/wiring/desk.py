"""Salient on the rehearsal desk: its fixed people, its own clock, loopback alone."""

from dataclasses import dataclass, replace

from aiohttp import web

from bot.channels.desk import people as seats
from bot.channels.desk.channel import DeskChannel
from bot.channels.desk.hub import Hub
from bot.channels.desk.server import desk_app
from bot.clock import Ticks
from bot.contract import DeskClock, Reader
from bot.desk_keeping import DeskTime, KeptDesk
from bot.dispatch import SALIENT
from bot.opening import accepted_pack, opened
from bot.register import Register
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.hosts import is_loopback
from bot.wiring.core import Core, core
from bot.wiring.health import measuring, readiness
from bot.wiring.passing import PassingTime
from bot.wiring.serving import hooks_of, listening, stop_signal, wind_down, working
from flows.errors import SettingsError, StoreError
from flows.pack.source import Source
from flows.people.organisation import LAUNCH_CHANNEL, Contact
from storage import outbox, reminders, store
from storage.database import Database, Session
from storage.keys import Keyring


@dataclass(slots=True)
class Salient:
    """One Salient on the rehearsal desk, whole but not yet listening."""

    core: Core
    clock: DeskClock
    channel: DeskChannel
    hub: Hub
    messages: KeptDesk


def assemble(
    database: Database,
    keys: Keyring,
    source: Source,
    zone: str,
    clock: DeskClock,
    country: str = "",
) -> Salient:
    """Put a Salient together on an open database, and seat the people of the desk."""
    register = desk_register(zone, clock, country)
    database.transact(seat, clock)
    database.transact(register.roster)
    messages, hub = KeptDesk(database, keys), Hub()
    channel = DeskChannel(messages, clock, hub)
    made = core(database, keys, source, register, clock, {channel.name: channel})
    return Salient(made, clock, channel, hub, messages)


async def run_desk(settings: Settings) -> None:
    """Serve the desk until told to stop, then finish what is under way, and close."""
    if not is_loopback(settings.host):
        raise SettingsError(
            f"SALIENT_HOST is {settings.host}: the rehearsal desk has no login and listens on "
            "127.0.0.1 alone"
        )
    told_to_stop = stop_signal()
    source = accepted_pack(settings)
    database, keys = opened(settings)
    try:
        clock = DeskTime.of(database)
        salient = assemble(database, keys, source, settings.zone, clock, settings.country)
        salient.core.stopping = told_to_stop
        await database.run(outbox.free_leases, salient.core.delivery.paces)
        await database.run(reminders.free_leases)
        async with (
            working(salient.core) as ticks,
            listening(_application(salient, settings, ticks), settings, "/desk"),
        ):
            await told_to_stop.wait()
            salient.hub.close()
            await wind_down(salient.core, ticks)
    finally:
        database.close()


def desk_register(zone: str, clock: DeskClock, country: str = "") -> Register:
    """Return the register of the people of the desk, which has a conversation for each."""
    conversations = {DeskChannel.name: seats.conversation_of}
    return Register(zone, conversations, country=country, clock=clock)


def seat(session: Session, clock: DeskClock) -> None:
    """Write the people of the desk down; refuse a database that other people's chats use."""
    others = store.channels_with_accounts(session) - {DeskChannel.name}
    if others:
        used = ", ".join(sorted(others))
        raise StoreError(f"this database serves {used}: the desk needs one of its own")
    for person in seats.PEOPLE:
        store.add_person(session, person.id, person.name, clock.now())
        store.add_account(session, store.Account(DeskChannel.name, "", person.id), person.id)
    _organise(session, clock)


def _organise(session: Session, clock: DeskClock) -> None:
    """Fill the roles that nobody holds and the contacts that are not set; leave all others."""
    before = store.organisation(session)
    after = replace(
        before,
        holders={**_seated_holders(), **before.holders},
        contacts={**_seated_contacts(), **before.contacts},
    )
    if after != before:
        store.save_organisation(session, before, after, SALIENT, clock.now())


def _seated_holders() -> dict[str, tuple[str, ...]]:
    roles = {role for person in seats.PEOPLE for role in person.roles}
    return {role: tuple(p.id for p in seats.PEOPLE if role in p.roles) for role in sorted(roles)}


def _seated_contacts() -> dict[str, Contact]:
    places = {**seats.ROLE_CONVERSATIONS, LAUNCH_CHANNEL: seats.LAUNCH_CHANNEL}
    return {name: Contact(DeskChannel.name, place) for name, place in places.items()}


def _application(salient: Salient, settings: Settings, ticks: Ticks) -> web.Application:
    pack = salient.core.shelf.accepted
    desk = desk_app(
        salient.channel,
        salient.core.dispatch,
        salient.messages,
        PassingTime(salient.clock, salient.core),
        pack.in_language,
        salient.hub,
        reader=Reader(zone=settings.zone),
    )
    words = pack.in_language(pack.language)
    return make_app(
        words,
        readiness(salient.core, ticks),
        desk=desk,
        hooks=hooks_of(salient.core, settings),
        metrics=measuring(salient.core),
    )
