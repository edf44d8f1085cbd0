"""What Slack sends to an app: the one place where the shapes of its payloads are.

The files in `captured/` hold one complete payload of each kind, as public examples show them;
the functions here put the people, places and times of a test in. Signing is written out by hand,
so that it is no relative of what it tests.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.slack.screens import Json
from tests.slack.side import Workspace

CAPTURED = Path(__file__).with_name("captured")
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who does something; `team` is another workspace for a stranger."""

    workspace: Workspace
    user: str
    name: str = "alice"
    team: str = ""

    @property
    def home_team(self) -> str:
        return self.team or self.workspace.team


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation as payloads carry it."""

    id: str
    name: str = "directmessage"


def kinds() -> list[str]:
    """Return the kinds of payload that are on file."""
    return sorted(path.stem for path in CAPTURED.glob("*.json"))


def captured(kind: str) -> Json:
    """Return a payload as it is on file."""
    loaded: Json = json.loads(_text(kind))
    return loaded


def window_action(speaker: Speaker, view: Json, action: Json, trigger: str) -> Json:
    """A click in a window; `view` carries the state of its inputs."""
    seen = {"view": view, "container": {"type": "view", "view_id": view["id"]}}
    return _interaction("block_actions_window", speaker, trigger, actions=[action], **seen)


def home_action(speaker: Speaker, view: Json, action: Json, trigger: str) -> Json:
    """A click on the home page."""
    seen = {"view": view, "container": {"type": "view", "view_id": view["id"]}}
    return _interaction("block_actions_home", speaker, trigger, actions=[action], **seen)


def message_action(
    speaker: Speaker,
    place: Place,
    message: Json,
    action: Json,
    trigger: str,
    *,
    values: Json | None = None,
    ephemeral: bool = False,
) -> Json:
    """A click on a message. Of an ephemeral one Slack does not tell the text again."""
    container = {"type": "message", "message_ts": message["ts"], "channel_id": place.id}
    made = _interaction("block_actions_message", speaker, trigger, actions=[action])
    made |= {"container": container | {"is_ephemeral": ephemeral}, "message": message}
    made |= {"channel": _place(place), "state": {"values": values or {}}}
    if ephemeral:
        del made["message"]
    return made


def submission(speaker: Speaker, view: Json, trigger: str) -> Json:
    """A window that was sent."""
    return _interaction("view_submission", speaker, trigger, view=view)


def closing(speaker: Speaker, view: Json, *, cleared: bool = False) -> Json:
    """A window that was closed unsent; it has no trigger."""
    made = _filled("view_closed", speaker)
    return made | {"view": view, "is_cleared": cleared}


def shortcut(speaker: Speaker, callback: str, trigger: str, at: str) -> Json:
    """A global shortcut: from anywhere, so without a conversation."""
    made = _interaction("shortcut", speaker, trigger, callback_id=callback, action_ts=at)
    del made["user"]["name"]
    return made


def message_shortcut(
    speaker: Speaker, callback: str, place: Place, message: Json, trigger: str
) -> Json:
    """A shortcut on a message."""
    made = _interaction("message_action", speaker, trigger, callback_id=callback)
    return made | {
        "message": message,
        "message_ts": message["ts"],
        "action_ts": message["ts"],
        "channel": _place(place),
    }


def command(speaker: Speaker, text: str, place: Place, trigger: str) -> Json:
    """The slash command; its fields are flat, and flags are words."""
    here = speaker.workspace
    return captured("command") | {
        "team_id": speaker.home_team,
        "team_domain": here.domain,
        "channel_id": place.id,
        "channel_name": place.name,
        "user_id": speaker.user,
        "user_name": speaker.name,
        "text": text,
        "api_app_id": here.app,
        "trigger_id": trigger,
    }


def said(speaker: Speaker, place: Place, message: Json) -> Json:
    """Something written to the bot in a direct message."""
    return _event("message_im", speaker.workspace, message | _where(place, message))


def mentioned(speaker: Speaker, place: Place, message: Json) -> Json:
    """The bot's name in a conversation."""
    where = _where(place, message) | {"type": "app_mention"}
    made = _event("app_mention", speaker.workspace, message | where)
    del made["event"]["channel_type"]
    return made


def home_opened(speaker: Speaker, direct: str, view: Json | None, tab: str = "home") -> Json:
    """A look at the app's pages; `view` once the home page was published."""
    event = {"user": speaker.user, "channel": direct, "tab": tab, "view": view}
    made = _event("app_home_opened", speaker.workspace, event)
    if view is None:
        del made["event"]["view"]
    return made


def user_changed(workspace: Workspace, profile: Json) -> Json:
    """News about a person: other name, zone, language, or gone."""
    return _event(
        "user_change", workspace, {"user": captured("user_change")["event"]["user"] | profile}
    )


def app_uninstalled(workspace: Workspace) -> Json:
    return _event("app_uninstalled", workspace, {})


def tokens_revoked(workspace: Workspace) -> Json:
    return _event(
        "tokens_revoked", workspace, {"tokens": {"oauth": [], "bot": [workspace.bot_user]}}
    )


def body_of(payload: Json) -> tuple[bytes, str]:
    """Write a payload as Slack posts it: the bytes and their content type."""
    if payload.get("type") == "event_callback" or "challenge" in payload:
        return json.dumps(payload).encode(), JSON
    if "command" in payload:
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def signed(body: bytes, secret: str, at: float) -> dict[str, str]:
    """Return the headers by which an app knows that a body comes from Slack."""
    stamp = str(int(at))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def _interaction(kind: str, speaker: Speaker, trigger: str, **more: Any) -> Json:
    return _filled(kind, speaker) | {"trigger_id": trigger} | more


def _filled(kind: str, speaker: Speaker) -> Json:
    here = speaker.workspace
    team = {"id": speaker.home_team, "domain": here.domain}
    user = {"id": speaker.user, "username": speaker.name, "name": speaker.name}
    made = captured(kind) | {"team": team, "user": user | {"team_id": speaker.home_team}}
    if "api_app_id" in made:
        made["api_app_id"] = here.app
    return made


def _event(kind: str, workspace: Workspace, event: Json) -> Json:
    """Fill an event in; each has an id of its own, which comes again when it is sent again."""
    made = captured(kind)
    made["event"] |= event
    made |= {"team_id": workspace.team, "context_team_id": workspace.team}
    made |= {"api_app_id": workspace.app, "event_id": f"Ev0{uuid4().hex[:8].upper()}"}
    made["authorizations"][0] |= {"team_id": workspace.team, "user_id": workspace.bot_user}
    return made


def _where(place: Place, message: Json) -> Json:
    text = {"type": "text", "text": message["text"]}
    rich = {"type": "rich_text_section", "elements": [text]}
    blocks = [{"type": "rich_text", "block_id": "gvM", "elements": [rich]}]
    stamps = {"event_ts": message["ts"], "client_msg_id": str(uuid4())}
    return {"channel": place.id, "channel_type": "im", "blocks": blocks, **stamps}


def _place(place: Place) -> Json:
    return {"id": place.id, "name": place.name}


@cache
def _text(kind: str) -> str:
    return (CAPTURED / f"{kind}.json").read_text(encoding="utf-8")
