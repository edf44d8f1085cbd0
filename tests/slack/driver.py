"""A person who uses Slack: clicks by what buttons say, fills by labels, and reads the screen."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tests.slack import inputs, payloads
from tests.slack.looking import Press, presses, shown, words
from tests.slack.payloads import Place, Speaker
from tests.slack.screens import Ephemeral, Json, Window
from tests.slack.sender import Answer, Request, Sender
from tests.slack.side import Side
from tests.slack.validity import flaws_of

PATIENCE_SECONDS = 20
LOOK_SECONDS = 0.02


class Broken(AssertionError):
    """Slack would have shown trouble to the person; the sentence says what the app did."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the screen with buttons: a window, the home page, or a message."""

    kind: str
    blocks: list[Json]
    window: Window | None = None
    conversation: str = ""
    message: Json | None = None
    ephemeral: bool = False


class Person:
    """One person with Slack before them. Confirmations are accepted and kept in `confirmed`."""

    def __init__(self, side: Side, sender: Sender, user: str) -> None:
        self.side, self.sender, self.user = side, sender, user
        self.confirmed: list[str] = []
        self.last: Request | None = None
        profile = side.profile(user)
        self.speaker = Speaker(side.workspace, user, profile["name"], profile["team_id"])

    @property
    def window(self) -> Window:
        """The window before the person."""
        found = self.side.screens.top(self.user)
        assert found is not None, f"no window is open. On the screen:\n{self.sees}"
        return found

    @property
    def sees(self) -> str:
        """All words on the screen: window and what it complains of, messages, home page."""
        top, home = self.side.screens.top(self.user), self.side.screens.homes.get(self.user)
        said = [words(_drawn(message)) for _, message in self.side.screens.visible(self.user)]
        return "\n".join([*(_window_words(top) if top else []), *said, *_home_words(home)])

    async def command(self, text: str = "", conversation: str = "") -> None:
        """Type the slash command, in the direct message unless another place is named."""
        place = await self._place(conversation)
        trigger = await self.side.trigger(self.user)
        answer = await self._done(payloads.command(self.speaker, text, place, trigger))
        self._hear(answer, place)

    async def shortcut(self, callback: str) -> None:
        """Choose a global shortcut."""
        trigger = await self.side.trigger(self.user)
        at = f"{time.time():.6f}"
        await self._done(payloads.shortcut(self.speaker, callback, trigger, at))

    async def shortcut_on(self, callback: str, conversation: str, ts: str) -> None:
        """Choose a shortcut of a message."""
        message = self.side.screens.message(conversation, ts)
        assert message is not None, f"no message {ts} in {conversation}"
        place, trigger = await self._place(conversation), await self.side.trigger(self.user)
        made = payloads.message_shortcut(self.speaker, callback, place, message, trigger)
        await self._done(made)

    async def says(self, text: str, thread: str = "") -> None:
        """Write to the bot in the direct message."""
        place = await self._place("")
        message = await self.side.wrote(self.user, place.id, text, thread)
        await self._done(payloads.said(self.speaker, place, message))

    async def mentions(self, conversation: str, text: str, thread: str = "") -> None:
        """Write the bot's name and a text in a conversation."""
        whole = f"<@{self.side.workspace.bot_user}> {text}"
        message = await self.side.wrote(self.user, conversation, whole, thread)
        place = await self._place(conversation)
        await self._done(payloads.mentioned(self.speaker, place, message))

    async def opens_home(self, tab: str = "home") -> None:
        """Look at the app's home page."""
        home = self.side.screens.homes.get(self.user)
        direct = await self.side.direct(self.user)
        view = home.view if home else None
        await self._done(payloads.home_opened(self.speaker, direct, view, tab))

    async def changes(self, **profile: Any) -> None:
        """Change the profile: the app is told of the person as they are now."""
        told = self.side.profile(self.user) | profile
        await self._done(payloads.user_changed(self.side.workspace, told))

    async def clicks(self, label: str, where: str | None = None, near: str = "") -> None:
        """Press the button that says `label`.

        A window lies before everything else; then comes the newest message that has the button,
        then the home page. `where` is window, message, home or the time stamp of a message.
        `near` are words beside or above the button, where several say the same.
        """
        spot, press = self._find(label, where, near)
        if press.confirm:
            self.confirmed.append(press.confirm)
        await self._done(await self._click(spot, press.action(f"{time.time():.6f}")))

    async def fills(self, wanted: Mapping[str, Any]) -> None:
        """Enter values by label or id: text, the words of an option, a list of them, None.

        Inputs that dispatch tell the app of each change at once.
        """
        for name, value in wanted.items():
            field = inputs.find(self.window.view["blocks"], name)
            self.window.typed[field.key] = inputs.entered(field, value)
            if field.block.get("dispatch_action") or field.block["type"] != "input":
                await self._dispatch(field)

    async def submits(self) -> None:
        """Send the window, and show what the app answers."""
        window = self.window
        unmet = inputs.unmet(window)
        if unmet:
            raise inputs.CannotEnter(f"not sent: {unmet}")
        window.errors = {}
        trigger = await self.side.trigger(self.user, window.id)
        made = payloads.submission(self.speaker, _with_state(window), trigger)
        await self._show(window, await self._done(made))

    async def closes(self) -> None:
        """Close the window unsent; the app is told when it asked for that."""
        window = self.window
        if window.view.get("clear_on_close"):
            await self.side.cleared(self.user)
        await self.side.closed(self.user, window.id)
        if window.view.get("notify_on_close"):
            await self._done(payloads.closing(self.speaker, window.view))

    async def again(self, retry: int = 1) -> Answer:
        """Have the last payload delivered once more, byte for byte; its answer is shown nowhere."""
        assert self.last is not None, "nothing was sent yet"
        return await self.sender.again(self.last, retry)

    async def waits_for(self, text: str) -> None:
        """Wait until words are on the screen."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._until(lambda: text in self.sees)
        except TimeoutError:
            raise Broken(f"{text!r} never came. On the screen:\n{self.sees}") from None

    async def _until(self, there: Callable[[], bool]) -> None:
        while not there():  # noqa: ASYNC110 - the screen is state, and tells nobody of changes
            await asyncio.sleep(LOOK_SECONDS)

    async def _done(self, payload: Json) -> Answer:
        """Deliver a payload; Slack shows trouble when the answer is not 200."""
        self.last, answer = await self.sender.deliver(payload)
        if answer.status != 200:
            raise Broken(f"the app answered {answer.status}: {answer.text[:500]}")
        return answer

    async def _place(self, conversation: str) -> Place:
        id = conversation or await self.side.direct(self.user)
        return Place(id, self.side.name_of(id))

    async def _click(self, spot: Spot, action: Json) -> Json:
        trigger = await self.side.trigger(
            self.user, spot.window.id if spot.window and spot.kind == "window" else ""
        )
        if spot.window is not None:
            view = _with_state(spot.window)
            click = payloads.home_action if spot.kind == "home" else payloads.window_action
            return click(self.speaker, view, action, trigger)
        assert spot.message is not None
        return payloads.message_action(
            self.speaker,
            await self._place(spot.conversation),
            spot.message,
            action,
            trigger,
            values=inputs.values(spot.blocks),
            ephemeral=spot.ephemeral,
        )

    async def _dispatch(self, field: inputs.Input) -> None:
        block, action = field.key
        value = inputs.values(self.window.view["blocks"], self.window)[block][action]
        told = value | {"action_id": action, "block_id": block, "action_ts": f"{time.time():.6f}"}
        spot = Spot("window", self.window.view["blocks"], self.window)
        await self._done(await self._click(spot, told))

    def _find(self, label: str, where: str | None, near: str) -> tuple[Spot, Press]:
        spots = list(self._spots(where))
        for spot in spots:
            found = [each for each in presses(spot.blocks) if each.label == label]
            found = [each for each in found if near in each.near]
            if len(found) > 1:
                raise Broken(f"{len(found)} buttons say {label!r} there; name words near one")
            if found:
                return spot, found[0]
        there = [each.label for spot in spots for each in presses(spot.blocks)]
        raise Broken(f"no button says {label!r}; there are {there}. On the screen:\n{self.sees}")

    def _spots(self, where: str | None) -> Iterator[Spot]:
        """Yield the places with buttons, nearest first; an open window hides all others."""
        screens = self.side.screens
        top, home = screens.top(self.user), screens.homes.get(self.user)
        if top is not None and where in (None, "window"):
            yield Spot("window", top.view["blocks"], top)
            return
        if where not in ("home", "window"):
            yield from self._messages(None if where in (None, "message") else where)
        if home is not None and where in (None, "home"):
            yield Spot("home", home.view["blocks"], home)

    def _messages(self, ts: str | None) -> Iterator[Spot]:
        alone = {id(each.message) for each in self.side.screens.ephemerals_of(self.user)}
        for conversation, message in reversed(self.side.screens.visible(self.user)):
            if ts in (None, message["ts"]):
                blocks, hidden = message.get("blocks") or [], id(message) in alone
                yield Spot("message", blocks, None, conversation, message, hidden)

    async def _show(self, window: Window, answer: Answer) -> None:
        """Do to the screen what the answer to a submission says."""
        told = answer.json
        match told.get("response_action"):
            case None if not told:
                await self.side.closed(self.user, window.id)
            case "clear":
                await self.side.cleared(self.user)
            case "errors":
                window.errors = _checked_errors(window, told.get("errors"))
            case "update":
                await self.side.updated(self.user, window.id, _checked(told))
            case "push":
                await self.side.pushed(self.user, window.id, _checked(told))
            case _:
                raise Broken(f"the app answered a submission with {told}")

    def _hear(self, answer: Answer, place: Place) -> None:
        """Show what a command was answered with at once: to the person alone."""
        if not answer.text.strip():
            return
        told = answer.json if answer.text.lstrip().startswith("{") else {"text": answer.text}
        flaws = flaws_of({key: told[key] for key in ("text", "blocks") if key in told})
        if flaws:
            raise Broken(f"the answer to a command is not valid: {flaws}")
        message = {"type": "message", "ts": f"{time.time():.6f}", **told}
        self.side.screens.ephemerals.append(Ephemeral(self.user, place.id, message))


def _with_state(window: Window) -> Json:
    view = deepcopy(window.view)
    view["state"] = {"values": inputs.values(view["blocks"], window)}
    return view


def _checked(told: Json) -> Json:
    view = told.get("view")
    flaws = flaws_of(view) if isinstance(view, dict) else ["no view"]
    if flaws:
        raise Broken(f"the view in the answer is not valid: {flaws}")
    assert isinstance(view, dict)
    return view


def _checked_errors(window: Window, told: Any) -> dict[str, str]:
    """Return the errors of an answer; each must belong to an input of the window."""
    there = {each["block_id"] for each in window.view["blocks"] if each["type"] == "input"}
    if not isinstance(told, dict) or not told or set(told) - there:
        raise Broken(f"errors {told} for a window whose inputs are {sorted(there)}")
    return {str(block): str(text) for block, text in told.items()}


def _drawn(message: Json) -> Any:
    return message.get("blocks") or {"type": "mrkdwn", "text": message.get("text", "")}


def _window_words(window: Window) -> list[str]:
    frame = [words(window.view.get(key) or {}) for key in ("title", "submit", "close")]
    typed = [shown(each) for each in window.typed.values() if isinstance(each, str)]
    return [frame[0], words(window.view["blocks"]), *typed, *window.errors.values(), *frame[1:]]


def _home_words(home: Window | None) -> list[str]:
    return [words(home.view["blocks"])] if home else []
