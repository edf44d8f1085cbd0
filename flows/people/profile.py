"""Who people are to the core: a profile each, and the person who acts."""

from dataclasses import dataclass, field
from datetime import date

from flows.people.due import Calendar

SALIENT = "salient"
"""The actor of what the bot itself does."""

HOOK = "hook"
"""The actor of what another system of the organisation reports."""

OPERATOR = "operator"
"""The actor of what is done on the command line."""

SHELL = (SALIENT, HOOK, OPERATOR)
"""Who acts where no person does."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as the core needs to know them. `zone` is an IANA name.

    `reachable`: some chat has a way to them. `away_until` is the last day of an absence that has
    begun and is not over, nothing when there is none, and `stand_in` who acts for them meanwhile:
    nobody when that person left. Whoever hands profiles in keeps both as of now. `gone`: they left.
    """

    name: str
    locale: str = "en"
    zone: str = "UTC"
    roles: frozenset[str] = frozenset()
    calendar: Calendar = field(default_factory=Calendar)
    reachable: bool = True
    away_until: date | None = None
    stand_in: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an event, with the roles stored for them."""

    person: str
    roles: frozenset[str] = frozenset()
