"""What Slack is shown, one golden file for each view, and that nothing typed is more than text.

After a change that is meant, `UPDATE_GOLDEN=1` writes the files anew; read the difference.
"""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.channels.slack.drawing.parts import MOST_BLOCKS, MOST_BYTES
from bot.contract import Surface
from bot.contract.twin import twin
from flows.cards import (
    Card,
    Notice,
    Reply,
)
from tests.channels import crowd
from tests.channels.lives import LOOKED_AT, OPENED, looked_at, messages_on_the_way
from tests.channels.replies import about_no_case, entrance, messages, replies
from tests.channels.slack import (
    DRAWING,
    READER,
    Json,
    first,
    message,
    named,
    parts_of,
    said,
    taken,
    window,
)
from tests.worked import raw_cases

GOLDEN = Path(__file__).parent / "golden_slack"


def _parts(name: str) -> Json:
    """Return every part of a card or form of the lives of a case."""
    views = enumerate(parts_of(DRAWING, looked_at(name)), 1)
    return {f"part {number}": view for number, view in views}


def _home(who: str) -> Json:
    return DRAWING.home(crowd.page(who), READER)


VIEWS: dict[str, Callable[[], Json]] = {
    "start": lambda: window(dict(entrance())["manager: start"]),
    "help": lambda: window(dict(entrance())["manager: help"]),
    "home": lambda: DRAWING.home(dict(entrance())["hr_lead: list"], READER),
    **{f"home_of_{who}": partial(_home, id) for who, id in crowd.STAFF.items()},
    "list_whole": lambda: window(crowd.page("hana", section="others")),
    "set_up": lambda: window(dict(entrance())["set-up, filled form"]),
    "keep_for": lambda: window(dict(entrance())["keep: nothing chosen"]),
    "keep_about": lambda: window(dict(entrance())["keep: what about"]),
    "settings": lambda: window(dict(entrance())["settings, set"]),
    "settings_form": lambda: window(dict(entrance())["settings, filled form"]),
    "page": lambda: window(named("G01", "start: page")),
    "page_with_errors": lambda: window(named("G01", "P01 empty: page")),
    "page_stale": lambda: window(named("G01", "P01 stale: page")),
    "page_of_a_harm": lambda: window(named("G02", "R01:RK04 empty: page")),
    "prompt": lambda: window(first("G11", "prompt")),
    "review": lambda: window(first("G01", "review")),
    "result": lambda: window(first("G01", "result")),
    "case": lambda: window(first("G01", "case")),
    "case_part_2": lambda: window(first("G02", "case"), 2),
    "draft": lambda: window(first("G01", "draft")),
    "smallest_change": lambda: window(first("G02", "smallest_change")),
    "notice": lambda: window(named("G01", "P01 left: notice")),
    "waiting": lambda: DRAWING.waiting(READER),
    "message": lambda: message(dict(messages("G02"))["submit"]),
    "message_of_a_form": lambda: message(named("G01", "start: page"), shared=False),
    "message_of_a_card": lambda: message(first("G02", "case"), shared=False),
    "message_of_a_notice": lambda: message(named("G01", "P01 left: notice"), shared=False),
    "messages": lambda: {view: message(card) for view, card in messages_on_the_way().items()},
    **{name: partial(_parts, name) for name in (*LOOKED_AT, *OPENED)},
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_looks_as_it_did(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    drawn = json.dumps(VIEWS[name](), ensure_ascii=False, indent=2) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8"), "meant? then run with UPDATE_GOLDEN=1"


# Every reply of every product.


@pytest.mark.parametrize("id", raw_cases())
def test_every_reply_of_a_product_fits_on_every_surface(id: str) -> None:
    for name, reply in replies(id):
        for view in parts_of(DRAWING, reply):
            taken(view, name)
            assert len(view["blocks"]) <= MOST_BLOCKS, name
        taken(DRAWING.home(reply, READER), name)
        taken(message(reply, shared=False), name)
    for name, card in messages(id):
        taken(message(card), name)


@pytest.mark.parametrize("id", raw_cases())
def test_every_part_of_every_card_together_says_all_that_the_twin_says(id: str) -> None:
    for name, reply in replies(id):
        views = list(parts_of(DRAWING, reply))
        assert all(len(json.dumps(view)) <= 1.1 * MOST_BYTES for view in views) or _is_long(reply)
        shown = plainly("".join(said(view) for view in views))
        lines = (line for line in twin(reply, READER).splitlines() if not line.startswith("  "))
        if isinstance(reply, Card):
            missing = [each for line in lines for each in _bare(line) if each not in shown]
            assert not missing, (name, missing[:3])


@pytest.mark.parametrize("who", crowd.STAFF.values())
def test_a_home_page_has_room_for_all_its_sections_with_three_hundred_cases(who: str) -> None:
    """Cut off it would end with a button that opens it: what is done stands last and is there."""
    card = crowd.page(who, 300)
    drawn = DRAWING.home(card, READER)
    taken(drawn, who)
    assert len(drawn["blocks"]) <= 100
    assert "Open it here" not in said(drawn)
    assert card.anew is not None
    for section in ("queue", "mine", "soon", "others", "done"):
        for view in parts_of(DRAWING, crowd.page(who, 300, section)):
            taken(view, section)
            assert len(view["blocks"]) <= MOST_BLOCKS


def plainly(text: str) -> str:
    """Return a text as a reader has it, without what only sets it apart."""
    for markup, plain in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("*", ""), (":", "")):
        text = text.replace(markup, plain)
    return "".join(text.split())


def _bare(line: str) -> list[str]:
    """Return what a line of the twin says, without the twin's own marks."""
    if line.startswith("["):
        return [plainly(label) for label in line.strip("[]").split("]  [")]
    bare = line.removeprefix("## ").removeprefix("# ").removeprefix("- ")
    return [plainly(bare.split(" [")[0])]


def _is_long(reply: Reply) -> bool:
    """Whether somebody typed more than any window of Slack's could have sent."""
    return len(twin(reply, READER)) > MOST_BYTES / 2


def test_every_card_and_form_that_may_be_too_long_can_be_drawn_anew() -> None:
    for id in raw_cases():
        for name, reply in (*replies(id), *entrance()):
            assert isinstance(reply, Notice) or reply.anew is not None, name


def test_messages_about_no_case_fit() -> None:
    for name, card in about_no_case():
        taken(DRAWING.drawn(card, READER, Surface.DIRECT), name)
