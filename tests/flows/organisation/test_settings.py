"""A person's own settings: what counts without them, what is taken, what comes back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from flows.acts import Act, event_of
from flows.cards import Card, Facts, Form, MultiField, Note, Reply, SingleField, Value
from flows.casework.organisation.settings import SET, Settled, settle
from flows.events import SettingsAsked, SettingsSent
from flows.people.context import Context
from flows.people.preferences import Absence, Preferences, Usual, zone_named
from flows.people.profile import Actor, Profile
from flows.views.organisation.settings import AS_TOLD
from tests.flows.screening import NOW, PEOPLE, line, words
from tests.worked import the_pack

TODAY = NOW.date()
PACK = the_pack().model_copy(
    update={
        "words": {
            **the_pack().words,
            "de": the_pack().words["en"].model_copy(update={"language": "de", "name": "Deutsch"}),
        }
    }
)
TOLD = Usual("Asia/Tokyo", True, "en", "AT", frozenset({"AT", "DE", "IN"}))
EVERYBODY = {**PEOPLE, "gone": Profile("Gone", gone=True)}
EMPTY: Mapping[str, Value] = {
    "zone": "",
    "days": (),
    "opens": "",
    "closes": "",
    "quiet_from": "",
    "quiet_until": "",
    "country": "",
    "language": AS_TOLD,
    "away_from": "",
    "away_until": "",
    "stand_in": "",
}
FULL: Mapping[str, Value] = {
    "zone": "Europe/Berlin",
    "days": ("6", "0", "1"),
    "opens": "8",
    "closes": "16.30",
    "quiet_from": "20:00",
    "quiet_until": "07:15",
    "country": "de",
    "language": "de",
    "away_from": "2026-03-09",
    "away_until": "2026-03-13",
    "stand_in": "ines",
}
SAVED = Preferences(
    revision=1,
    zone="Europe/Berlin",
    days=frozenset({0, 1, 6}),
    hours=(time(8), time(16, 30)),
    quiet=(time(20), time(7, 15)),
    country="DE",
    language="de",
    absence=Absence(date(2026, 3, 9), date(2026, 3, 13), "ines"),
)
NEW = Preferences()


def does(
    event: SettingsAsked | SettingsSent,
    preferences: Preferences = NEW,
    usual: Usual = TOLD,
    days: int = 0,
) -> Settled:
    actor = Actor("mira", PEOPLE["mira"].roles)
    context = Context(NOW + timedelta(days=days), actor, EVERYBODY)
    return settle(PACK, preferences, event, context, usual)


def sends(preferences: Preferences = NEW, /, days: int = 0, **other: Value) -> Settled:
    """Send the form as it is drawn now, with some fields otherwise than empty."""
    return does(SettingsSent(preferences.revision, {**EMPTY, **other}), preferences, days=days)


def reply(settled: Settled) -> Reply:
    (shown,) = settled.replies
    return shown


def form(settled: Settled) -> Form:
    shown = reply(settled)
    assert isinstance(shown, Form), words(shown)
    return shown


def card(settled: Settled) -> Card:
    shown = reply(settled)
    assert isinstance(shown, Card), words(shown)
    return shown


def facts(settled: Settled) -> dict[str, str]:
    (found,) = [each for each in card(settled).body if isinstance(each, Facts)]
    return {line(name): line(value) for name, value in found.pairs}


def errors(settled: Settled) -> dict[str, str]:
    return {each.id: line(each.error) for each in form(settled).fields if each.error}


def values(shown: Form) -> dict[str, Value | None]:
    return {each.id: each.value for each in shown.fields}


# --- what is shown


def test_whoever_set_nothing_sees_what_counts_instead() -> None:
    shown = facts(does(SettingsAsked()))
    assert shown == {
        "Time zone": "as your chat profile says: Asia/Tokyo",
        "Working days": "Monday to Friday",
        "Working hours": "09:00 to 17:00",
        "Quiet hours": "outside your working hours",
        "Country, for its public holidays": "as for everybody here: AT",
        "Language": "As your chat profile says: English",
        "Away": "not away",
    }


def test_where_no_chat_and_no_operator_tells_it_is_said_so() -> None:
    shown = facts(does(SettingsAsked(), usual=Usual()))
    assert shown["Time zone"] == "as for everybody here: UTC"
    assert shown["Country, for its public holidays"] == "no public holidays"


def test_what_is_set_is_shown_as_it_is_set() -> None:
    shown = facts(does(SettingsAsked(), SAVED))
    assert shown == {
        "Time zone": "Europe/Berlin",
        "Working days": "Monday, Tuesday, Sunday",
        "Working hours": "08:00 to 16:30",
        "Quiet hours": "20:00 to 07:15",
        "Country, for its public holidays": "DE",
        "Language": "Deutsch",
        "Away": "2026-03-09 to 2026-03-13; Ines stands in",
    }
    assert [button.verb for button in card(does(SettingsAsked(), SAVED)).buttons] == [
        "settings",
        "list",
    ]


def test_the_form_begins_with_what_is_set_and_calls_nothing_a_suggestion() -> None:
    asked = event_of(Act("settings", {"change": "yes"}))
    assert asked == SettingsAsked(change=True)
    shown = form(does(SettingsAsked(change=True), SAVED))
    assert values(shown) == {
        **FULL,
        "days": ("0", "1", "6"),
        "opens": "08:00",
        "closes": "16:30",
        "country": "DE",
    }
    assert not any(each.suggested for each in shown.fields)
    assert all(each.optional for each in shown.fields)
    assert shown.submit.revision == 1
    assert event_of(Act("settings_send", {}, 1, FULL)) == SettingsSent(1, FULL)


def test_each_field_says_what_counts_when_it_is_left_empty() -> None:
    whys = {each.id: line(each.why) for each in form(does(SettingsAsked(change=True))).fields}
    assert whys["zone"].endswith("Left empty: as your chat profile says: Asia/Tokyo.")
    assert whys["country"].endswith("Left empty: as for everybody here: AT.")
    assert whys["quiet_from"].endswith("With both left empty: outside your working hours.")


def test_languages_are_those_that_there_are_words_in() -> None:
    fields = {each.id: each for each in form(does(SettingsAsked(change=True))).fields}
    language, days = fields["language"].kind, fields["days"].kind
    assert isinstance(language, SingleField)
    assert isinstance(days, MultiField)
    assert [choice.id for choice in language.choices] == [AS_TOLD, "en", "de"]
    assert [line(choice.text) for choice in days.choices][::6] == ["Monday", "Sunday"]


# --- what is taken


def test_everything_that_was_sent_is_kept() -> None:
    settled = does(SettingsSent(0, FULL))
    assert settled.preferences == SAVED
    assert card(settled).view == "my_settings"
    assert "saved and count from now on" in words(card(settled))
    assert settled.journal[0].action == "settings_changed"
    assert settled.journal[0].details == {
        "revision": 1,
        "fields": " ".join(SET),
        "stand_in": "ines",
    }


def test_the_journal_says_which_and_never_to_what() -> None:
    (entry,) = sends(zone="Europe/Berlin", opens="6:00", closes="14:00").journal
    assert entry.details == {"revision": 1, "fields": "zone hours"}


def test_everything_can_be_set_back_to_what_is_usual() -> None:
    assert sends(SAVED).preferences == Preferences(revision=2)


def test_what_is_as_it_was_changes_nothing() -> None:
    settled = does(SettingsSent(1, FULL), SAVED)
    assert (settled.preferences, settled.journal) == (SAVED, ())
    assert card(settled).view == "my_settings"


def test_one_day_that_came_alone_counts() -> None:
    one = does(SettingsSent(0, {**EMPTY, "days": "4"}))
    assert one.preferences.days == {4}


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_known_by_its_name_or_its_city(written: str, zone: str) -> None:
    assert zone_named(written) == zone
    assert sends(zone=f" {written} ").preferences.zone == zone


def test_a_city_of_several_zones_names_none() -> None:
    assert zone_named("Eastern") is None


# --- what comes back


WRONG: dict[str, tuple[dict[str, Value], str, str]] = {
    "zone": ({"zone": "Atlantis"}, "zone", "Write it as Europe/Berlin"),
    "country": ({"country": "Germany"}, "country", "such as DE"),
    "language": ({"language": "fr"}, "language", "none of the answers offered"),
    "days": ({"days": ("7",)}, "days", "none of the answers offered"),
    "hour": ({"opens": "9:00", "closes": "25:00"}, "closes", "not a time of day"),
    "minute": ({"opens": "9:60", "closes": "17:00"}, "opens", "not a time of day"),
    "no hour": ({"opens": "early", "closes": "17:00"}, "opens", "not a time of day"),
    "one hour": ({"opens": "09:00"}, "closes", "go together"),
    "the other hour": ({"quiet_until": "09:00"}, "quiet_from", "go together"),
    "order of hours": ({"opens": "17:00", "closes": "9:00"}, "closes", "ends after it begins"),
    "no working time": ({"opens": "9", "closes": "9"}, "closes", "ends after it begins"),
    "no quiet": ({"quiet_from": "9", "quiet_until": "9:00"}, "quiet_until", "need a length"),
    "one day": ({"away_from": "2026-03-09", "stand_in": "ines"}, "away_until", "go together"),
    "the other day": ({"away_until": "2026-03-09", "stand_in": "ines"}, "away_from", "go together"),
    "no day": (
        {"away_from": "soon", "away_until": "2026-03-09", "stand_in": "ines"},
        "away_from",
        "not a day",
    ),
    "order of days": (
        {"away_from": "2026-03-09", "away_until": "2026-03-08", "stand_in": "ines"},
        "away_until",
        "Choose 2026-03-09 or later",
    ),
    "over": (
        {"away_from": "2026-02-23", "away_until": "2026-03-01", "stand_in": "ines"},
        "away_until",
        "over already",
    ),
    "long over": (
        {"away_from": "0001-01-01", "away_until": "2026-03-09", "stand_in": "ines"},
        "away_from",
        "2024-03-02 or later",
    ),
    "without an end": (
        {"away_from": "2026-03-09", "away_until": "9999-12-31", "stand_in": "ines"},
        "away_until",
        "2028-03-01 or earlier",
    ),
    "nobody": (
        {"away_from": "2026-03-09", "away_until": "2026-03-09"},
        "stand_in",
        "Nobody is named",
    ),
    "oneself": (
        {"away_from": "2026-03-09", "away_until": "2026-03-09", "stand_in": "mira"},
        "stand_in",
        "Nobody stands in for themselves",
    ),
    "a stranger": (
        {"away_from": "2026-03-09", "away_until": "2026-03-09", "stand_in": "eve"},
        "stand_in",
        "Nobody of that name",
    ),
    "somebody gone": (
        {"away_from": "2026-03-09", "away_until": "2026-03-09", "stand_in": "gone"},
        "stand_in",
        "Nobody of that name",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_comes_back_as_typed_with_what_to_mend(name: str) -> None:
    typed, field, said = WRONG[name]
    settled = does(SettingsSent(1, {**FULL, **EMPTY, "opens": "", **typed}), SAVED)
    assert (settled.preferences, settled.journal) == (SAVED, ())
    assert list(errors(settled)) == [field]
    assert said in errors(settled)[field]
    assert values(form(settled)) == {**EMPTY, **typed}
    assert "not saved yet" in words(form(settled))


def test_today_is_a_day_to_be_away_and_to_come_back() -> None:
    day = TODAY.isoformat()
    away = sends(away_from="2026-02-20", away_until=day, stand_in="ines").preferences.absence
    assert away == Absence(date(2026, 2, 20), TODAY, "ines")


def test_without_a_day_nobody_stands_in() -> None:
    assert sends(stand_in="ines").preferences.absence is None


def test_an_absence_that_is_over_is_asked_anew() -> None:
    later = 30
    assert facts(does(SettingsAsked(), SAVED, days=later))["Away"] == "not away"
    shown = values(form(does(SettingsAsked(change=True), SAVED, days=later)))
    assert (shown["away_from"], shown["away_until"], shown["stand_in"]) == ("", "", "")


def test_a_stale_form_comes_back_with_what_was_typed() -> None:
    settled = does(SettingsSent(0, {**FULL, "zone": "Asia/Tokyo"}), SAVED)
    shown = form(settled)
    assert (settled.preferences, settled.journal) == (SAVED, ())
    assert values(shown)["zone"] == "Asia/Tokyo"
    assert shown.submit.revision == SAVED.revision
    (note,) = [each for each in shown.intro if isinstance(each, Note)]
    assert "nothing of that was overwritten" in line(note.text)


def test_a_stale_form_that_says_the_same_is_saved_already() -> None:
    settled = does(SettingsSent(0, FULL), SAVED)
    assert settled.preferences == SAVED
    assert card(settled).view == "my_settings"


def test_what_is_saved_is_shown_in_the_language_just_chosen() -> None:
    said = {**PACK.words["de"].bot, "settings.title": "Meine Einstellungen"}
    words_of = {**PACK.words, "de": PACK.words["de"].model_copy(update={"bot": said})}
    pack = PACK.model_copy(update={"words": words_of})
    context = Context(NOW, Actor("mira"), PEOPLE)
    settled = settle(pack, NEW, SettingsSent(0, FULL), context, TOLD)
    assert line(card(settled).title) == "Meine Einstellungen"
    back = settle(pack, SAVED, SettingsSent(1, EMPTY), context, replace(TOLD, language="en"))
    assert line(card(back).title) == "My settings"


def test_an_absence_covers_its_first_and_its_last_day() -> None:
    away = Absence(date(2026, 3, 9), date(2026, 3, 13), "ines")
    days = [date(2026, 3, day) for day in (8, 9, 11, 13, 14)]
    assert [away.covers(day) for day in days] == [False, True, True, True, False]
