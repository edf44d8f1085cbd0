"""Replies as the desk shows them: plain trees of strings that its templates write as HTML.

Every text is written here, in the reader's language and zone; nothing is escaped yet, since
the templates escape all they write.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any, TypeAlias, assert_never

from bot.channels.desk.people import LAUNCH_CHANNEL, SHARED
from bot.contract import Payload, Reader
from bot.contract.acting import act_text
from bot.contract.twin import plain, twin
from flows.cards import (
    Button,
    Card,
    Choice,
    Conversation,
    ConversationField,
    DateField,
    Element,
    Facts,
    Field,
    Form,
    Heading,
    Item,
    Items,
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
    Value,
)

Tree: TypeAlias = dict[str, Any]

OFFERED = (*SHARED.values(), LAUNCH_CHANNEL)
"""The conversations of the desk that somebody can choose; its templates know their names."""

IN_FULL = 20
"""So many choices stand on a page; where one of more is chosen, they stand in a menu."""


def draw(reply: Reply, reader: Reader) -> Payload:
    """Draw a reply, with its plain-text twin beside it."""
    match reply:
        case Card():
            drawn = _card(reply, reader)
        case Form():
            drawn = _form(reply, reader)
        case Notice():
            drawn = _notice(reply, reader)
        case _:
            assert_never(reply)
    return {**drawn, "locale": reader.locale, "text": twin(reply, reader)}


def _card(card: Card, reader: Reader) -> Tree:
    return {
        "kind": "card",
        "view": card.view,
        "title": plain(card.title, reader),
        "body": _elements(card.body, reader),
        "buttons": _buttons(card.buttons, reader),
        "notice": plain(card.notice, reader),
    }


def _form(form: Form, reader: Reader) -> Tree:
    return {
        "kind": "form",
        "view": form.view,
        "title": plain(form.title, reader),
        "intro": _elements(form.intro, reader),
        "progress": plain(form.progress, reader),
        "fields": [_field(field, reader) for field in form.fields],
        "reminder": plain(form.reminder, reader),
        "submit": _button(form.submit, reader),
        "others": _buttons(form.others, reader),
    }


def _notice(notice: Notice, reader: Reader) -> Tree:
    return {
        "kind": "notice",
        "tone": notice.tone.value,
        "said": plain(notice.text, reader),
        "buttons": _buttons(notice.buttons, reader),
    }


def _elements(elements: Iterable[Element], reader: Reader) -> list[Tree]:
    return [_element(element, reader) for element in elements]


def _element(element: Element, reader: Reader) -> Tree:
    match element:
        case Heading(text):
            return {"kind": "heading", "said": plain(text, reader)}
        case Paragraph(text):
            return {"kind": "paragraph", "said": plain(text, reader)}
        case Note(label, text, tone):
            said = plain(text, reader)
            return {"kind": "note", "label": plain(label, reader), "said": said, "tone": tone.value}
        case Facts(pairs):
            written = [[plain(name, reader), _value(value, reader)] for name, value in pairs]
            return {"kind": "facts", "pairs": written}
        case Items(entries):
            return {"kind": "items", "entries": [_item(item, reader) for item in entries]}
        case _:
            assert_never(element)


def _value(text: Text, reader: Reader) -> str | Tree:
    """Return a value; a conversation of the desk as such, so that it is shown by its name."""
    match text:
        case (Conversation(id),) if id in OFFERED:
            return {"conversation": id}
        case _:
            return plain(text, reader)


def _item(item: Item, reader: Reader) -> Tree:
    return {
        "title": plain(item.title, reader),
        "label": plain(item.label, reader),
        "tone": item.tone.value,
        "lines": [plain(line, reader) for line in item.lines],
        "detail": [plain(line, reader) for line in item.detail],
        "buttons": _buttons(item.buttons, reader),
    }


def _buttons(buttons: Iterable[Button], reader: Reader) -> list[Tree]:
    return [_button(button, reader) for button in buttons]


def _button(button: Button, reader: Reader) -> Tree:
    return {
        "act": act_text(button.verb, button.args, button.revision),
        "label": plain(button.label, reader),
        "style": button.style.value,
        "confirm": plain(button.confirm or (), reader),
    }


def _field(field: Field, reader: Reader) -> Tree:
    return {
        "id": field.id,
        "label": plain(field.label, reader),
        "why": plain(field.why, reader),
        "error": plain(field.error, reader),
        "aside": plain(field.aside, reader),
        "optional": field.optional,
        "suggested": field.suggested,
        **_input(field, reader),
    }


def _input(field: Field, reader: Reader) -> Tree:
    chosen = _chosen(field.value)
    match field.kind:
        case TextField(long, max_chars):
            kind = "long" if long else "text"
            return {"input": kind, "value": " ".join(chosen), "max_chars": max_chars}
        case DateField():
            value = " ".join(chosen)
            # A browser's calendar drops what is no day; what was typed must come back.
            return {"input": "date" if _is_day(value) else "text_date", "value": value}
        case SingleField(choices):
            kind = "menu" if _is_menu(choices) else "single"
            return {"input": kind, "groups": _groups(choices, chosen, reader)}
        case MultiField(choices, exclusive):
            groups = _groups(choices, chosen, reader)
            return {"input": "multi", "groups": groups, "exclusive": sorted(exclusive)}
        case RatingField(choices):
            return {"input": "rating", "groups": _groups(choices, chosen, reader)}
        case PersonField(people, many=True):
            groups = _groups(people, chosen, reader)
            return {"input": "multi", "groups": groups, "exclusive": []}
        case PersonField(people):
            return {"input": "person", "groups": _groups(people, chosen, reader)}
        case ConversationField():
            return {"input": "conversation", "offered": OFFERED, "chosen": chosen}
        case _:
            assert_never(field.kind)


def _is_menu(choices: tuple[Choice, ...]) -> bool:
    """Tell whether choices are too many to stand in full, with nothing that folds or explains."""
    return len(choices) > IN_FULL and not any(each.group or each.hint for each in choices)


def _groups(choices: tuple[Choice, ...], chosen: tuple[str, ...], reader: Reader) -> list[Tree]:
    """Return runs of choices under the name they share; a run without a name stands open."""
    return [
        {"name": name, "choices": [_choice(choice, chosen, reader) for choice in run]}
        for name, run in groupby(choices, lambda choice: plain(choice.group, reader))
    ]


def _choice(choice: Choice, chosen: tuple[str, ...], reader: Reader) -> Tree:
    return {
        "id": choice.id,
        "text": plain(choice.text, reader),
        "hint": plain(choice.hint, reader),
        "chosen": choice.id in chosen,
    }


def _chosen(value: Value | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()


def _is_day(value: str) -> bool:
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
