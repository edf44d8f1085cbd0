"""What is typed in the forms that follow a result, as the story says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.rehearsal.answering import Answering
from flows.cards import Card, Field, Form, Text, Value
from flows.case import UNSURE
from flows.errors import CaseFileError

PAGES = ("start", "page", "prompt")
"""The forms of a screening: answered as the product is written, unless the story says otherwise."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody has before them when they fill a form: the day, and the card of the case."""

    today: date
    card: Card | None = None

    @property
    def titles(self) -> set[Text]:
        """What the lists of the card name: measures among them."""
        body = self.card.body if self.card is not None else ()
        return {e.title for element in body for e in getattr(element, "entries", ())}


def filled(
    form: Form, typed: Mapping[str, Any], answering: Answering, desk: Desk
) -> dict[str, Value]:
    """Return what is sent with a form: what the story says, else what stands there or is known."""
    if form.view in PAGES:
        said = {one.id: _found(typed[one.id], one, desk) for one in form.fields if one.id in typed}
        known = {id: _known(form, id, value) for id, value in answering.page(form).items()}
        return {**known, **said}
    return {one.id: _value(form, one, typed, answering, desk) for one in form.fields}


def _value(
    form: Form, one: Field, typed: Mapping[str, Any], answering: Answering, desk: Desk
) -> Value:
    if one.id in typed:
        return _found(typed[one.id], one, desk)
    if one.value or one.optional:
        return one.value or ""
    value = _known(form, one.id, answering.value(form, one) or (UNSURE,))
    if value == (UNSURE,):
        raise CaseFileError(f"the story does not say what is typed in {form.view}.{one.id}")
    return value


def _known(form: Form, id: str, value: Value) -> Value:
    """Return an answer; what a product is written as not sure is found out by then."""
    if isinstance(value, str) or UNSURE not in value:
        return value
    one = next(each for each in form.fields if each.id == id)
    sure = [each.id for each in _offered(one) if each.id != UNSURE]
    return tuple(each for each in value if each != UNSURE) or tuple(sure[:1]) or value


def _found(said: Any, one: Field, desk: Desk) -> Value:
    """Return a value: words as they stand, a day from today, or one of what is offered."""
    match said:
        case {"in_days": int(days)}:
            return (desk.today + timedelta(days=days)).isoformat()
        case {"offered": int(number)}:
            offered = _offered(one)
            return str(offered[min(number, len(offered)) - 1].id)
        case {"on_card": int(number)}:
            named = [each.id for each in _offered(one) if each.text in desk.titles]
            return named[min(number, len(named)) - 1] if named else ""
        case list():
            return tuple(map(str, said))
        case _:
            return str(said)


def _offered(one: Field) -> tuple[Any, ...]:
    return tuple(getattr(one.kind, "choices", ()))
