"""Claim what is due, let it be sent, settle it: a few at once, of each conversation one."""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.contract import Channel, Clock, SentRef
from bot.counting import Counts, Result, Uncounted
from bot.delivery.drawing import Drawing, Drawn, PassedOn, Waits
from bot.delivery.giving_up import GivingUp, was_not_told
from bot.delivery.sending import AMBIGUOUS, SEND_SECONDS, Sending
from bot.dispatch import HOME
from bot.dispatch.telling import Telling
from bot.register import Register
from flows.effects import Notify, ToPerson
from flows.errors import Disconnected, LookFailed, NotFound, Permanent, SalientError, Transient
from storage import outbox, pacing, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.outbox import Claimed
from storage.pacing import Paces
from storage.shelf import Shelf

log = structlog.get_logger("delivery")

UNPLUGGED = timedelta(minutes=1)
"""How long a message waits while a chat refuses us altogether; it costs no try."""

LEASE = timedelta(seconds=60)
LANES: tuple[outbox.Lane, ...] = ("normal", "sealed")
"""Sealed messages are claimed apart, so that nothing about the others tells of them.

They leave at a full hour, so the tick is soon enough for them.
"""

AT_ONCE = 20
"""How many messages of this process are under way together."""

LEAST_ROOM = 4
"""Nothing is claimed for less room: many small claims cost more than they hurry."""

SOON_SECONDS = 0.1
"""How soon one looks again after something was found."""

SETTLING_SECONDS = 1.0
"""How much longer than its sending a message may take when Salient is told to stop."""

PAGES = frozenset({HOME})


