"""What a channel is to the rest of Salient: the only thing that channels know of us.

A channel turns what its platform says into an `Inbound`, draws replies, and sends messages.
It sees `flows` and this module, never the store and never another channel; what it must
keep it gets as the small protocols at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from flows.cards import Reply
from flows.events import Event, Request

Payload: TypeAlias = dict[str, Any]
"""What a platform takes: already drawn, escaped and within its limits."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: channel, tenant, conversation and thread."""

    channel: str
    conversation: str
    tenant: str = ""
    thread: str = ""


class Surface(StrEnum):
    """Where a reply is drawn.

    PRIVATE is a window before one person, DIRECT a message to one person, SHARED a message in
    a conversation that several read, HOME the standing page of one person.
    """

    PRIVATE = "private"
    DIRECT = "direct"
    SHARED = "shared"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is drawn: language and zone."""

    locale: str = "en"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Handle:
    """Whatever a channel needs to answer the person who just spoke; opaque to us."""

    token: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something a person did in a chat.

    `event_id` is what the platform will repeat when it delivers again; `account` is the
    person's login in that chat. `case` is the case that the click was about. `once`: a second
    delivery is answered with nothing at all, because the first answer stands in the chat.
    """

    event: Event | Request
    account: str
    where: Address
    event_id: str
    case: UUID | None = None
    handle: Handle = field(default_factory=Handle)
    once: bool = False


@dataclass(frozen=True, slots=True)
class SentRef:
    """A message that the platform has, by the platform's own id."""

    address: Address
    id: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Looked, and the message is not there."""


MESSAGE_GONE = "message_not_found"
"""The reason of a Permanent by which a channel says that what should be edited is not there."""


@dataclass(frozen=True, slots=True)
class CannotLook:
    """This conversation cannot be looked at: the kind of message decides."""


class Channel(Protocol):
    """One chat product. A conversation of it takes one message in `pace`; zero: as many as come."""

    name: str
    pace: timedelta

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        """Read what the platform says; None when it is nothing for us. Pure."""
        ...

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        """Draw a reply within every limit of the platform. Pure."""
        ...

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        """Show replies to the person who just spoke; returns what travels in the answer."""
        ...

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        """Send one message. Raises Transient, Permanent or Unknown."""
        ...

    async def update(self, ref: SentRef, payload: Payload) -> None:
        """Edit a message that was sent. Raises Transient, Permanent or Unknown."""
        ...

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        """Look whether a message with this key is there, before any second try."""
        ...


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message as the desk keeps it: drawn, with the key it was sent under."""

    id: str
    conversation: str
    key: str
    payload: Payload
    sent_at: datetime
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Handled:
    """What a turn answers to the person who just spoke, and how they read."""

    replies: tuple[Reply, ...]
    reader: Reader


@dataclass(frozen=True, slots=True)
class Met:
    """A person as the profile of a chat tells them; `gone` when the chat has them no more."""

    tenant: str
    account: str
    name: str
    email: str = ""
    zone: str = ""
    locale: str = ""
    gone: bool = False


class Directory(Protocol):
    """Who is who between the accounts of one chat and the people of the organisation."""

    def person_of(self, tenant: str, account: str) -> str | None:
        """Return the person behind an account; None when they were never met."""
        ...

    def account_of(self, tenant: str, person: str) -> str | None:
        """Return a person's account in this chat; None when they have none."""
        ...

    async def meet(self, met: Met) -> str:
        """Write a person down, or what is new about them, and return the person."""
        ...


class Turns(Protocol):
    """Where a channel takes what it has parsed."""

    async def handle(self, inbound: Inbound) -> Handled: ...


class DeskMessages(Protocol):
    """Where the desk keeps its messages: it has no platform behind it."""

    async def post(
        self, conversation: str, key: str, payload: Payload, at: datetime
    ) -> KeptMessage: ...

    async def edit(self, id: str, payload: Payload, at: datetime) -> None: ...

    async def find(self, conversation: str, key: str) -> KeptMessage | None: ...

    async def newest(self, conversation: str, limit: int) -> tuple[KeptMessage, ...]: ...


class Clock(Protocol):
    """The time that everything but leases goes by."""

    def now(self) -> datetime: ...


class DeskClock(Clock, Protocol):
    """The desk's own time, which can be moved forward and never back."""

    async def advance(self, by: timedelta) -> None: ...


class MovedClock(DeskClock, Protocol):
    """The desk's time as its header moves it: what is due on the way happens."""

    async def to_next(self) -> bool:
        """Move to the next moment at which something is due; False when nothing is planned."""
        ...
