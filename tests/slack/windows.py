"""The methods of the Web API about views, and what the answer to a submission does to them."""

from collections.abc import Mapping
from typing import Any

from tests.slack.ground import Ground, Refusal, Trigger
from tests.slack.identity import identified
from tests.slack.screens import Json, Window
from tests.slack.validity import flaws_of

DEEPEST = 3


def open_view(ground: Ground, args: Json) -> Json:
    trigger = _trigger(ground, args)
    view = drawn(ground, args["view"], "modal")
    trigger.used = True
    ground.screens.open(trigger.user, view)
    return {"view": view}


def push_view(ground: Ground, args: Json) -> Json:
    trigger = _trigger(ground, args)
    view = push_on(ground, trigger.user, trigger.view, args["view"])
    trigger.used = True
    return {"view": view}


def update_view(ground: Ground, args: Json) -> Json:
    window = _window(ground, args)
    _check_hash(window, args)
    redraw(ground, window, args["view"])
    return {"view": window.view}


def publish_view(ground: Ground, args: Json) -> Json:
    ground.known(args["user_id"])
    home = ground.screens.homes.get(args["user_id"])
    if home is not None:
        _check_hash(home, args)
    view = drawn(ground, args["view"], "home", home)
    ground.screens.publish(args["user_id"], view)
    return {"view": view}


def push_on(ground: Ground, user: str, below: str, view: Mapping[str, Any]) -> Json:
    """Put a view on top of an open one; three are the most."""
    stack = ground.screens.windows.get(user, [])
    if below not in [each.id for each in stack]:
        raise Refusal("view_not_found")
    if len(stack) >= DEEPEST:
        raise Refusal("push_limit_reached")
    made = drawn(ground, view, "modal")
    made |= {"previous_view_id": stack[-1].id, "root_view_id": stack[0].id}
    ground.screens.push(user, made)
    return made


def redraw(ground: Ground, window: Window, view: Mapping[str, Any]) -> None:
    """Show another view in an open window; id and place stay, the hash is new."""
    window.redraw(drawn(ground, view, window.view["type"], window))


def drawn(
    ground: Ground, view: Mapping[str, Any], kind: str, instead: Window | None = None
) -> Json:
    """Return a view as Slack keeps it, or refuse it with every reason."""
    flaws = flaws_of(view) if view.get("type") == kind else [f"type: not {kind}"]
    if flaws:
        raise Refusal("invalid_arguments", response_metadata={"messages": flaws})
    _check_external_id(ground, view, instead)
    here, id = ground.workspace, instead.id if instead else ground.fresh("V")
    empty: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None}
    empty |= {"close": None, "submit": None, "clear_on_close": False, "notify_on_close": False}
    place = {"root_view_id": id, "previous_view_id": None}
    if instead:
        place = {key: instead.view[key] for key in place}
    made: Json = {"id": id, "team_id": here.team, **empty, **view, **place}
    made |= {"blocks": identified(ground.fresh, made["blocks"]), "state": {"values": {}}}
    made |= {"hash": ground.hash(), "app_id": here.app, "bot_id": here.bot}
    return made | {"app_installed_team_id": here.team}


def _trigger(ground: Ground, args: Json) -> Trigger:
    if "trigger_id" not in args:
        raise Refusal("invalid_arguments", response_metadata={"messages": ["trigger_id missing"]})
    return ground.usable(args["trigger_id"])


def _window(ground: Ground, args: Json) -> Window:
    """Find the open window that is meant by its id or by the app's own."""
    every = [each for stack in ground.screens.windows.values() for each in stack]
    for each in every:
        if args.get("view_id") == each.id:
            return each
        if args.get("external_id") and args["external_id"] == each.view["external_id"]:
            return each
    raise Refusal("not_found")


def _check_hash(window: Window, args: Json) -> None:
    if args.get("hash") and args["hash"] != window.view["hash"]:
        raise Refusal("hash_conflict")


def _check_external_id(ground: Ground, view: Mapping[str, Any], instead: Window | None) -> None:
    wanted = view.get("external_id")
    every = [each for stack in ground.screens.windows.values() for each in stack]
    if wanted and any(each.view["external_id"] == wanted for each in every if each is not instead):
        raise Refusal("duplicate_external_id")
