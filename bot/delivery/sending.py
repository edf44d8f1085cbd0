"""A message handed to its chat: once, and before any second try only after a look."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.contract import Address, CannotLook, Channel, NotSent, SentRef
from bot.counting import Result
from bot.delivery.drawing import Drawn
from flows.errors import ChannelError, Disconnected, LookFailed, Permanent, Transient
from storage import outbox
from storage.database import Database
from storage.outbox import Claimed

SEND_SECONDS = 10.0
"""How long a message may take, the look before it included; a stop waits for it."""

LOOK_SECONDS = 4.0

LOOKS = 3
"""After so many look-ups that failed the kind of message decides."""

AMBIGUOUS = outbox.IN_DOUBT
"""The reason of a Permanent: it may be there, nobody can tell, and it is not to come twice."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Hands messages to the channels that they belong to."""

    database: Database
    channels: Mapping[str, Channel]
    silent: Mapping[str, Channel]

    async def send(self, claimed: Claimed, drawn: Drawn) -> tuple[SentRef, Result]:
        """Return the message as the platform has it, and whether it was there already.

        Raise whatever keeps it from that.
        """
        owed = claimed.owed
        channel, address = self._channel(owed), address_of(owed.place)
        payload = channel.render(drawn.card, drawn.reader, drawn.surface)
        ends = asyncio.get_running_loop().time() + SEND_SECONDS
        if owed.edits is not None:
            ref = SentRef(address, owed.edits)
            async with asyncio.timeout_at(ends):
                await channel.update(ref, payload)
            return ref, "sent"
        if claimed.may_be_there and (found := await self._find(channel, address, claimed)):
            return found, "found"
        async with asyncio.timeout_at(ends):
            return await channel.send(address, payload, owed.key), "sent"

    def _channel(self, owed: outbox.Owed) -> Channel:
        silent = self.silent if owed.lane == "sealed" else {}
        return silent.get(owed.place.channel) or self.channels[owed.place.channel]

    async def _find(self, channel: Channel, address: Address, claimed: Claimed) -> SentRef | None:
        """Return what was sent before; None when it is to be sent, now or once more."""
        match await _look(channel, address, claimed):
            case SentRef() as ref:
                return ref
            case NotSent():
                return None
            case CannotLook():
                if claimed.owed.ambiguous == "hold" or claimed.doubt.resent:
                    raise Permanent(AMBIGUOUS, reason=AMBIGUOUS)
                if not await self.database.run(outbox.note_resent, claimed):
                    raise LookFailed("the lease was lost")
                return None


async def _look(
    channel: Channel, address: Address, claimed: Claimed
) -> SentRef | NotSent | CannotLook:
    """Look whether a message is there; what fails again and again counts as being unable to."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await channel.find_sent(address, claimed.owed.key, claimed.first_attempt_at)
    except Disconnected:
        raise
    except (ChannelError, TimeoutError) as error:
        if isinstance(error, Transient) and error.retry_after is not None:
            raise
        if claimed.doubt.looks + 1 < LOOKS:
            raise LookFailed(type(error).__name__) from error
        return CannotLook()


def address_of(place: outbox.Place) -> Address:
    return Address(place.channel, place.conversation, place.tenant, place.thread)
