"""What may be shown to a person: cards, forms and notices, with no markup dialect.

A channel renders these and nothing else. A text is a tuple of plain strings, moments and
days: whoever renders escapes the strings and writes times in the reader's own zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, written in the reader's zone with weekday, month in letters and zone."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, written with weekday and month in letters."""

    on: date


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation of a chat, by the chat's own id; shown under the name it has there."""

    id: str


Inline: TypeAlias = str | Moment | Day | Conversation
Text: TypeAlias = tuple[Inline, ...]


class Tone(StrEnum):
    """What a note or an outcome means; always said in words as well, never by colour alone."""

    NEUTRAL = "neutral"
    GOOD = "good"
    ATTENTION = "attention"
    SEVERE = "severe"


class Style(StrEnum):
    """How strongly a button asks to be pressed."""

    PRIMARY = "primary"
    PLAIN = "plain"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Button:
    """Ask for one act on one subject, as it was when this was drawn.

    `revision` is that of the subject, so that a stale button can be told; `args` are ids
    only and come back with the click. `confirm`, when there, is asked before the act.
    """

    verb: str
    label: Text
    args: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0
    style: Style = Style.PLAIN
    confirm: Text | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph set apart; `label` says in one word what kind it is."""

    label: Text
    text: Text
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of name and value."""

    pairs: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: a title, lines below it, and what can be done with it.

    `detail` is what a reader may want to unfold; a channel without folding shows it below.
    """

    title: Text
    lines: tuple[Text, ...] = ()
    buttons: tuple[Button, ...] = ()
    tone: Tone = Tone.NEUTRAL
    label: Text = ()
    detail: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    entries: tuple[Item, ...]


Element: TypeAlias = Heading | Paragraph | Note | Facts | Items


@dataclass(frozen=True, slots=True)
class Card:
    """Facts with buttons. `notice` is the one neutral line that a lock screen may show.

    `anew` is the act that draws this card again: where a card is shown in parts, or where it
    cannot be shown at once and somebody has to press first.
    """

    view: str
    title: Text
    body: tuple[Element, ...] = ()
    buttons: tuple[Button, ...] = ()
    notice: Text = ()
    anew: Button | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One statement to whoever just acted: what happened, what is safe, what next."""

    text: Text
    tone: Tone = Tone.NEUTRAL
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a closed field. `group` gathers options under a name of their own."""

    id: str
    text: Text
    hint: Text = ()
    group: Text = ()


@dataclass(frozen=True, slots=True)
class TextField:
    long: bool = False
    max_chars: int = 3000


@dataclass(frozen=True, slots=True)
class DateField:
    pass


@dataclass(frozen=True, slots=True)
class SingleField:
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class MultiField:
    """`exclusive` names the choices that stand alone."""

    choices: tuple[Choice, ...]
    exclusive: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RatingField:
    """A step from 1 to 5 or not sure; each step has an everyday example as its hint."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PersonField:
    """`people` can be named; `anyone` lets a channel offer everybody it knows instead."""

    people: tuple[Choice, ...]
    anyone: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class ConversationField:
    """A conversation of the chat where this is filled in: the channel knows which there are."""


FieldKind: TypeAlias = (
    TextField | DateField | SingleField | MultiField | RatingField | PersonField | ConversationField
)

Value: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `value` is what was answered, typed or suggested; `id` comes back with it.

    `error` says how to mend what was sent; `aside` tells what somebody else answered meanwhile.
    """

    id: str
    label: Text
    kind: FieldKind
    value: Value | None = None
    why: Text = ()
    error: Text = ()
    optional: bool = False
    suggested: bool = False
    aside: Text = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Fields to fill. `submit` carries the subject and its revision; `others` leave the form.

    A button in `others` whose verb is the submit's own sends the fields along with its args.
    `anew` is the act that draws this form again, where it cannot be shown at once.
    """

    view: str
    title: Text
    fields: tuple[Field, ...]
    submit: Button
    others: tuple[Button, ...] = ()
    intro: tuple[Element, ...] = ()
    progress: Text = ()
    reminder: Text = ()
    anew: Button | None = None


Reply: TypeAlias = Card | Form | Notice
