"""What those who act in tests need of a Slack, whichever it is: ours or the judge's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.slack.screens import Json, Screens


@dataclass(frozen=True, slots=True)
class Workspace:
    """The ids of a workspace with our app in it."""

    team: str = "T0ACME0001"
    domain: str = "acme"
    app: str = "A0SALIENT1"
    bot: str = "B0SALIENT1"
    bot_user: str = "U0SALIENT1"


@dataclass(slots=True)
class Call:
    """One call of the Web API as it came in; `answer` is empty when nothing was answered.

    `at` is when it came, by the clock of Slack; `reader` is before whom its window lies.
    """

    method: str
    args: Json
    token: str = ""
    fault: int | str | None = None
    answer: Json = field(default_factory=dict)
    at: float = 0.0
    reader: str = ""

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))


class Side(Protocol):
    """Slack as its client sees it: what is on the screens, and what a click does to them."""

    workspace: Workspace
    screens: Screens
    calls: list[Call]

    async def trigger(self, user: str, view: str = "") -> str:
        """Issue the trigger id of something that a person does, in a window or elsewhere."""
        ...

    async def direct(self, user: str) -> str:
        """Return the direct message between a person and the bot."""
        ...

    async def wrote(self, user: str, conversation: str, text: str, thread: str = "") -> Json:
        """Post what a person wrote, and return the message."""
        ...

    async def updated(self, user: str, view: str, drawn: Mapping[str, Any]) -> None:
        """Put another view in the place of an open one, as the answer to a submission asks."""
        ...

    async def pushed(self, user: str, view: str, drawn: Mapping[str, Any]) -> None:
        """Put a view on top of an open one, as the answer to a submission asks."""
        ...

    async def closed(self, user: str, view: str) -> None:
        """Close one window; the one below it shows again."""
        ...

    async def cleared(self, user: str) -> None:
        """Close every window of a person."""
        ...

    def profile(self, user: str) -> Json:
        """Return the profile of a person as `users.info` tells it."""
        ...

    def name_of(self, conversation: str) -> str:
        """Return the name of a conversation as payloads carry it."""
        ...
