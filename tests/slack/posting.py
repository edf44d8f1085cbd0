"""The methods of the Web API about messages and conversations."""

from typing import Any

from tests.slack.arguments import yes
from tests.slack.ground import Conversation, Ground, Refusal
from tests.slack.identity import identified
from tests.slack.screens import Ephemeral, Json
from tests.slack.validity import flaws_of

POST_CHARS = 40_000
UPDATE_CHARS = 4_000
PAGE = 100


def post_message(ground: Ground, args: Json) -> Json:
    conversation = ground.writable(args["channel"])
    message = _message(ground, args, POST_CHARS)
    message |= _thread(ground, conversation, args)
    if "metadata" in args:
        message["metadata"] = _metadata(args["metadata"])
    ground.screens.post(conversation.id, message)
    return {"channel": conversation.id, "ts": message["ts"], "message": message}


def post_ephemeral(ground: Ground, args: Json) -> Json:
    conversation = ground.writable(args["channel"])
    ground.known(args["user"])
    if args["user"] not in conversation.members:
        raise Refusal("user_not_in_channel")
    message = _message(ground, args, POST_CHARS) | _thread(ground, conversation, args)
    ground.screens.ephemerals.append(Ephemeral(args["user"], conversation.id, message))
    return {"message_ts": message["ts"]}


def update(ground: Ground, args: Json) -> Json:
    """Edit a message of ours; blocks that are not sent stay as they were."""
    conversation = ground.writable(args["channel"])
    old = _ours(ground, conversation, args["ts"], "cant_update_message")
    new = _message(ground, {"blocks": old.get("blocks"), **args}, UPDATE_CHARS)
    if "blocks" not in new:
        old.pop("blocks", None)
    new |= {"ts": old["ts"], "edited": {"user": ground.workspace.bot_user, "ts": new["ts"]}}
    if "metadata" in args:
        new["metadata"] = _metadata(args["metadata"])
    old.update(new)
    return {
        "channel": conversation.id,
        "ts": old["ts"],
        "text": old["text"],
        "message": old,
    }


def delete(ground: Ground, args: Json) -> Json:
    conversation = ground.writable(args["channel"])
    _ours(ground, conversation, args["ts"], "cant_delete_message")
    ground.screens.remove(conversation.id, args["ts"])
    return {"channel": conversation.id, "ts": args["ts"]}


def permalink(ground: Ground, args: Json) -> Json:
    conversation = ground.readable(args["channel"])
    ts = str(args["message_ts"])
    if ground.screens.message(conversation.id, ts) is None:
        raise Refusal("message_not_found")
    root = f"https://{ground.workspace.domain}.slack.com/archives"
    link = f"{root}/{conversation.id}/p{ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}


def open_conversation(ground: Ground, args: Json) -> Json:
    """Open the direct message with one person; groups of several are not known here."""
    if "channel" in args:
        found = ground.readable(args["channel"])
    else:
        users = [each for each in str(args.get("users", "")).split(",") if each]
        if len(users) != 1:
            raise Refusal("users_list_not_supplied" if not users else "too_many_users")
        if ground.known(users[0]).get("deleted"):
            raise Refusal("user_disabled")
        found = ground.direct_with(users[0])
    return {"channel": {"id": found.id}}


def history(ground: Ground, args: Json) -> Json:
    """Tell the newest messages of a conversation, without the replies in threads."""
    conversation = ground.readable(args["channel"])
    every = ground.screens.messages.get(conversation.id, [])
    roots = [each for each in every if each.get("thread_ts", each["ts"]) == each["ts"]]
    return _page(list(reversed(roots)), args)


def replies(ground: Ground, args: Json) -> Json:
    """Tell a thread, its root first."""
    conversation = ground.readable(args["channel"])
    every = ground.screens.messages.get(conversation.id, [])
    if ground.screens.message(conversation.id, args["ts"]) is None:
        raise Refusal("thread_not_found")
    return _page(
        [each for each in every if args["ts"] in (each["ts"], each.get("thread_ts"))], args
    )


def conversation_info(ground: Ground, args: Json) -> Json:
    found = ground.readable(args["channel"])
    return {"channel": {"id": found.id, "name": found.name, "is_archived": found.archived}}


def written(ground: Ground, user: str, conversation: str, text: str, thread: str) -> Json:
    """Post what a person wrote."""
    message = {"type": "message", "user": user, "ts": ground.ts(), "text": text}
    message |= {"team": ground.workspace.team, **({"thread_ts": thread} if thread else {})}
    ground.screens.post(conversation, message)
    return message


def _message(ground: Ground, args: Json, longest: int) -> Json:
    text, blocks = str(args.get("text") or ""), args.get("blocks")
    drawn = {"blocks": blocks} if blocks else {}
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > longest:
        raise Refusal("msg_too_long")
    flaws = flaws_of({"text": text, **drawn})
    if flaws:
        raise Refusal("invalid_blocks", response_metadata={"messages": flaws})
    here = ground.workspace
    message: Json = {"type": "message", "user": here.bot_user, "ts": ground.ts(), "text": text}
    message |= {"bot_id": here.bot, "app_id": here.app, "team": here.team}
    message["bot_profile"] = {"id": here.bot, "app_id": here.app, "name": "Salient"}
    return message | {key: identified(ground.fresh, value) for key, value in drawn.items()}


def _thread(ground: Ground, conversation: Conversation, args: Json) -> Json:
    """Find the thread that is meant. Slack is silent about a wrong one; to us it is a mistake."""
    ts = args.get("thread_ts")
    if ts is None:
        return {}
    if ground.screens.message(conversation.id, ts) is None:
        raise Refusal("thread_not_found")
    return {"thread_ts": ts}


def _metadata(told: Any) -> Json:
    right = isinstance(told, dict) and set(told) <= {"event_type", "event_payload"}
    if not right or not isinstance(told.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if not isinstance(told.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    return dict(told)


def _ours(ground: Ground, conversation: Conversation, ts: str, otherwise: str) -> Json:
    found = ground.screens.message(conversation.id, ts)
    if found is None:
        raise Refusal("message_not_found")
    if found.get("bot_id") != ground.workspace.bot:
        raise Refusal(otherwise)
    return found


def _page(messages: list[Json], args: Json) -> Json:
    """Cut a page out of messages; metadata is told only to those who ask for it."""
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    edges = (oldest, latest) if yes(args.get("inclusive")) else ()
    inside = [
        each
        for each in messages
        if oldest < float(each["ts"]) < latest or float(each["ts"]) in edges
    ]
    start, limit = int(args.get("cursor") or 0), int(args.get("limit") or PAGE)
    page, more = inside[start : start + limit], start + limit < len(inside)
    if not yes(args.get("include_all_metadata")):
        page = [{key: each[key] for key in each if key != "metadata"} for each in page]
    cursor = str(start + limit) if more else ""
    return {"messages": page, "has_more": more, "response_metadata": {"next_cursor": cursor}}
