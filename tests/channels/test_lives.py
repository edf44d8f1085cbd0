"""Nothing that can be done on a case is left out, and hard acts ask before they are done."""

from collections.abc import Iterator

import pytest

from bot.channels.slack.drawing import TITLE
from bot.contract import Reader
from bot.contract.twin import plain
from flows.cards import Button, Form
from flows.casework.forms import FORMS
from flows.views.messages import MESSAGES
from tests.channels.contract import SENT_BY
from tests.channels.lives import shown_on_the_way, told_on_the_way
from tests.channels.replies import PRODUCTS, entrance, replies
from tests.flows.screening import buttons_in

HARD = (
    *("decide", "refuse", "verify", "close_risk", "withdraw", "class", "hand_over"),
    *("take_measures", "change", "incident_on", "ask_team", "ask_expert", "rate", "decide_again"),
    *("reply_team", "advise", "find_out", "settle", "keep"),
)


def forms() -> list[Form]:
    return [reply for _, reply in shown_on_the_way() if isinstance(reply, Form)]


def every_button() -> Iterator[Button]:
    for _, reply in shown_on_the_way():
        yield from buttons_in(reply)
    for id in PRODUCTS:
        for _, reply in replies(id):
            yield from buttons_in(reply)


def test_every_form_on_a_case_is_shown_and_comes_back_with_its_faults() -> None:
    views = {form.view for form in forms()}
    assert set(FORMS) <= views
    mended = {form.view for form in forms() if any(one.error for one in form.fields)}
    assert views == mended, "a form that takes an empty page asks for nothing"
    assert set(SENT_BY) == set(FORMS), "the contract says what each of them means"


def test_what_sends_a_form_is_said_whole_where_there_is_least_room() -> None:
    shown = (*forms(), *(reply for _, reply in entrance() if isinstance(reply, Form)))
    long = {plain(form.submit.label, Reader()) for form in shown}
    assert {label for label in long if len(label) > TITLE} == set()


def test_every_message_is_drawn() -> None:
    assert {name.rpartition(", ")[2] for name, _ in told_on_the_way()} == set(MESSAGES)


@pytest.mark.parametrize("verb", HARD)
def test_a_hard_act_asks_first(verb: str) -> None:
    buttons = [one for one in every_button() if one.verb == verb]
    assert buttons
    assert all(one.confirm for one in buttons)
