"""The inputs of a window as the client treats them: what can be entered, and what may be sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.slack.looking import shown
from tests.slack.screens import Json, Window

TEXT = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input"},
)
ONE_OF = frozenset({"static_select", "radio_buttons"})
SOME_OF = frozenset({"multi_static_select", "checkboxes"})
KEYS = {
    **dict.fromkeys(TEXT, "value"),
    **dict.fromkeys(ONE_OF, "selected_option"),
    **dict.fromkeys(SOME_OF, "selected_options"),
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
LONGEST = 3000


class CannotEnter(AssertionError):
    """The client does not let a person do that; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Input:
    """One element that keeps a value."""

    block: Json
    element: Json

    @property
    def key(self) -> tuple[str, str]:
        return self.block["block_id"], self.element["action_id"]

    @property
    def type(self) -> str:
        return str(self.element["type"])

    @property
    def label(self) -> str:
        return shown((self.block.get("label") or {}).get("text", ""))

    @property
    def required(self) -> bool:
        return self.block["type"] == "input" and not self.block.get("optional", False)

    @property
    def initial(self) -> Any:
        told = KEYS[self.type].replace("selected_", "initial_").replace("value", "initial_value")
        return self.element.get(told, [] if self.many else None)

    @property
    def many(self) -> bool:
        return KEYS[self.type].endswith("s")

    @property
    def options(self) -> list[Json]:
        groups = self.element.get("option_groups") or [{"options": self.element.get("options", [])}]
        return [option for group in groups for option in group["options"]]


def inputs_of(blocks: list[Json]) -> list[Input]:
    """Return everything in blocks that keeps a value, inputs and selects beside texts alike."""
    return list(_inputs_of(blocks))


def _inputs_of(blocks: list[Json]) -> Iterator[Input]:
    for block in blocks:
        for each in (block.get("element"), block.get("accessory"), *(block.get("elements") or [])):
            if isinstance(each, dict) and each.get("type") in KEYS:
                yield Input(block, each)


def find(blocks: list[Json], wanted: str) -> Input:
    """Return the input with this label, or whose block or action carries this id."""
    every = inputs_of(blocks)
    found = [each for each in every if wanted == each.label]
    found = found or [each for each in every if wanted in _ids(each)]
    found = found or [each for each in every if each.label.startswith(wanted)]
    if len(found) != 1:
        there = ", ".join(f"{each.label!r} {each.key}" for each in every)
        raise CannotEnter(f"{len(found)} inputs are called {wanted!r}. There are: {there}")
    return found[0]


def _ids(each: Input) -> set[str]:
    """Return the ids of an input, and the words they are made of."""
    whole = [str(part) for part in each.key]
    return {*whole, *(word for id in whole for word in id.replace(".", ":").split(":"))}


def entered(field: Input, wanted: Any) -> Any:
    """Return what the client keeps when this is entered. Raises CannotEnter."""
    if wanted is None:
        return [] if field.many else None
    if field.type in TEXT:
        return _text(field, str(wanted))
    if field.type in ONE_OF:
        return _option(field, str(wanted))
    several = [wanted] if isinstance(wanted, str) else list(wanted)
    if field.type in SOME_OF:
        several = [_option(field, str(each)) for each in several]
    if not field.many and not isinstance(wanted, str):
        raise CannotEnter(f"{field.label!r} takes one, not {wanted!r}")
    return _several(field, several) if field.many else wanted


def values(blocks: list[Json], window: Window | None = None) -> Json:
    """Return the state as payloads carry it: what was entered, else what the app suggested."""
    state: Json = {}
    for each in inputs_of(blocks):
        kept = window.typed.get(each.key, each.initial) if window else each.initial
        block, action = each.key
        state.setdefault(block, {})[action] = {"type": each.type, KEYS[each.type]: kept}
    return state


def unmet(window: Window) -> dict[str, str]:
    """Return what the client says instead of sending a window, by label."""
    told = {}
    for each in inputs_of(window.view["blocks"]):
        kept = window.typed.get(each.key, each.initial)
        if each.required and kept in (None, "", []):
            told[each.label] = "Please complete this required field."
        elif isinstance(kept, str) and kept and len(kept) < each.element.get("min_length", 0):
            told[each.label] = f"At least {each.element['min_length']} characters."
    return told


def _text(field: Input, wanted: str) -> str | None:
    longest = field.element.get("max_length", LONGEST)
    if len(wanted) > longest:
        raise CannotEnter(f"{field.label!r} takes {longest} characters, not {len(wanted)}")
    if "\n" in wanted and not field.element.get("multiline"):
        raise CannotEnter(f"{field.label!r} takes one line")
    if field.type == "number_input":
        _check_number(field, wanted)
    return wanted or None


def _check_number(field: Input, wanted: str) -> None:
    number = float(wanted)
    low, high = field.element.get("min_value", "-inf"), field.element.get("max_value", "inf")
    whole = not field.element.get("is_decimal_allowed") and number != int(number)
    if whole or not float(low) <= number <= float(high):
        raise CannotEnter(f"{field.label!r} does not take {wanted}")


def _option(field: Input, wanted: str) -> Json:
    for each in field.options:
        if wanted in (each["value"], shown(each["text"]["text"])):
            return each
    offered = [shown(each["text"]["text"]) for each in field.options]
    raise CannotEnter(f"{field.label!r} does not offer {wanted!r} but {offered}")


def _several(field: Input, several: Sequence[Any]) -> list[Any]:
    most = field.element.get("max_selected_items")
    if most is not None and len(several) > most:
        raise CannotEnter(f"{field.label!r} takes {most} at most")
    return list(several)
