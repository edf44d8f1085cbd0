"""Who people are to the core: a profile each, and the person who acts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as the core needs to know them. `zone` is an IANA name."""

    name: str
    locale: str = "en"
    zone: str = "UTC"
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind an event, with the roles stored for them."""

    person: str
    roles: frozenset[str] = frozenset()
