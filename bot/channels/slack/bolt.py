"""Bolt, with a few listeners that match everything: what a click means is in our own table."""

import re
from collections.abc import Awaitable, Callable, Mapping

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.channels.slack.api import silent
from bot.channels.slack.connection import Connection
from bot.channels.slack.inside import at, name_at, objects_at
from bot.channels.slack.listening import Listening

log = structlog.get_logger("slack")

EVERYTHING = re.compile("")
"""Matches any name: `flows/acts.py` and `reading.py` tell what it means."""

EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "message",
        "tokens_revoked",
        "user_change",
    }
)
"""What the manifest asks Slack to tell us of; `message` stands for those in direct messages."""


class OfAKind(AsyncMiddleware):
    """Acks what bolt's matching knows no kind for, or would break over."""

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        return await next() if has_a_name(req.body) else BoltResponse(status=200)


def has_a_name(body: Mapping[str, object]) -> bool:
    """Tell whether a payload is of a kind that we listen to, whole enough for bolt to match."""
    if "command" in body:
        return bool(name_at(body, "command"))
    match body.get("type"):
        case "block_actions":
            actions = objects_at(body, "actions")
            whole = bool(actions) and actions == at(body, "actions")
            return whole and all(name_at(action, "action_id") for action in actions)
        case "view_submission" | "view_closed":
            named = name_at(body, "view", "callback_id")
            return bool(named) and name_at(body, "view", "type") == "modal"
        case "shortcut" | "message_action":
            return bool(name_at(body, "callback_id"))
        case "event_callback":
            return name_at(body, "event", "type") in EVENTS
        case _:
            return False


def bolt_app(listening: Listening, connection: Connection) -> AsyncApp:
    """Return a bolt application that brings everything to one place.

    Our endpoint has checked the signature over the raw bytes before bolt is asked. The
    answer waits for the listener: what was sent is committed before Slack hears of it.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        identity = connection.identity
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=identity.bot_user if identity is not None else None,
            bot_id=identity.bot if identity is not None else None,
            bot_token="unused",
        )

    app = AsyncApp(
        process_before_response=True,
        authorize=authorize,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,  # what a bot says is told apart where it is read
        attaching_function_token_enabled=False,
        raise_error_for_unhandled_request=True,
        logger=silent,
    )
    app.use(OfAKind())
    app.error(_mended)
    app.action(EVERYTHING)(listening.heard)
    app.view_submission(EVERYTHING)(listening.heard)
    app.view_closed(EVERYTHING)(listening.heard)
    app.shortcut(EVERYTHING)(listening.heard)
    app.command(EVERYTHING)(listening.heard)
    app.event(EVERYTHING)(listening.heard)
    return app


async def _mended(error: Exception) -> BoltResponse:
    """Take what is nothing for us; of anything else Slack is told that it was not taken."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200)
    name = type(error).__name__
    log.error("not taken; Slack may send it again", action="slack.broken", error=name)
    return BoltResponse(status=503)
