"""What Slack sends, taken into turns: a turn is committed before Slack's request is answered.

Two things can be slow, our own turn and Slack. A turn that takes too long for Slack's three
seconds is shown as *one moment*, and its outcome when it is there; calls to Slack that are no
part of the answer run beside it and cannot delay it.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from slack_bolt.async_app import AsyncAck

from bot.channels.slack.answering import Answering
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.connection import Connection
from bot.channels.slack.door import Door, Entry, team_of
from bot.channels.slack.inside import name_at
from bot.channels.slack.spot import Kind, Spot
from bot.contract import Handled, Inbound, Reader, Turns
from flows.cards import Notice, Tone
from flows.errors import ChannelError, SalientError, Transient, TurnBroken

log = structlog.get_logger("slack")

PATIENCE_SECONDS = 1.2
"""How long a turn may take before somebody is shown that it is under way."""

ENDINGS = frozenset({"app_uninstalled", "tokens_revoked"})

REPEATED = frozenset({Kind.WORDS, Kind.OPENED, Kind.CLOSED})
"""What Slack sends again when it is not taken, and so what may be refused for now."""


@dataclass(frozen=True, slots=True)
class Unsaved(Handled):
    """Nothing was kept, so what stands in the window must stay there."""


class Listening:
    """The one listener behind every kind of payload."""

    def __init__(
        self,
        channel: SlackChannel,
        answering: Answering,
        turns: Turns,
        door: Door,
        connection: Connection,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._channel = channel
        self._answering = answering
        self._turns = turns
        self._door = door
        self._connection = connection
        self._patience = patience
        self._beside: set[asyncio.Task[None]] = set()

    async def heard(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Take whatever Slack sends. Raises SalientError where Slack shall send it again."""
        inbound = None if self._about_us(body) else self._channel.parse(body)
        if inbound is None:
            await ack()
            return
        spot = Spot.of(inbound.handle)
        if spot.kind in REPEATED:
            await self._answer(ack, inbound, spot, await self._once_more(body, inbound, spot))
            return
        turn = asyncio.create_task(self._turn(body, inbound))
        await asyncio.wait({turn}, timeout=self._patience)
        if turn.done():
            await self._answer(ack, inbound, spot, turn.result())
        elif spot.kind is Kind.SUBMITTED:
            await self._push_a_wait(ack, spot, turn)
        else:
            await ack()
            self._later(self._wait_for(spot, turn))

    async def idle(self) -> None:
        """Return when nothing is under way beside the requests."""
        while self._beside:
            await asyncio.gather(*self._beside, return_exceptions=True)

    async def _once_more(self, body: dict[str, Any], inbound: Inbound, spot: Spot) -> Handled:
        """Do the turn of what Slack sends once more when it is not taken."""
        entry = await self._door.enter(body)
        if entry is Entry.UNCHECKED:
            raise Transient("nobody can be looked up now")
        if entry is Entry.WELCOME:
            return await self._turns.handle(inbound)
        return self._unsaved("slack.foreign") if spot.kind is Kind.WORDS else Handled((), Reader())

    async def _turn(self, body: dict[str, Any], inbound: Inbound) -> Handled:
        """Do the turn; when it fails, whoever acts is told, and nothing typed is lost."""
        try:
            entry = await self._door.enter(body)
            if entry is not Entry.WELCOME:
                return self._unsaved(f"slack.{entry.value}")
            # Read once more: whoever was chosen in the window is known by now.
            known = self._channel.parse(body) or inbound
            return await self._turns.handle(await self._channel.with_link(known, body))
        except SalientError as error:
            log.error(
                "a turn could not be saved; whoever acted was told",
                action="slack.not_saved",
                error=type(error).__name__,
            )
            code = str(error.args[0]) if isinstance(error, TurnBroken) else type(error).__name__
            return self._unsaved("slack.not_saved", code=code)

    async def _answer(self, ack: AsyncAck, inbound: Inbound, spot: Spot, handled: Handled) -> None:
        """Answer with what travels in the answer, and show the rest beside it."""
        if isinstance(handled, Unsaved) and spot.kind is Kind.SUBMITTED:
            await ack(**self._answering.refusal(spot, handled.replies[0], handled.reader))
        elif self._answering.travels(spot, handled.replies):
            await ack(**await self._channel.answer(inbound.handle, handled.replies, handled.reader))
        else:
            await ack()
            self._later(self._show(spot, handled))

    async def _show(self, spot: Spot, handled: Handled) -> None:
        if isinstance(handled, Unsaved) and spot.kind is Kind.WINDOW and spot.trigger:
            await self._answering.lay_over(spot, handled.replies[0], handled.reader)
        else:
            await self._channel.answer(spot.handle, handled.replies, handled.reader)

    async def _wait_for(self, spot: Spot, turn: "asyncio.Task[Handled]") -> None:
        """Show *one moment* before the trigger is too old, and the outcome when it is there."""
        name = f"wait:{uuid4()}"
        if spot.kind is Kind.WINDOW and await self._answering.lay_a_wait_over(spot, name):
            await self._settle_below(name, spot, turn)
            return
        wait = await self._answering.open_a_wait(spot) if spot.kind is not Kind.WINDOW else None
        await self._show(wait or spot, await turn)

    async def _push_a_wait(self, ack: AsyncAck, spot: Spot, turn: "asyncio.Task[Handled]") -> None:
        """Lay *one moment* over a window that was sent: it stays below with all that was typed."""
        name = f"wait:{uuid4()}"
        await ack(**self._answering.wait_above(name))
        self._later(self._settle_below(name, spot, turn))

    async def _settle_below(self, name: str, spot: Spot, turn: "asyncio.Task[Handled]") -> None:
        handled = await turn
        if isinstance(handled, Unsaved):
            await self._answering.tell_above(name, handled.replies[0], handled.reader)
            return
        below = Spot(Kind.WINDOW, spot.user, view=spot.view, hash=spot.hash, part=spot.part)
        await self._show(below, handled)
        await self._answering.tell_above(name, None, handled.reader)

    def _unsaved(self, key: str, **said: str) -> Unsaved:
        notice = Notice(self._answering.say(key, Reader(), **said), Tone.ATTENTION)
        return Unsaved((notice,), Reader())

    def _about_us(self, body: Mapping[str, Any]) -> bool:
        """Take what is said of the installation or a profile; tell whether it was that."""
        kind = name_at(body, "event", "type")
        if kind in ENDINGS and team_of(body) == self._connection.team:
            self._connection.lost("Salient was taken out of the workspace: install it again")
        elif kind == "user_change":
            self._later(self._door.refresh(name_at(body, "event", "user", "id")))
        return kind in ENDINGS or kind == "user_change"

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the request; it is awaited when the server stops."""
        task = asyncio.create_task(_unharmed(work))
        self._beside.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        broken = None if task.cancelled() else task.exception()
        if broken is not None:
            log.error(
                "a reply broke; what it showed is saved: tell a developer",
                action="slack.reply_broken",
                error=type(broken).__name__,
            )


async def _unharmed(work: Coroutine[Any, Any, None]) -> None:
    """Let a reply be lost: what it showed is saved, and they see it when they press again."""
    try:
        await work
    except ChannelError as error:
        log.warning(
            "a reply was lost; what it showed is saved",
            action="slack.reply_lost",
            error=type(error).__name__,
            code=str(error),
        )
