"""The body of a card as pieces: blocks that belong together and are never parted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeAlias, assert_never

from bot.channels.slack.drawing.buttons import button, long_questions, rows
from bot.channels.slack.text import Pen, Run, Tree, plain_text
from flows.cards import Element, Facts, Heading, Item, Items, Note, Paragraph, Text, Tone

Piece: TypeAlias = list[Tree]

HEADER = 150
FIELDS, FIELD = 10, 2000
SHORT_FACT = 150
"""Facts up to here stand in two columns; longer ones have the whole width."""

LISTED = 1500
"""Entries of a list without buttons share a block up to about this many characters."""

MANY_LINES = 4
"""So many lines of an entry are reasons more than facts: small print, so that titles stand out."""

SIGNS = {Tone.NEUTRAL: "", Tone.GOOD: "✔️ ", Tone.ATTENTION: "⚠️ ", Tone.SEVERE: "❗ "}
RULE: Tree = {"type": "divider"}


def body(pen: Pen, elements: Iterable[Element], *, folded: bool = False) -> list[Piece]:
    """Draw elements; a heading stays with what comes first below it.

    `folded` leaves out the details of entries: `details` draws them by themselves.
    """
    made: list[Piece] = []
    heading: Piece = []
    for element in elements:
        for piece in _element(pen, element, folded):
            if isinstance(element, Heading):
                heading += [RULE, *piece] if made else piece
            else:
                made.append([*heading, *piece])
                heading = []
    return [*made, heading] if heading else made


def details(pen: Pen, elements: Iterable[Element]) -> list[Piece]:
    """Draw what entries have to unfold, each under the title of its entry."""
    lists = (element for element in elements if isinstance(element, Items))
    return [
        [*sections(pen, Run(item.title, bold=True)), *context(pen, *_lines(item.detail))]
        for each in lists
        for item in each.entries
        if item.detail
    ]


def headline(pen: Pen, text: Text) -> Piece:
    """Draw a title, in full however long it is."""
    said = pen.plain(text)
    if len(said) <= HEADER:
        return [{"type": "header", "text": plain_text(said)}]
    return sections(pen, Run(text, bold=True))


def sections(pen: Pen, *runs: Run) -> Piece:
    """Draw a text over the whole width, in as many sections as it needs."""
    return [{"type": "section", "text": text} for text in pen.texts(*runs)]


def context(pen: Pen, *runs: Run) -> Piece:
    """Draw a text in small print."""
    return [{"type": "context", "elements": [text]} for text in pen.texts(*runs, most=FIELD)]


def signed(label: Text, text: Text, tone: Tone) -> tuple[Run, ...]:
    """Write a text behind its sign and the word for it: the sign alone would say too little."""
    return Run((SIGNS[tone],)), Run((*label, ":"), bold=True), Run((" ", *text))


def _element(pen: Pen, element: Element, folded: bool) -> Iterator[Piece]:
    match element:
        case Heading(text):
            yield headline(pen, text)
        case Paragraph(text):
            yield from ([block] for block in sections(pen, Run(text)))
        case Note(label, text, tone):
            # What only explains is small print: it must not shout beside what asks for action.
            draw = context if tone is Tone.NEUTRAL else sections
            yield from ([block] for block in draw(pen, *signed(label, text, tone)))
        case Facts(pairs):
            yield from _facts(pen, pairs)
        case Items(entries):
            shown = [replace(each, detail=()) for each in entries] if folded else entries
            yield from _items(pen, shown)
        case _:
            assert_never(element)


def _facts(pen: Pen, pairs: Sequence[tuple[Text, Text]]) -> Iterator[Piece]:
    for short, run in groupby(pairs, lambda pair: _is_short(pen, pair)):
        if short:
            yield from _columns(pen, list(run))
        else:
            yield from (sections(pen, *_fact(pair)) for pair in run)


def _columns(pen: Pen, pairs: list[tuple[Text, Text]]) -> Iterator[Piece]:
    for start in range(0, len(pairs), FIELDS):
        fields = [pen.texts(*_fact(pair), most=FIELD)[0] for pair in pairs[start : start + FIELDS]]
        yield [{"type": "section", "fields": fields}]


def _fact(pair: tuple[Text, Text]) -> tuple[Run, ...]:
    name, value = pair
    return Run(name, bold=True), Run(("\n", *value))


def _is_short(pen: Pen, pair: tuple[Text, Text]) -> bool:
    return all(len(pen.plain(text)) <= SHORT_FACT for text in pair)


def _items(pen: Pen, entries: Sequence[Item]) -> Iterator[Piece]:
    for quiet, run in groupby(entries, _is_quiet):
        if quiet:
            yield from _listed(pen, run)
        else:
            yield from (_item(pen, item) for item in run)


def _is_quiet(item: Item) -> bool:
    return not item.buttons and not item.detail and len(item.lines) < MANY_LINES


def _listed(pen: Pen, items: Iterable[Item]) -> Iterator[Piece]:
    """Draw entries that ask for nothing, many to a block; those without bold stand apart."""
    runs: list[Run] = []
    literal = True
    for item in items:
        more = _entry(item)
        before, literal = literal, pen.is_literal(*more)
        if runs and (literal is not before or pen.length(*runs, *more) > LISTED):
            yield sections(pen, *runs)
            runs = []
        runs += [Run(("\n" if len(more) == 1 else "\n\n",)), *more] if runs else more
    if runs:
        yield sections(pen, *runs)


def _entry(item: Item) -> tuple[Run, ...]:
    if not item.lines and not item.label:
        return (Run(("• ", *item.title)),)
    return _said(item)


def _item(pen: Pen, item: Item) -> Piece:
    many = item.lines if len(item.lines) >= MANY_LINES else ()
    drawn = sections(pen, *_said(replace(item, lines=()) if many else item))
    if len(item.buttons) == 1:
        drawn[0]["accessory"] = button(pen, item.buttons[0])
        drawn = [*long_questions(pen, item.buttons), *drawn]
    elif item.buttons:
        drawn += rows(pen, item.buttons)
    if many or item.detail:
        drawn += context(pen, *_lines((*many, *item.detail)))
    return drawn


def _said(item: Item) -> tuple[Run, ...]:
    label = (Run((f" · {SIGNS[item.tone]}", *item.label)),) if item.label else ()
    lines = (Run(("\n",)), *_lines(item.lines)) if item.lines else ()
    return Run(item.title, bold=True), *label, *lines


def _lines(lines: Sequence[Text]) -> tuple[Run, ...]:
    return tuple(Run(("\n", *line)) if index else Run(line) for index, line in enumerate(lines))
