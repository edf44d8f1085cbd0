"""Whether everybody can be reached: settings, access, people and places, tried one by one.

It reads the database and never writes; what it sends are test messages alone.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.audience import Reached, Roster
from bot.contract import Reader
from bot.contract.checked import Checked
from bot.opening import opened_for_reading, pack_folder
from bot.register import Register
from bot.settings import Settings, SlackSettings
from bot.wiring import DESK, SLACK, Trial, trying_slack
from flows.cards import Card
from flows.casework.organisation.setting_up import AUDIENCES
from flows.errors import StoreError
from flows.pack.model import Pack
from flows.people.authority import ADMIN_ROLE, SPONSOR_ROLE, TEAM_ROLE
from flows.people.context import Context
from flows.people.organisation import (
    LAUNCH_CHANNEL,
    Organisation,
    missing,
    reached,
    unreached_roles,
)
from flows.people.profile import Actor, Profile
from flows.views.organisation.setting_up import draw_general
from flows.views.viewer import Viewer
from storage import store
from storage.database import Session
from storage.packs import load_pack

SECRET_FORM = re.compile("[0-9a-f]{32}")

NOT_SET_UP = Checked(
    "Slack is not set up, so `salient serve` opens the rehearsal desk",
    "follow docs/slack.md: make an app from `salient manifest slack`, then set "
    "SALIENT_SLACK__BOT_TOKEN and SALIENT_SLACK__SIGNING_SECRET or SALIENT_SLACK__APP_TOKEN",
)
SAY_HELP = "run `salient serve`, write help to Salient in Slack, and run `salient check` again"

CALLED: Mapping[str, str] = {
    TEAM_ROLE: "the human rights team",
    LAUNCH_CHANNEL: "the launch conversation",
    SPONSOR_ROLE: "the executive sponsor",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database tells of the organisation, and when Slack was last heard."""

    organisation: Organisation
    roster: Roster
    channels: frozenset[str]
    heard: datetime | None


async def check(settings: Settings, *, messages: bool = True) -> AsyncIterator[Checked]:
    """Yield everything that was tried, in order; `messages` also sends a test to each contact."""
    if settings.slack is None:
        yield NOT_SET_UP
        return
    pack, kept = load_pack(pack_folder(settings)), _kept_or_not(settings)
    async with trying_slack(settings.slack, pack.in_language) as trial:
        async for told in trial.access():
            yield told
        for told in _heard(settings.slack, kept):
            yield told
        async for told in _admins(settings, trial, kept):
            yield told
        if isinstance(kept, Checked):
            yield kept
            return
        for told in _set_up(pack, kept):
            yield told
        if messages and trial.is_known:
            async for told in _messages(pack, trial, kept):
                yield told


def _kept_or_not(settings: Settings) -> Kept | Checked:
    """Return what the database tells, or what is wrong with it."""
    try:
        database = opened_for_reading(settings)
    except StoreError as error:
        return Checked(
            f"database: {error}",
            "run `salient serve` once, or see whether SALIENT_DATABASE_URL names its database",
        )
    try:
        return database.transact(_kept, settings)
    except StoreError as error:
        return Checked(f"database: {error}", "see whether it runs and may be read")
    finally:
        database.close()


def _kept(session: Session, settings: Settings) -> Kept:
    return Kept(
        store.organisation(session),
        Register(settings.zone, country=settings.country).roster(session),
        frozenset(store.channels_with_accounts(session)),
        store.last_heard(session, SLACK),
    )


def _heard(slack: SlackSettings, kept: Kept | Checked) -> Iterator[Checked]:
    """Tell what is known of the way from Slack to here: it cannot be tried from this end."""
    heard = kept.heard if isinstance(kept, Kept) else None
    if slack.app_token is not None:
        yield Checked("signing secret: not needed, Slack is listened to over a socket")
        yield _last("events", "event", heard)
    elif slack.signing_secret is not None:
        if not SECRET_FORM.fullmatch(slack.signing_secret.get_secret_value()):
            yield Checked(
                "signing secret: it has not the form of one (32 characters of 0-9 and a-f)",
                "copy Signing Secret from Basic Information, App Credentials, and set "
                "SALIENT_SLACK__SIGNING_SECRET to it",
            )
        yield _last("signing secret", "signed request", heard)


def _last(called: str, what: str, heard: datetime | None) -> Checked:
    if heard is None:
        return Checked(f"{called}: nothing proves it, no {what} was taken from Slack yet", SAY_HELP)
    when = heard.astimezone(UTC).strftime("%d %B %Y, %H:%M UTC")
    return Checked(f"{called}: the last {what} was kept on {when}; after a change, {SAY_HELP}")


async def _admins(settings: Settings, trial: Trial, kept: Kept | Checked) -> AsyncIterator[Checked]:
    """Try whether somebody can set Salient up."""
    held = isinstance(kept, Kept) and kept.organisation.holding(ADMIN_ROLE) != ()
    if held:
        yield Checked("admins: somebody has the role")
    elif not settings.admin_emails:
        yield Checked(
            "admins: nobody may set Salient up",
            "set SALIENT_ADMINS to the e-mail address of somebody in the workspace",
        )
    if trial.is_known:
        for email in sorted(settings.admin_emails):
            yield await trial.admin(email)


def _set_up(pack: Pack, kept: Kept) -> Iterator[Checked]:
    """Tell whether the set-up is complete, in the words of its form."""
    if DESK in kept.channels:
        yield Checked(
            "database: it belongs to a rehearsal desk",
            "set SALIENT_DATABASE_URL to a database of its own for Slack",
        )
    gaps, words = missing(kept.organisation), pack.in_language("en")
    roles = unreached_roles(pack, kept.organisation, kept.roster.people)
    if roles and not gaps:
        called = (str(words.text(f"{role}.name", pack.role[role].name)[0]) for role in roles)
        yield Checked(f"roles that nothing reaches: {'; '.join(called)}")
    if not gaps:
        yield Checked("set-up: complete")
        return
    named = ", ".join(str(words.say(f"set_up.field.{gap}")[0]) for gap in gaps)
    yield Checked(f"set-up: still missing: {named}", "an admin types /salient admin in Slack")


async def _messages(pack: Pack, trial: Trial, kept: Kept) -> AsyncIterator[Checked]:
    """Send a test message to every conversation, and to each holder of a role without one."""
    for name in reached(kept.organisation):
        places = [one for one in kept.roster.reach(AUDIENCES[name]) if _is_in_slack(one)]
        for one in places:
            card, reader = _drawn(pack, kept, name, one)
            yield await trial.message(one.address, _called(kept, name, one), card, reader)
        if not places:
            yield Checked(
                f"test message to {CALLED[name]}: nobody there can be reached in Slack",
                "name somebody else in /salient admin",
            )


def _is_in_slack(one: Reached) -> bool:
    return one.address.channel == SLACK


def _drawn(pack: Pack, kept: Kept, name: str, one: Reached) -> tuple[Card, Reader]:
    """Draw a test message as delivery does: in the language and zone of whom it is for."""
    profile = kept.roster.people.get(one.person or "", Profile(""))
    actor = Actor(one.person or "", profile.roles)
    viewer = Viewer(pack, Context(datetime.now(UTC), actor, kept.roster.people))
    card = draw_general(viewer, "test", kept.organisation, {"contact": name})
    return card, Reader(profile.locale, profile.zone)


def _called(kept: Kept, name: str, one: Reached) -> str:
    person = kept.roster.people.get(one.person or "")
    return f"{person.name}, {CALLED[name]}" if person is not None else CALLED[name]
