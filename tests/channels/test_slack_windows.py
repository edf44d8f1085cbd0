"""How windows, messages and their buttons are made up, and long cards come in parts."""

import json
from dataclasses import replace

from bot.channels.slack.drawing import input_ids
from bot.channels.slack.drawing.parts import MOST_BLOCKS_OF_A_HOME, MOST_BYTES
from bot.channels.slack.limits import flaws
from bot.contract import Reader
from bot.contract.acting import act_text
from bot.contract.twin import twin
from flows.cards import (
    Button,
    Card,
    Field,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Notice,
    Paragraph,
    PersonField,
    SingleField,
    Style,
    TextField,
    Tone,
)
from tests.channels.replies import messages, replies
from tests.channels.slack import (
    ANEW,
    CASE,
    DRAWING,
    READER,
    SUBMIT,
    buttons_of,
    form,
    inputs_of,
    kinds,
    message,
    named,
    parts_of,
    said,
    window,
)


def test_a_window_is_named_by_its_title_or_has_it_in_full_below() -> None:
    for title, bar, above in (
        ("Screen a launch", "Screen a launch", None),
        ("t" * 24, "t" * 24, None),
        ("t" * 25, "Salient", "header"),
        ("t" * 150, "Salient", "header"),
        ("t" * 151, "Salient", "section"),
    ):
        view = window(Card("a", (title,), (Paragraph(("Said",)),)))
        assert view["title"]["text"] == bar
        assert (kinds(view)[0] if above else None) == above
        assert title in said(view)


def test_a_form_carries_its_act_and_tells_when_it_is_closed_only_with_a_case() -> None:
    view = window(form(Field("x", ("X",), TextField())))
    assert view["private_metadata"] == act_text(SUBMIT.verb, SUBMIT.args, SUBMIT.revision)
    assert (view["callback_id"], view["notify_on_close"]) == ("form", True)
    without = window(form(submit=Button("begin", ("Go",))))
    assert without["notify_on_close"] is False
    card = window(Card("a", ("T",)))
    assert card["callback_id"] == "card"
    assert not {"submit", "private_metadata", "notify_on_close"} & card.keys()


def test_a_question_of_the_sending_button_stands_above_the_other_buttons() -> None:
    view = window(
        form(submit=replace(SUBMIT, confirm=("This tells four people.",)), others=(ANEW,))
    )
    assert kinds(view) == ["section", "actions"]
    assert "This tells four people." in said(view)


def test_ids_stay_when_a_page_is_drawn_anew_and_differ_between_two_harms() -> None:
    once, again = (named("G01", f"P01 {how}: page") for how in ("empty", "stale"))
    assert isinstance(once, Form)
    assert isinstance(again, Form)
    assert input_ids(once) == input_ids(again)
    harms = [form for _, form in replies("G02") if isinstance(form, Form) and "R01" in _page(form)]
    pages = {_page(form): frozenset(input_ids(form).values()) for form in harms}
    assert len(pages) > 3
    assert not frozenset.intersection(*pages.values())
    assert len(frozenset.union(*pages.values())) == sum(len(ids) for ids in pages.values())


def _page(form: Form) -> str:
    return form.submit.args.get("page", "")


def test_input_ids_are_those_of_the_window() -> None:
    fields = (
        Field("a", ("A",), TextField()),
        Field("b", ("B",), SingleField(())),
        Field("c", ("C",), PersonField((), anyone=True)),
    )
    asks = form(*fields)
    drawn = {b["element"]["action_id"]: b["block_id"] for b in inputs_of(window(asks))}
    assert drawn == input_ids(asks)
    assert set(drawn) == {"a", "c"}


def test_what_to_mend_stands_right_above_its_field_with_a_sign_and_a_word() -> None:
    view = window(
        form(
            Field("a", ("A",), TextField(), "x", error=("Too short.",), aside=("Leo said y",)),
            Field("b", ("B",), TextField(), "z", suggested=True),
        )
    )
    assert kinds(view) == ["context", "context", "input", "context", "input"]
    mend, aside, suggested = (b["elements"][0]["text"] for b in view["blocks"] if "elements" in b)
    assert mend == "❗ *To mend:* Too short."
    assert aside == "⚠️ *Please look:* Leo said y"
    assert suggested == "✏️ Suggested, please check."


