"""From roles and person ids to places where somebody is reached: the shell knows addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import assert_never

from bot.contract import Address
from flows.effects import Audience, ToLaunchChannel, ToPerson, ToRole
from flows.people.authority import ADMIN_ROLE, TEAM_LEAD_ROLE, TEAM_ROLE
from flows.people.profile import Profile


@dataclass(frozen=True, slots=True)
class Reached:
    """One place where a message goes, and for which person or role it is drawn."""

    address: Address
    person: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a message goes. `instead` are the people or roles that hear it in another's place."""

    reached: tuple[Reached, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """The people of the organisation with their roles, and where each is reached.

    A role that has a conversation is reached there; any other role is reached person by
    person, in the order in which its holders were named. `personal` has nobody who is gone or
    has no account. `backups` are told when a role cannot be reached; those who are `standing_in`
    for one are among its `holders` for as long as none of its own can be. `accounts` are people
    by channel, tenant and account.
    """

    people: Mapping[str, Profile] = field(default_factory=dict)
    holders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    personal: Mapping[str, Address] = field(default_factory=dict)
    conversations: Mapping[str, Address] = field(default_factory=dict)
    backups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    launch_channel: Address | None = None
    accounts: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def reach(self, audience: Audience) -> tuple[Reached, ...]:
        """Return where an audience is reached; nowhere is for the caller to deal with.

        Where nobody leads the human rights team, the team itself hears it.
        """
        reached = tuple(self._reach(audience))
        if not reached and audience == ToRole(TEAM_LEAD_ROLE):
            return tuple(self._reach_role(TEAM_ROLE))
        return reached

    def find(self, audience: Audience) -> Found:
        """Return where an audience is reached, or whoever hears of a case in its place.

        The human rights team hears what no other role can be told.
        """
        reached = self.reach(audience)
        if not isinstance(audience, ToRole):
            return Found(reached)
        standing_in = self.standing_in.get(audience.role, ())
        if reached and audience.role in self.conversations:
            return Found(reached)
        if reached:
            return Found(reached, standing_in)
        team = self.reach(ToRole(TEAM_ROLE))
        return Found(team, (TEAM_ROLE,) if team else ())

    def next_contacts(self, role: str, failed: Address) -> tuple[Reached, ...]:
        """Return each who holds a role, to be told in person when its conversation fails."""
        return tuple(one for one in self._in_person(role) if one.address != failed)

    def last_contacts(self, role: str, failed: Address) -> tuple[Reached, ...]:
        """Return whom to tell when nobody of a role took it: its backups, else the team."""
        backing = tuple(one for one in self._backing(role) if one.address != failed)
        if backing or role == TEAM_ROLE:
            return backing
        return tuple(one for one in self._reach_role(TEAM_ROLE) if one.address != failed)

    def admins(self) -> tuple[Reached, ...]:
        """Return where each admin is reached in person."""
        return tuple(self._in_person(ADMIN_ROLE))

    def account_of(self, channel: str, tenant: str, person: str) -> str | None:
        """Return a person's account in one chat, None when they have none."""
        return self._account_of.get((channel, tenant, person))

    @cached_property
    def _account_of(self) -> Mapping[tuple[str, str, str], str]:
        return {
            (channel, tenant, person): account
            for (channel, tenant, account), person in self.accounts.items()
        }

    def _reach(self, audience: Audience) -> Iterator[Reached]:
        match audience:
            case ToLaunchChannel():
                if self.launch_channel is not None:
                    yield Reached(self.launch_channel)
            case ToPerson(person):
                if person in self.personal:
                    yield Reached(self.personal[person], person=person)
            case ToRole(role):
                yield from self._reach_role(role)
            case _:
                assert_never(audience)

    def _reach_role(self, role: str) -> Iterator[Reached]:
        if role in self.conversations:
            yield Reached(self.conversations[role], role=role)
        else:
            yield from self._in_person(role)

    def _backing(self, role: str) -> Iterator[Reached]:
        for person in self.backups.get(role, ()):
            if person in self.personal:
                yield Reached(self.personal[person], person=person, role=role)

    def _in_person(self, role: str) -> Iterator[Reached]:
        for person in self.holders.get(role, ()):
            if person in self.personal:
                yield Reached(self.personal[person], person=person, role=role)
