"""What a typed word means, and what is answered when it means nothing, or nothing yet."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from flows.cards import Card, Notice
from flows.case import Summary
from flows.events import (
    ConcernAsked,
    HelpAsked,
    IncidentAsked,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    Request,
    ResumeAsked,
    SettingsAsked,
    SetUpAsked,
    StartAsked,
)
from flows.people.profile import Profile
from flows.said import IN_PRIVATE, LATER, meaning
from flows.views.home import (
    MOST_DRAFTS,
    help_card,
    list_card,
    not_understood,
    not_yet,
    resume_card,
)
from flows.views.viewer import Viewer
from tests.fakes import summary_of
from tests.flows.screening import NOW, PEOPLE, Screening, buttons_in, line, up_to, words

WITH_ADMIN = {**PEOPLE, "ada": Profile("Ada", roles=frozenset({"admin"}))}

WORDS: dict[str, Request] = {
    "": HelpAsked(),
    "  ": HelpAsked(),
    "help": HelpAsked(),
    "Help!": HelpAsked(),
    "start": StartAsked(),
    " START ": StartAsked(),
    "`start`": StartAsked(),
    "resume": ResumeAsked(),
    "mine": ListAsked(),
    "admin": SetUpAsked(),
    "incident": IncidentAsked(),
    "settings": SettingsAsked(),
    "restart": NotUnderstood(),
    "start now": NotUnderstood(),
    "We sell to hospitals.": NotUnderstood(),
    **{word: NotYetAsked(word) for word in LATER},
}


@pytest.mark.parametrize("typed", WORDS)
def test_a_word_means_the_same_wherever_it_is_typed(typed: str) -> None:
    assert meaning(typed, private=True) == WORDS[typed]
    assert meaning(typed, private=False) == WORDS[typed]


@pytest.mark.parametrize("word", IN_PRIVATE)
def test_a_word_for_private_places_is_unknown_where_others_read(word: str) -> None:
    assert meaning(word, private=True) == ConcernAsked()
    assert meaning(word, private=False) == meaning("nonsense", private=False)


def viewer(by: str = "mira") -> Viewer:
    run = Screening(people=WITH_ADMIN)
    return Viewer(run.pack, run.context(by))


def drafts(count: int) -> tuple[Summary, ...]:
    """Return open screenings of Mira, the one with the highest number changed last."""
    draft = summary_of(up_to("G01", "P06").case)
    return tuple(
        replace(
            draft,
            case_id=UUID(int=number),
            reference=f"SAL-{number}",
            changed_at=NOW + timedelta(minutes=number),
        )
        for number in range(1, count + 1)
    )


def verbs(shown: object) -> list[str]:
    return [button.verb for button in buttons_in(shown)]


def test_a_word_that_is_not_there_yet_is_named_beside_those_that_are() -> None:
    for word in LATER:
        said = not_yet(viewer(), word)
        assert f"“{word}” is not there yet" in words(said)
        assert "start, resume, mine, help" in words(said)
        assert verbs(said) == ["start", "list", "help"]


def test_words_that_mean_nothing_are_answered_with_what_can_be_said() -> None:
    said = not_understood(viewer(), ())
    assert "start, resume, mine, help" in words(said)
    assert verbs(said) == ["start", "list", "help"]


def test_an_answer_that_was_typed_leads_back_into_its_form() -> None:
    said = not_understood(viewer(), drafts(2))
    assert "an answer needs its form" in words(said)
    assert "Every page you sent is saved" in words(said)
    assert verbs(said) == ["resume", "resume", "list", "help"]
    assert [line(button.label) for button in said.buttons[:2]] == [
        "Go on with SAL-2",
        "Go on with SAL-1",
    ]
    assert said.buttons[0].args == {"case": str(UUID(int=2))}


def test_a_notice_names_no_launch_and_offers_a_few_screenings_only() -> None:
    said = not_understood(viewer(), drafts(MOST_DRAFTS + 2))
    assert verbs(said).count("resume") == MOST_DRAFTS
    assert drafts(1)[0].name not in words(said)
    newest = [line(button.label) for button in said.buttons][:MOST_DRAFTS]
    assert newest[0].endswith(f"SAL-{MOST_DRAFTS + 2}")


def test_every_open_screening_can_be_gone_on_with() -> None:
    card = resume_card(viewer(), drafts(MOST_DRAFTS + 2))
    assert isinstance(card, Card)
    assert verbs(card).count("resume") == MOST_DRAFTS + 2
    assert words(card).index("SAL-7") < words(card).index("SAL-1")
    assert drafts(1)[0].name in words(card)


def test_whoever_has_no_open_screening_can_start_one() -> None:
    said = resume_card(viewer(), ())
    assert isinstance(said, Notice)
    assert verbs(said) == ["start", "list"]


def test_help_says_which_words_can_be_typed() -> None:
    for typed in ("start", "resume", "mine", "help"):
        assert typed in words(help_card(viewer()))
        assert meaning(typed, private=False) != NotUnderstood()


def test_the_set_up_is_offered_to_admins_alone() -> None:
    for shown in (help_card, lambda by: list_card(by, ())):
        assert "set_up" in verbs(shown(viewer("ada")))
        assert "set_up" not in verbs(shown(viewer("hana")))
    assert "where it is reached" in words(help_card(viewer("ada")))
    assert "where it is reached" not in words(help_card(viewer("hana")))
