"""From where in Slack somebody spoke, and so how they can be answered."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from bot.contract import Handle


class Kind(StrEnum):
    """What somebody did; each kind is answered in its own way.

    SUBMITTED: sent a window, the answer travels in the acknowledgement. WINDOW: pressed a button
    inside one. CLOSED: closed one unsent. MESSAGE: pressed a button of a message. HOME: pressed a
    button of their home page, or opened it (OPENED). COMMAND and SHORTCUT open a window. WORDS:
    wrote to the bot, in a direct message or in a conversation that others read.
    """

    SUBMITTED = "window sent"
    WINDOW = "window"
    CLOSED = "window closed"
    MESSAGE = "message"
    HOME = "home"
    OPENED = "opened"
    COMMAND = "command"
    SHORTCUT = "shortcut"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody stands. It travels as the handle of an inbound and is never stored.

    `view`, `hash` and `inputs` (block ids of the inputs) are those of the window; `part` is
    the part of a long card that was asked for; `thread` is where a mention was made.
    """

    kind: Kind
    user: str
    trigger: str = ""
    view: str = ""
    hash: str = ""
    inputs: tuple[str, ...] = ()
    conversation: str = ""
    thread: str = ""
    part: int = 1

    @property
    def handle(self) -> Handle:
        return Handle(json.dumps(asdict(self)))

    @classmethod
    def of(cls, handle: Handle) -> "Spot":
        """Read a spot back from a handle that was made by one."""
        written = json.loads(handle.token)
        written |= {"kind": Kind(written["kind"]), "inputs": tuple(written["inputs"])}
        return cls(**written)

    @property
    def in_direct_message(self) -> bool:
        """Whether nobody else reads the conversation; ids of direct messages begin with D."""
        return self.conversation.startswith("D")
