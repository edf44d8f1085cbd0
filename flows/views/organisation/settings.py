"""A person's own settings: as they stand, and as a form. Nobody else sees either."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from flows.cards import (
    Button,
    Card,
    Choice,
    Element,
    Facts,
    Field,
    Form,
    Note,
    Paragraph,
    Style,
    Text,
    Tone,
)
from flows.pack.words import in_rows
from flows.people.preferences import Hours, Preferences, Usual
from flows.views.forms import FRESH, Filled, choice_field, day_field, person_field, text_field
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

ZONE, DAYS, COUNTRY, LANGUAGE = "zone", "days", "country", "language"
OPENS, CLOSES = "opens", "closes"
QUIET_FROM, QUIET_UNTIL = "quiet_from", "quiet_until"
AWAY_FROM, AWAY_UNTIL, STAND_IN = "away_from", "away_until", "stand_in"

AS_TOLD = "as_told"
"""The choice that sets no language: a menu of a chat cannot be emptied once something is chosen."""

WEEK = range(7)


def settings_card(
    viewer: Viewer, preferences: Preferences, usual: Usual, said: str | None = None
) -> Card:
    """Draw what somebody set, and what counts where they set nothing."""
    done = () if said is None else (Note(viewer.say("label.done"), viewer.say(said), Tone.GOOD),)
    return Card(
        view="my_settings",
        title=viewer.say("settings.title"),
        body=(
            *done,
            Paragraph(viewer.say("settings.what")),
            Facts(tuple(_facts(viewer, preferences, usual))),
        ),
        buttons=(
            Button("settings", viewer.say("button.change"), {"change": "yes"}, style=Style.PRIMARY),
            Button("list", viewer.say("button.list"), style=Style.QUIET),
        ),
        anew=viewer.anew("settings"),
    )


def settings_form(
    viewer: Viewer,
    preferences: Preferences,
    usual: Usual,
    filled: Filled = FRESH,
    *,
    is_stale: bool = False,
) -> Form:
    """Ask for everything that somebody can set, with what was typed, else with what is set."""
    stale: tuple[Element, ...] = (warning(viewer, "stale.settings"),) if is_stale else ()
    faults: tuple[Element, ...] = (warning(viewer, "fault.settings"),) if filled.faults else ()
    fields = (
        *_of_work(viewer, preferences, filled),
        *_of_place(viewer, preferences, usual, filled),
        *_of_absence(viewer, preferences, filled),
    )
    return Form(
        view="settings_form",
        title=viewer.say("settings.title"),
        intro=(*stale, *faults, Paragraph(viewer.say("settings.form.what"))),
        fields=tuple(_explained(viewer, usual, field) for field in fields),
        submit=Button(
            "settings_send",
            viewer.say("button.save"),
            revision=preferences.revision,
            style=Style.PRIMARY,
        ),
        others=(Button("list", viewer.say("button.not_now")),),
        anew=viewer.anew("settings", change="yes"),
    )


def _of_work(viewer: Viewer, set_to: Preferences, filled: Filled) -> Iterable[Field]:
    days = tuple(str(day) for day in sorted(set_to.days))
    week = (Choice(str(day), viewer.say(f"weekday.{day}")) for day in WEEK)
    opens, closes = _clock(set_to.hours)
    quiet_from, quiet_until = _clock(set_to.quiet)
    yield text_field(viewer, ZONE, filled, set_to.zone, short=True, optional=True)
    yield choice_field(viewer, DAYS, week, filled, days, many=True, optional=True)
    for id, first in (
        (OPENS, opens),
        (CLOSES, closes),
        (QUIET_FROM, quiet_from),
        (QUIET_UNTIL, quiet_until),
    ):
        yield text_field(viewer, id, filled, first, short=True, optional=True)


def _of_place(viewer: Viewer, set_to: Preferences, usual: Usual, filled: Filled) -> Iterable[Field]:
    told = viewer.say("settings.usual.language", language=_called(viewer, usual.language))
    languages = (Choice(id, (words.name,)) for id, words in viewer.pack.words.items())
    choices = (Choice(AS_TOLD, told), *languages)
    yield text_field(viewer, COUNTRY, filled, set_to.country, short=True, optional=True)
    first = set_to.language or AS_TOLD
    yield choice_field(viewer, LANGUAGE, choices, filled, first, optional=True)


def _of_absence(viewer: Viewer, set_to: Preferences, filled: Filled) -> Iterable[Field]:
    """Return the fields of an absence that is or will be; one that is over is asked anew."""
    absence = set_to.absence
    if absence is not None and absence.last < viewer.context.today:
        absence = None
    days = (absence.first, absence.last) if absence is not None else ()
    first, last = (day.isoformat() for day in days) if days else ("", "")
    yield day_field(viewer, AWAY_FROM, filled, first, optional=True)
    yield day_field(viewer, AWAY_UNTIL, filled, last, optional=True)
    stand_in = absence.stand_in if absence is not None else ""
    yield person_field(viewer, STAND_IN, filled, stand_in, optional=True)


def _explained(viewer: Viewer, usual: Usual, field: Field) -> Field:
    """Return a field with what counts when it is left empty; what is set is no suggestion."""
    why = viewer.say(f"settings.why.{field.id}", usual=_instead(viewer, usual, field.id))
    return replace(field, why=why, suggested=False)


def _instead(viewer: Viewer, usual: Usual, id: str) -> Text:
    """Return what counts while a field is not set; nothing where that is said elsewhere."""
    match id:
        case "zone":
            key = "settings.usual.zone_told" if usual.zone_told else "settings.usual.zone"
            return viewer.say(key, zone=usual.zone)
        case "country" if usual.country:
            return viewer.say("settings.usual.country", country=usual.country)
        case "country":
            return viewer.say("settings.usual.no_country")
        case "days":
            return viewer.say("settings.usual.days")
        case "opens":
            return viewer.say("settings.usual.hours")
        case "quiet_from":
            return viewer.say("settings.usual.quiet")
        case _:
            return ()


def _facts(viewer: Viewer, set_to: Preferences, usual: Usual) -> Iterable[tuple[Text, Text]]:
    days = [viewer.say(f"weekday.{day}") for day in sorted(set_to.days)]
    language: Text = (_called(viewer, set_to.language),)
    told = viewer.say("settings.usual.language", language=_called(viewer, usual.language))
    for key, chosen, id in (
        ("field.zone", (set_to.zone,) if set_to.zone else (), ZONE),
        ("settings.days", in_rows(days), DAYS),
        ("settings.hours", _between(viewer, set_to.hours), OPENS),
        ("settings.quiet", _between(viewer, set_to.quiet), QUIET_FROM),
        ("field.country", (set_to.country,) if set_to.country else (), COUNTRY),
    ):
        yield viewer.say(key), chosen or _instead(viewer, usual, id)
    yield viewer.say("field.language"), language if set_to.language else told
    yield viewer.say("settings.absence"), _absence(viewer, set_to)


def _absence(viewer: Viewer, set_to: Preferences) -> Text:
    absence = set_to.absence
    if absence is None or absence.last < viewer.context.today:
        return viewer.say("settings.usual.absence")
    who = viewer.person(absence.stand_in)
    return viewer.say("settings.absence_is", first=absence.first, last=absence.last, who=who)


def _between(viewer: Viewer, hours: Hours | None) -> Text:
    begins, ends = _clock(hours)
    return viewer.say("settings.hours_are", begins=begins, ends=ends) if hours is not None else ()


def _clock(hours: Hours | None) -> tuple[str, str]:
    if hours is None:
        return "", ""
    return _hour(hours[0]), _hour(hours[1])


def _hour(hour: time) -> str:
    return f"{hour:%H:%M}"


def _called(viewer: Viewer, language: str) -> str:
    return viewer.pack.in_language(language).name
