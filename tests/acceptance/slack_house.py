"""An organisation in Slack: Salient installed before either side, and set up through the chat."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from flows.case import Case
from storage import store
from storage.database import Database
from storage.schema import upgrade_open
from tests.slack.driver import LOOK_SECONDS, PATIENCE_SECONDS, Person
from tests.slack.installed import Installed, installed
from tests.slack.looking import words
from tests.slack.screens import Json
from tests.slack.side import Side


class Reached(Side, Protocol):
    """A Slack with its Web API."""

    bot_token: str

    @property
    def url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Seats:
    """Who is who in a workspace, by the ids of Slack, and which conversations there are."""

    admin: str
    manager: str
    team: str
    sponsor: str
    lead: str
    team_conversation: str
    launches: str
    others_of_team: tuple[str, ...] = ()


class Stage(Protocol):
    """Where a story is told: whoever acts there, and time that goes by."""

    def person(self, user: str) -> Person:
        """Return somebody who has Slack before them, by their account."""
        ...

    async def settled(self) -> None:
        """Let the consequences of what people did arrive."""
        ...

    async def later(self, by: timedelta) -> None:
        """Let time pass, and deliver what is due then."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """A Salient that is set up. Whatever people do, `settled` lets its consequences arrive."""

    salient: Installed
    seats: Seats

    @property
    def side(self) -> Side:
        return self.salient.side

    def person(self, user: str) -> Person:
        return self.salient.person(user)

    async def settled(self) -> None:
        await self.salient.settled()

    async def later(self, by: timedelta) -> None:
        await self.salient.later(by)

    def messages(self, conversation: str, holding: str) -> list[Json]:
        """Return the messages of a conversation that stand there with these words."""
        there = self.side.screens.messages.get(conversation, [])
        return [each for each in there if holding in words(each["blocks"])]

    async def case(self, reference: str) -> Case:
        """Return a case as it is stored."""
        core = self.salient.salient.core
        return await core.database.run(lambda session: store.find(session, core.keys, reference))


@asynccontextmanager
async def house(file: Path, slack: Reached, seats: Seats) -> AsyncIterator[House]:
    """Serve Salient on a new database; nobody has set it up yet."""
    database = Database(f"sqlite:///{file}")
    upgrade_open(database)
    admins = (str(slack.profile(seats.admin)["profile"]["email"]),)
    try:
        async with installed(database, slack, slack.url, slack.bot_token, admins=admins) as salient:
            yield House(salient, seats)
    finally:
        database.close()


async def asked(house: House) -> Person:
    """Wait until the admin is asked to set Salient up, and open what they are asked for."""
    admin, slack = house.person(house.seats.admin), house.salient.salient.slack
    async with asyncio.timeout(PATIENCE_SECONDS):
        while slack.missing():  # noqa: ASYNC110 - whether Slack is reached is state, as for operators
            await asyncio.sleep(LOOK_SECONDS)
    await house.settled()
    await admin.clicks("Set up", where="message")
    await house.settled()
    return admin


async def filled(house: House) -> Person:
    """Have the admin fill in what is asked for, by the labels of the window."""
    admin, seats = await asked(house), house.seats
    await admin.fills(
        {
            "Human rights team": [seats.team, *seats.others_of_team],
            "Conversation of the human rights team": seats.team_conversation,
            "Launch conversation": seats.launches,
            "Executive sponsor": seats.sponsor,
            "Product leads": [seats.lead],
        }
    )
    return admin


async def set_up(house: House) -> None:
    """Have the admin set Salient up in the chat."""
    admin = await filled(house)
    await admin.submits()
    await house.settled()
    assert "The set-up is saved" in admin.sees, admin.sees
    await admin.closes()
