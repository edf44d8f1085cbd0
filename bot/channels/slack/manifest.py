"""What Slack must be told about the app: the manifest that an admin pastes."""

from collections.abc import Mapping
from typing import Any

from bot.channels.slack.bolt import EVENTS
from bot.channels.slack.connection import SCOPES
from bot.channels.slack.reading import START_SHORTCUT
from flows.said import WORDS

PATH = "/slack/events"
COMMAND = "/salient"
ASKED_FOR = sorted("message.im" if event == "message" else event for event in EVENTS)


def manifest(url: str | None = None) -> Mapping[str, Any]:
    """Return the manifest: for a server at `url` that Slack calls, or for Socket Mode."""
    address = url.rstrip("/") + PATH if url is not None else None
    request = {"request_url": address} if address else {}
    return {
        "display_information": {
            "name": "Salient",
            "description": "Human rights end-use due diligence, in chat",
            "long_description": (
                "Salient asks a product team, before a launch, who will use the product and who "
                "could be hurt by it. Most products are done after a dozen plain questions. "
                "Severe risks reach the human rights team, who decide; nothing that somebody "
                "typed leaves a private view. Salient reads no channel: it sees what is said to "
                "it and nothing else. It is guidance, not legal advice and not a certificate."
            ),
            "background_color": "#26374a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Salient", "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Screen a launch, go on, or see what waits for you",
                    "usage_hint": f"[{'|'.join(WORDS)}]",
                    "should_escape": False,
                    **({"url": address} if address else {}),
                }
            ],
            "shortcuts": [
                {
                    "name": "Screen a launch",
                    "type": "global",
                    "callback_id": START_SHORTCUT,
                    "description": "Answer a few questions about a launch",
                }
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
