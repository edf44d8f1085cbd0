"""A dispatch and a delivery on a real store, with a chat that is kept in memory."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from types import TracebackType
from uuid import UUID

from bot.audience import Roster
from bot.contract import Address, Handled, Inbound
from bot.delivery import Delivery
from bot.dispatch import Dispatch
from flows.cards import Button, Card, Form, Reply, Value
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
from flows.people.profile import Profile
from flows.screening.cases import WrittenCase
from storage import store
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


def roster() -> Roster:
    people = {id: Profile(id.title(), roles=frozenset({role})) for id, role in ROLES.items()}
    return Roster(
        people=people,
        personal={id: Address("memory", f"person:{id}") for id in people},
        conversations={"human_rights_team": Address("memory", "team")},
        launch_channel=Address("memory", "launch"),
    )


@dataclass
class House:
    """Everything between the chat and the store, driven from one place."""

    database: Database
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    channel: MemoryChannel = field(default_factory=MemoryChannel)
    packs: Shelf = field(default_factory=lambda: shelf())
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        keys = Keyring(KEY)
        self.keys = keys
        self.dispatch = Dispatch(
            self.database, keys, self.packs, roster(), self.clock, lambda: None
        )
        self.delivery = Delivery(
            self.database, keys, self.packs, roster(), {"memory": self.channel}, self.clock
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


def _seat(session: Session) -> None:
    for id in ROLES:
        store.add_person(session, id, id.title(), NOON)
        store.add_account(session, store.Account("memory", "", id), id)
