"""What a reminder says in every channel, alone or in the one message of a morning."""

from dataclasses import replace
from uuid import uuid4

import pytest

from bot.channels.desk.drawing import draw
from bot.channels.slack.drawing import MOST_BLOCKS_OF_A_MESSAGE
from bot.contract import Reader
from bot.contract.twin import twin
from flows.cards import Card, Items
from flows.case import Kind
from flows.views.messages import draw_message
from flows.views.reminding.morning import MOST, Line, morning_card
from flows.views.viewer import Viewer
from tests.channels.desk import DeskHarness
from tests.channels.slack import DRAWING, buttons_of, message, said, taken
from tests.flows.reminded import IN_PERSON, KINDS, Reminded, launch
from tests.flows.screening import buttons_in, line
from tests.worked import the_pack

READER = Reader(zone="Europe/Berlin")


def viewer_of(one: Reminded) -> Viewer:
    return Viewer(the_pack(), one.run.context(one.person))


def told_alone(one: Reminded) -> Card:
    return draw_message(viewer_of(one), "reminder", one.run.case, {"subject": one.about})


@pytest.mark.parametrize("name", KINDS)
def test_every_reminder_says_what_why_and_how_it_ends(name: str) -> None:
    """ME4: which launch, which thing, why now, why you, what closes it, and what can be done."""
    one = KINDS[name]()
    item = one.item
    title, lines = line(item.title), [line(each) for each in item.lines]
    assert one.run.case.reference in title
    assert title.partition(": ")[2], "which thing of it"
    assert item.label, "why now"
    assert any(each.startswith(("You ", "It is with you", "It was given to you")) for each in lines)
    assert lines[-1].startswith(("It ends", "On that day")), "what closes it"
    assert "why_me" in one.offered
    assert len(one.offered) > 1, "and something to do"


@pytest.mark.parametrize("name", KINDS)
def test_every_channel_says_all_of_it(name: str) -> None:
    one = KINDS[name]()
    card, item = told_alone(one), one.item
    slack = said(message(card, shared=False))
    desk = str(draw(card, READER))
    for text in (item.title, item.label, *item.lines):
        for part in (part for part in text if isinstance(part, str)):
            assert part.strip() in twin(card, READER)
            assert part.strip() in slack
            assert part.strip() in desk
    assert len(list(buttons_of(message(card, shared=False)))) == len(list(buttons_in(card)))


@pytest.mark.parametrize("name", IN_PERSON)
def test_whoever_is_reminded_can_put_it_off_give_it_back_and_ask_why(name: str) -> None:
    assert {"snooze", "not_mine", "why_me"} <= set(KINDS[name]().offered)


def test_a_promise_can_neither_be_put_off_nor_given_back() -> None:
    assert set(KINDS["escalation"]().offered) == {"see", "why_me"}


# ------------------------------------------------------------------------------ the morning


def full_morning(count: int) -> Card:
    """Return a morning of things with as many buttons as any, and with some news."""
    one = launch()
    viewer = viewer_of(one)
    line = one.line(viewer)
    lines = [replace(line, case=replace(line.case, id=uuid4())) for _ in range(count)]
    card = morning_card(viewer, lines)
    assert card is not None
    return card


@pytest.mark.parametrize("count", [1, MOST, MOST + 5])
def test_a_full_morning_fits_into_one_message_with_every_button(count: int) -> None:
    card = full_morning(count)
    drawn = message(card, shared=False)
    taken(drawn, "morning")
    assert len(drawn["blocks"]) <= MOST_BLOCKS_OF_A_MESSAGE
    assert len(list(buttons_of(drawn))) == len(list(buttons_in(card)))
    assert not card.anew, "nothing of it is left for another part"
    DeskHarness().check_limits(draw(card, READER))
    shown = [item for each in card.body if isinstance(each, Items) for item in each.entries]
    assert len(shown) == min(count, MOST)
    assert ("5 more" in twin(card, READER)) is (count > MOST)


def test_a_home_page_holds_a_full_morning() -> None:
    assert DRAWING.home(full_morning(MOST), READER)


def test_news_has_nothing_to_put_off() -> None:
    one = launch()
    args = {"view": "withdrawn"}
    subject = replace(one.subject, kind=Kind.NEWS)
    card = morning_card(viewer_of(one), [Line(viewer_of(one), one.run.case, subject, args=args)])
    assert card is not None
    (items,) = (each for each in card.body if isinstance(each, Items))
    assert [button.verb for button in buttons_in(items)] == ["see"]
