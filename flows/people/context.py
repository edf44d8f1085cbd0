"""What a turn needs to know of the world: the time, who acts, and the people concerned."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.case import Summary
from flows.people.profile import Actor, Profile


@dataclass(frozen=True, slots=True)
class Context:
    """Handed in with every event. `now` is aware UTC and may be simulated.

    `same_launch` are open cases of the launch just named that the actor may open.
    """

    now: datetime
    actor: Actor
    people: Mapping[str, Profile] = field(default_factory=dict)
    same_launch: tuple[Summary, ...] = ()

    @property
    def profile(self) -> Profile:
        """The profile of whoever acts."""
        return self.people.get(self.actor.person, Profile(self.actor.person))

    @property
    def today(self) -> date:
        """The day it is where whoever acts is; a zone that nobody knows counts as UTC."""
        try:
            zone = ZoneInfo(self.profile.zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        return self.now.astimezone(zone).date()

    def first_of(self, role: str) -> str | None:
        """Return the first person who holds a role."""
        return next((id for id, person in self.people.items() if role in person.roles), None)
