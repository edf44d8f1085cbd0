"""What Slack must be told about the app: the manifest that an admin pastes."""

from collections.abc import Mapping
from typing import Any

from bot.channels.slack.bolt import EVENTS
from bot.channels.slack.connection import SCOPES
from bot.channels.slack.reading import KEEP_SHORTCUT, START_SHORTCUT
from bot.contract import Reader
from bot.contract.twin import plain
from flows.pack.words import Words
from flows.said import WORDS

NAME = "Salient"
PATH = "/slack/events"
COMMAND = "/salient"
ASKED_FOR = sorted("message.im" if event == "message" else event for event in EVENTS)


def manifest(words: Words, url: str | None = None) -> Mapping[str, Any]:
    """Return the manifest: for a server at `url` that Slack calls, or for Socket Mode."""

    def say(key: str) -> str:
        return plain(words.say(f"slack.manifest.{key}"), Reader())

    address = url.rstrip("/") + PATH if url is not None else None
    request = {"request_url": address} if address else {}
    return {
        "display_information": {
            "name": NAME,
            "description": say("what"),
            "long_description": say("more"),
            "background_color": "#26374a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": say("command"),
                    "usage_hint": f"[{'|'.join(WORDS)}]",
                    "should_escape": False,
                    **({"url": address} if address else {}),
                }
            ],
            "shortcuts": [
                {
                    "name": say("shortcut"),
                    "type": "global",
                    "callback_id": START_SHORTCUT,
                    "description": say("shortcut.more"),
                },
                {
                    "name": say("keep"),
                    "type": "message",
                    "callback_id": KEEP_SHORTCUT,
                    "description": say("keep.more"),
                },
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(ASKED_FOR)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": address is None,
            "token_rotation_enabled": False,
        },
    }
