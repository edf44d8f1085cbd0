"""Slack as its tests use it: the channel, and what a client makes of the windows it shows."""

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeAlias

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.channels.slack.answering import Answering
from bot.channels.slack.api import Api
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.connection import Connection
from bot.channels.slack.drawing import Drawing
from bot.channels.slack.limits import flaws
from bot.contract import Payload, Reader
from flows.cards import Button, Card, Choice, Field, Form, Reply, Style, Value
from tests.channels.replies import replies
from tests.fakes import FakeDirectory
from tests.worked import the_pack

Json: TypeAlias = dict[str, Any]

TEAM, USER = "T0ACME", "UMANAGER"
READER = Reader(zone="Europe/Berlin")
CASE = "5a11e27f-1111-4000-8000-000000000001"
SUBMIT = Button("answer", ("Go",), {"case": CASE, "page": "P01", "intent": "next"}, 1)
ANEW = Button("see", ("Open it here",), {"case": CASE}, style=Style.PRIMARY)
MOST_PARTS = 99
ONE_VALUE = {
    "plain_text_input": "value",
    "datepicker": "selected_date",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
}


def drawing() -> Drawing:
    return Drawing(the_pack().in_language, lambda person: FakeDirectory().account_of(TEAM, person))


DRAWING = drawing()


class SlackHarness:
    """Slack under the contract: what a client sends is read off the drawn blocks themselves."""

    conversations = ("C0TEAM", "C0LAUNCH", "G0PRIVATE")

    def __init__(self) -> None:
        directory, api = FakeDirectory(), Api("xoxb-test", "http://127.0.0.1:1/api/")
        self.drawing = drawing()
        answering = Answering(api, self.drawing)
        self.channel = SlackChannel(api, Connection(api), self.drawing, answering, directory)
        self._drawn: tuple[Reply, list[Json]] | None = None

    def sends(
        self, form: Form, values: Mapping[str, Value], button: Button
    ) -> Mapping[str, object]:
        (view,) = self._parts(form)
        window = in_window(view, filled(view, values))
        if button == form.submit:
            return {**_envelope("view_submission"), "view": window, "response_urls": []}
        return _click(_pressed([view], button), view=window)

    def presses(self, reply: Reply, button: Button) -> Mapping[str, object]:
        views = self._parts(reply)
        pressed = _pressed(views, button)
        view = next(each for each in views if pressed in list(buttons_of(each)))
        return _click(pressed, view=in_window(view, filled(view, {})))

    def check_limits(self, payload: Payload) -> None:
        view = payload.get("view", payload)
        assert flaws(view) == []
        judged(view)

    def _parts(self, reply: Reply) -> list[Json]:
        """Return a reply as windows; the last one is kept, since it has many buttons."""
        if self._drawn is None or self._drawn[0] is not reply:
            self._drawn = reply, list(parts_of(self.drawing, reply))
        return self._drawn[1]


def parts_of(drawing: Drawing, reply: Reply) -> Iterator[Json]:
    """Return every part of a reply, going from one to the next as somebody would."""
    shown: list[Json] = []
    for part in range(1, MOST_PARTS):
        view = drawing.window(reply, READER, part)
        if view in shown:
            return
        shown.append(view)
        yield view


def judged(view: Json) -> None:
    """Fail when the models of Slack's own SDK find anything wrong, or know no such key."""
    if "type" in view:
        model = View(**view)
        model.to_dict()
    for block in view["blocks"]:
        parsed = Block.parse(block)
        assert parsed is not None, block
        drawn = parsed.to_dict()  # raises what it finds, and leaves out what it does not know
        assert drawn.keys() == block.keys()
        assert len(drawn.get("elements", ())) == len(block.get("elements", ()))


def inputs_of(view: Json) -> Iterator[Json]:
    return (block for block in view["blocks"] if block["type"] == "input")


def buttons_of(view: Json) -> Iterator[Json]:
    """Return every button of a view or message, in order."""
    for block in view["blocks"]:
        if block["type"] == "actions":
            yield from block["elements"]
        if "accessory" in block:
            yield block["accessory"]


def options_of(element: Json) -> list[Json]:
    grouped = (option for group in element.get("option_groups", ()) for option in group["options"])
    return [*element.get("options", ()), *grouped]


def in_window(view: Json, state: Json) -> Json:
    """Return a window as Slack tells it to us, with what stands in its inputs."""
    ids = {"id": "V0WINDOW", "hash": "1772452800.3wRYuk3R", "team_id": TEAM}
    return {**json.loads(json.dumps(view)), **ids, "state": {"values": state}}


