"""Pressing buttons as the desk's page sends them, and delivering what follows."""

import itertools
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.contract import KeptMessage
from bot.rehearsal.telling import Transcript
from bot.wiring import Salient
from bot.wiring.passing import PassingTime
from flows.cards import Button, Card, Form, Item, Notice, Reply, Value
from flows.errors import CaseFileError

A_PAGE = timedelta(minutes=1)
MOST_PRESSES = 1500
"""How often anything may be pressed before a story counts as going round in circles."""

NEWEST = 20
"""How many messages of a conversation are looked at after each press."""


@dataclass(slots=True)
class Player:
    """Whoever sits at the desk, one after the other; `transcript` tells what that brings."""

    salient: Salient
    transcript: Transcript
    events: Iterator[int] = field(default_factory=itertools.count)

    @property
    def now(self) -> datetime:
        return self.salient.clock.now()

    async def press(
        self, who: str, button: Button, values: Mapping[str, Value] | None = None
    ) -> Reply:
        """Press a button and say so."""
        name = self.salient.core.register.latest.people[who].name
        self.transcript.pressed(self.now, name, button)
        return await self.look(who, button, values)

    async def look(
        self, who: str, button: Button, values: Mapping[str, Value] | None = None
    ) -> Reply:
        """Press a button without a word about it, and let what follows be delivered."""
        inbound = self.salient.channel.parse(
            {
                "as": who,
                "event": f"rehearsal-{self._number()}",
                "act": json.dumps(_act(button)),
                "values": values or {},
            }
        )
        if inbound is None:
            raise CaseFileError(f"the desk does not know the act {button.verb}")
        handled = await self.salient.core.dispatch.handle(inbound)
        self.transcript.reader = handled.reader
        await self.passes(A_PAGE)
        return handled.replies[0]

    async def passes(self, time: timedelta) -> None:
        """Move the clock, through everything that is due on the way."""
        await PassingTime(self.salient.clock, self.salient.core, self._arrive).advance(time)

    async def _arrive(self) -> None:
        """Tell what stands in the conversations that did not stand there before."""
        self.transcript.arrived([each async for each in self._messages()])

    def _number(self) -> int:
        number = next(self.events)
        if number > MOST_PRESSES:
            raise CaseFileError(f"the story has no end: something was pressed {number} times")
        return number

    async def _messages(self) -> AsyncIterator[KeptMessage]:
        """Yield what stands last in the shared conversations and personal chats."""
        roster = self.salient.core.register.latest
        places = (roster.launch_channel, *roster.conversations.values(), *roster.personal.values())
        for conversation in dict.fromkeys(place.conversation for place in places if place):
            for message in await self.salient.messages.newest(conversation, NEWEST):
                yield message


def _act(button: Button) -> dict[str, object]:
    return {"verb": button.verb, "args": dict(button.args), "revision": button.revision}


def buttons_of(reply: Reply) -> list[Button]:
    """Return every button that a reply shows; those of its lists last."""
    if isinstance(reply, Form):
        return [reply.submit, *reply.others]
    if isinstance(reply, Notice):
        return list(reply.buttons)
    return [*reply.buttons, *buttons_in_lists(reply)]


def buttons_in_lists(card: Card) -> list[Button]:
    """Return the buttons of the entries of the lists of a card."""
    return [button for entry in entries_of(card) for button in entry.buttons]


def entries_of(card: Card) -> list[Item]:
    return [entry for element in card.body for entry in getattr(element, "entries", ())]
