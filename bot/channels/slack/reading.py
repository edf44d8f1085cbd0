"""What Slack says, read into what it means. Pure; never raises.

Everything here was in somebody else's hands: what is not of the kind that we draw is nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from bot.channels.slack.drawing import FORM
from bot.channels.slack.drawing.parts import PART
from bot.channels.slack.inside import Body, name_at, object_at, objects_at, text_at
from bot.channels.slack.spot import Kind, Spot
from bot.channels.slack.text import unescaped
from bot.channels.slack.typed import typed_in
from bot.contract import Address, Inbound
from bot.contract.acting import case_of, digest, meaning, read_act
from flows.acts import Act
from flows.events import KeepAsked, ListAsked, Request, StartAsked, WindowClosed
from flows.said import meaning as said_meaning

PersonOf: TypeAlias = Callable[[str, str], str | None]
"""Tells the person behind a tenant's account; None when they were never met."""

CHANNEL = "slack"
COMMAND = "/salient"
START_SHORTCUT = "salient_start"
KEEP_SHORTCUT = "salient_keep"
MENTIONS = re.compile(r"(?:\s*<@[A-Z0-9]+(?:\|[^<>]*)?>)+", re.ASCII)
PART_NUMBER = re.compile(r"[1-9][0-9]?", re.ASCII)


