"""What the desk's pages look like as HTML, one golden file for each view.

After a change that is meant, `UPDATE_GOLDEN=1` writes them anew; read the difference.
"""

import os
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from bot.channels.desk.drawing import draw
from bot.channels.desk.pages import Private
from bot.contract import KeptMessage, Reader
from flows.cards import (
    Button,
    Card,
    Choice,
    Field,
    Form,
    MultiField,
    Notice,
    Paragraph,
    Reply,
    SingleField,
    Style,
    TextField,
    Tone,
)
from flows.people.organisation import Contact, Organisation
from flows.views.organisation.setting_up import set_up_card
from flows.views.viewer import Viewer
from tests.channels import crowd
from tests.channels.browser import Page
from tests.channels.desk import pages, seat
from tests.channels.lives import LOOKED_AT, OPENED, looked_at, messages_on_the_way
from tests.channels.replies import context, entrance, messages, replies
from tests.fakes import NOON
from tests.worked import the_pack

GOLDEN = Path(__file__).parent / "golden"
READER = Reader(zone="Europe/Berlin")


def named(id: str, name: str) -> Reply:
    return next(reply for each, reply in replies(id) if each == name)


def first(id: str, view: str) -> Reply:
    shown = (reply for _, reply in replies(id) if isinstance(reply, Card | Form))
    return next(reply for reply in shown if reply.view == view)


def pane(reply: Reply, person: str = "manager") -> str:
    """Return a reply in its pane."""
    return pages().pane(seat(person, READER), Private([draw(reply, READER)]), ())


def kept(count: int = 3) -> list[KeptMessage]:
    """Return the first messages of a case that was held, as the human rights team has them."""
    cards = [card for _, card in messages("G02")][:count]
    return [
        KeptMessage(f"m{number}", "human_rights", f"k{number}", draw(card, READER), NOON)
        for number, card in enumerate(cards)
    ]


def all_kept() -> list[KeptMessage]:
    """Return every message about a case, one after another."""
    return [
        KeptMessage(view, "human_rights", view, draw(card, READER), NOON)
        for view, card in messages_on_the_way().items()
    ]


def _crowded(who: str) -> str:
    seats = {"lead": "hr_lead", "verifier": "hr_member"}
    return pane(crowd.page(crowd.STAFF[who]), seats.get(who, who))


def _looked_at(name: str) -> str:
    return pane(looked_at(name))


DESK_SET_UP = set_up_card(
    Viewer(the_pack(), context("admin")),
    Organisation(
        holders={"human_rights_team": ("hr_lead",)},
        contacts={
            "human_rights_team": Contact("desk", "human_rights"),
            "launch_channel": Contact("desk", "launch"),
        },
    ),
    Contact("desk", ""),
)
"""The set-up of the desk, where nobody is the sponsor yet."""

VIEWS: dict[str, Callable[[], str]] = {
    "start": lambda: pane(dict(entrance())["manager: start"]),
    "help": lambda: pane(dict(entrance())["manager: help"]),
    "list": lambda: pane(dict(entrance())["hr_lead: list"], "hr_lead"),
    **{f"list_of_{who}": partial(_crowded, who) for who in crowd.STAFF},
    "list_whole": lambda: pane(crowd.page("hana", section="others"), "hr_lead"),
    "page": lambda: pane(named("G01", "start: page")),
    "page_with_errors": lambda: pane(named("G01", "P01 empty: page")),
    "page_stale": lambda: pane(named("G01", "P01 stale: page")),
    "prompt": lambda: pane(first("G11", "prompt")),
    "review": lambda: pane(first("G01", "review")),
    "result": lambda: pane(first("G01", "result")),
    "case": lambda: pane(first("G01", "case"), "hr_lead"),
    "draft": lambda: pane(first("G01", "draft"), "hr_lead"),
    "smallest_change": lambda: pane(first("G02", "smallest_change"), "hr_lead"),
    "notice": lambda: pane(named("G01", "P01 left: notice")),
    "feed": lambda: pages().feed(READER, kept()),
    "set_up": lambda: pane(dict(entrance())["set-up, nonsense"], "admin"),
    "organisation": lambda: pane(DESK_SET_UP, "admin"),
    "shell": lambda: pages().shell(READER, "token", NOON, kept(1)),
    "plain": lambda: pages().plain(READER, "desk.unknown_act", ("<b>typed</b>\nby hand",)),
    "again": lambda: pages().again(
        seat(), "desk.restarted", [("f.P01", "<b>"), ("f.P02", "two\nlines")], ["<b>"]
    ),
    "messages": lambda: pages().feed(READER, all_kept()),
    **{name: partial(_looked_at, name) for name in (*LOOKED_AT, *OPENED)},
}


