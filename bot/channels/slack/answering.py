"""How somebody who just spoke in Slack is answered: each spot has its own way.

What was sent is committed before this runs, so nothing here can lose it: when a window cannot
be shown, a direct message offers to open it.
"""

from collections.abc import Sequence
from typing import Any

import structlog

from bot.channels.slack.api import Api, Refused
from bot.channels.slack.drawing import Drawing, input_ids
from bot.channels.slack.spot import Kind, Spot
from bot.contract import Handle, Payload, Reader, Surface
from flows.cards import Button, Form, Notice, Reply, Text, Tone
from flows.errors import ChannelError

log = structlog.get_logger("slack")


class Answering:
    """Shows replies where somebody stands."""

    def __init__(self, api: Api, drawing: Drawing) -> None:
        self._api = api
        self._drawing = drawing

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        """Show the first reply; return what travels in the answer to Slack's own request."""
        spot = Spot.of(handle)
        if not replies or spot.kind is Kind.CLOSED:
            return {}
        reply = replies[0]
        match spot.kind:
            case Kind.SUBMITTED:
                return self._in_the_answer(spot, reply, reader)
            case Kind.WINDOW:
                await self.redraw(spot, reply, reader)
            case Kind.OPENED:
                home = self._drawing.home(reply, reader)
                await self._api.call("views.publish", user_id=spot.user, view=home)
            case Kind.WORDS:
                await self._say(spot, reply, reader)
            case Kind.COMMAND if isinstance(reply, Notice):
                return {"response_type": "ephemeral", **self._message(reply, reader)}
            case Kind.MESSAGE if isinstance(reply, Notice):
                await self._say(spot, reply, reader)
            case _:
                await self._open(spot, reply, reader)
        return {}

    async def redraw(self, spot: Spot, reply: Reply, reader: Reader) -> None:
        """Show a reply in the window where somebody pressed; of two at once the last stands."""
        window = self._drawing.window(reply, reader, spot.part)
        try:
            try:
                guard = {"hash": spot.hash} if spot.hash else {}
                await self._api.call("views.update", view_id=spot.view, view=window, **guard)
            except Refused as error:
                if error.reason != "hash_conflict":
                    raise
                await self._api.call("views.update", view_id=spot.view, view=window)
        except ChannelError as error:
            await self._offer(spot, reply, reader, error)

    @staticmethod
    def travels(spot: Spot, replies: Sequence[Reply]) -> bool:
        """Tell whether replies go with the answer to Slack's request, and need no call."""
        if spot.kind is Kind.COMMAND:
            return bool(replies) and isinstance(replies[0], Notice)
        return spot.kind is Kind.SUBMITTED

    def say(self, key: str, reader: Reader, **said: str) -> Text:
        """Return a sentence of the bot for somebody."""
        return self._drawing.say(key, reader, **said)

    def refusal(self, spot: Spot, reply: Reply, reader: Reader) -> Payload:
        """Return an answer that leaves a window as it is, with all that was typed in it."""
        if spot.inputs and isinstance(reply, Notice):
            said = self._drawing.plain(reply.text, reader)
            return {"response_action": "errors", "errors": {spot.inputs[0]: said}}
        return {"response_action": "push", "view": self._drawing.window(reply, reader)}

    async def lay_over(self, spot: Spot, reply: Reply, reader: Reader) -> None:
        """Show a reply above a window that must stay as it is, with all that was typed in it."""
        window = self._drawing.window(reply, reader)
        try:
            await self._api.call("views.push", trigger_id=spot.trigger, view=window)
        except ChannelError as error:
            await self._offer(spot, reply, reader, error)

    async def lay_a_wait_over(self, spot: Spot, name: str) -> bool:
        """Lay *one moment* over the window where somebody pressed; False when it is too late."""
        waiting = {**self._drawing.waiting(Reader()), "external_id": name}
        try:
            await self._api.call("views.push", trigger_id=spot.trigger, view=waiting)
        except ChannelError:
            return False
        return True

    async def open_a_wait(self, spot: Spot) -> Spot | None:
        """Open a window that says *one moment*; None when it is too late even for that."""
        if not spot.trigger:
            return None
        waiting = self._drawing.waiting(Reader())
        try:
            said = await self._api.call("views.open", trigger_id=spot.trigger, view=waiting)
        except ChannelError:
            return None
        return Spot(Kind.WINDOW, spot.user, view=str(said["view"]["id"]), part=spot.part)

    def wait_above(self, name: str) -> Payload:
        """Return an answer that lays *one moment* over the window that was sent."""
        view = {**self._drawing.waiting(Reader()), "external_id": name}
        return {"response_action": "push", "view": view}

    async def tell_above(self, name: str, reply: Reply | None, reader: Reader) -> None:
        """Say in the window that was laid above how it ended: saved, unless a reply says else."""
        saved = Notice(self._drawing.say("slack.saved", reader), Tone.GOOD)
        view = {**self._drawing.window(reply or saved, reader), "external_id": name}
        await self._api.call("views.update", external_id=name, view=view)

    def _in_the_answer(self, spot: Spot, reply: Reply, reader: Reader) -> Payload:
        """Return the next window, or the faults when the same one is shown again."""
        faults = _faults(spot, reply, self._drawing, reader)
        if faults:
            return {"response_action": "errors", "errors": faults}
        window = self._drawing.window(reply, reader, spot.part)
        return {"response_action": "update", "view": window}

    async def _open(self, spot: Spot, reply: Reply, reader: Reader) -> None:
        window = self._drawing.window(reply, reader, spot.part)
        try:
            await self._api.call("views.open", trigger_id=spot.trigger, view=window)
        except ChannelError as error:
            await self._offer(spot, reply, reader, error)

    async def _offer(self, spot: Spot, reply: Reply, reader: Reader, error: ChannelError) -> None:
        """Offer, where somebody is, to open what could not be shown: too late, gone, too busy."""
        code = str(error)
        log.info("a window could not be shown; it is offered", action="slack.offered", code=code)
        await self._say(spot, self._offered(reply, reader), reader)

    def _offered(self, reply: Reply, reader: Reader) -> Notice:
        if isinstance(reply, Notice):
            return reply
        buttons: tuple[Button, ...] = (reply.anew,) if reply.anew is not None else ()
        return Notice(self._drawing.say("slack.offered", reader), buttons=buttons)

    async def _say(self, spot: Spot, reply: Reply, reader: Reader) -> None:
        """Write to one person: in their direct message in full, elsewhere without content."""
        is_shared = spot.conversation != "" and not spot.in_direct_message
        if is_shared:
            said = self._message(self._offered(reply, reader), reader)
            thread = {"thread_ts": spot.thread} if spot.thread else {}
            try:
                await self._api.call(
                    "chat.postEphemeral",
                    channel=spot.conversation,
                    user=spot.user,
                    **said,
                    **thread,
                )
            except Refused:
                log.info("no ephemeral here; a direct message instead", action="slack.ephemeral")
            else:
                return
        await self._write(spot, reply, reader)

    async def _write(self, spot: Spot, reply: Reply, reader: Reader) -> None:
        opened = await self._api.call("conversations.open", users=spot.user)
        await self._api.call(
            "chat.postMessage",
            channel=opened["channel"]["id"],
            unfurl_links=False,
            unfurl_media=False,
            **self._message(reply, reader),
        )

    def _message(self, reply: Reply, reader: Reader) -> dict[str, Any]:
        drawn = self._drawing.drawn(reply, reader, Surface.DIRECT)
        return {"text": drawn["notice"], "blocks": drawn["blocks"]}


def _faults(spot: Spot, reply: Reply, drawing: Drawing, reader: Reader) -> dict[str, str]:
    """Return the faults by input when nothing but them differs from the window that was sent.

    Slack keeps what was typed and shows each fault at its field, which no redrawing does better.
    """
    if not isinstance(reply, Form) or any(field.aside for field in reply.fields):
        return {}
    inputs = input_ids(reply)
    faults = {inputs[f.id]: f.error for f in reply.fields if f.error and f.id in inputs}
    if not faults or set(inputs.values()) != set(spot.inputs):
        return {}
    return {block: drawing.plain(error, reader) for block, error in faults.items()}
