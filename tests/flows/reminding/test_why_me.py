"""Why somebody is reminded: which rule of the pack, who hears when, and how to change it."""

from dataclasses import replace
from datetime import date

import pytest

from flows.cards import Card, Facts
from flows.case import Kind, Subject
from flows.events import WhyAsked
from flows.people.profile import Profile
from tests.flows.escalating import acts, with_team
from tests.flows.reminded import (
    IN_PERSON,
    KINDS,
    Reminded,
    at,
    check,
    draft,
    escalation,
    launch,
    measure,
)
from tests.flows.screening import PEOPLE, Screening, buttons_in, line, words


def rows(run: Screening) -> dict[str, str]:
    """Return who is told when, as the card says it."""
    (facts,) = (element for element in run.card.body if isinstance(element, Facts))
    return {line(name): line(value) for name, value in facts.pairs}


def asks(one: Reminded, person: str = "") -> Card:
    one.run.happens(WhyAsked(one.about), person or one.person)
    return one.run.card


@pytest.mark.parametrize("name", KINDS)
def test_it_says_when_who_is_told_and_what_changes_that(name: str) -> None:
    one = KINDS[name]()
    one.press("why_me")
    assert rows(one.run)
    said = words(one.run.card)
    assert "your settings" in said
    assert "only your own reminders wait" in said
    assert "settings" in {button.verb for button in buttons_in(one.run.card)}


@pytest.mark.parametrize("name", IN_PERSON)
def test_whoever_is_reminded_in_person_finds_themselves_in_it(name: str) -> None:
    one = KINDS[name]()
    asks(one)
    assert any("you" in who for who in rows(one.run).values())


def test_of_a_measure_it_is_the_rule_of_the_pack_row_by_row() -> None:
    one = measure()
    asks(one)
    assert rows(one.run) == {
        "7 days before": "2026-04-24: you",
        "The day before": "2026-04-30: you",
        "On the day": "2026-05-01: you",
        "3 days late": "2026-05-04: you",
        "7 days late": "2026-05-08: you, Leo",
        "14 days late": "2026-05-15: you, Leo, Human rights team",
    }
    assert "You own it." in words(one.run.card)


def test_of_a_day_late_it_says_so_in_words() -> None:
    one = measure()
    (rule, *others) = one.run.pack.reminders
    pack = one.run.pack.model_copy(
        update={"reminders": (rule.model_copy(update={"days": 1}), *others)}
    )
    one.run.pack = pack
    asks(one)
    assert rows(one.run)["A day late"] == "2026-05-04: you"


def test_of_what_is_repeated_the_next_time_is_said() -> None:
    one = check()
    asks(one)
    (when,) = rows(one.run)
    assert when == "Each time it is to be looked at"
    assert date.fromisoformat(rows(one.run)[when][:10]) > one.run.now.date()


def test_of_a_launch_and_a_draft() -> None:
    one = launch()
    asks(one)
    assert list(rows(one.run)) == [
        "10 working days before the launch",
        "3 working days before the launch",
        "On the day of the launch",
    ]
    other = draft()
    asks(other)
    assert list(rows(other.run)) == ["Once nobody touched it for a while"]


def test_of_an_escalation_it_names_the_rungs_of_the_ladder() -> None:
    one = escalation()
    asks(one)
    team, lead = "Human rights team", "Lead of the human rights team"
    assert {when: who[12:] for when, who in rows(one.run).items()} == {
        "Half of the time for the first answer is over": team,
        "The first answer is late": lead,
        "Half of the time for the decision is over": team,
        "The decision is late": lead,
    }


def test_a_role_is_named_where_it_is_the_reason() -> None:
    one = measure()
    asks(one, "hana")
    assert "It is told to everybody who is Human rights team" in words(one.run.card)
    asks(one)
    assert "told to everybody who is" not in words(one.run.card)


def test_whoever_stands_in_reads_for_whom() -> None:
    one = measure()
    away = replace(PEOPLE["ines"], away_until=date(2026, 5, 20), stand_in="mira")
    one.run.people = {**PEOPLE, "ines": away, "otto": replace(PEOPLE["otto"], away_until=None)}
    asks(one, "mira")
    assert "Ines is away, and you stand in." in words(one.run.card)
    asks(one, "leo")
    assert "you stand in" not in words(one.run.card)


def test_a_thing_that_reminds_nobody_any_more_says_so() -> None:
    one = measure()
    gone = replace(one.run.case.measures[0], due_on=None)
    one.run.present = replace(one.run.case, measures=(gone, *one.run.case.measures[1:]))
    turn = one.run.happens(WhyAsked(one.about), "ines")
    assert "Nothing reminds anybody" in words(one.run.notice)
    assert (turn.case, turn.effects, turn.journal) == (one.run.case, (), ())


def test_who_may_not_see_the_case_learns_nothing_of_it() -> None:
    one = measure()
    one.run.people = {**PEOPLE, "olaf": Profile("Olaf")}
    turn = one.run.happens(WhyAsked(one.about), "olaf")
    assert "There is no case" in words(one.run.notice)
    assert [each.action for each in turn.journal] == ["refused"]


@pytest.mark.parametrize("about", ["", "nothing", "check:none"])
def test_what_is_not_there_has_no_reason(about: str) -> None:
    run = measure().run
    run.happens(WhyAsked(about), "ines")
    assert "There is no case" in words(run.notice)


def test_asking_changes_nothing_and_tells_nobody() -> None:
    one = measure()
    before = one.run.case
    asks(one)
    assert (one.run.case, one.run.turn.effects) == (before, ())


def test_after_a_missed_promise_the_next_row_is_the_rung_above() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    pending = run.case.pending
    assert pending is not None
    run.present = replace(run.case, escalations=(replace(pending, rung=2),))
    one = Reminded(at(run, "2026-03-20"), Subject(Kind.ESCALATION, str(pending.id)), "hana")
    asks(one)
    assert "Executive sponsor" in rows(run)["Each time it is late again"]
