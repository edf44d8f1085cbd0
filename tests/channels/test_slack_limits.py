"""What Slack refuses is told before it is sent: one bad payload for each rule, and good ones."""

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from bot.channels.slack.limits import check, flaws
from flows.errors import Permanent
from tests.channels.slack import judged

Json: TypeAlias = dict[str, Any]


def plain(said: str = "Said") -> Json:
    return {"type": "plain_text", "text": said, "emoji": False}


def marked(said: str = "*Said*") -> Json:
    return {"type": "mrkdwn", "text": said, "verbatim": True}


def option(value: str = "a", **more: Any) -> Json:
    return {"text": plain(value.upper()), "value": value, **more}


def options(count: int = 2) -> list[Json]:
    return [option(f"o{number}") for number in range(count)]


def used(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "act", **more}


def press(**more: Any) -> Json:
    return used("button", **{"text": plain(), "value": "{}", **more})


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": marked(), **more}


def ask(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element, "optional": True, **more}


def typed(**more: Any) -> Json:
    return ask(used("plain_text_input", **more))


def ticks(kind: str = "radio_buttons", **more: Any) -> Json:
    return ask(used(kind, **{"options": options(), **more}))


def menu(kind: str = "static_select", **more: Any) -> Json:
    return ask(used(kind, **({"options": options()} | more)))


def groups(*sizes: int) -> Json:
    made = [
        {
            "label": plain(f"G{number}"),
            "options": [option(f"{number}.{each}") for each in range(size)],
        }
        for number, size in enumerate(sizes)
    ]
    return ask(used("multi_static_select", option_groups=made))


ASKED: Json = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}


def sure(**more: Any) -> Json:
    return actions(press(confirm={**ASKED, **more}))


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Salient"),
        "submit": plain("Send"),
        "close": plain("Close"),
        "blocks": list(blocks),
        "private_metadata": "{}",
        "notify_on_close": True,
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"text": "Said", "blocks": list(blocks), **more}


def without(payload: Json, key: str) -> Json:
    return {k: v for k, v in payload.items() if k != key}


def table(rows: int = 1, columns: int = 1) -> Json:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * columns] * rows}