def test_buttons_ask_only_as_strongly_as_they_should_and_ask_back_where_they_must() -> None:
    confirm = "You tell four people. " * 20
    buttons = (
        Button("a", ("Send",), style=Style.PRIMARY, confirm=("Sure?",)),
        Button("b", ("Later",), style=Style.QUIET, confirm=(confirm,)),
        Button("c", ("x" * 80,)),
    )
    view = window(Card("a", ("T",), buttons=buttons))
    send, later, long = buttons_of(view)
    assert (send["style"], "style" in later, "confirm" in long) == ("primary", False, False)
    assert send["confirm"]["text"]["text"] == "Sure?"
    assert later["confirm"]["text"]["text"].endswith("…")
    assert confirm in said(view)
    assert len({button["action_id"] for button in buttons_of(view)}) == 3
    assert long["text"]["text"] == "x" * 74 + "…"


def test_one_button_of_an_entry_stands_beside_it_and_several_below() -> None:
    one, two = Button("a", ("One",)), Button("b", ("Two",))
    items = (Item(("First",), (("line",),), (one,)), Item(("Second",), buttons=(one, two)))
    view = window(Card("a", ("T",), (Items(items),)))
    assert kinds(view) == ["section", "section", "actions"]
    assert view["blocks"][0]["accessory"]["text"]["text"] == "One"
    assert view["blocks"][0]["text"]["text"] == "*First*\nline"
    assert len(list(buttons_of(view))) == 3


def test_entries_without_buttons_share_a_block_and_one_with_marks_of_its_own_stands_apart() -> None:
    titles = ("First", "Second", "*Third*", "Fourth")
    items = tuple(Item((title,), (("line",),)) for title in titles)
    blocks = window(Card("a", ("T",), (Items(items),)))["blocks"]
    assert [block["text"]["text"] for block in blocks] == [
        "*First*\nline\n\n*Second*\nline",
        "*Third*\nline",
        "*Fourth*\nline",
    ]
    assert [block["text"]["type"] for block in blocks] == ["mrkdwn", "plain_text", "mrkdwn"]
    bare = window(Card("a", ("T",), (Items(tuple(Item((title,)) for title in titles)),)))
    assert "• First\n• Second" in said(bare)


def test_tone_is_a_sign_and_a_word() -> None:
    item = Item(("A harm",), tone=Tone.SEVERE, label=("severe",))
    note = Note(("On hold",), ("Please wait.",), Tone.ATTENTION)
    view = window(Card("a", ("T",), (note, Items((item,)))))
    assert "⚠️ *On hold:* Please wait." in said(view)
    assert "*A harm* · ❗ severe" in said(view)
    for tone in Tone:
        assert ":* It is done." in said(window(Notice(("It is done.",), tone)))


def test_what_only_explains_is_small_print_and_so_are_many_reasons() -> None:
    note = Note(("Good to know",), ("It is general help.",))
    few, many = ((("a line",),) * count for count in (3, 4))
    items = Items((Item(("Few",), few), Item(("Many",), many)))
    view = window(Card("a", ("T",), (note, Heading(("Why",)), items)))
    assert kinds(view) == ["context", "divider", "header", "section", "section", "context"]
    assert view["blocks"][4]["text"]["text"] == "*Many*"


def test_what_can_be_unfolded_stands_in_parts_after_all_others() -> None:
    items = tuple(Item((f"Rule {n}",), detail=((f"Because {n}",),)) for n in range(2))
    send = Button("submit", ("Send",), style=Style.PRIMARY)
    card = Card("a", ("T",), (Items(items), Paragraph(("The end.",))), (send,), anew=ANEW)
    first, behind = parts_of(DRAWING, card)
    assert "Because" not in said(first)
    assert "The end." in said(first)
    assert "The end." not in said(behind)
    assert said(behind).index("Rule 0") < said(behind).index("Because 0")
    assert [button["text"]["text"] for button in buttons_of(first)] == [
        "Show what is behind this",
        "Send",
    ]
    assert "Because 1" in said(window(replace(card, anew=None))), "nowhere else to show it"


def test_only_one_button_of_a_part_asks_first() -> None:
    card = replace(long_card(), buttons=(Button("submit", ("Send",), style=Style.PRIMARY),))
    asks = [
        [button["text"]["text"] for button in buttons_of(view) if "style" in button]
        for view in parts_of(DRAWING, card)
    ]
    assert asks == [["Show part 2 of 3"], ["Show part 3 of 3"], ["Send"]]


