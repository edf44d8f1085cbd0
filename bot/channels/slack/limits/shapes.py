"""The shapes of Block Kit as tables of checks, with Slack's limits in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels.slack.limits.rules import (
    Check,
    Table,
    boolean,
    by_type,
    items_of,
    list_of,
    number,
    one_of,
    shape,
    string,
)

MODAL, HOME, MESSAGE = "modal", "home", "message"
ID = 255
CALLS = ("<!channel", "<!here", "<!everyone", "<!subteam", "<@")
"""Nothing that we draw calls anybody: who is called is decided by where a message goes."""


def text_of(value: Mapping[str, Any]) -> str:
    """Return the text of a block that is only text."""
    text = value.get("text")
    return text if isinstance(text, str) else ""


def heading(most: int) -> Check:
    """Expect plain text: where Slack takes no markup."""
    return shape({"type": one_of("plain_text"), "text": string(1, most)}, {"emoji": boolean})


def silent(least: int, most: int) -> Check:
    """Expect a string in Slack's markup that calls nobody."""
    bounded = string(least, most)

    def check(value: Any, path: str) -> Iterator[str]:
        yield from bounded(value, path)
        if isinstance(value, str) and any(call in value for call in CALLS):
            yield f"{path}: calls somebody"

    return check


def text(most: int) -> Check:
    """Expect a text, plain or marked up."""
    marked = shape({"type": one_of("mrkdwn"), "text": silent(1, most)}, {"verbatim": boolean})
    return by_type({"plain_text": heading(most), "mrkdwn": marked})


def element(kind: str, required: Table, optional: Table | None = None, *also: Check) -> Check:
    """Expect an element that can be used, under the id that its use is told by."""
    named = {"type": one_of(kind), "action_id": string(1, ID), **required}
    return shape(named, optional, *also)