PARTS = ("feed", "messages")
"""Parts of a page that has the rest."""


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_looks_as_it_did(name: str) -> None:
    path, drawn = GOLDEN / f"{name}.html", VIEWS[name]()
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8"), "meant? then run with UPDATE_GOLDEN=1"


@pytest.mark.parametrize("name", VIEWS)
def test_every_id_is_there_once_and_every_reference_leads_somewhere(name: str) -> None:
    page = Page(VIEWS[name]())
    assert len(page.ids) == len(set(page.ids))
    if name not in PARTS:
        assert page.references <= set(page.ids)


@pytest.mark.parametrize("name", VIEWS)
def test_headings_come_in_order(name: str) -> None:
    levels = Page(VIEWS[name]()).headings
    assert name in PARTS or levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_button_with_a_question_asks_it_before_the_act() -> None:
    ask = Button("submit", ("Send",), style=Style.PRIMARY, confirm=("This tells four people.",))
    drawn = pane(Card("review", ("Review",), (), (ask,)))
    before, _, after = drawn.partition("This tells four people.")
    assert 'name="act"' in after
    assert "<summary" in before
    assert 'name="act"' not in before


def test_what_somebody_typed_is_text_and_nothing_else() -> None:
    typed = "</textarea><script>alert(1)</script>\u202e\u200b\U0001f600\"'&amp;"
    field = Field("x", (typed,), TextField(long=True), typed, error=(typed,))
    button = Button("begin", (typed,), {"a": typed})
    form = Form("start", (typed,), (field,), button, intro=(Paragraph((typed,)),))
    for reply in (form, Notice((typed,), Tone.SEVERE, (button,))):
        drawn = pane(reply)
        assert "<script>alert" not in drawn
        assert typed in Page(drawn).text or isinstance(reply, Form)
    assert ("f.x", typed) in Page(pane(form)).sent("answer")


def test_a_date_that_is_none_comes_back_as_it_was_typed() -> None:
    form = named("G01", "start: page")
    assert isinstance(form, Form)
    (launch,) = [each for each in form.fields if each.id == "P03"]
    for typed, kind in (("soon", 'type="text"'), ("2027-03-31", 'type="date"')):
        changed = Field(launch.id, launch.label, launch.kind, typed)
        drawn = pane(Form(form.view, form.title, (changed,), form.submit))
        assert f'value="{typed}"' in drawn
        assert kind in drawn


def test_choices_that_are_many_stand_in_a_menu_with_the_one_that_was_chosen() -> None:
    submit = Button("begin", ("Go",))
    for count, kind in ((20, 'type="radio"'), (21, "<select")):
        choices = tuple(Choice(f"c{number}", (f"Choice {number}",)) for number in range(count))
        form = Form("page", ("T",), (Field("x", ("X",), SingleField(choices), "c7"),), submit)
        assert kind in pane(form)
        assert ("f.x", "c7") in Page(pane(form)).sent("answer")


def test_choices_of_a_group_are_folded_until_one_is_chosen() -> None:
    choices = (Choice("a", ("A",)), Choice("b", ("B",), group=("Others",)))
    submit = Button("begin", ("Go",))
    for value, opened in (((), False), (("b",), True)):
        field = Field("x", ("X",), MultiField(choices), value)
        drawn = pane(Form("page", ("T",), (field,), submit))
        assert ('<details class="group" open>' in drawn) is opened
