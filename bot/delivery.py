"""Send what is owed: claim, draw, send, settle; one transaction each, none across the network.

A message is created exactly once and sent at least once: before any second try the
conversation is looked at, and where one cannot look the kind of message decides.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.audience import Reached, Roster
from bot.contract import (
    MESSAGE_GONE,
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
from bot.counting import Counts, Result, Uncounted
from bot.dispatch import HOME, SALIENT, UNREACHABLE, place_of, seen_by, tell_admins
from bot.dispatch.mornings import draw_morning
from bot.dispatch.on_cases import OnCases
from bot.register import Register
from flows.cards import Card
from flows.case import Confidentiality
from flows.errors import Conflict, Disconnected, NotFound, Permanent, StoreError, Transient
from flows.events import RoleUnreached
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.organisation import LAUNCH_CHANNEL
from flows.people.profile import Actor, Profile
from flows.views.home import list_card
from flows.views.messages import draw_message
from flows.views.reminding.morning import MORNING
from flows.views.setting_up import draw_general
from flows.views.viewer import Viewer
from storage import outbox, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.outbox import Claimed
from storage.shelf import Shelf

log = structlog.get_logger("delivery")

UNPLUGGED = timedelta(minutes=1)
"""How long a message waits while a chat refuses us altogether; it costs no try."""

LEASE = timedelta(seconds=60)
LANES: tuple[outbox.Lane, ...] = ("normal", "sealed")
"""Sealed messages are claimed apart, so that nothing about the others tells of them."""

AT_ONCE = 20
"""How many messages are claimed together; more wait for the next step."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as drawn, and the revision of the case that it shows; 0 when it is about none."""

    card: Card
    reader: Reader
    revision: int = 0
    surface: Surface = Surface.SHARED


