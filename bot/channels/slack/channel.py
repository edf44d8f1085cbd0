"""Slack under the contract that every channel has."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.channels.slack.answering import Answering
from bot.channels.slack.api import Api, Refused
from bot.channels.slack.connection import Connection
from bot.channels.slack.drawing import Drawing
from bot.channels.slack.reading import CHANNEL, place_of_message, read
from bot.contract import (
    Address,
    CannotLook,
    Directory,
    Handle,
    Inbound,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
)
from flows.cards import Reply
from flows.errors import ChannelError, Disconnected, Transient, Unknown
from flows.events import KeepAsked

HOME = "home"
"""The id of the one page that somebody has beside their conversations."""

PACE = timedelta(seconds=1)
"""Slack takes about one message a second in a conversation."""

FOR_ONE = frozenset({"chat.postMessage", "views.publish"})
"""Methods that are limited for one conversation or page; others are for the whole workspace."""

EVENT_TYPE = "salient"
LOOK_BACK = timedelta(minutes=1)
PAGES = 10

log = structlog.get_logger("slack")


class SlackChannel:
    """Reads what Slack says, draws, answers and sends."""

    name = CHANNEL

    def __init__(
        self,
        api: Api,
        connection: Connection,
        drawing: Drawing,
        answering: Answering,
        directory: Directory,
        *,
        is_silent: bool = False,
    ) -> None:
        """With `is_silent` nobody can tell from logs or readiness that anything was sent."""
        self._api = api
        self._connection = connection
        self._drawing = drawing
        self._directory = directory
        self._answering = answering
        self._is_silent = is_silent
        self._direct: dict[str, str] = {}
        self.pace = PACE

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        """Read a click, a sent window, a command or an event; None when it is not for us."""
        return read(payload, self._directory.person_of)

    async def with_link(self, inbound: Inbound, payload: Mapping[str, object]) -> Inbound:
        """Return a message to be kept with its link; without one where Slack gives none."""
        if not isinstance(inbound.event, KeepAsked):
            return inbound
        conversation, ts = place_of_message(payload)
        try:
            said = await self._api.call("chat.getPermalink", channel=conversation, message_ts=ts)
        except ChannelError as error:
            log.info("a message is kept without a link", action="slack.no_link", code=str(error))
            return inbound
        return replace(inbound, event=replace(inbound.event, link=str(said.get("permalink") or "")))

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        """Draw a reply as blocks. Free text is escaped; what is too long is split."""
        return self._drawing.drawn(reply, reader, surface)

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        """Show a reply where somebody spoke; what travels in Slack's own answer is returned."""
        return await self._answering.answer(handle, replies, reader)

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        """Post one message. The key is sent along, so that a direct message is found again."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": _digest(key)}}
        said = await self._call(
            "chat.postMessage",
            channel=await self._conversation(to),
            text=payload["notice"],
            blocks=payload["blocks"],
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            **({"thread_ts": to.thread} if to.thread else {}),
        )
        return SentRef(to, str(said["ts"]))

    async def update(self, ref: SentRef, payload: Payload) -> None:
        """Edit a message, or draw somebody's home page anew. To do it twice does no harm."""
        try:
            if ref.id == HOME:
                await self._call(
                    "views.publish", user_id=ref.address.conversation, view=payload["view"]
                )
                return
            await self._call(
                "chat.update",
                channel=await self._conversation(ref.address),
                ts=ref.id,
                text=payload["notice"],
                blocks=payload["blocks"],
            )
        except Unknown as lost:
            raise Transient(*lost.args) from lost

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        """Look into a direct message; a channel cannot be looked at with what we may do."""
        if not _is_person(to):
            return CannotLook()
        conversation, cursor = await self._conversation(to), ""
        for _ in range(PAGES):
            said = await self._call(
                "conversations.history",
                channel=conversation,
                oldest=str((since - LOOK_BACK).timestamp()),
                include_all_metadata=True,
                limit=200,
                **({"cursor": cursor} if cursor else {}),
            )
            for message in said.get("messages", ()):
                if _key_of(message) == _digest(key):
                    return SentRef(to, str(message["ts"]))
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return NotSent()
        return CannotLook()

    async def _conversation(self, to: Address) -> str:
        """Return the conversation to post in: of a person their direct message with us."""
        if not _is_person(to):
            return to.conversation
        if to.conversation not in self._direct:
            said = await self._call("conversations.open", users=to.conversation)
            self._direct[to.conversation] = str(said["channel"]["id"])
        return self._direct[to.conversation]

    async def _call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        if self._is_silent:
            return await self._api.call(method, **arguments)
        try:
            said = await self._api.call(method, **arguments)
        except Transient as error:
            error.everywhere = method not in FOR_ONE
            raise
        except Disconnected as error:
            self._connection.lost(f"Slack refuses the token ({error})")
            raise
        except Refused as error:
            self._connection.found()
            log.warning("Slack refused a call", action=method, code=error.reason)
            raise
        self._connection.found()
        return said


def _is_person(to: Address) -> bool:
    """Tell whether an address is somebody's account: those ids begin with U or W."""
    return to.conversation.startswith(("U", "W"))


def _digest(key: str) -> str:
    """Return a key as it may stand in a message: our own ids are nobody else's business."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _key_of(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key") or "")
