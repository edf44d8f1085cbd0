"""Salient in Slack: one workspace, N replicas, set up in chat."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiohttp import web

from bot.channels.desk.channel import DeskChannel
from bot.channels.slack.app import Access, Slack
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.listening import PATIENCE_SECONDS
from bot.channels.slack.manifest import manifest as slack_manifest
from bot.channels.slack.socket import Pulse
from bot.clock import SystemClock, Ticks
from bot.contract import Clock, Turns
from bot.first_steps import (
    admins_first,
    admins_when_there_is_none,
    ask_for_set_up,
    say_who_is_unreached,
)
from bot.opening import accepted_pack, opened
from bot.register import ChannelDirectory, Register
from bot.settings import Settings, SlackSettings, split
from bot.web.app import make_app
from bot.web.hooks import Hooks
from bot.wiring.core import Core, core
from bot.wiring.health import measuring, readiness
from bot.wiring.serving import hooks_of, listening, stop_signal, wind_down, working
from flows.errors import SettingsError, StoreError
from flows.pack.build import build_pack
from flows.pack.source import Source
from storage import outbox, reminders, store
from storage.database import Database, Session, is_sqlite, read_url
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source

SLACK, DESK = SlackChannel.name, DeskChannel.name


@dataclass(slots=True)
class InSlack:
    """One Salient in Slack, whole but not yet listening."""

    core: Core
    slack: Slack
    directory: ChannelDirectory
    admins: frozenset[str]
    hooks: Hooks | None = None

    async def first(self) -> None:
        """Do what comes first once Slack is reached: meet the admins and ask for the set-up."""
        found = [await self.slack.door.meet_by_email(email) for email in sorted(self.admins)]
        await self.core.database.run(self._ask, [person for person in found if person])
        self.core.woken.set()

    def _ask(self, session: Session, named: Sequence[str]) -> None:
        now = self.core.clock.now()
        admins_when_there_is_none(session, named, now)
        roster = self.core.register.roster(session)
        ask_for_set_up(session, roster, now)
        say_who_is_unreached(session, roster, self.core.shelf.accepted)

    @asynccontextmanager
    async def application(
        self,
        ticks: Ticks,
        patience: float = PATIENCE_SECONDS,
        *,
        turns: Turns | None = None,
        pulse: Pulse | None = None,
    ) -> AsyncIterator[web.Application]:
        """Yield the web application, with Slack being reached beside it.

        `turns` stand in for the dispatch of the core; `pulse` is that of Socket Mode.
        """
        await self.slack.start()
        try:
            await self.directory.refresh()
            bolt = self.slack.listen(turns or self.core.dispatch, patience)
            ready = readiness(self.core, ticks, self.slack.missing)
            pack = self.core.shelf.accepted
            site = self.slack.route(bolt, self.core.clock.now)
            words, measured = pack.in_language(pack.language), measuring(self.core)
            app = make_app(words, ready, slack=site, hooks=self.hooks, metrics=measured)
            self.slack.reach(bolt, self.first, pulse)
            yield app
        finally:
            await self.slack.close()


def in_slack(
    database: Database,
    keys: Keyring,
    source: Source,
    settings: Settings,
    clock: Clock | None = None,
) -> InSlack:
    """Put a Salient together for the workspace of the settings; without one, SettingsError."""
    if settings.slack is None:
        raise SettingsError("SALIENT_SLACK__BOT_TOKEN is not set")
    database.transact(_require_own)
    clock = clock or SystemClock()
    register = Register(settings.zone, country=settings.country, clock=clock)
    newcomer = partial(admins_first, settings.admin_emails)
    directory = ChannelDirectory(database, register, SLACK, clock, newcomer)
    pack = build_pack(source.data, source.words)
    made = Slack(access(settings.slack), directory, pack.in_language)
    channels, silent, homes = {SLACK: made.channel}, {SLACK: made.silent}, frozenset({SLACK})
    whole = core(database, keys, source, register, clock, channels, homes, silent)
    return InSlack(whole, made, directory, settings.admin_emails, hooks_of(whole, settings))


async def run_slack(settings: Settings) -> None:
    """Serve Slack until told to stop; a platform that cannot be reached is tried again."""
    told_to_stop = stop_signal()
    source = accepted_pack(settings)
    database, keys = opened(settings)
    try:
        made = in_slack(database, keys, source, settings)
        made.core.stopping = told_to_stop
        if is_sqlite(read_url(settings.database_url)):
            await database.run(outbox.free_leases, made.core.delivery.paces)
            await database.run(reminders.free_leases)
        async with (
            working(made.core) as ticks,
            made.application(ticks) as app,
            listening(app, settings, ""),
        ):
            await told_to_stop.wait()
            await wind_down(made.core, ticks, made.slack.idle)
    finally:
        database.close()


def manifest(url: str | None) -> Mapping[str, Any]:
    """Return what Slack must be told about the app, for a server at `url` or for Socket Mode."""
    source = read_source(BUILT_IN)
    pack = build_pack(source.data, source.words)
    return slack_manifest(pack.in_language(pack.language), url)


def access(slack: SlackSettings) -> Access:
    """Return the settings of Slack as its channel takes them."""
    return Access(
        bot_token=slack.bot_token.get_secret_value(),
        signing_secret=slack.signing_secret.get_secret_value() if slack.signing_secret else "",
        app_token=slack.app_token.get_secret_value() if slack.app_token else "",
        api_url=slack.api_url,
        workspaces=split(slack.workspaces),
    )


def _require_own(session: Session) -> None:
    """Refuse the database of a rehearsal desk: whoever can open the desk can act as anybody."""
    if DESK in store.channels_with_accounts(session):
        raise StoreError("this database belongs to a rehearsal desk: Slack needs one of its own")
