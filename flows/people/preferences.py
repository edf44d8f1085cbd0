"""What people set for themselves, and what counts for them while they have not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from typing import TypeAlias
from zoneinfo import available_timezones

Hours: TypeAlias = tuple[time, time]
"""From when to when; where the second comes first on the clock, it is of the next day."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which somebody does not act, the first and the last among them, and who does."""

    first: date
    last: date
    stand_in: str

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person set; whatever is empty they did not. Revision 0 was never saved.

    `zone` is an IANA name, `country` an ISO code, `days` count from Monday, which is 0.
    """

    revision: int = 0
    zone: str = ""
    days: frozenset[int] = frozenset()
    hours: Hours | None = None
    quiet: Hours | None = None
    country: str = ""
    language: str = ""
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """What counts for a person while they set nothing, and the countries that can be set.

    `zone_told`: the zone is that of their chat profile, and not the one of this Salient.
    """

    zone: str = "UTC"
    zone_told: bool = False
    language: str = "en"
    country: str = ""
    countries: frozenset[str] = field(default_factory=frozenset)


def zone_named(text: str) -> str | None:
    """Return the one zone that is written like this, or whose city is; None for none or several."""
    return _zones().get(text.casefold().replace(" ", "_"))


@cache
def _zones() -> Mapping[str, str | None]:
    """Return zones by what they are called: in full, and by their city where it is one zone's."""
    named: dict[str, str | None] = {}
    for zone in sorted(available_timezones()):
        city = zone.rpartition("/")[2].casefold()
        named[city] = None if city in named else zone
    return {**named, **{zone.casefold(): zone for zone in available_timezones()}}
