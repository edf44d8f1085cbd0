"""What is about no case yet: answered from summaries and the organisation, in private."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.cards import Value


@dataclass(frozen=True, slots=True)
class StartAsked:
    """Somebody asked to screen a launch: what it is, how long it takes, who will see it."""


@dataclass(frozen=True, slots=True)
class StartConfirmed:
    """Somebody read what a screening is and began one; the shell makes a `Started` of it."""

    product_lead: str | None = None


@dataclass(frozen=True, slots=True)
class ListAsked:
    """Somebody asked for what waits for them and what they take part in.

    `section` is the part of their page that they want to see whole; none for the page.
    """

    section: str = ""


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """Somebody asked what can be done here."""


@dataclass(frozen=True, slots=True)
class ResumeAsked:
    """Somebody asked to go on where they stopped, without saying in which screening."""


@dataclass(frozen=True, slots=True)
class NotYetAsked:
    """Somebody said a word that will mean something, and does not yet."""

    word: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Somebody said something that means nothing here; perhaps an answer that needs its form."""


@dataclass(frozen=True, slots=True)
class SetUpAsked:
    """An admin asked who the human rights team is and where it is reached; perhaps to change it."""

    change: bool = False


@dataclass(frozen=True, slots=True)
class SetUpSent:
    """An admin said who the human rights team is and where it is reached.

    `revision` is that of the organisation when the form was drawn.
    """

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactsTried:
    """An admin asked for a test message to everybody who was set up."""


@dataclass(frozen=True, slots=True)
class IncidentAsked:
    """Somebody wants to report that harm happened; perhaps on a launch that they chose."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentSent:
    """Somebody reported that harm happened, for a case that they chose or a launch they named."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConcernAsked:
    """Somebody wants to be heard by the human rights team alone."""


@dataclass(frozen=True, slots=True)
class ConcernSent:
    """Somebody wrote a confidential concern."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SettingsAsked:
    """Somebody asked for their own settings; perhaps to change them."""

    change: bool = False


@dataclass(frozen=True, slots=True)
class SettingsSent:
    """Somebody said when and how they want to be reached."""

    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RolesAsked:
    """An admin asked who holds which role; with a role, to change its holders and backup."""

    role: str = ""


@dataclass(frozen=True, slots=True)
class RoleSent:
    """An admin said who holds a role, and who is told when they cannot be reached.

    `revision` is that of the organisation when the form was drawn.
    """

    role: str
    revision: int
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeaverAsked:
    """An admin asked what somebody holds who leaves; nobody named yet: whom it is about."""

    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeaverSent:
    """An admin hands over all that somebody holds, in one act."""

    leaver: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeepAsked:
    """Somebody wants to keep a message of a chat as evidence: which case, what about.

    `author` is a person, or a name of the chat's own; `link` is empty where the chat gave none.
    """

    author: str
    link: str
    text: str


@dataclass(frozen=True, slots=True)
class KeepSent:
    """Somebody said for which case, and once that is known for what of it, a message is kept.

    `keeping` names what is held until then; `case` is empty while it is being chosen.
    """

    keeping: str
    case: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


Request: TypeAlias = (
    StartAsked
    | StartConfirmed
    | ListAsked
    | HelpAsked
    | ResumeAsked
    | NotYetAsked
    | NotUnderstood
    | SetUpAsked
    | SetUpSent
    | ContactsTried
    | IncidentAsked
    | IncidentSent
    | ConcernAsked
    | ConcernSent
    | SettingsAsked
    | SettingsSent
    | RolesAsked
    | RoleSent
    | LeaverAsked
    | LeaverSent
    | KeepAsked
    | KeepSent
)
