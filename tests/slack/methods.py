"""Which methods of the Web API there are: their scope, their arguments, and who answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tests.slack import people, posting, windows
from tests.slack.ground import Ground, Refusal
from tests.slack.screens import Json

Answer: TypeAlias = Callable[[Ground, Json], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """A method; every argument that is not named here is refused, so that a typo shows."""

    answer: Answer
    scope: str = ""
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


def _method(answer: Answer, scope: str = "", required: str = "", optional: str = "") -> Method:
    return Method(answer, scope, frozenset(required.split()), frozenset(optional.split()))


EVERYWHERE = frozenset({"team_id"})
"""A client made by bolt names the workspace in every call; only org-wide tokens need that."""

_PAGE = "cursor limit oldest latest inclusive include_all_metadata"
_LOOK = "text blocks thread_ts link_names parse"
_POST = f"{_LOOK} metadata mrkdwn unfurl_links unfurl_media reply_broadcast client_msg_id"

METHODS = {
    "auth.test": _method(people.auth_test),
    "chat.postMessage": _method(posting.post_message, "chat:write", "channel", _POST),
    "chat.postEphemeral": _method(posting.post_ephemeral, "chat:write", "channel user", _LOOK),
    "chat.update": _method(
        posting.update, "chat:write", "channel ts", "text blocks metadata link_names parse"
    ),
    "chat.delete": _method(posting.delete, "chat:write", "channel ts"),
    "chat.getPermalink": _method(posting.permalink, "", "channel message_ts"),
    "conversations.open": _method(
        posting.open_conversation, "im:write", "", "users channel return_im prevent_creation"
    ),
    "conversations.history": _method(posting.history, "im:history", "channel", _PAGE),
    "conversations.replies": _method(posting.replies, "im:history", "channel ts", _PAGE),
    "conversations.info": _method(
        posting.conversation_info, "channels:read", "channel", "include_locale include_num_members"
    ),
    "users.info": _method(people.users_info, "users:read", "user", "include_locale"),
    "users.lookupByEmail": _method(people.users_lookup_by_email, "users:read.email", "email"),
    "users.list": _method(people.users_list, "users:read", "", "cursor limit include_locale"),
    "views.open": _method(windows.open_view, "", "view", "trigger_id"),
    "views.push": _method(windows.push_view, "", "view", "trigger_id"),
    "views.update": _method(windows.update_view, "", "view", "view_id external_id hash"),
    "views.publish": _method(windows.publish_view, "", "user_id view", "hash"),
}


def scope_of(name: str, args: Json) -> str:
    """Return the scope that a call needs: it depends on the kind of conversation."""
    channel = str(args.get("channel", "D"))
    if name in ("conversations.history", "conversations.replies") and not channel.startswith("D"):
        return "channels:history"
    if name == "conversations.info" and channel.startswith("D"):
        return "im:read"
    return METHODS[name].scope


def check_arguments(method: Method, args: Json) -> None:
    """Refuse a call that lacks an argument, or has one that the method does not know."""
    missing = sorted(method.required - set(args))
    unknown = sorted(set(args) - method.required - method.optional - EVERYWHERE)
    told = [f"[ERROR] missing required field: {each}" for each in missing]
    told += [f"[ERROR] no such field: {each}" for each in unknown]
    if told:
        raise Refusal("invalid_arguments", response_metadata={"messages": told})
