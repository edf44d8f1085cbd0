"""What people set for themselves: shown, read and taken. It is about no case and nobody else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from flows.cards import Reply
from flows.casework.reading import Reading
from flows.events import SettingsAsked, SettingsSent
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.preferences import Absence, Hours, Preferences, Usual, zone_named
from flows.screening.taking import as_text
from flows.views.organisation.settings import (
    AS_TOLD,
    AWAY_FROM,
    AWAY_UNTIL,
    CLOSES,
    COUNTRY,
    DAYS,
    LANGUAGE,
    OPENS,
    QUIET_FROM,
    QUIET_UNTIL,
    STAND_IN,
    WEEK,
    ZONE,
    settings_card,
    settings_form,
)
from flows.views.viewer import Viewer

HOUR = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
LONGEST = timedelta(days=730)
"""An absence begins and ends within so many days of today: whoever is away longer has left."""

SET = ("zone", "days", "hours", "quiet", "country", "language", "absence")
"""What can be set, as the journal names it; it never says to what."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What one act on somebody's own settings comes to."""

    preferences: Preferences
    replies: tuple[Reply, ...]
    journal: tuple[Entry, ...] = ()


def settle(
    pack: Pack,
    preferences: Preferences,
    event: SettingsAsked | SettingsSent,
    context: Context,
    usual: Usual,
) -> Settled:
    """Show or change what the person who acts set for themselves."""
    viewer = Viewer(pack, context)
    if isinstance(event, SettingsSent):
        return _sent(viewer, preferences, event, usual)
    draw = settings_form if event.change else settings_card
    return Settled(preferences, (draw(viewer, preferences, usual),))


def _sent(viewer: Viewer, before: Preferences, event: SettingsSent, usual: Usual) -> Settled:
    """Save what was sent; what does not fit, or is stale, comes back as it was typed."""
    reading = Reading(viewer, event.values)
    given = _given(reading, before, usual)
    is_stale = event.revision != before.revision
    if reading.faults or (is_stale and given != before):
        form = settings_form(viewer, before, usual, reading.filled, is_stale=is_stale)
        return Settled(before, (form,))
    if given == before:
        return Settled(before, (settings_card(viewer, before, usual, "settings.saved"),))
    after = replace(given, revision=before.revision + 1)
    card = settings_card(_seen_with(viewer, after, usual), after, usual, "settings.saved")
    return Settled(after, (card,), (_entry(before, after),))


def _given(reading: Reading, before: Preferences, usual: Usual) -> Preferences:
    """Return what was sent, under the revision that is there."""
    return Preferences(
        revision=before.revision,
        zone=_zone(reading),
        days=_days(reading),
        hours=_working_hours(reading),
        quiet=_quiet_hours(reading),
        country=_country(reading, usual),
        language=_language(reading),
        absence=_absence(reading),
    )


def _zone(reading: Reading) -> str:
    written = _text(reading, ZONE)
    zone = zone_named(written) if written else ""
    if zone is None:
        _fault(reading, ZONE, "fault.zone")
    return zone or ""


def _country(reading: Reading, usual: Usual) -> str:
    country = _text(reading, COUNTRY).upper()
    if country and country not in usual.countries:
        _fault(reading, COUNTRY, "fault.country")
    return country


def _language(reading: Reading) -> str:
    chosen = _text(reading, LANGUAGE)
    if chosen in ("", AS_TOLD):
        return ""
    return reading.choice(LANGUAGE, reading.viewer.pack.words)


def _days(reading: Reading) -> frozenset[int]:
    given = reading.values.get(DAYS, ())
    chosen = {one for one in ((given,) if isinstance(given, str) else given) if one}
    if not chosen <= set(map(str, WEEK)):
        _fault(reading, DAYS, "fault.not_offered")
        return frozenset()
    return frozenset(map(int, chosen))


def _working_hours(reading: Reading) -> Hours | None:
    hours = _hours(reading, OPENS, CLOSES)
    if hours is not None and hours[0] >= hours[1]:
        _fault(reading, CLOSES, "fault.hours_order")
    return hours


def _quiet_hours(reading: Reading) -> Hours | None:
    """Return from when to when it is quiet; it may be over midnight."""
    hours = _hours(reading, QUIET_FROM, QUIET_UNTIL)
    if hours is not None and hours[0] == hours[1]:
        _fault(reading, QUIET_UNTIL, "fault.quiet_same")
    return hours


def _hours(reading: Reading, begins: str, ends: str) -> Hours | None:
    first, last = _hour(reading, begins), _hour(reading, ends)
    if first is not None and last is not None:
        return first, last
    for id, other in ((begins, ends), (ends, begins)):
        if not _text(reading, id) and _text(reading, other):
            _fault(reading, id, "fault.hour_missing")
    return None


def _hour(reading: Reading, id: str) -> time | None:
    written = _text(reading, id)
    found = HOUR.fullmatch(written)
    hour = _time(int(found[1]), int(found[2] or 0)) if found is not None else None
    if written and hour is None:
        _fault(reading, id, "fault.hour")
    return hour


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _absence(reading: Reading) -> Absence | None:
    """Return the days of an absence with who stands in; without any day there is none."""
    if not _text(reading, AWAY_FROM) and not _text(reading, AWAY_UNTIL):
        return None
    for id in (AWAY_FROM, AWAY_UNTIL):
        if not _text(reading, id):
            _fault(reading, id, "fault.away_missing")
            return None
    earliest = reading.viewer.context.today - LONGEST
    first, last = (reading.day(id, first=earliest) for id in (AWAY_FROM, AWAY_UNTIL))
    stand_in = _stand_in(reading)
    if first is None or last is None or stand_in is None:
        return None
    _in_order(reading, first, last)
    return Absence(first, last, stand_in)


def _in_order(reading: Reading, first: date, last: date) -> None:
    today = reading.viewer.context.today
    if last < first:
        _fault(reading, AWAY_UNTIL, "fault.away_order", first)
    elif last < today:
        _fault(reading, AWAY_UNTIL, "fault.away_over", today)
    elif last > today + LONGEST:
        _fault(reading, AWAY_UNTIL, "fault.away_long", today + LONGEST)


def _stand_in(reading: Reading) -> str | None:
    who = reading.person(STAND_IN)
    if who == reading.viewer.context.actor.person:
        _fault(reading, STAND_IN, "fault.own_stand_in")
        return None
    return who


def _seen_with(viewer: Viewer, after: Preferences, usual: Usual) -> Viewer:
    """Return the viewer in the language and zone that count from now on."""
    context = viewer.context
    zone, locale = after.zone or usual.zone, after.language or usual.language
    profile = replace(context.profile, zone=zone, locale=locale)
    people = {**context.people, context.actor.person: profile}
    return Viewer(viewer.pack, replace(context, people=people))


def _entry(before: Preferences, after: Preferences) -> Entry:
    fields = [name for name in SET if getattr(before, name) != getattr(after, name)]
    ids: Mapping[str, str | int] = {"revision": after.revision, "fields": " ".join(fields)}
    stand_in = {"stand_in": after.absence.stand_in} if after.absence is not None else {}
    return Entry("settings_changed", {**ids, **stand_in})


def _text(reading: Reading, id: str) -> str:
    return as_text(reading.values.get(id, ""))


def _fault(reading: Reading, id: str, key: str, day: date | None = None) -> None:
    said: Mapping[str, date] = {"day": day} if day is not None else {}
    reading.faults[id] = reading.viewer.say(key, **said)