def filled(view: Json, values: Mapping[str, Value]) -> Json:
    """Return the state of a window's inputs: what was put in, else what stood there first."""
    left_out = {id for id, value in values.items() if value} - {
        block["element"]["action_id"] for block in inputs_of(view)
    }
    assert not left_out, f"there is no input for {left_out}"
    return {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"], values)}
        for block in inputs_of(view)
    }


def _state(element: Json, values: Mapping[str, Value]) -> Json:
    kind, id = element["type"], element["action_id"]
    if id not in values:
        return _at_first(element)
    value = values[id]
    if kind in ("radio_buttons", "static_select"):
        assert isinstance(value, str)
        return {"type": kind, "selected_option": _option(element, value) if value else None}
    if kind in ("checkboxes", "multi_static_select"):
        chosen = [_option(element, one) for one in _several(value)]
        return {"type": kind, "selected_options": chosen}
    if kind == "multi_users_select":
        return {"type": kind, "selected_users": [_account(one) for one in _several(value)]}
    assert isinstance(value, str)
    assert len(value) <= element.get("max_length", len(value)), "the client takes no more"
    assert element.get("multiline") or "\n" not in value, "one line has no line ends"
    told = _account(value) if kind == "users_select" and value else value
    return {"type": kind, ONE_VALUE[kind]: told or None}


def _at_first(element: Json) -> Json:
    begins = {key: value for key, value in element.items() if key.startswith("initial_")}
    return {
        "type": element["type"],
        **{key.replace("initial_", "selected_"): value for key, value in begins.items()},
        "value": element.get("initial_value"),
    }


def _option(element: Json, value: str) -> Json:
    return next(option for option in options_of(element) if option["value"] == value)


def _several(value: Value) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else value


def _account(person: str) -> str:
    return str(FakeDirectory().account_of(TEAM, person))


def _pressed(views: list[Json], button: Button) -> Json:
    """Return the button that was drawn for an act, on whichever part it stands."""
    return next(
        drawn
        for view in views
        for drawn in buttons_of(view)
        if _act_of(drawn) == (button.verb, dict(button.args), button.revision)
    )


def _act_of(drawn: Json) -> tuple[str, dict[str, str], int]:
    act = json.loads(drawn["value"])
    return act["verb"], act["args"], act["revision"]


def _click(button: Json, **where: Any) -> Json:
    action = {"type": "button", "value": button["value"], "action_id": button["action_id"]}
    pressed = {**action, "block_id": "b1", "action_ts": "1772452801.194939"}
    container = {"type": "view", "view_id": "V0WINDOW"}
    return {**_envelope("block_actions"), "container": container, "actions": [pressed], **where}


def _envelope(kind: str) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "acme"},
        "user": {"id": USER, "name": "mira", "team_id": TEAM},
        "api_app_id": "A0SALIENT",
        "trigger_id": "7321.4411.6d2c41e5",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def named(id: str, name: str) -> Reply:
    return next(reply for each, reply in replies(id) if each == name)


def first(id: str, view: str) -> Reply:
    shown = (reply for _, reply in replies(id) if isinstance(reply, Card | Form))
    return next(reply for reply in shown if reply.view == view)


def window(reply: Reply, part: int = 1) -> Json:
    return DRAWING.window(reply, READER, part)


def message(card: Reply, *, shared: bool = True) -> Json:
    return DRAWING.message(card, READER, shared=shared)


def form(*fields: Field, **more: Any) -> Form:
    return Form("page", ("A form",), fields, **{"submit": SUBMIT, "anew": ANEW, **more})


def choices(count: int, group: Callable[[int], str] = lambda number: "") -> tuple[Choice, ...]:
    return tuple(
        Choice(f"c{n}", (f"Choice {n}",), group=(group(n),) if group(n) else ())
        for n in range(count)
    )


def said(view: Json) -> str:
    """Return every text of a view or message, each on lines of its own."""
    return "\n".join(text["text"] for text in texts(view))


def texts(drawn: Any) -> Iterator[Json]:
    if isinstance(drawn, dict):
        if drawn.get("type") in ("plain_text", "mrkdwn"):
            yield drawn
        drawn = list(drawn.values())
    if isinstance(drawn, list):
        yield from chain.from_iterable(texts(each) for each in drawn)


def kinds(view: Json) -> list[str]:
    return [block["type"] for block in view["blocks"]]


def taken(payload: Json, name: str) -> None:
    assert flaws(payload) == [], name
    judged(payload)
