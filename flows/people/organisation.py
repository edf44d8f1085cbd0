"""The organisation: who holds which role, and in which conversation a role is reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from flows.acts import (
    LAUNCH_CONVERSATION_FIELD,
    LEADS_FIELD,
    SPONSOR_FIELD,
    TEAM_CONVERSATION_FIELD,
    TEAM_FIELD,
)
from flows.pack.model import Pack
from flows.people.authority import LEAD_ROLE, SPONSOR_ROLE, TEAM_LEAD_ROLE, TEAM_ROLE
from flows.people.profile import Profile

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


NOT_GIVEN = ("owner", "verifier", "product_manager")
"""Roles that somebody has by what they do in a case; no organisation grants them."""


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
    """Roles and contacts. `holders` are people by role, in the order in which they were named.

    `backups` are told when neither the conversation of a role nor any holder can be reached.
    """

    revision: int = 0
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    backups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def holding(self, role: str) -> tuple[str, ...]:
        """Return who holds a role, the first named first."""
        return self.holders.get(role, ())

    def backing(self, role: str) -> tuple[str, ...]:
        """Return who is told in the place of a role, the first named first."""
        return self.backups.get(role, ())


class Reach(StrEnum):
    """How a role is reached, if at all."""

    IN_CONVERSATION = "in_conversation"
    IN_PERSON = "in_person"
    BY_BACKUP = "by_backup"
    NOT = "not"


def reach_of(organisation: Organisation, people: Mapping[str, Profile], role: str) -> Reach:
    """Return how a role is reached; where nobody leads the human rights team, the team hears."""
    if role in organisation.contacts:
        return Reach.IN_CONVERSATION
    if _any_reachable(organisation.holding(role), people):
        return Reach.IN_PERSON
    if _any_reachable(organisation.backing(role), people):
        return Reach.BY_BACKUP
    return reach_of(organisation, people, TEAM_ROLE) if role == TEAM_LEAD_ROLE else Reach.NOT


def given_roles(pack: Pack) -> tuple[str, ...]:
    """Return the roles that the organisation fills, in the order of the pack."""
    return tuple(role.id for role in pack.roles if role.id not in NOT_GIVEN)


def unreached_roles(
    pack: Pack, organisation: Organisation, people: Mapping[str, Profile]
) -> tuple[str, ...]:
    """Return the roles that nothing reaches."""
    every = given_roles(pack)
    return tuple(role for role in every if reach_of(organisation, people, role) is Reach.NOT)


def _any_reachable(named: tuple[str, ...], people: Mapping[str, Profile]) -> bool:
    known = (people[one] for one in named if one in people)
    return any(one.reachable and not one.gone for one in known)


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
