"""The rehearsal desk as a channel: it reads, draws and keeps its own messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.desk.drawing import draw
from bot.channels.desk.hub import Hub
from bot.channels.desk.people import LAUNCH_CHANNEL, PEOPLE, SHARED
from bot.channels.desk.reading import CHANNEL, read
from bot.contract import (
    MESSAGE_GONE,
    Address,
    CannotLook,
    Clock,
    DeskMessages,
    Handle,
    Inbound,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
)
from flows.cards import Reply
from flows.errors import NotFound, Permanent

CONVERSATIONS = frozenset(
    {LAUNCH_CHANNEL, *SHARED.values(), *(person.conversation for person in PEOPLE)}
)


class DeskChannel:
    """The desk under the contract that every channel has."""

    name = CHANNEL
    pace = timedelta()

    def __init__(self, messages: DeskMessages, clock: Clock, hub: Hub) -> None:
        self._messages = messages
        self._clock = clock
        self._hub = hub

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        """Read a pressed button or a sent form; None when it is not one of the desk's."""
        return read(payload)

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        """Draw a reply. The desk draws alike on every surface: what may stand there is ours."""
        return draw(reply, reader)

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        """Return replies as they travel in the page that answers a form."""
        return {"replies": [self.render(reply, reader, Surface.PRIVATE) for reply in replies]}

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        """Keep a message and wake the pages that show its conversation."""
        if to.conversation not in CONVERSATIONS:
            raise Permanent(f"the desk has no conversation {to.conversation!r}")
        kept = await self._messages.post(to.conversation, key, payload, self._clock.now())
        self._hub.wake(to.conversation)
        return SentRef(to, kept.id)

    async def update(self, ref: SentRef, payload: Payload) -> None:
        """Draw a message anew where it stands."""
        try:
            await self._messages.edit(ref.id, payload, self._clock.now())
        except NotFound as gone:
            raise Permanent(reason=MESSAGE_GONE) from gone
        self._hub.wake(ref.address.conversation)

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        """Look whether a message with this key is there."""
        kept = await self._messages.find(to.conversation, key)
        return SentRef(to, kept.id) if kept is not None else NotSent()