@dataclass(slots=True)
class Delivery:
    """Whatever is due, sent through the channel it belongs to."""

    database: Database
    keys: Keyring
    shelf: Shelf
    register: Register
    channels: Mapping[str, Channel]
    clock: Clock
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    jitter: Callable[[], float] = lambda: random.uniform(-1, 1)
    silent: Mapping[str, Channel] = field(default_factory=dict)
    """By what sealed messages go where a channel tells an operator what became of a message."""
    counts: Counts = field(default_factory=Uncounted)

    async def deliver(self) -> int:
        """Send everything that is due now and return how much was claimed."""
        async with self.lock:
            claimed = 0
            for lane in LANES:
                with self._timed(lane):
                    while batch := await self.database.run(
                        outbox.claim, AT_ONCE, LEASE, self.clock.now(), lane
                    ):
                        claimed += len(batch)
                        await asyncio.gather(*map(self._in_order, by_conversation(batch)))
            return claimed

    async def _in_order(self, batch: Sequence[Claimed]) -> None:
        """Send the messages of one conversation one after another, so that they read in order."""
        for claimed in batch:
            try:
                await self._try(claimed)
            except Exception as error:  # its lease ends, and it is tried again
                name = type(error).__name__
                _note(claimed, log.error, "could not be settled", action="unsettled", error=name)

    async def _try(self, claimed: Claimed) -> None:
        """Send one message and settle it, whatever happens on the way."""
        try:
            drawn = await self.database.run(self._draw, claimed)
            ref, result = await self._send(claimed, drawn)
        except NotFound:
            await self.database.run(outbox.settle_cancelled, claimed)
            self._count(claimed, "cancelled")
        except Permanent as error:
            said = "cannot be delivered here; the next contact is tried"
            _note(claimed, log.error, said, action="dead", code=error.reason)
            await self.database.run(self._give_up, claimed, error.reason)
            self._count(claimed, "dead")
        except Disconnected:
            await self.database.run(outbox.settle_waiting, claimed, self.clock.now() + UNPLUGGED)
            self._count(claimed, "waiting")
        except Transient as error:
            await self._later(claimed, error, error.retry_after)
        except Exception as error:
            await self._later(claimed, error, None)
        else:
            await self.database.run(self._settle, claimed, ref, drawn.revision)
            self._count(claimed, result)
            _note(claimed, log.info, "delivered", action=claimed.owed.kind)

    async def _send(self, claimed: Claimed, drawn: Drawn) -> tuple[SentRef, Result]:
        """Return the message as the platform has it, and whether it was there already."""
        owed = claimed.owed
        channel = self._channel(owed)
        payload = channel.render(drawn.card, drawn.reader, drawn.surface)
        address = _address(owed.place)
        if owed.edits is not None:
            ref = SentRef(address, owed.edits)
            await channel.update(ref, payload)
            return ref, "sent"
        if claimed.attempt > 1:
            return await self._send_again(channel, address, payload, claimed)
        return await channel.send(address, payload, owed.key), "sent"

    def _channel(self, owed: outbox.Owed) -> Channel:
        silent = self.silent if owed.lane == "sealed" else {}
        return silent.get(owed.place.channel) or self.channels[owed.place.channel]

    async def _send_again(
        self, channel: Channel, address: Address, payload: Payload, claimed: Claimed
    ) -> tuple[SentRef, Result]:
        owed = claimed.owed
        match await channel.find_sent(address, owed.key, claimed.first_attempt_at):
            case SentRef() as ref:
                return ref, "found"
            case NotSent():
                return await channel.send(address, payload, owed.key), "sent"
            case CannotLook():
                if owed.ambiguous == "resend":
                    return await channel.send(address, payload, owed.key), "sent"
                raise Permanent("ambiguous")

    def _draw(self, session: Session, claimed: Claimed) -> Drawn:
        """Draw a message from the case as it is now, in the reader's language and rights."""
        owed, roster = claimed.owed, self.register.roster(session)
        profile = roster.people.get(owed.recipient or "", Profile(""))
        actor = Actor(owed.recipient or "", profile.roles)
        context = Context(self.clock.now(), actor, roster.people)
        reader = Reader(profile.locale, profile.zone)
        if owed.case_id is None:
            return self._draw_general(session, owed, Viewer(self.shelf.accepted, context), reader)
        case = store.load(session, self.keys, owed.case_id)
        viewer = Viewer(self.shelf.pack(session, case.pack), context)
        return Drawn(draw_message(viewer, owed.view, case, owed.args), reader, case.revision)

    def _draw_general(
        self, session: Session, owed: outbox.Owed, viewer: Viewer, reader: Reader
    ) -> Drawn:
        """Draw what is about no one case: somebody's own page, or the organisation."""
        if owed.view == HOME:
            seen = seen_by(session, self.keys, viewer.context.actor)
            return Drawn(list_card(viewer, seen), reader, surface=Surface.HOME)
        if owed.view == MORNING:
            context = viewer.context
            card = draw_morning(session, self.keys, self.shelf, context, owed.key)
            if card is None:
                raise NotFound
            return Drawn(card, reader, surface=Surface.DIRECT)
        organisation = store.organisation(session)
        return Drawn(draw_general(viewer, owed.view, organisation, owed.args), reader)

    def _give_up(self, session: Session, claimed: Claimed, reason: str) -> None:
        """Settle what will never be taken, and tell the next contact and the admins."""
        owed, now = claimed.owed, self.clock.now()
        # Asked before the message is settled: two that fail together are locked in one order.
        others = owed.recipient is not None and outbox.is_told_to_others(session, owed)
        if not outbox.settle_dead(session, claimed, reason):
            return
        if owed.edits is not None:
            if reason == MESSAGE_GONE:
                outbox.forget_copy(session, owed.place, owed.edits)
            return
        roster, failed = self.register.roster(session), _address(owed.place)
        if not others:
            next_ones = self._next_contacts(session, roster, owed)
            for other in next_ones:
                outbox.enqueue(session, _owed_to(owed, other, now), now)
            self._mark(session, roster, owed, next_ones)
        # Every admin was told already of what an admin could not be told.
        if owed.lane == "normal" and owed.view != UNREACHABLE:
            contact = owed.role or (LAUNCH_CHANNEL if failed == roster.launch_channel else "person")
            tell_admins(session, roster, reason, contact, owed.place.conversation, now)

    def _mark(
        self, session: Session, roster: Roster, owed: outbox.Owed, told: Sequence[Reached]
    ) -> None:
        """Keep on the case that a role did not take a message, and who hears it instead."""
        if owed.role is None or owed.case_id is None:
            return
        instead = tuple(one.person or one.role or "" for one in told)
        actor = Actor(SALIENT)
        context = Context(self.clock.now(), actor, roster.people)
        cases = OnCases(session, self.keys, self.shelf, roster, context)
        try:
            cases.besides(owed.case_id, RoleUnreached(owed.role, instead), actor)
        except Conflict:
            raise
        except StoreError:  # its text was erased: nobody opens it any more
            return

    def _next_contacts(
        self, session: Session, roster: Roster, owed: outbox.Owed
    ) -> tuple[Reached, ...]:
        """Return whom to tell instead: each of the role, and when none takes it whoever is last."""
        if owed.role is None:
            return ()
        failed = _address(owed.place)
        each = roster.next_contacts(owed.role, failed) if owed.recipient is None else ()
        if each:
            return each
        last = roster.last_contacts(owed.role, failed)
        return tuple(one for one in last if self._may_hear(session, roster, owed, one))

    def _may_hear(self, session: Session, roster: Roster, owed: outbox.Owed, one: Reached) -> bool:
        """Tell whether somebody may be told in the place of others; the team always may."""
        if owed.case_id is None:
            return one.role == owed.role
        if one.person is None:
            return True
        roles = roster.people.get(one.person, Profile("")).roles
        try:
            case = store.load(session, self.keys, owed.case_id)
        except StoreError:
            return False
        is_open = case.confidentiality is Confidentiality.OPEN
        return is_open or may(Actor(one.person, roles), Verb.SEE, case)

    def _settle(self, session: Session, claimed: Claimed, ref: SentRef, revision: int) -> None:
        now = self.clock.now()
        if not outbox.settle_sent(session, claimed, ref.id, now):
            _note(claimed, log.warning, "lease was lost before settling", action="fenced")
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
        wait = outbox.next_try(claimed.attempt, self.jitter(), retry_after)
        name = type(error).__name__
        if wait is None:
            said = "given up; the next contact is tried"
            _note(claimed, log.error, said, action="dead", error=name)
            # A copy that could not be edited may still be there: it is not forgotten.
            end = self._give_up if claimed.owed.kind == "send" else outbox.settle_dead
            await self.database.run(end, claimed, name)
            self._count(claimed, "dead")
            return
        _note(claimed, log.warning, "sending again later", action="retry", error=name)
        await self.database.run(outbox.settle_retry, claimed, self.clock.now() + wait, name)
        self._count(claimed, "retried")

    def _count(self, claimed: Claimed, result: Result) -> None:
        """Count what became of a message; of a sealed one not even that there is one."""
        if claimed.owed.lane == "normal":
            self.counts.settled(claimed.owed.place.channel, result)

    def _timed(self, lane: outbox.Lane) -> AbstractContextManager[None]:
        """Time what is open alone: how long sending takes tells that there is something to send."""
        return self.counts.timed("delivery") if lane == "normal" else nullcontext()


def _note(claimed: Claimed, say: Callable[..., object], event: str, **fields: str) -> None:
    """Log what became of a message; of a sealed one not even that there is one."""
    if claimed.owed.lane == "normal":
        say(event, view=claimed.owed.view, **fields)


def _owed_to(owed: outbox.Owed, other: Reached, now: datetime) -> outbox.Owed:
    """Owe a message to somebody else, once."""
    return replace(
        owed,
        key=f"{owed.key}:next:{other.person or other.role}",
        place=place_of(other.address),
        due_at=now,
        recipient=other.person,
        role=other.role,
    )


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
