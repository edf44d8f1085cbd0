"""When people work: what they set, else what their chat tells, else what this Salient is set to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

import holidays

from bot.contract import Reader
from flows.people.due import A_DAY, MIDNIGHT, MONDAY_TO_FRIDAY, NINE_TO_FIVE, Calendar
from flows.people.preferences import Absence, Preferences, Usual
from storage.store import ChatProfile

YEARS_BEFORE, YEARS_AFTER = 1, 2
CODE_LETTERS = 2
LANGUAGE = Reader().locale
COUNTRIES = frozenset(
    code for code in holidays.list_supported_countries() if len(code) == CODE_LETTERS
)
"""The countries whose public holidays are known, by their ISO codes of two letters."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What counts for whoever set nothing and whose chat tells nothing."""

    zone: str = "UTC"
    country: str = ""

    def usual(self, told: ChatProfile) -> Usual:
        """Return what counts for somebody while they set nothing themselves."""
        zone, language = told.zone or self.zone, told.locale or LANGUAGE
        return Usual(zone, bool(told.zone), language, self.country, COUNTRIES)


def calendar_of(set_to: Preferences, usual: Usual, now: datetime) -> Calendar:
    """Return when somebody works, with the public holidays of the years around now."""
    opens, closes = set_to.hours or NINE_TO_FIVE
    return Calendar(
        zone=set_to.zone or usual.zone,
        days=set_to.days or MONDAY_TO_FRIDAY,
        opens=opens,
        closes=closes,
        holidays=public_holidays(set_to.country or usual.country, now.year),
        quiet=set_to.quiet,
    )


@lru_cache(maxsize=len(COUNTRIES))
def public_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country from the year before to the second after."""
    if country not in COUNTRIES:
        return frozenset()
    years = range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
    return frozenset(holidays.country_holidays(country, years=years))


def absence_at(now: datetime, set_to: Preferences, calendar: Calendar) -> Absence | None:
    """Return the absence that somebody is on now, in the days of their own zone."""
    absence = set_to.absence
    is_away = absence is not None and absence.covers(calendar.local(now).date())
    return absence if is_away else None


def next_turn(
    set_to: Mapping[str, Preferences], calendars: Mapping[str, Calendar], now: datetime
) -> datetime:
    """Return the moment until which calendars and absences stay as they are now.

    That is when the year ends, or somebody goes away or comes back, in their own zone.
    """
    turns = [datetime(now.year + 1, 1, 1, tzinfo=UTC)]
    for person, one in set_to.items():
        if one.absence is not None:
            days = (one.absence.first, one.absence.last + A_DAY)
            turns += [calendars[person].at(day, MIDNIGHT) for day in days]
    return min(turn for turn in turns if turn > now)