def _only_one(*keys: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        if sum(key in value for key in keys) != 1:
            yield f"{path}: needs one of {', '.join(keys)}"

    return check


def _begins_with_an_option(value: Any, path: str) -> Iterator[str]:
    """Slack wants what is chosen at first to equal an option, field by field."""
    offered = _offered(value)
    first = [value["initial_option"]] if "initial_option" in value else []
    for chosen in (*first, *items_of(value.get("initial_options"))):
        if chosen not in offered:
            yield f"{path}: begins with what is no option"


def _offered(value: Mapping[str, Any]) -> list[Any]:
    groups = (group for group in items_of(value.get("option_groups")) if isinstance(group, dict))
    grouped = (option for group in groups for option in items_of(group.get("options")))
    return [*items_of(value.get("options")), *grouped]


def _each_value_once(value: Any, path: str) -> Iterator[str]:
    values = [option.get("value") for option in _offered(value) if isinstance(option, dict)]
    if len(values) != len({str(each) for each in values}):
        yield f"{path}: two options with one value"


def _order(least: str, most: str) -> Check:
    def check(value: Any, path: str) -> Iterator[str]:
        low, high = value.get(least), value.get(most)
        if isinstance(low, int) and isinstance(high, int) and low > high:
            yield f"{path}: {least} above {most}"

    return check


def _ids_once(value: Any, path: str) -> Iterator[str]:
    elements = [each for each in items_of(value.get("elements")) if isinstance(each, dict)]
    ids = [str(each["action_id"]) for each in elements if "action_id" in each]
    if len(ids) != len(set(ids)):
        yield f"{path}: an action_id is there twice"


def _says_something(value: Any, path: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield f"{path}: neither text nor fields"


_CONFIRM = shape(
    {"title": heading(100), "text": text(300), "confirm": heading(30), "deny": heading(30)},
    {"style": one_of("primary", "danger")},
)
_ASKS: Table = {"confirm": _CONFIRM}
_INPUT: Table = {"placeholder": heading(150), "focus_on_load": boolean, **_ASKS}


def _option(written: Check) -> Check:
    return shape({"text": written, "value": string(1, 150)}, {"description": heading(75)})


_OPTION, _TICK = _option(heading(75)), _option(text(75))
_GROUP = shape({"label": heading(75), "options": list_of(_OPTION, 1, 100)})
_MENU: Table = {"options": list_of(_OPTION, 1, 100), "option_groups": list_of(_GROUP, 1, 100)}
_MENU_RULES = (_only_one("options", "option_groups"), _begins_with_an_option, _each_value_once)
_TICKS: Table = {"options": list_of(_TICK, 1, 10)}
_FEW: Table = {"max_selected_items": number(1, 100)}
_FILTER = shape(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_SEARCH: Table = {"filter": _FILTER, "default_to_current_conversation": boolean}
_ANY = string(1, ID)
_ANYS = list_of(_ANY, 1, 100)
_FOCUS: Table = {"focus_on_load": boolean, **_ASKS}


def _menu(kind: str, initial: Table, more: Table | None = None) -> Check:
    return element(kind, {}, {**_MENU, **_INPUT, **initial, **(more or {})}, *_MENU_RULES)


SELECTS: Table = {
    "static_select": _menu("static_select", {"initial_option": _OPTION}),
    "users_select": element("users_select", {}, {"initial_user": _ANY, **_INPUT}),
    "conversations_select": element(
        "conversations_select", {}, {"initial_conversation": _ANY, **_SEARCH, **_INPUT}
    ),
}
MULTI_SELECTS: Table = {
    "multi_static_select": _menu(
        "multi_static_select", {"initial_options": list_of(_OPTION, 1, 100)}, _FEW
    ),
    "multi_users_select": element(
        "multi_users_select", {}, {"initial_users": _ANYS, **_FEW, **_INPUT}
    ),
    "multi_conversations_select": element(
        "multi_conversations_select",
        {},
        {"initial_conversations": _ANYS, **_SEARCH, **_FEW, **_INPUT},
    ),
}
TICKS: Table = {
    "radio_buttons": element(
        "radio_buttons",
        _TICKS,
        {"initial_option": _TICK, **_FOCUS},
        *(_begins_with_an_option, _each_value_once),
    ),
    "checkboxes": element(
        "checkboxes",
        _TICKS,
        {"initial_options": list_of(_TICK, 1, 10), **_FOCUS},
        *(_begins_with_an_option, _each_value_once),
    ),
    "datepicker": element("datepicker", {}, {"initial_date": string(10, 10), **_INPUT}),
}
BUTTONS: Table = {
    "button": element(
        "button",
        {"text": heading(75)},
        {
            "value": string(1, 2000),
            "url": string(1, 3000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(1, 75),
            **_ASKS,
        },
    ),
    "overflow": element("overflow", {"options": list_of(_OPTION, 1, 5)}, _ASKS),
}
TYPED: Table = {
    "plain_text_input": element(
        "plain_text_input",
        {},
        {
            "initial_value": string(1, 3000),
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
            "placeholder": heading(150),
            "focus_on_load": boolean,
        },
        _order("min_length", "max_length"),
    ),
    "number_input": element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {
            "initial_value": string(1, 50),
            "min_value": string(1, 50),
            "max_value": string(1, 50),
            **_INPUT,
        },
    ),
}
_PICTURE: Table = {"image_url": string(1, 3000), "alt_text": string(1, 2000)}
_IMAGE = shape({"type": one_of("image"), **_PICTURE})

ACCESSORIES = {**SELECTS, **MULTI_SELECTS, **TICKS, **BUTTONS, "image": _IMAGE}
IN_ACTIONS = {**SELECTS, **MULTI_SELECTS, **TICKS, **BUTTONS}
IN_INPUT = {**SELECTS, **MULTI_SELECTS, **TICKS, **TYPED}
IN_CONTEXT = {
    "image": _IMAGE,
    "plain_text": heading(2000),
    "mrkdwn": text(2000),
}


def _block(kind: str, required: Table, optional: Table | None = None, *also: Check) -> Check:
    named = {**(optional or {}), "block_id": string(1, ID)}
    return shape({"type": one_of(kind), **required}, named, *also)


_CELL = by_type({"raw_text": shape({"type": one_of("raw_text"), "text": string(1, 3000)})})
_ROWS = list_of(list_of(_CELL, 1, 20), 1, 100)
_EVERYWHERE: Table = {
    "actions": _block("actions", {"elements": list_of(by_type(IN_ACTIONS), 1, 25)}, {}, _ids_once),
    "context": _block("context", {"elements": list_of(by_type(IN_CONTEXT), 1, 10)}),
    "divider": _block("divider", {}),
    "header": _block("header", {"text": heading(150)}),
    "image": _block("image", _PICTURE, {"title": heading(2000)}),
    "input": _block(
        "input",
        {"label": heading(2000), "element": by_type(IN_INPUT)},
        {"hint": heading(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "section": _block(
        "section",
        {},
        {
            "text": text(3000),
            "fields": list_of(text(2000), 1, 10),
            "accessory": by_type(ACCESSORIES),
            "expand": boolean,
        },
        _says_something,
    ),
}
_BY_SURFACE: Mapping[str, Table] = {
    MODAL: {**_EVERYWHERE, "alert": _block("alert", {"text": text(200)}, {"level": string(1, 20)})},
    HOME: {**_EVERYWHERE, "table": _block("table", {"rows": _ROWS})},
    MESSAGE: {
        **_EVERYWHERE,
        "table": _block("table", {"rows": _ROWS}),
        "markdown": _block("markdown", {"text": silent(1, 12_000)}),
    },
}


def block(surface: str) -> Check:
    """Expect a block that may stand on a surface."""
    return by_type(_BY_SURFACE[surface])
