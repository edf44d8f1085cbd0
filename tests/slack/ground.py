"""The facts of the local Slack: who and what there is, who may read it, and its clock."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.slack.screens import Json, Screens
from tests.slack.side import Workspace

TRIGGER_SECONDS = 3
ROUND = 2_000
BOT_SCOPES = frozenset(
    {
        *("chat:write", "commands", "im:history", "im:write", "users:read", "users:read.email"),
        *("files:write", "app_mentions:read"),
    }
)
APP_SCOPES = frozenset({"connections:write"})


class Refusal(Exception):
    """Slack says no: `code` is its error, `more` what stands beside it."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


@dataclass(slots=True)
class Conversation:
    """A channel or direct message with those who are in it; `says_no` is why it takes nothing."""

    id: str
    name: str
    members: set[str]
    direct: bool = False
    private: bool = False
    archived: bool = False
    says_no: str = ""


@dataclass(slots=True)
class Trigger:
    user: str
    view: str
    until: float
    used: bool = False


@dataclass
class Ground:
    """One workspace with one app."""

    now: Callable[[], float] = time.time
    workspace: Workspace = field(default_factory=Workspace)
    screens: Screens = field(default_factory=Screens)
    people: dict[str, Json] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    bot_token: str = "xoxb-local"
    app_token: str = "xapp-local"
    scopes: dict[str, frozenset[str]] = field(default_factory=dict)
    port: int = 0
    _count: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.scopes = {self.bot_token: BOT_SCOPES, self.app_token: APP_SCOPES}

    def fresh(self, prefix: str) -> str:
        """Make an id like Slack's: a letter and capitals."""
        return f"{prefix}0{next(self._count):09X}"

    def counts_anew(self) -> None:
        """Go on counting at a round number: what is made now has the same id, whatever came before.

        As long as the numbers skipped suffice for all that was made since the last time.
        """
        self._count = itertools.count((next(self._count) // ROUND + 1) * ROUND)

    def ts(self) -> str:
        """Make the time stamp of a message: its id, and later than every earlier one."""
        return f"{int(self.now())}.{next(self._count):06d}"

    def hash(self) -> str:
        """Make the hash of a view as it stands now."""
        return f"{int(self.now())}.{next(self._count):08x}"

    def person(self, name: str, **more: Any) -> str:
        """Add a person and return their id; `more` are fields of the profile of a person.

        `team_id` of another workspace makes a stranger; `tz` None makes a profile without zone.
        """
        user = str(more.pop("id", "")) or self.fresh("U")
        known = {"name": name, "real_name": name.title(), "tz": "Europe/Berlin", "locale": "en-US"}
        self.people[user] = {"id": user, "team_id": self.workspace.team, **known, **more}
        self.people[user].setdefault("email", f"{name}@acme.example")
        return user

    def channel(self, name: str, *members: str, bot: bool = True, **more: Any) -> str:
        """Add a conversation that several read and return its id."""
        inside = {*members, *([self.workspace.bot_user] if bot else [])}
        made = Conversation(self.fresh("C"), name, inside, **more)
        self._add(made)
        return made.id

    def direct_with(self, user: str) -> Conversation:
        """Return the direct message of a person and the bot; it is made when it is needed."""
        both = {user, self.workspace.bot_user}
        for each in self.conversations.values():
            if each.direct and each.members == both:
                return each
        made = Conversation(self.fresh("D"), "directmessage", both, direct=True)
        self._add(made)
        return made

    def readable(self, id: str) -> Conversation:
        """Return a conversation that the bot is in."""
        found = self.conversations.get(id)
        if found is None or (found.private and not self._inside(found)):
            raise Refusal("channel_not_found")
        if not self._inside(found):
            raise Refusal("not_in_channel")
        return found

    def writable(self, id: str) -> Conversation:
        """Return a conversation that the bot may write to; a person's id means their own."""
        if id in self.people:
            return self.direct_with(id)
        found = self.readable(id)
        if found.archived or found.says_no:
            raise Refusal(found.says_no or "is_archived")
        return found

    def issue(self, user: str, view: str = "") -> str:
        """Issue a trigger id for something that a person did."""
        made = f"{next(self._count)}.{self.workspace.team[1:]}.{next(self._count):032x}"
        self.triggers[made] = Trigger(user, view, self.now() + TRIGGER_SECONDS)
        return made

    def usable(self, id: str) -> Trigger:
        """Return a trigger that can still be used; whoever uses it marks it."""
        found = self.triggers.get(id)
        if found is None:
            raise Refusal("invalid_trigger_id")
        if found.used:
            raise Refusal("exchanged_trigger_id")
        if self.now() > found.until:
            raise Refusal("expired_trigger_id")
        return found

    def known(self, user: str) -> Json:
        """Return what is known of a person."""
        if user not in self.people:
            raise Refusal("user_not_found")
        return self.people[user]

    def _inside(self, conversation: Conversation) -> bool:
        return self.workspace.bot_user in conversation.members

    def _add(self, conversation: Conversation) -> None:
        self.conversations[conversation.id] = conversation
        self.screens.members[conversation.id] = conversation.members
