"""What a typed word means: the words of the slash command, the same wherever they are typed."""

from flows.events import (
    ConcernAsked,
    HelpAsked,
    IncidentAsked,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    Request,
    ResumeAsked,
    SettingsAsked,
    SetUpAsked,
    StartAsked,
)

WORDS = ("start", "resume", "mine", "incident", "settings", "admin", "help")
"""What can be said, in the order in which it is offered."""

LATER = ("poll", "report")
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
        case ["incident"]:
            return IncidentAsked()
        case ["settings"]:
            return SettingsAsked()
        case [word] if private and word in IN_PRIVATE:
            return ConcernAsked()
        case [word] if word in LATER:
            return NotYetAsked(word)
        case _:
            return NotUnderstood()
