"""A workspace with an organisation that is set up, and Salient running in it as often as wanted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

import aiohttp

from bot.channels.slack.socket import Pulse
from bot.contract import Turns
from flows.case import Summary
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from storage import outbox, store
from storage.database import Database, Session
from tests.fakes import NOON, FakeClock
from tests.slack.driver import LOOK_SECONDS, Person
from tests.slack.driver import PATIENCE_SECONDS as WAIT_SECONDS
from tests.slack.installed import PATIENCE_SECONDS, Installed, installed
from tests.slack.looking import words
from tests.slack.screens import Json
from tests.slack.sender import OverSocket, Sender
from tests.slack.server import LocalSlack
from tests.slack.side import Call

SEATS = MappingProxyType(
    {
        "ada": "admin",
        "hana": "human_rights_team",
        "tim": "human_rights_team",
        "sam": "executive_sponsor",
        "leo": "product_lead",
    }
)
"""Who holds which role; mira starts screenings, and Salient never met her."""

PEOPLE = (*SEATS, "mira")

Through: TypeAlias = Callable[[Turns], Turns]


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so, which is state and tells nobody of its changes."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not await is_so():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(LOOK_SECONDS)


def account(name: str) -> str:
    """Return the id that somebody has in Slack."""
    return f"U0{name.upper()}"


@dataclass(slots=True)
class Office:
    """A running Salient in its workspace, and everybody who has Slack before them."""

    slack: LocalSlack
    salient: Installed
    database: Database
    team: str
    launches: str
    on_socket: bool = False

    def person(self, name: str) -> Person:
        """Return somebody who has Slack before them, by name."""
        if not self.on_socket:
            return self.salient.person(account(name))
        return Person(self.slack, OverSocket(self.slack.socket), account(name))

    @property
    def sender(self) -> Sender:
        """Return the way by which Slack itself reaches Salient."""
        return self.person("ada").sender

    async def settled(self) -> None:
        await self.salient.settled()

    async def later(self, **by: float) -> None:
        """Let time pass, and deliver what is due then."""
        await self.salient.later(timedelta(**by))

    async def begun(self, name: str = "mira") -> Person:
        """Let somebody begin a screening: they have its first page before them."""
        person = self.person(name)
        await person.command("start")
        await self.settled()
        await person.submits()
        await self.settled()
        return person

    async def ready(self) -> str:
        """Return what the server answers to who asks whether it can work."""
        return (await self.asked("/readyz"))[2]

    async def asked(self, path: str) -> tuple[int, Mapping[str, str], str]:
        """Return what the server answers to who asks for a path: status, headers and body."""
        address = self.salient.url.replace("/slack/events", path)
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            return answer.status, dict(answer.headers), await answer.text()

    async def says(self, text: str) -> None:
        """Wait until the server says this to who asks whether it can work."""

        async def is_said() -> bool:
            return text in await self.ready()

        await until(is_said)

    async def asked_of_slack(self, method: str, times: int = 1) -> None:
        """Wait until a method was called so often."""

        async def is_asked() -> bool:
            return len(self.slack.called(method)) >= times

        await until(is_asked)

    def messages(self, conversation: str, holding: str = "") -> list[Json]:
        """Return the messages of a conversation that have these words."""
        there = self.slack.screens.messages.get(conversation, [])
        return [each for each in there if holding in words(each.get("blocks") or [])]

    async def direct(self, name: str, holding: str = "") -> list[Json]:
        """Return the messages in somebody's direct message that have these words."""
        return self.messages(await self.slack.direct(account(name)), holding)

    def posted(self, conversation: str) -> list[Call]:
        """Return every try to post in a conversation."""
        calls = self.slack.called("chat.postMessage")
        return [call for call in calls if call.args["channel"] == conversation]

    def owed(self) -> Mapping[str, int]:
        """Return how many messages are in each state."""
        return self.database.transact(outbox.counts)

    def cases(self) -> tuple[Summary, ...]:
        """Return a line about each case."""
        return self.database.transact(store.summaries, self.salient.salient.core.keys)


@dataclass(slots=True)
class Site:
    """The workspace and its organisation, with or without a Salient that runs."""

    slack: LocalSlack
    url: str
    clock: FakeClock
    team: str
    launches: str

    @asynccontextmanager
    async def salient(
        self,
        *,
        patience: float = PATIENCE_SECONDS,
        on_socket: bool = False,
        workspaces: str = "",
        turns: Through = lambda turns: turns,
        pulse: Pulse | None = None,
        reached: bool = True,
    ) -> AsyncIterator[Office]:
        """Run Salient; unless `reached` is not wanted, Slack knows of it by then."""
        database, slack = Database(self.url), self.slack
        app_token = slack.app_token if on_socket else ""
        how = {"patience": patience, "workspaces": workspaces, "app_token": app_token}
        try:
            async with installed(
                database,
                slack,
                slack.url,
                slack.bot_token,
                clock=self.clock,
                turns=turns,
                pulse=pulse,
                **how,  # type: ignore[arg-type]
            ) as salient:
                if reached:
                    await salient.connected()
                yield Office(slack, salient, database, self.team, self.launches, on_socket)
        finally:
            database.close()


@asynccontextmanager
async def site_on(url: str) -> AsyncIterator[Site]:
    """Let an organisation be set up on a database, and its workspace be there."""
    clock = FakeClock(NOON)
    async with LocalSlack(now=lambda: clock.now().timestamp()) as slack:
        for name in PEOPLE:
            slack.person(name, id=account(name))
        inside = [account(name) for name in PEOPLE]
        team = slack.channel("human-rights", account("hana"), account("tim"), account("ada"))
        launches = slack.channel("launches", *inside)
        database = Database(url)
        try:
            database.transact(_seat, slack, team, launches)
        finally:
            database.close()
        yield Site(slack, url, clock, team, launches)


def _seat(session: Session, slack: LocalSlack, team: str, launches: str) -> None:
    """Write down what an admin would set up in the chat."""
    tenant = slack.workspace.team
    holders: dict[str, tuple[str, ...]] = {}
    for name, role in SEATS.items():
        told = store.ChatProfile(name.title(), f"{name}@acme.example", "Europe/Berlin", "en-US")
        person = store.meet(session, store.Account("slack", tenant, account(name)), told, NOON)
        holders[role] = (*holders.get(role, ()), person)
    holders["human_rights_lead"] = holders["human_rights_team"][:1]
    contacts = {
        "human_rights_team": Contact("slack", team, tenant),
        LAUNCH_CHANNEL: Contact("slack", launches, tenant),
    }
    before = store.organisation(session)
    after = Organisation(before.revision + 1, holders, contacts)
    store.save_organisation(session, before, after, "test", NOON)
