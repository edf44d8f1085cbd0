"""What a turn needs to know of the world: the time, who acts, and the people concerned."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from flows.case import Case, Summary
from flows.people.authority import is_let_in, is_team
from flows.people.due import zone_of
from flows.people.profile import Actor, Profile


@dataclass(frozen=True, slots=True)
class Context:
    """Handed in with every event. `now` is aware UTC and may be simulated.

    `same_launch` are open cases of the launch just named that the actor may open, `earlier`
    those of them that are over.
    """

    now: datetime
    actor: Actor
    people: Mapping[str, Profile] = field(default_factory=dict)
    same_launch: tuple[Summary, ...] = ()
    earlier: tuple[Summary, ...] = ()

    @property
    def profile(self) -> Profile:
        """The profile of whoever acts."""
        return self.people.get(self.actor.person, Profile(self.actor.person))

    @property
    def today(self) -> date:
        """The day it is where whoever acts is; a zone that nobody knows counts as UTC."""
        return self.now.astimezone(zone_of(self.profile.zone)).date()

    def first_of(self, role: str) -> str | None:
        """Return the first person who holds a role, somebody who can be reached before others."""
        holders = [(id, person) for id, person in self.people.items() if role in person.roles]
        holders.sort(key=lambda one: not one[1].reachable)  # keeps the order otherwise
        return next((id for id, _ in holders), None)

    def of_team(self, without: Container[str | None]) -> str | None:
        """Return the first of the human rights team who is here and none of these."""
        team = (id for id, one in self.people.items() if is_team(Actor(id, one.roles)))
        return next((id for id in team if id not in without and not self.named(id).gone), None)

    def lets_in(self, case: Case, person: str) -> bool:
        """Tell whether the class of a case lets somebody have a part in it."""
        return is_let_in(Actor(person, self.named(person).roles), case)

    def named(self, person: str | None) -> Profile:
        """Return somebody's profile; of somebody who is not known the id stands for the name."""
        return self.people.get(person or "", Profile(person or ""))