def read(payload: Mapping[str, object], person_of: PersonOf) -> Inbound | None:
    """Return what a payload means; None when it is nothing for us."""
    if "command" in payload:
        return _command(payload)
    match payload.get("type"):
        case "block_actions":
            return _pressed(payload, person_of)
        case "view_submission":
            return _sent(payload, person_of)
        case "view_closed":
            return _closed(payload)
        case "shortcut":
            return _shortcut(payload)
        case "message_action":
            return _kept(payload, person_of)
        case "event_callback":
            return _happened(payload)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who spoke, by their account in a workspace."""

    user: str
    team: str

    def said(self, what: Request, spot: Spot, event_id: str, *, once: bool = False) -> Inbound:
        """Return something that is about no case."""
        where = Address(CHANNEL, spot.conversation, self.team)
        return Inbound(what, self.user, where, event_id, handle=spot.handle, once=once)

    def acted(self, act: Act, spot: Spot, event_id: str) -> Inbound | None:
        """Return an act at its spot, with the part of a long card that it asks for."""
        part = act.args.get(PART, "1")
        args = {key: value for key, value in act.args.items() if key != PART}
        meant = meaning(replace(act, args=args))
        if meant is None or not PART_NUMBER.fullmatch(part):
            return None
        event, case = meant
        where = Address(CHANNEL, spot.conversation, self.team)
        handle = replace(spot, part=int(part)).handle
        return Inbound(event, self.user, where, f"{event_id}:{digest(act)}", case, handle)


def _speaker(payload: Body) -> _Speaker | None:
    user = name_at(payload, "user", "id")
    team = name_at(payload, "team", "id") or name_at(payload, "user", "team_id")
    return _Speaker(user, team) if user and team else None


def _pressed(payload: Body, person_of: PersonOf) -> Inbound | None:
    actions, speaker = objects_at(payload, "actions"), _speaker(payload)
    if not actions or speaker is None or actions[0].get("type") != "button":
        return None
    text = text_at(actions[0], "value")
    view = object_at(payload, "view")
    if view.get("type") == "modal":
        act = _act_in_window(text, view, partial(person_of, speaker.team))
        spot = _window(payload, Kind.WINDOW)
        return speaker.acted(act, spot, _of_window(spot)) if act is not None and spot.view else None
    act = read_act(text, {})
    moment = name_at(actions[0], "action_ts")
    spot, place = _standing(payload, view)
    if act is None or not place or not moment:
        return None
    return speaker.acted(act, spot, f"act:{place}:{moment}")


def _standing(payload: Body, view: Body) -> tuple[Spot, str]:
    """Return the spot of a button that stays where it is, and what it stands on."""
    user, trigger = name_at(payload, "user", "id"), name_at(payload, "trigger_id")
    if view:
        return Spot(Kind.HOME, user, trigger), name_at(view, "id")
    container = object_at(payload, "container")
    conversation = name_at(payload, "channel", "id") or name_at(container, "channel_id")
    thread = name_at(container, "thread_ts")
    spot = Spot(Kind.MESSAGE, user, trigger, conversation=conversation, thread=thread)
    return spot, name_at(container, "message_ts") if conversation else ""


def _act_in_window(text: str, view: Body, known: Callable[[str], str | None]) -> Act | None:
    """Return the act of a button; one that sends the form as well takes along what is typed."""
    act, form = read_act(text, {}), _form(view)
    if act is None or form is None or form.verb != act.verb:
        return act
    values = typed_in(view, known)
    return replace(act, values=values) if values is not None else None


def _form(view: Body) -> Act | None:
    """Return the act by which the form in a window is sent; None when it is no form."""
    if view.get("callback_id") != FORM:
        return None
    return read_act(text_at(view, "private_metadata"), {})


def _sent(payload: Body, person_of: PersonOf) -> Inbound | None:
    view, speaker = object_at(payload, "view"), _speaker(payload)
    act, spot = _form(view), _window(payload, Kind.SUBMITTED)
    if act is None or speaker is None or not spot.view:
        return None
    values = typed_in(view, partial(person_of, speaker.team))
    if values is None:
        return None
    return speaker.acted(replace(act, values=values), spot, _of_window(spot))


def _closed(payload: Body) -> Inbound | None:
    act, speaker = _form(object_at(payload, "view")), _speaker(payload)
    case = case_of(act) if act is not None else None
    spot = _window(payload, Kind.CLOSED)
    if case is None or speaker is None or not spot.view:
        return None
    where, event_id = Address(CHANNEL, "", speaker.team), f"closed:{spot.view}"
    return Inbound(WindowClosed(), speaker.user, where, event_id, case, spot.handle)


def _window(payload: Body, kind: Kind) -> Spot:
    view = object_at(payload, "view")
    inputs = (block for block in objects_at(view, "blocks") if block.get("type") == "input")
    return Spot(
        kind,
        name_at(payload, "user", "id"),
        trigger=name_at(payload, "trigger_id"),
        view=name_at(view, "id"),
        hash=name_at(view, "hash"),
        inputs=tuple(filter(None, (name_at(block, "block_id") for block in inputs))),
    )


def _of_window(spot: Spot) -> str:
    """Name what a window shows, so that a double click in it is one event."""
    return f"view:{spot.view}:{spot.hash}"


def _shortcut(payload: Body) -> Inbound | None:
    speaker, trigger = _speaker(payload), name_at(payload, "trigger_id")
    if speaker is None or not trigger or payload.get("callback_id") != START_SHORTCUT:
        return None
    spot = Spot(Kind.SHORTCUT, speaker.user, trigger)
    return speaker.said(StartAsked(), spot, f"short:{trigger}")


def _kept(payload: Body, person_of: PersonOf) -> Inbound | None:
    """Read a message that somebody wants to keep; its link is looked up before the turn."""
    speaker, trigger = _speaker(payload), name_at(payload, "trigger_id")
    message, (conversation, ts) = object_at(payload, "message"), place_of_message(payload)
    is_ours = payload.get("callback_id") == KEEP_SHORTCUT
    if speaker is None or not (trigger and conversation and ts and is_ours):
        return None
    account = name_at(message, "user")
    author = person_of(speaker.team, account) or account or text_at(message, "username")
    words = unescaped(text_at(message, "text"))
    spot = Spot(Kind.SHORTCUT, speaker.user, trigger)
    return speaker.said(KeepAsked(author, "", words), spot, f"keep:{trigger}")


def place_of_message(payload: Body) -> tuple[str, str]:
    """Return the conversation and the id of a message that a shortcut was chosen on."""
    ts = name_at(payload, "message_ts") or name_at(payload, "message", "ts")
    return name_at(payload, "channel", "id"), ts


def _command(payload: Body) -> Inbound | None:
    user, team = name_at(payload, "user_id"), name_at(payload, "team_id")
    trigger, conversation = name_at(payload, "trigger_id"), name_at(payload, "channel_id")
    if not (user and team and trigger) or payload.get("command") != COMMAND:
        return None
    spot = Spot(Kind.COMMAND, user, trigger, conversation=conversation)
    what = said_meaning(text_at(payload, "text"), private=spot.in_direct_message)
    return _Speaker(user, team).said(what, spot, f"cmd:{trigger}")


def _happened(payload: Body) -> Inbound | None:
    event = object_at(payload, "event")
    speaker = _Speaker(name_at(event, "user"), name_at(payload, "team_id"))
    event_id = name_at(payload, "event_id")
    if not (speaker.user and speaker.team and event_id) or _is_ours(payload, event):
        return None
    match event.get("type"):
        case "app_home_opened" if event.get("tab") == "home":
            spot = Spot(Kind.OPENED, speaker.user, conversation=name_at(event, "channel"))
            return speaker.said(ListAsked(), spot, f"evt:{event_id}")
        case "message" if event.get("channel_type") == "im" and not event.get("subtype"):
            spot = _words(event, speaker.user, name_at(event, "thread_ts"))
            what = said_meaning(text_at(event, "text"), private=True)
            return speaker.said(what, spot, f"evt:{event_id}", once=True)
        case "app_mention":
            thread = name_at(event, "thread_ts") or name_at(event, "ts")
            spot = _words(event, speaker.user, thread)
            text = _without_mentions(text_at(event, "text"))
            what = said_meaning(text, private=spot.in_direct_message)
            return speaker.said(what, spot, f"evt:{event_id}", once=True)
        case _:
            return None


def _words(event: Body, user: str, thread: str) -> Spot:
    conversation = name_at(event, "channel")
    return Spot(Kind.WORDS, user, conversation=conversation, thread=thread)


def _without_mentions(text: str) -> str:
    found = MENTIONS.match(text)
    return text[found.end() :] if found else text


def _is_ours(payload: Body, event: Body) -> bool:
    """Whether a bot said it: we answer people alone, and never ourselves."""
    bots = [each for each in objects_at(payload, "authorizations") if each.get("is_bot")]
    return bool(event.get("bot_id")) or event.get("user") in [bot.get("user_id") for bot in bots]