def long_card(entries: int = 150) -> Card:
    items = tuple(
        Item(
            (f"Entry {n}",), buttons=(Button("open", ("Change",), {"case": CASE, "page": f"P{n}"}),)
        )
        for n in range(entries)
    )
    return Card("a", ("A long card",), (Items(items),), (Button("list", ("My cases",)),), anew=ANEW)


def test_a_long_card_comes_in_parts_with_a_way_on_and_back_and_its_own_buttons_on_each() -> None:
    card = long_card()
    views = list(parts_of(DRAWING, card))
    assert len(views) == 3
    ways = [
        [(b["text"]["text"], b["value"]) for b in buttons_of(view) if "Change" not in str(b)]
        for view in views
    ]
    act = [act_text("see", {"case": CASE, "part": str(part)}, 0) for part in (1, 2, 3)]
    own = ("My cases", act_text("list", {}, 0))
    assert ways[0] == [("Show part 2 of 3", act[1]), own]
    assert ways[1] == [("Show part 3 of 3", act[2]), ("Back to part 1", act[0]), own]
    assert ways[2] == [("Back to part 2", act[1]), own]
    entries = [line for view in views for line in said(view).splitlines() if "Entry" in line]
    assert entries == [f"*Entry {n}*" for n in range(150)]
    assert all("Part" in said(view) for view in views)


def test_a_part_that_is_no_longer_there_is_the_last_one() -> None:
    assert window(long_card(), 9) == window(long_card(), 3)
    assert window(long_card(3), 2) == window(long_card(3), 1)


def test_a_card_is_cut_by_weight_too_and_a_heading_stays_with_what_it_is_about() -> None:
    heavy = tuple(
        each for n in range(60) for each in (Heading((f"About {n}",)), Paragraph(("ж" * 400,)))
    )
    views = list(parts_of(DRAWING, Card("a", ("T",), heavy, anew=ANEW)))
    assert len(views) > 2
    assert all(len(json.dumps(view)) < 1.1 * MOST_BYTES for view in views)
    assert not any("header" in pair[0] and pair[1] != "section" for v in views for pair in zip(
        kinds(v), kinds(v)[1:], strict=False
    ))  # fmt: skip


def test_where_there_are_no_parts_a_long_card_offers_to_open_it() -> None:
    for drawn, most in (
        (message(long_card()), 40),
        (DRAWING.home(long_card(), READER), MOST_BLOCKS_OF_A_HOME),
    ):
        assert len(drawn["blocks"]) <= most
        labels = [button["text"]["text"] for button in buttons_of(drawn)]
        assert labels[-2:] == ["Open it here", "My cases"]
    short = message(long_card(3))
    assert "Open it here" not in said(short)


def test_a_form_in_a_message_says_what_it_is_about_and_how_to_open_it() -> None:
    asks = form(Field("x", ("X",), TextField(), "typed"), intro=(Paragraph(("About it.",)),))
    drawn = message(replace(asks, progress=("About 3 left",)), shared=False)
    assert kinds(drawn) == ["header", "context", "section", "actions"]
    (button,) = buttons_of(drawn)
    assert button["value"] == act_text("see", {"case": CASE}, 0)
    assert "typed" not in str(drawn)
    assert drawn["notice"] == "A form"


def test_a_message_has_all_of_its_card_as_text_and_one_line_for_the_lock_screen() -> None:
    card = dict(messages("G02"))["submit"]
    drawn = message(card)
    assert drawn["text"] == twin(card, READER)
    assert drawn["notice"] == "SAL-1: for your information"
    untold = Card("a", ("A & B",))
    assert message(untold)["notice"] == "A &amp; B"
    long = message(Card("a", ("T",), (Paragraph(("&" * 4000,)),)))
    assert len(long["text"]) <= 4000


def test_words_are_those_of_the_readers_language() -> None:
    for locale in ("de", "xx"):  # there is no overlay for either yet
        view = DRAWING.window(Card("a", ("T",)), Reader(locale), 1)
        assert view["close"]["text"] == "Close"


def test_a_form_with_much_above_its_fields_is_drawn_whole() -> None:
    """A form has no parts: what would not fit as blocks stands there as one text."""
    go = Button("see", ("Open",))
    above = Items(tuple(Item((f"Case {n}",), (("x" * 300,),), (go,)) for n in range(90)))
    view = window(form(Field("x", ("X",), TextField()), intro=(above,)))
    assert flaws(view) == []
    assert all(f"Case {n}\n" in said(view) for n in range(90))
    assert len(list(inputs_of(view))) == 1