@dataclass(slots=True)
class Delivery:
    """Whatever is due, sent through the channel it belongs to.

    `woken` is set when something may be due, and when a message has left room for another.
    """

    database: Database
    keys: Keyring
    shelf: Shelf
    register: Register
    channels: Mapping[str, Channel]
    clock: Clock
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    lease: timedelta = LEASE
    silent: Mapping[str, Channel] = field(default_factory=dict)
    """By what sealed messages go where a channel tells an operator what became of a message."""
    counts: Counts = field(default_factory=Uncounted)
    jitter: Callable[[], float] = lambda: random.uniform(-1, 1)
    is_stopping: bool = False
    _claiming: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _drawing: Drawing = field(init=False)
    _sending: Sending = field(init=False)
    _giving_up: GivingUp = field(init=False)

    def __post_init__(self) -> None:
        self._drawing = Drawing(self.keys, self.shelf, self.register, self.clock)
        self._sending = Sending(self.database, self.channels, self.silent)
        self._giving_up = GivingUp(self.keys, self.shelf, self.register, self.clock)

    @property
    def paces(self) -> Paces:
        """How fast each channel may be told; a page that is drawn anew is no message."""
        return Paces({name: one.pace for name, one in self.channels.items()}, PAGES)

    async def deliver(self) -> int:
        """Send everything that is due and whose conversation is free; return how much it was."""
        claimed = 0
        while True:
            was_quiet = not self._under_way  # what ends while one claims may leave more to claim
            claimed += (begun := await self.begin())
            if was_quiet and not begun:
                return claimed
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def keep_delivering(self) -> None:
        """Begin what is due whenever woken, and when the next conversation becomes free."""
        wait: float | None = 0  # what was owed before the start is due now
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self.woken.wait()
            self.woken.clear()
            try:
                wait = SOON_SECONDS if await self.begin(LANES[:1]) else await self._until_free()
            except SalientError as error:  # the tick tries again
                log.error("delivery broke off", action="delivery", error=type(error).__name__)
                wait = None

    async def begin(self, lanes: Sequence[outbox.Lane] = LANES) -> int:
        """Claim what is due, as much as there is room for, and begin to send it."""
        async with self._claiming:
            return sum([await self._begin(lane) for lane in lanes])

    async def _until_free(self) -> float | None:
        free = await self.database.run(pacing.until_free, self.clock.now(), self.paces)
        return free.total_seconds() if free is not None else None

    async def stop(self) -> None:
        """Claim nothing more, and return when what is being sent is settled."""
        self.is_stopping = True
        async with self._claiming:
            left = set(self._under_way)
        if left:
            _, left = await asyncio.wait(left, timeout=SEND_SECONDS + SETTLING_SECONDS)
        for task in left:  # its lease ends, and another process looks whether it was sent
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _begin(self, lane: outbox.Lane) -> int:
        room = AT_ONCE - len(self._under_way)
        if self.is_stopping or room < LEAST_ROOM:
            return 0
        latest = asyncio.get_running_loop().time() + self.lease.total_seconds() / 2
        batch = await self.database.run(
            outbox.claim, room, self.lease, self.clock.now(), lane, self.paces
        )
        for claimed in batch:
            task = asyncio.create_task(self._deliver(claimed, latest))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return len(batch)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.woken.set()

    async def _deliver(self, claimed: Claimed, latest: float) -> None:
        try:
            with self._timed(claimed):
                await self._try(claimed, latest)
        except Exception as error:  # its lease ends, and it is tried again
            name = type(error).__name__
            _note(claimed, log.error, "could not be settled", action="unsettled", error=name)

    async def _drawn(self, claimed: Claimed, latest: float) -> Drawn | Waits | PassedOn:
        drawn = await self.database.run(self._draw, claimed)
        if drawn is None:
            raise NotFound
        is_late = asyncio.get_running_loop().time() > latest
        return Waits(claimed.owed.due_at) if is_late else drawn

    def _draw(self, session: Session, claimed: Claimed) -> Drawn | Waits | PassedOn | None:
        """Return a message as drawn, None when nobody needs it any more.

        Either way it is kept which reminders a morning message could not tell.
        """
        try:
            return self._drawing.draw(session, claimed)
        except NotFound:
            return None

    async def _try(self, claimed: Claimed, latest: float) -> None:
        """Send one message and settle it, whatever happens on the way.

        A process that was held up gives it back after `latest`: its lease might end meanwhile.
        """
        try:
            drawn = await self._drawn(claimed, latest)
            if isinstance(drawn, Waits):
                await self.database.run(outbox.settle_waiting, claimed, drawn.until)
                return
            if isinstance(drawn, PassedOn):
                await self.database.run(self._pass_on, claimed, drawn)
                return
            ref, result = await self._sending.send(claimed, drawn)
        except NotFound:
            await self.database.run(_cancel, claimed)
            self._count(claimed, "cancelled")
        except Permanent as error:
            await self._give_up(claimed, error.reason)
        except Disconnected:
            await self.database.run(outbox.settle_waiting, claimed, self.clock.now() + UNPLUGGED)
            self._count(claimed, "waiting")
        except Exception as error:
            await self._later(claimed, error)
        else:
            await self.database.run(self._settle, claimed, ref, drawn.revision)
            self._count(claimed, result)
            _note(claimed, log.info, "delivered", action=claimed.owed.kind)

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

    def _pass_on(self, session: Session, claimed: Claimed, to: PassedOn) -> None:
        """Tell whoever stands in, as if they had been there when it was owed."""
        owed = claimed.owed
        if not outbox.settle_cancelled(session, claimed):
            return
        was_not_told(session, owed)
        key = owed.key.removesuffix(f":{owed.place.conversation}")
        person = ToPerson(to.reached.person or "")
        effect = Notify(person, owed.view, key, owed.args, owed.lane == "sealed")
        roster, now = self.register.roster(session), self.clock.now()
        Telling(session, roster, effect, now, to.case).tell(to.reached)

    async def _give_up(self, claimed: Claimed, reason: str) -> None:
        said = "cannot be delivered here; the next contact is tried"
        _note(claimed, log.error, said, action="dead", code=reason)
        giving_up = self._giving_up
        settle = giving_up.tried_enough if reason == AMBIGUOUS else giving_up.refused
        await self.database.run(settle, claimed, reason)
        self._count(claimed, "dead")

    async def _later(self, claimed: Claimed, error: Exception) -> None:
        """Try again later, until it was tried often enough."""
        put_off, name = self._put_off(claimed, error), type(error).__name__
        if put_off is None:
            said = "given up; the next contact is tried"
            _note(claimed, log.error, said, action="dead", error=name)
            await self.database.run(self._giving_up.tried_enough, claimed, name)
            self._count(claimed, "dead")
            return
        _note(claimed, log.warning, "sending again later", action="retry", error=name)
        await self.database.run(put_off, claimed)
        self._count(claimed, "retried")

    def _timed(self, claimed: Claimed) -> AbstractContextManager[None]:
        """Time a message from its claim to its end; of a sealed one not even that there is one."""
        return self.counts.timed("delivery") if claimed.owed.lane == "normal" else nullcontext()

    def _count(self, claimed: Claimed, result: Result) -> None:
        """Count what became of a message; of a sealed one not even that there is one."""
        if claimed.owed.lane == "normal":
            self.counts.settled(claimed.owed.place.channel, result)

    def _put_off(
        self, claimed: Claimed, error: Exception
    ) -> Callable[[Session, Claimed], bool] | None:
        """Return how a message is settled that is tried again; None after its last try.

        A chat that says for how long it is to be left alone took nothing: that is no try.
        """
        name, now, owed = type(error).__name__, self.clock.now(), claimed.owed
        if isinstance(error, Transient) and error.retry_after is not None:
            return partial(
                outbox.settle_busy,
                now=now,
                wait=timedelta(seconds=error.retry_after),
                error=name,
                paced=bool(self.paces.rests.get(owed.place.channel)),
                everywhere=error.everywhere,
            )
        attempts = outbox.attempts_of(owed.lane)
        wait = outbox.next_try(claimed.attempt, self.jitter(), attempts=attempts)
        if wait is None:
            return None
        looked = isinstance(error, LookFailed)
        return partial(outbox.settle_retry, due_at=now + wait, error=name, looked=looked)


def _cancel(session: Session, claimed: Claimed) -> None:
    """Settle what nobody needs any more; whoever would have been told was not."""
    if outbox.settle_cancelled(session, claimed):
        was_not_told(session, claimed.owed)


def _note(claimed: Claimed, say: Callable[..., object], event: str, **fields: str) -> None:
    """Log what became of a message; of a sealed one not even that there is one."""
    if claimed.owed.lane == "normal":
        say(event, view=claimed.owed.view, **fields)


def _catching_up(owed: outbox.Owed, ref: SentRef, drawn: int, now: datetime) -> outbox.Owed:
    """Owe an edit of a message whose case changed while it was under way."""
    key = f"catch-up:{owed.key}:{drawn}"
    due_at = outbox.leaves_at(owed.lane, now)
    return replace(owed, key=key, kind="edit", due_at=due_at, edits=ref.id)