GOOD: dict[str, Json] = {
    "plain section": section(text=plain()),
    "marked section": section(block_id="one"),
    "section of fields": {"type": "section", "fields": [marked(), plain()]},
    "section with a button": section(accessory=press(style="primary")),
    "actions": actions(press(action_id="a"), press(action_id="b")),
    "a question first": sure(),
    "context": {"type": "context", "elements": [plain(), marked()]},
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": plain()},
    "image": {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart"},
    "text": typed(multiline=True, max_length=300, initial_value="x"),
    "day": ask(used("datepicker", initial_date="2027-03-31"), hint=plain()),
    "radio buttons": ticks(initial_option=options()[0]),
    "checkboxes": ticks("checkboxes", initial_options=options()),
    "menu": menu(initial_option=options()[1]),
    "menu of several": menu("multi_static_select", initial_options=options()),
    "menu in groups": groups(100, 1),
    "hints of options": menu(options=[option(description=plain())]),
    "person": ask(used("users_select", initial_user="U1")),
    "people": ask(used("multi_users_select", initial_users=["U1", "U2"])),
    "conversation": ask(
        used(
            "conversations_select",
            filter={"include": ["public", "private"]},
            default_to_current_conversation=False,
            initial_conversation="C1",
        )
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_block_is_taken_and_the_models_agree(name: str) -> None:
    for payload in (modal(GOOD[name]), home(GOOD[name]), message(GOOD[name])):
        assert check(payload) is payload
        judged(payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "Only said"},
        message(table(100, 20)),
        message({"type": "markdown", "text": "x" * 12_000}),
        home(table()),
        modal({"type": "alert", "text": plain()}),
        without(modal(section()), "submit"),
        modal(*[section()] * 100),
        message(*[section()] * 50, channel="C1", metadata={}),
        home(callback_id="home", private_metadata=""),
    ],
)
def test_a_good_payload_is_taken(payload: Json) -> None:
    assert flaws(payload) == []


BAD: dict[str, tuple[Json, str]] = {
    # how many
    "51 blocks in a message": (message(*[section()] * 51), "blocks"),
    "101 blocks in a window": (modal(*[section()] * 101), "view.blocks"),
    "101 blocks on a home page": (home(*[section()] * 101), "view.blocks"),
    "no blocks in a message": (message(), "blocks"),
    "26 buttons": (actions(*[press(action_id=f"a{n}") for n in range(26)]), "elements"),
    "no buttons": (actions(), "elements"),
    "11 in small print": ({"type": "context", "elements": [plain()] * 11}, "elements"),
    "nothing in small print": ({"type": "context", "elements": []}, "elements"),
    "11 fields": ({"type": "section", "fields": [plain()] * 11}, "fields"),
    "11 radio buttons": (ticks(options=options(11)), "options"),
    "11 checkboxes": (ticks("checkboxes", options=options(11)), "options"),
    "101 options": (menu(options=options(101)), "options"),
    "no options": (menu(options=[]), "options"),
    "101 options in a group": (groups(101), "options"),
    "101 groups": (groups(*[1] * 101), "option_groups"),
    "6 in an overflow": (actions(used("overflow", options=options(6))), "options"),
    "no one in initial users": (ask(used("multi_users_select", initial_users=[])), "initial_users"),
    "two tables": (message(table(), table()), "more than one table"),
    "101 rows": (message(table(101)), "rows"),
    "21 columns": (message(table(1, 21)), "rows"),
    "too much markdown": (
        message(*[{"type": "markdown", "text": "x" * 7000}] * 2),
        "12000 characters of markdown",
    ),
    # how long
    "empty text": (section(text=plain("")), "empty"),
    "blank text": (section(text=marked(" \n")), "empty"),
    "section of 3001": (section(text=plain("x" * 3001)), "text"),
    "field of 2001": ({"type": "section", "fields": [plain("x" * 2001)]}, "fields"),
    "small print of 2001": ({"type": "context", "elements": [plain("x" * 2001)]}, "elements"),
    "header of 151": ({"type": "header", "text": plain("x" * 151)}, "text"),
    "button of 76": (actions(press(text=plain("x" * 76))), "text"),
    "button value of 2001": (actions(press(value="x" * 2001)), "value"),
    "button url of 3001": (actions(press(url="x" * 3001)), "url"),
    "spoken label of 76": (actions(press(accessibility_label="x" * 76)), "accessibility_label"),
    "block_id of 256": (section(block_id="x" * 256), "block_id"),
    "action_id of 256": (actions(press(action_id="x" * 256)), "action_id"),
    "callback_id of 256": (modal(callback_id="x" * 256), "callback_id"),
    "external_id of 256": (modal(external_id="x" * 256), "external_id"),
    "option of 76": (menu(options=[option(text=plain("x" * 76))]), "text"),
    "option value of 151": (menu(options=[option("x" * 151)]), "value"),
    "option hint of 76": (menu(options=[option(description=plain("x" * 76))]), "description"),
    "placeholder of 151": (typed(placeholder=plain("x" * 151)), "placeholder"),
    "label of 2001": (ask(used("datepicker"), label=plain("x" * 2001)), "label"),
    "hint of 2001": (ask(used("datepicker"), hint=plain("x" * 2001)), "hint"),
    "initial text of 3001": (typed(initial_value="x" * 3001), "initial_value"),
    "no initial text": (typed(initial_value=""), "initial_value"),
    "3001 to type": (typed(max_length=3001), "max_length"),
    "question title of 101": (sure(title=plain("x" * 101)), "title"),
    "question of 301": (sure(text=plain("x" * 301)), "text"),
    "question button of 31": (sure(confirm=plain("x" * 31)), "confirm"),
    "question without a no": (actions(press(confirm=without(ASKED, "deny"))), "deny: missing"),
    "window title of 25": (modal(title=plain("x" * 25)), "title"),
    "submit of 25": (modal(submit=plain("x" * 25)), "submit"),
    "close of 25": (modal(close=plain("x" * 25)), "close"),
    "private_metadata of 3001": (modal(private_metadata="x" * 3001), "private_metadata"),
    "message of 4001": (message(section(), text="x" * 4001), "text"),
    "window of 250 kB": (modal(*[section(text=plain("x" * 2990))] * 90), "bytes"),
    "image without alt": (
        {"type": "image", "image_url": "https://example.org/a.png"},
        "alt_text: missing",
    ),
    "alert of 201": (modal({"type": "alert", "text": plain("x" * 201)}), "text"),
    # what kind
    "blocks without text": (without(message(section()), "text"), "text"),
    "disabled button": (actions(press(disabled=True)), "disabled: unknown"),
    "unknown key of a view": (modal(state={}), "state: unknown"),
    "unknown style": (actions(press(style="quiet")), "style"),
    "unknown block": ({"type": "container", "elements": []}, "container"),
    "table in a window": (modal(table()), "table"),
    "alert in a message": (message({"type": "alert", "text": plain()}), "alert"),
    "markdown on a home page": (home({"type": "markdown", "text": "x"}), "markdown"),
    "typing in a row of buttons": (actions(used("plain_text_input")), "plain_text_input"),
    "button as an input": (ask(press()), "button may not stand here"),
    "marked header": ({"type": "header", "text": marked()}, "text.type"),
    "marked button": (actions(press(text=marked())), "text.type"),
    "marked label": (ask(used("datepicker"), label=marked()), "label.type"),
    "marked option of a menu": (menu(options=[option(text=marked())]), "text.type"),
    "marked title": (modal(title=marked()), "title.type"),
    "verbatim plain text": (section(text={**plain(), "verbatim": True}), "verbatim: unknown"),
    "option text as a string": (menu(options=[{"text": "A", "value": "a"}]), "no object"),
    "option value as an object": (menu(options=[{"text": plain(), "value": {}}]), "no string"),
    "section of nothing": ({"type": "section"}, "neither text nor fields"),
    "options and groups": (
        ask(used("static_select", options=options(), option_groups=[])),
        "needs one of",
    ),
    "neither options nor groups": (ask(used("static_select")), "needs one of"),
    "number without decimals": (ask(used("number_input")), "is_decimal_allowed: missing"),
    "shortest above longest": (typed(min_length=3, max_length=2), "min_length above max_length"),
    "title on a home page": (home(title=plain()), "title: unknown"),
    "submit on a home page": (home(submit=plain()), "submit: unknown"),
    "notify on a home page": (home(notify_on_close=True), "notify_on_close: unknown"),
    "input without submit": (without(modal(typed()), "submit"), "an input without a submit"),
    "window without a title": (without(modal(), "title"), "title: missing"),
    "element without an id": (actions(without(press(), "action_id")), "action_id: missing"),
    "blocks that are none": (modal(blocks="x"), "no list"),
    "a block that is none": (modal("x"), "None may not stand here"),  # type: ignore[arg-type]
    "neither true nor false": (modal(notify_on_close=1), "neither true nor false"),
    # what fits together
    "a block_id twice": (modal(section(block_id="a"), section(block_id="a")), "there twice"),
    "an action_id twice": (actions(press(), press()), "action_id is there twice"),
    "begins with no option": (ticks(initial_option=option("z")), "no option"),
    "begins with another text": (
        ticks(initial_option={**options()[0], "text": plain("Other")}),
        "no option",
    ),
    "one of several is no option": (
        menu("multi_static_select", initial_options=[option("o0"), option("z")]),
        "no option",
    ),
    "two options with one value": (menu(options=[option(), option()]), "one value"),
    # whom it calls
    "calls the conversation": (section(text=marked("<!channel>")), "calls somebody"),
    "calls a person": (message(section(), text="<@U1>"), "text: calls somebody"),
}


def whole(payload: Json) -> Json:
    is_block = payload.get("type") not in ("modal", "home") and "text" not in payload
    is_block = is_block or payload.get("type") in ("section", "header", "image")
    return modal(payload) if is_block and "blocks" not in payload else payload


@pytest.mark.parametrize("name", BAD)
def test_a_bad_payload_is_refused_with_its_place(name: str) -> None:
    payload, place = BAD[name]
    found = flaws(whole(payload))
    assert any(place in flaw for flaw in found), found
    with pytest.raises(Permanent) as refused:
        check(whole(payload))
    assert refused.value.reason == "invalid_blocks"


def test_a_flaw_never_quotes_what_stands_there() -> None:
    secret = "Zq7Marker" * 400
    found = flaws(modal(section(text=plain(secret)), typed(initial_value=secret), title=secret))
    assert len(found) == 3
    assert "Zq7" not in str(found)


ODD = ("null", "7", "[]", "{}", '[["x"]]', '"x"')
SURFACES: dict[str, Callable[..., Json]] = {"modal": modal, "home": home, "message": message}


@pytest.mark.parametrize("surface", SURFACES)
def test_a_walk_ends_well_whatever_stands_anywhere(surface: str) -> None:
    """Nothing in a payload raises, since whoever asks must get an answer."""
    good = json.dumps(SURFACES[surface](*GOOD.values()))
    for number, place in enumerate(re.finditer(r'"[^"]*"|true|false|\d+', good)):
        for odd in ODD[number % 2 :: 2]:
            try:
                payload = json.loads(good[: place.start()] + odd + good[place.end() :])
            except ValueError:
                continue
            assert isinstance(flaws(payload), list)
