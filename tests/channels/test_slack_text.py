"""What somebody typed is text and nothing else, and no text is lost on its way to Slack."""

from datetime import date

import pytest

from bot.channels.slack.text import Pen, Run, escaped_beginning, pieces
from flows.cards import (
    Button,
    Card,
    Choice,
    Conversation,
    Day,
    Facts,
    Field,
    Form,
    Heading,
    Item,
    Items,
    Moment,
    MultiField,
    Note,
    Notice,
    Paragraph,
    PersonField,
    SingleField,
    Text,
    TextField,
    Tone,
)
from flows.cards import DateField as CalendarField
from tests.channels.slack import (
    ANEW,
    CASE,
    DRAWING,
    READER,
    SUBMIT,
    Json,
    inputs_of,
    message,
    parts_of,
    said,
    taken,
    texts,
    window,
)
from tests.fakes import NOON
from tests.worked import the_pack

TYPED = (
    "<!channel> <!here|x> <@U1>",
    "<https://x.example|y> https://x.example mailto:a@x.example",
    "&lt;!channel&gt; &amp;lt;",
    "@here @channel @everyone #general",
    "*bold* _slanted_ ~struck~ `code` ```block```",
    ":rotating_light: :+1:",
    "> quoted\n>>> all of it",
    "• one\n- two\n1. three",
    "x" * 3000,
    "A very long name " * 190,
    "\u202eright to left \u2066apart\u2069 \u200b\u200d\ufeff",
    "first\n\n\n\tsecond\r\nthird",
    "\U0001f600\U0001f469\u200d\U0001f469\u200d\U0001f467" * 100,
    " ",
    "\x00\x07",
)


@pytest.mark.parametrize("typed", TYPED)
def test_what_somebody_typed_is_text_and_nothing_else(typed: str) -> None:
    one: Text = (typed,)
    button = Button("see", one, {"case": CASE}, confirm=one)
    item = Item(one, (one, one), (button,), Tone.SEVERE, one, (one,))
    quiet = Item(one, (one,))
    body = (
        Heading(one),
        Paragraph(one),
        Note(one, one),
        Facts(((one, one),)),
        Items((item, quiet)),
    )
    picks = (Choice("a", one, one, one), Choice("b", one))
    fields = (
        Field("t", one, TextField(), typed, one, one, suggested=True, aside=one),
        Field("d", one, CalendarField(), typed),
        Field("s", one, SingleField(picks), "a"),
        Field("m", one, MultiField(picks), ("a", "b")),
        Field("p", one, PersonField(picks, many=True), ("b",)),
    )
    card = Card("case", one, body, (button,), one, ANEW)
    asks = Form("page", one, fields, SUBMIT, (button,), body, one, one, ANEW)
    for reply in (card, asks, Notice(one, Tone.SEVERE, (button,))):
        for payload in (*parts_of(DRAWING, reply), DRAWING.home(reply, READER), message(reply)):
            taken(payload, typed)
            assert all(is_only_text(text, typed) for text in texts(payload))
    (drawn, *_) = inputs_of(window(asks))
    assert drawn["element"].get("initial_value", " ") == typed[:3000]


def is_only_text(text: Json, typed: str) -> bool:
    """Whether a text can neither call, nor link, nor be formatted by what somebody typed."""
    if text["type"] == "plain_text":
        return text["emoji"] is False
    without_ours = text["text"].replace("*", "", text["text"].count("\n") * 2 + 4)
    marks = any(mark in without_ours for mark in ("_slanted", "~struck", "`code", ":+1:", "> q"))
    return bool(text["verbatim"]) and "<" not in without_ours and not marks


@pytest.mark.parametrize("typed", TYPED)
def test_the_text_of_a_message_calls_nobody(typed: str) -> None:
    drawn = message(Card("early", (typed,), (Paragraph((typed,)),), notice=(typed,)))
    for text in (drawn["text"], drawn["notice"]):
        assert "<" not in text.replace("&lt;", "")
        assert len(text) <= 4000


def test_a_text_without_marks_of_its_own_may_be_bold_and_one_with_them_keeps_its_words() -> None:
    pen = Pen(READER, the_pack().in_language("en"))
    for title, kind in (
        ("A & B <c>", "mrkdwn"),
        ("5 * 3 * 2", "plain_text"),
        (":x:", "plain_text"),
    ):
        (drawn,) = pen.texts(Run((title,), bold=True), Run(("\nBelow",)))
        assert drawn["type"] == kind
        expected = "*A &amp; B &lt;c&gt;*" if kind == "mrkdwn" else title
        assert drawn["text"] == f"{expected}\nBelow"


def test_moments_are_written_for_whoever_reads() -> None:
    text: Text = ("Since ", Moment(NOON), ", due ", Day(date(2027, 3, 31)))
    card = Card("root", ("A card",), (Paragraph(text),))
    (private,) = [t for t in texts(window(card)) if t["text"].startswith("Since")]
    (shared,) = [t for t in texts(message(card)) if t["text"].startswith("Since")]
    written = "Mon 2 March 2026, 13:00 Berlin"
    assert private["text"] == f"Since {written}, due Wed 31 March 2027"
    stamp = int(NOON.timestamp())
    token = f"<!date^{stamp}^{{date_long}}, {{time}}|{written}>"
    assert shared["text"] == f"Since {token}, due Wed 31 March 2027"
    assert shared["type"] == "mrkdwn"


def test_a_conversation_is_shown_under_the_name_it_has_there() -> None:
    for id, expected in (("C0TEAM", "<#C0TEAM>"), ("launch> <!here", "#launch&gt; &lt;!here")):
        drawn = window(Card("a", ("T",), (Paragraph(("In ", Conversation(id))),)))
        assert f"In {expected}" in said(drawn)
    titled = window(Card("a", ("In ", Conversation("C0TEAM"))))
    assert titled["title"]["text"] == "In #C0TEAM"


def test_a_long_text_is_cut_where_a_reader_pauses_and_nothing_is_lost() -> None:
    text = "A sentence of some length. " * 300
    cut = list(pieces(text, 3000))
    assert "".join(cut) == text
    assert len(cut) == 3
    assert all(piece.endswith(". ") for piece in cut)
    assert [len(piece) for piece in pieces("x" * 7000, 3000)] == [3000, 3000, 1000]
    assert "".join(pieces("ab\n\n" * 2000, 2999)) == "ab\n\n" * 2000


def test_an_entity_is_never_cut_in_two() -> None:
    for most in range(2, 30):
        cut = escaped_beginning("a<b>&c" * 9, most)
        assert len(cut) <= most
        assert cut.endswith("…")
        assert "&" not in cut.rpartition(";")[2]
