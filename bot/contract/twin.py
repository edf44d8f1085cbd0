"""The plain-text twin of anything that can be shown: complete, and readable by itself.

Used where nothing but text is shown, by screen readers, in the transcript of a rehearsal,
and as the fallback that every channel sends along.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

from bot.contract import Reader
from flows.cards import (
    Button,
    Card,
    Conversation,
    ConversationField,
    DateField,
    Day,
    Element,
    Facts,
    Field,
    Form,
    Heading,
    Inline,
    Item,
    Items,
    Moment,
    MultiField,
    Note,
    Notice,
    Paragraph,
    PersonField,
    RatingField,
    Reply,
    SingleField,
    Text,
    TextField,
)


def plain(text: Text, reader: Reader) -> str:
    """Write a text as one string, times in the reader's zone and language."""
    return "".join(_inline(part, reader) for part in text)


def twin(reply: Reply, reader: Reader) -> str:
    """Write a whole reply as text: every fact, field, choice and button of it."""
    return "\n".join(_lines(reply, reader)).strip() + "\n"


def written(elements: Iterable[Element], reader: Reader) -> str:
    """Write part of a reply as text: every fact and button of it."""
    return "\n".join(_body(elements, reader)).strip()


def moment(at: datetime, reader: Reader) -> str:
    """Write a point in time with weekday, month in letters, and zone."""
    local = at.astimezone(_zone(reader))
    written = format_datetime(local, "EEE d MMMM y, HH:mm", locale=_locale(reader))
    return f"{written} {_zone_name(reader)}"


def _inline(part: Inline, reader: Reader) -> str:
    match part:
        case str():
            return part
        case Moment(at):
            return moment(at, reader)
        case Day(on):
            return format_date(on, "EEE d MMMM y", locale=_locale(reader))
        case Conversation(id):
            return id
        case _:
            assert_never(part)


def _lines(reply: Reply, reader: Reader) -> Iterable[str]:
    match reply:
        case Card():
            yield f"# {plain(reply.title, reader)}"
            yield from _body(reply.body, reader)
            yield from _buttons(reply.buttons, reader)
        case Form():
            yield f"# {plain(reply.title, reader)}"
            if reply.progress:
                yield plain(reply.progress, reader)
            yield from _body(reply.intro, reader)
            for field in reply.fields:
                yield from _field(field, reader)
            if reply.reminder:
                yield f"({plain(reply.reminder, reader)})"
            yield from _buttons((reply.submit, *reply.others), reader)
        case Notice():
            yield plain(reply.text, reader)
            yield from _buttons(reply.buttons, reader)
        case _:
            assert_never(reply)


def _body(elements: Iterable[Element], reader: Reader) -> Iterable[str]:
    for element in elements:
        match element:
            case Heading(text):
                yield f"\n## {plain(text, reader)}"
            case Paragraph(text):
                yield plain(text, reader)
            case Note(label, text):
                yield f"{plain(label, reader)}: {plain(text, reader)}"
            case Facts(pairs):
                for name, value in pairs:
                    yield f"{plain(name, reader)}: {plain(value, reader)}"
            case Items(entries):
                for item in entries:
                    yield from _item(item, reader)
            case _:
                assert_never(element)


def _item(item: Item, reader: Reader) -> Iterable[str]:
    label = f" [{plain(item.label, reader)}]" if item.label else ""
    yield f"- {plain(item.title, reader)}{label}"
    for line in (*item.lines, *item.detail):
        yield f"    {plain(line, reader)}"
    for button in item.buttons:
        yield f"    [{plain(button.label, reader)}]"


def _field(field: Field, reader: Reader) -> Iterable[str]:
    yield f"\n? {plain(field.label, reader)}{' (optional)' if field.optional else ''}"
    if field.why:
        yield f"  {plain(field.why, reader)}"
    if field.error:
        yield f"  ! {plain(field.error, reader)}"
    if field.aside:
        yield f"  ! {plain(field.aside, reader)}"
    chosen = (field.value,) if isinstance(field.value, str) else field.value or ()
    match field.kind:
        case TextField() | DateField() | ConversationField():
            yield f"  > {' '.join(chosen)}"
        case (
            SingleField(choices) | MultiField(choices) | RatingField(choices) | PersonField(choices)
        ):
            for choice in choices:
                mark = "x" if choice.id in chosen else " "
                hint = f" ({plain(choice.hint, reader)})" if choice.hint else ""
                yield f"  [{mark}] {plain(choice.text, reader)}{hint}"
        case _:
            assert_never(field.kind)


def _buttons(buttons: Iterable[Button], reader: Reader) -> Iterable[str]:
    labels = "  ".join(f"[{plain(button.label, reader)}]" for button in buttons)
    if labels:
        yield f"\n{labels}"


def _zone(reader: Reader) -> ZoneInfo:
    """Return the reader's zone; a name that no calendar knows counts as UTC."""
    try:
        return ZoneInfo(reader.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _zone_name(reader: Reader) -> str:
    return _zone(reader).key.rpartition("/")[2].replace("_", " ")


def _locale(reader: Reader) -> Locale:
    try:
        return Locale.parse(reader.locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
