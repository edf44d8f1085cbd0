"""A channel that takes every message and passes none on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.contract import (
    Address,
    CannotLook,
    Clock,
    Handle,
    Inbound,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
)
from bot.contract.twin import twin
from flows.cards import Reply


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that would have been sent: when, where, under which key, and as drawn."""

    at: datetime
    to: Address
    key: str
    reply: Reply
    reader: Reader

    @property
    def text(self) -> str:
        return twin(self.reply, self.reader)


@dataclass(slots=True)
class Listening:
    """Every chat at once, under the contract of one; `heard` is what was not taken away yet."""

    clock: Clock
    heard: list[Heard] = field(default_factory=list)
    name: str = "listening"
    pace: timedelta = timedelta()

    def taken(self) -> tuple[Heard, ...]:
        """Take away what was heard since the last time."""
        taken = tuple(self.heard)
        self.heard.clear()
        return taken

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        """Read nothing: nobody speaks here."""
        return None

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        """Draw nothing yet: what is heard is written when somebody asks for it."""
        return {"reply": reply, "reader": reader}

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        """Answer nobody."""
        return {}

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        """Hear a message."""
        heard = Heard(self.clock.now(), to, key, payload["reply"], payload["reader"])
        self.heard.append(heard)
        return SentRef(to, key)

    async def update(self, ref: SentRef, payload: Payload) -> None:
        """Let an edit pass: nobody is told anything by it."""

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        """Tell that nothing was sent: what is still owed here was not settled there."""
        return NotSent()
