"""What is on the screens of a workspace: windows, home pages, messages, and what was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str]
"""Block id and action id: under these Slack keeps what was typed."""


@dataclass(slots=True)
class Window:
    """A modal or home page of one person, with what they typed and were told about it."""

    view: Json
    typed: dict[Key, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.view["id"])

    def redraw(self, view: Json) -> None:
        """Show another view; what was typed stays where block and action are the same."""
        there = {(block, each["action_id"]) for block, each in elements(view["blocks"])}
        self.view = view
        self.typed = {key: value for key, value in self.typed.items() if key in there}
        self.errors = {}


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message that one person alone sees, until they reload."""

    user: str
    conversation: str
    message: Json


@dataclass(slots=True)
class Screens:
    """The state; whoever changes it has checked already that it may be changed."""

    windows: dict[str, list[Window]] = field(default_factory=dict)
    homes: dict[str, Window] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    members: dict[str, set[str]] = field(default_factory=dict)

    def top(self, user: str) -> Window | None:
        """Return the window before a person, if any is open."""
        stack = self.windows.get(user)
        return stack[-1] if stack else None

    def owner(self, view: str) -> str | None:
        """Return before whom a view is open."""
        for user, stack in self.windows.items():
            if any(each.id == view for each in stack):
                return user
        return None

    def window(self, view: str) -> Window | None:
        """Return an open window by the id of its view."""
        every = (each for stack in self.windows.values() for each in stack)
        return next((each for each in every if each.id == view), None)

    def open(self, user: str, view: Json) -> None:
        self.windows[user] = [Window(view)]

    def push(self, user: str, view: Json) -> None:
        self.windows.setdefault(user, []).append(Window(view))

    def close(self, user: str, view: str) -> None:
        self.windows[user] = [each for each in self.windows.get(user, []) if each.id != view]

    def publish(self, user: str, view: Json) -> None:
        """Show a home page; a person has one for ever."""
        if user in self.homes:
            self.homes[user].redraw(view)
        else:
            self.homes[user] = Window(view)

    def post(self, conversation: str, message: Json) -> None:
        self.messages.setdefault(conversation, []).append(message)

    def message(self, conversation: str, ts: str) -> Json | None:
        """Return a message by its time stamp, which is its id."""
        every = self.messages.get(conversation, [])
        return next((each for each in every if each["ts"] == ts), None)

    def remove(self, conversation: str, ts: str) -> None:
        kept = [each for each in self.messages.get(conversation, []) if each["ts"] != ts]
        self.messages[conversation] = kept

    def visible(self, user: str) -> list[tuple[str, Json]]:
        """Return what a person can read, oldest first: conversation and message."""
        found = [
            (conversation, message)
            for conversation, messages in self.messages.items()
            if user in self.members.get(conversation, {user})
            for message in messages
        ]
        found += [(each.conversation, each.message) for each in self.ephemerals_of(user)]
        return sorted(found, key=lambda pair: float(pair[1]["ts"]))

    def ephemerals_of(self, user: str) -> list[Ephemeral]:
        return [each for each in self.ephemerals if each.user == user]


def elements(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Yield everything in blocks that can be acted on, with the id of its block."""
    for block in blocks:
        held = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for each in held:
            if isinstance(each, Mapping) and "action_id" in each:
                yield str(block.get("block_id", "")), dict(each)
