"""From roles and person ids to places where somebody is reached: the shell knows addresses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.contract import Address
from flows.effects import Audience, ToLaunchChannel, ToPerson, ToRole
from flows.people.profile import Profile


@dataclass(frozen=True, slots=True)
class Reached:
    """One place where a message goes, and for which person or role it is drawn."""

    address: Address
    person: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of the organisation with their roles, and where each is reached.

    A role that has a conversation is reached there; any other role is reached person by
    person.
    """

    people: Mapping[str, Profile]
    personal: Mapping[str, Address]
    conversations: Mapping[str, Address]
    launch_channel: Address

    def reach(self, audience: Audience) -> tuple[Reached, ...]:
        """Return where an audience is reached; nowhere is for the caller to deal with."""
        return tuple(self._reach(audience))

    def _reach(self, audience: Audience) -> Iterator[Reached]:
        match audience:
            case ToLaunchChannel():
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
            return
        for id, profile in self.people.items():
            if role in profile.roles:
                yield Reached(self.personal[id], person=id, role=role)
