"""What stands in the inputs of a window, by the id of the field."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from bot.channels.slack.inside import Body, at, objects_at, text_of
from flows.cards import Value

Known: TypeAlias = Callable[[str], str | None]
"""Tells the person behind an account."""

PATHS: Mapping[str, tuple[str, ...]] = {
    "plain_text_input": ("value",),
    "datepicker": ("selected_date",),
    "radio_buttons": ("selected_option", "value"),
    "static_select": ("selected_option", "value"),
    "users_select": ("selected_user",),
    "conversations_select": ("selected_conversation",),
}
"""Where an input with one value has it; nothing chosen is null or is not there at all."""

MANY: Mapping[str, str] = {
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_users_select": "selected_users",
}
PEOPLE = frozenset({"users_select", "multi_users_select"})


def typed_in(view: Body, known: Known) -> Mapping[str, Value] | None:
    """Return the value of every input; None when anything is not as Slack sends it."""
    blocks = at(view, "state", "values")
    if not isinstance(blocks, Mapping):
        return None
    taken: dict[str, Value] = {}
    for inputs in blocks.values():
        if not isinstance(inputs, Mapping):
            return None
        for id, state in inputs.items():
            value = _value(state, known)
            if not isinstance(id, str) or value is None:
                return None
            taken[id] = value
    return taken


def _value(state: object, known: Known) -> Value | None:
    kind = at(state, "type")
    if not isinstance(state, Mapping) or not isinstance(kind, str):
        return None
    if kind in MANY:
        found = _texts(state, MANY[kind])
        return found if found is None or kind not in PEOPLE else tuple(_who(found, known))
    if kind not in PATHS:
        return None
    text = _text(state, PATHS[kind])
    return text if not text or kind not in PEOPLE else known(text) or ""


def _text(state: Body, path: tuple[str, ...]) -> str | None:
    found = at(state, *path)
    return "" if found is None else text_of(found)


def _texts(state: Body, key: str) -> tuple[str, ...] | None:
    """Return several values, told as options or as plain ids."""
    found = state.get(key)
    if found is None:
        return ()
    if not isinstance(found, list):
        return None
    options = [option.get("value") for option in objects_at(state, key)] or found
    texts = [text for text in map(text_of, options) if text is not None]
    return tuple(texts) if len(texts) == len(found) else None


def _who(accounts: Sequence[str], known: Known) -> Sequence[str]:
    return [known(account) or "" for account in accounts]
