"""The desk as its tests use it: the channel, the people, and a whole application in memory."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from aiohttp import web

from bot.channels.desk.channel import DeskChannel
from bot.channels.desk.drawing import OFFERED
from bot.channels.desk.hub import Hub
from bot.channels.desk.pages import Pages, Private, Seat
from bot.channels.desk.people import BY_ID, LAUNCH_CHANNEL, PEOPLE, ROLE_CONVERSATIONS
from bot.channels.desk.security import Tokens
from bot.channels.desk.sending import decode
from bot.channels.desk.server import desk_app
from bot.contract import Payload, Reader, Surface
from bot.web.app import Health, make_app
from flows.cards import Button, Form, Reply, Value
from flows.people.profile import Profile
from tests.channels.browser import Page
from tests.fakes import FakeClock, FakeDeskMessages, FakeTurns
from tests.worked import the_pack

LIMIT = 1024 * 1024
PROFILES = {person.id: Profile(person.name, roles=person.roles) for person in PEOPLE}


def pages() -> Pages:
    return Pages(the_pack().in_language)


def seat(person: str = "manager", reader: Reader | None = None) -> Seat:
    """Return a seat with marks that never change, as golden pages need them."""
    who = BY_ID[person]
    return Seat(who.pane, who, reader or Reader(), "token", "nonce")


class DeskHarness:
    """The desk under the contract: what a browser sends is read off the drawn page itself."""

    conversations = OFFERED

    def __init__(self) -> None:
        self.channel = DeskChannel(FakeDeskMessages(), FakeClock(), Hub())
        self._pages = pages()
        self._drawn: tuple[Reply, Page] | None = None

    def sends(
        self, form: Form, values: Mapping[str, Value], button: Button
    ) -> Mapping[str, object]:
        fields = tuple(replace(each, value=values[each.id], error=()) for each in form.fields)
        return self._pressed(replace(form, fields=fields), button, "answer")

    def presses(self, reply: Reply, button: Button) -> Mapping[str, object]:
        inside = isinstance(reply, Form) and button in reply.others
        return self._pressed(reply, button, "answer" if inside else "acts")

    def check_limits(self, payload: Payload) -> None:
        assert len(json.dumps(payload).encode()) < LIMIT

    def _pressed(self, reply: Reply, button: Button, form: str) -> Mapping[str, object]:
        page = self._page(reply)
        act = next(c.value for c in page.buttons if c.form == form and _is(c.value, button))
        sending = decode(page.body(form, act))
        assert sending is not None
        return sending.payload

    def _page(self, reply: Reply) -> Page:
        """Return a reply as a page; the last one is kept, since it has many buttons."""
        if self._drawn is None or self._drawn[0] is not reply:
            payload = self.channel.render(reply, Reader(), Surface.PRIVATE)
            self._drawn = reply, Page(self._pages.pane(seat(), Private([payload]), ()))
        return self._drawn[1]


def _is(act: str, button: Button) -> bool:
    written = json.loads(act)
    return (written["verb"], written["args"], written["revision"]) == (
        button.verb,
        dict(button.args),
        button.revision,
    )


@dataclass
class WholeDesk:
    """The application with everything behind it in memory."""

    tokens: Tokens = field(default_factory=Tokens)
    ready: Sequence[str] = ()

    def __post_init__(self) -> None:
        pack = the_pack()
        self.clock, self.hub, self.messages = FakeClock(), Hub(), FakeDeskMessages()
        self.channel = DeskChannel(self.messages, self.clock, self.hub)
        self.turns = FakeTurns(pack, PROFILES, ROLE_CONVERSATIONS, LAUNCH_CHANNEL, self.clock)
        self.turns.channel = self.channel
        desk = desk_app(
            self.channel,
            self.turns,
            self.messages,
            self.clock,
            pack.in_language,
            self.hub,
            tokens=self.tokens,
        )
        self.app: web.Application = make_app(pack.in_language("en"), self._ready, desk=desk)

    async def _ready(self) -> Health:
        return Health(self.ready)
