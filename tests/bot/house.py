"""A dispatch and a delivery on a real store, with a chat that is kept in memory."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from types import TracebackType
from uuid import UUID

from bot.contract import Address, Handled, Inbound
from bot.delivery import Delivery
from bot.dispatch import Dispatch
from bot.metrics import Tally
from bot.register import Register
from flows.cards import Button, Card, Form, Reply, Value
from flows.errors import Permanent
from flows.events import (
    Answered,
    Event,
    Intent,
    PageRef,
    PromptAnswered,
    Request,
    StartConfirmed,
    Submitted,
)
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from flows.screening.cases import WrittenCase
from storage import figures, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source
from storage.shelf import Shelf
from tests.fakes import FakeClock, MemoryChannel

KEY = bytes(range(32))
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

ROLES = {
    "mira": "product_manager",
    "leo": "product_lead",
    "hana": "human_rights_team",
    "sam": "executive_sponsor",
    "lea": "legal",
    "vik": "engineering_lead",
}


@cache
def shelf() -> Shelf:
    return Shelf(read_source(BUILT_IN))


@dataclass
class House:
    """Everything between the chat and the store, driven from one place."""

    database: Database
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    channel: MemoryChannel = field(default_factory=MemoryChannel)
    packs: Shelf = field(default_factory=lambda: shelf())
    homes: frozenset[str] = frozenset()
    tally: Tally = field(init=False)
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        keys = Keyring(KEY)
        self.keys = keys
        # Each message takes a second to send.
        self.tally = Tally(stopwatch=lambda: float(len(self.channel.messages)))
        self.register = Register("UTC", {"memory": "person:{}".format}, clock=self.clock)
        database, packs, register, clock = self.database, self.packs, self.register, self.clock
        self.dispatch = Dispatch(
            database, keys, packs, register, clock, lambda: None, self.homes, self.tally
        )
        channels = {"memory": self.channel}
        self.delivery = Delivery(
            database, keys, packs, register, channels, clock, counts=self.tally
        )
        self.database.transact(_seat)

    def __enter__(self) -> "House":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.database.close()

    def inbound(
        self, who: str, event: Event | Request, case: UUID | None = None, id: str | None = None
    ) -> Inbound:
        event_id = id or f"event-{next(self.numbers)}"
        return Inbound(event, who, Address("memory", f"person:{who}"), event_id, case)

    async def says(
        self, who: str, event: Event | Request, case: UUID | None = None, id: str | None = None
    ) -> Reply:
        """Let somebody do something and return the first thing they see."""
        handled: Handled = await self.dispatch.handle(self.inbound(who, event, case, id))
        return handled.replies[0]

    def welcome(self, who: str, *roles: str) -> None:
        """Let somebody new in, who holds these roles after those who hold them already."""
        self.database.transact(_welcome, who, roles)

    def refuses(self, conversation: str, reason: str) -> None:
        """Let a conversation take nothing from now on."""
        self.channel.refuses[conversation] = Permanent(reason, reason=reason)

    def views(self, conversation: str) -> list[str]:
        """Return what was sent to a conversation, by the names of the views."""
        return [sent.payload["view"] for sent in self.channel.sent(conversation)]

    def metrics(self) -> list[str]:
        """Return the metrics as they are given to whoever asks."""
        waiting = self.database.transact(figures.waiting, self.clock.now())
        return self.tally.text(waiting).decode().splitlines()

    async def start(self, who: str = "mira") -> Form:
        form = await self.says(who, StartConfirmed())
        assert isinstance(form, Form)
        return form

    async def screen(self, case: WrittenCase, who: str = "mira", *, send: bool = True) -> UUID:
        """Answer a whole worked product and, unless told otherwise, send it."""
        reply: Reply = await self.start(who)
        case_id = case_of(reply)
        while isinstance(reply, Form):
            reply = await self.says(who, sending(reply, case), case_id)
        assert isinstance(reply, Card), reply
        assert reply.view == "review"
        if send:
            await self.says(who, Submitted(reply.buttons[0].revision), case_id)
        return case_id

    async def later(self, by: timedelta) -> None:
        """Let time pass, and deliver what is due then."""
        await self.clock.advance(by)
        await self.delivery.deliver()


def case_of(reply: Reply) -> UUID:
    assert isinstance(reply, Form)
    return UUID(reply.submit.args["case"])


def sending(form: Form, case: WrittenCase, **typed: Value) -> Answered | PromptAnswered:
    """Return what sending a form means, filled in as a worked product writes it."""
    if form.view == "prompt":
        args = form.submit.args
        return PromptAnswered(args["prompt"], args["risk"] or None, form.submit.revision, "yes")
    ref = PageRef.read(form.submit.args["page"])
    written: Mapping[str, Value] = (
        case.answers.general if ref.risk is None else case.answers.risks[ref.risk]
    )
    free = {"P01": case.name, "P02": case.story, "P03": "2026-09-01"}
    values = {one.id: written.get(one.id, one.value or free.get(one.id, "")) for one in form.fields}
    intent = (
        Intent.NEXT
        if all(values[one.id] for one in form.fields if not one.optional)
        else (Intent.SKIP)
    )
    return Answered(ref, form.submit.revision, {**values, **typed}, intent)


def buttons_of(reply: Reply) -> list[Button]:
    """Return every button that a reply shows."""
    if isinstance(reply, Form):
        return [reply.submit, *reply.others]
    found = list(reply.buttons)
    for element in getattr(reply, "body", ()):
        for entry in getattr(element, "entries", ()):
            found += entry.buttons
    return found


def _welcome(session: Session, who: str, roles: Sequence[str]) -> None:
    store.add_person(session, who, who.title(), NOON)
    store.add_account(session, store.Account("memory", "", who), who)
    for role in roles:
        store.add_grant(session, role, who, "test", NOON)


def _seat(session: Session) -> None:
    for id in ROLES:
        _welcome(session, id, ())
    before = store.organisation(session)
    if not before.holders:
        holders = {role: (id,) for id, role in ROLES.items()}
        contacts = {
            "human_rights_team": Contact("memory", "team"),
            LAUNCH_CHANNEL: Contact("memory", "launch"),
        }
        after = Organisation(before.revision + 1, holders, contacts)
        store.save_organisation(session, before, after, "test", NOON)
