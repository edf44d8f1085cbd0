"""Send what is owed: claim, draw, send, settle; one transaction each, none across the network.

A message is created exactly once and sent at least once: before any second try the
conversation is looked at, and where one cannot look the kind of message decides.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.audience import Roster
from bot.contract import (
    Address,
    CannotLook,
    Channel,
    Clock,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
)
from flows.cards import Card
from flows.errors import NotFound, Permanent, Transient
from flows.people.context import Context
from flows.people.profile import Actor, Profile
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from storage import outbox, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.outbox import Claimed
from storage.shelf import Shelf

log = structlog.get_logger("delivery")

LEASE = timedelta(seconds=60)
LANES: tuple[outbox.Lane, ...] = ("normal", "sealed")
"""Sealed messages are claimed apart, so that nothing about the others tells of them."""

AT_ONCE = 20
"""How many messages are claimed together; more wait for the next step."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as drawn, and the revision of the case that it shows."""

    card: Card
    reader: Reader
    revision: int


@dataclass(slots=True)
class Delivery:
    """Whatever is due, sent through the channel it belongs to."""

    database: Database
    keys: Keyring
    shelf: Shelf
    roster: Roster
    channels: Mapping[str, Channel]
    clock: Clock
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def deliver(self) -> int:
        """Send everything that is due now and return how much was claimed."""
        async with self.lock:
            claimed = 0
            for lane in LANES:
                while batch := await self.database.run(
                    outbox.claim, AT_ONCE, LEASE, self.clock.now(), lane
                ):
                    claimed += len(batch)
                    await asyncio.gather(*map(self._in_order, by_conversation(batch)))
            return claimed

    async def _in_order(self, batch: Sequence[Claimed]) -> None:
        """Send the messages of one conversation one after another, so that they read in order."""
        for claimed in batch:
            await self._try(claimed)

    async def _try(self, claimed: Claimed) -> None:
        """Send one message and settle it, whatever happens on the way."""
        try:
            drawn = await self.database.run(self._draw, claimed)
            ref = await self._send(claimed, drawn)
        except NotFound:
            await self.database.run(outbox.settle_cancelled, claimed)
        except Permanent as error:
            log.error("cannot be delivered: tell the admins", action="dead", view=_named(claimed))
            await self.database.run(outbox.settle_dead, claimed, type(error).__name__)
        except Transient as error:
            await self._later(claimed, error, error.retry_after)
        except Exception as error:
            await self._later(claimed, error, None)
        else:
            await self.database.run(self._settle, claimed, ref, drawn.revision)
            if claimed.owed.lane == "normal":
                log.info("delivered", action=claimed.owed.kind, view=claimed.owed.view)

    async def _send(self, claimed: Claimed, drawn: Drawn) -> SentRef:
        """Return the message as the platform has it."""
        owed = claimed.owed
        channel = self.channels[owed.place.channel]
        payload = channel.render(drawn.card, drawn.reader, Surface.SHARED)
        address = _address(owed.place)
        if owed.edits is not None:
            ref = SentRef(address, owed.edits)
            await channel.update(ref, payload)
            return ref
        if claimed.attempt > 1:
            return await self._send_again(channel, address, payload, claimed)
        return await channel.send(address, payload, owed.key)

    async def _send_again(
        self, channel: Channel, address: Address, payload: Payload, claimed: Claimed
    ) -> SentRef:
        owed = claimed.owed
        match await channel.find_sent(address, owed.key, claimed.first_attempt_at):
            case SentRef() as ref:
                return ref
            case NotSent():
                return await channel.send(address, payload, owed.key)
            case CannotLook():
                if owed.ambiguous == "resend":
                    return await channel.send(address, payload, owed.key)
                raise Permanent("ambiguous")

    def _draw(self, session: Session, claimed: Claimed) -> Drawn:
        """Draw a message from the case as it is now, in the reader's language."""
        owed = claimed.owed
        if owed.case_id is None:
            raise NotFound
        case = store.load(session, self.keys, owed.case_id)
        profile = self.roster.people.get(owed.recipient or "", Profile(""))
        actor = Actor(owed.recipient or "", profile.roles)
        context = Context(self.clock.now(), actor, self.roster.people)
        viewer = Viewer(self.shelf.pack(session, case.pack), context)
        reader = Reader(profile.locale, profile.zone)
        return Drawn(draw_message(viewer, owed.view, case), reader, case.revision)

    def _settle(self, session: Session, claimed: Claimed, ref: SentRef, revision: int) -> None:
        now = self.clock.now()
        if not outbox.settle_sent(session, claimed, ref.id, now):
            log.warning("lease was lost before settling", action="fenced")
            return
        owed = claimed.owed
        if owed.kind == "edit" or owed.case_id is None:
            return
        outbox.note_posted(
            session, outbox.Posted(owed.key, owed.case_id, owed.view, owed.place, ref.id), now
        )
        if store.load(session, self.keys, owed.case_id).revision != revision:
            outbox.enqueue(session, _catching_up(owed, ref, revision, now), now)

    async def _later(self, claimed: Claimed, error: Exception, retry_after: float | None) -> None:
        wait = outbox.next_try(claimed.attempt, random.uniform(-1, 1), retry_after)
        name = type(error).__name__
        if wait is None:
            log.error("given up: tell the admins", action="dead", view=_named(claimed), error=name)
            await self.database.run(outbox.settle_dead, claimed, name)
            return
        log.warning("sending again later", action="retry", view=_named(claimed), error=name)
        await self.database.run(outbox.settle_retry, claimed, self.clock.now() + wait, name)


def _named(claimed: Claimed) -> str:
    """Return what a log may call a message; of a sealed one not even its kind."""
    return claimed.owed.view if claimed.owed.lane == "normal" else "sealed"


def by_conversation(batch: Sequence[Claimed]) -> list[list[Claimed]]:
    """Part what was claimed by where it goes, each part in the order in which it is due."""
    parts: dict[outbox.Place, list[Claimed]] = {}
    for claimed in batch:
        parts.setdefault(claimed.owed.place, []).append(claimed)
    return list(parts.values())


def _address(place: outbox.Place) -> Address:
    return Address(place.channel, place.conversation, place.tenant, place.thread)


def _catching_up(owed: outbox.Owed, ref: SentRef, drawn: int, now: datetime) -> outbox.Owed:
    """Owe an edit of a message whose case changed while it was under way."""
    key = f"catch-up:{owed.key}:{drawn}"
    return replace(owed, key=key, kind="edit", due_at=now, edits=ref.id)
