"""What a typed word means: the words of the slash command, the same wherever they are typed."""

from flows.events import (
    HelpAsked,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    Request,
    ResumeAsked,
    SetUpAsked,
    StartAsked,
)

WORDS = ("start", "resume", "mine", "admin", "help")
"""What can be said, in the order in which it is offered."""

LATER = ("incident", "poll", "report", "settings")
IN_PRIVATE = ("concern",)
"""Words that mean something in private alone: where others read, nothing shows that they do."""


def meaning(text: str, *, private: bool) -> Request:
    """Return what somebody asks for who typed this; no word at all asks for help."""
    words = text.strip().strip(".!?*_`").casefold().split()
    match words:
        case [] | ["help"]:
            return HelpAsked()
        case ["start"]:
            return StartAsked()
        case ["resume"]:
            return ResumeAsked()
        case ["mine"]:
            return ListAsked()
        case ["admin"]:
            return SetUpAsked()
        case [word] if word in LATER or (private and word in IN_PRIVATE):
            return NotYetAsked(word)
        case _:
            return NotUnderstood()
