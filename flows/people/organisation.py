"""The organisation: who holds which role, and in which conversation a role is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.acts import (
    LAUNCH_CONVERSATION_FIELD,
    LEADS_FIELD,
    SPONSOR_FIELD,
    TEAM_CONVERSATION_FIELD,
    TEAM_FIELD,
)
from flows.people.authority import LEAD_ROLE, SPONSOR_ROLE, TEAM_ROLE

Filled: TypeAlias = Mapping[str, tuple[str, ...]]
"""The set-up as its form says it, by field: people and conversations, by their ids."""

LAUNCH_CHANNEL = "launch_channel"
"""The one contact that is no role: a conversation where open cases have their root message."""

HELD: Mapping[str, str] = {
    TEAM_FIELD: TEAM_ROLE,
    SPONSOR_FIELD: SPONSOR_ROLE,
    LEADS_FIELD: LEAD_ROLE,
}
"""The roles that the set-up asks for, by the field that names their holders."""

MET: Mapping[str, str] = {
    TEAM_CONVERSATION_FIELD: TEAM_ROLE,
    LAUNCH_CONVERSATION_FIELD: LAUNCH_CHANNEL,
}
"""The contacts that the set-up asks for, by the field that names their conversation."""

SEVERAL = (TEAM_FIELD, LEADS_FIELD)
"""The fields that take more than one."""

NEEDED = (TEAM_FIELD, TEAM_CONVERSATION_FIELD, LAUNCH_CONVERSATION_FIELD, SPONSOR_FIELD)
"""Without these somebody who must be told of a severe risk is not."""

TOLD = (TEAM_ROLE, LAUNCH_CHANNEL, SPONSOR_ROLE)
"""Who is told what happens, and so gets a test message."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A conversation where a role is reached; conversation and tenant by the chat's own ids."""

    channel: str
    conversation: str
    tenant: str = ""

    def is_beside(self, other: "Contact") -> bool:
        """Tell whether two conversations are of the same chat, so that ids mean the same."""
        return (self.channel, self.tenant) == (other.channel, other.tenant)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Roles and contacts. `holders` are people by role, in the order in which they were named."""

    revision: int = 0
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)

    def holding(self, role: str) -> tuple[str, ...]:
        """Return who holds a role, the first named first."""
        return self.holders.get(role, ())


def is_complete(organisation: Organisation) -> bool:
    """Tell whether everybody who must be told of a severe risk can be."""
    return not missing(organisation)


def missing(organisation: Organisation) -> tuple[str, ...]:
    """Return the fields of the set-up that must be filled in and are not, in their order."""
    given = {
        **{field: organisation.holding(role) != () for field, role in HELD.items()},
        **{field: name in organisation.contacts for field, name in MET.items()},
    }
    return tuple(field for field in NEEDED if not given[field])


def reached(organisation: Organisation) -> tuple[str, ...]:
    """Return which of `TOLD` are reached at all: in a conversation, or person by person."""
    return tuple(
        name for name in TOLD if name in organisation.contacts or organisation.holding(name)
    )


def as_filled(organisation: Organisation, here: Contact) -> Filled:
    """Return the set-up as its form is filled in; a conversation of another chat is left out."""
    return {
        **{field: organisation.holding(role) for field, role in HELD.items()},
        **{field: _beside(here, organisation.contacts.get(name)) for field, name in MET.items()},
    }


def _beside(here: Contact, contact: Contact | None) -> tuple[str, ...]:
    if contact is None or not contact.is_beside(here):
        return ()
    return (contact.conversation,)
