"""The local Slack keeps messages, and refuses those that Slack refuses."""

from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.calling import BLOCKS, error, refusal
from tests.slack.screens import Json
from tests.slack.server import LocalSlack


async def test_conversations_that_cannot_be_written_to_are_told_apart(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    channels = {
        "channel_not_found": "C404",
        "not_in_channel": slack.channel("elsewhere", bot=False),
        "is_archived": slack.channel("old", archived=True),
    }
    for told, channel in channels.items():
        assert await error(client, "chat.postMessage", channel=channel, text="Hello.") == told
    hidden = slack.channel("hidden", bot=False, private=True)
    assert await error(client, "chat.postMessage", channel=hidden, text="Hello.") == (
        "channel_not_found"
    )


async def test_messages_that_cannot_be_shown_are_refused(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    channel = slack.channel("launches")
    sent: dict[str, Json] = {
        "no_text": {},
        "msg_too_long": {"text": "x" * 40_001},
        "invalid_blocks": {"text": "Hello.", "blocks": [{"type": "section"}]},
        "invalid_metadata_format": {"text": "Hello.", "metadata": {"event_type": "sent"}},
        "thread_not_found": {"text": "Hello.", "thread_ts": "1.000001"},
    }
    for told, args in sent.items():
        assert await error(client, "chat.postMessage", channel=channel, **args) == told
    assert not slack.screens.messages


async def test_message_is_edited_by_its_author_alone(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    user = slack.person("alice")
    direct = await slack.direct(user)
    theirs = await slack.wrote(user, direct, "mine")
    ours = await client.chat_postMessage(channel=direct, text="Hello.", blocks=BLOCKS)
    await client.chat_update(channel=direct, ts=str(ours["ts"]), text="Goodbye.")
    kept = slack.screens.message(direct, str(ours["ts"]))
    assert kept is not None
    assert (kept["text"], kept["blocks"][0]["text"]["text"]) == ("Goodbye.", "Hello.")
    for ts, told in [("1.000001", "message_not_found"), (theirs["ts"], "cant_update_message")]:
        assert await error(client, "chat.update", channel=direct, ts=ts, text="No.") == told
    too_long = await refusal(client, "chat.update", channel=direct, ts=ours["ts"], text="x" * 4001)
    assert too_long["error"] == "msg_too_long"
    gone = await error(client, "chat.delete", channel=direct, ts=theirs["ts"])
    assert gone == "cant_delete_message"


async def test_ephemeral_is_for_somebody_in_the_conversation(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    alice, bob = slack.person("alice"), slack.person("bob")
    channel = slack.channel("launches", alice)
    await client.chat_postEphemeral(channel=channel, user=alice, text="Only you.")
    assert [each.user for each in slack.screens.ephemerals] == [alice]
    for user, told in [(bob, "user_not_in_channel"), ("U404", "user_not_found")]:
        refused = await error(client, "chat.postEphemeral", channel=channel, user=user, text="No.")
        assert refused == told


async def test_history_tells_newest_first_and_metadata_on_demand(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    direct = await slack.direct(slack.person("alice"))
    marked = {"event_type": "salient", "event_payload": {"key": "k1"}}
    for number in range(3):
        await client.chat_postMessage(channel=direct, text=f"No. {number}.", metadata=marked)
    page = await client.conversations_history(channel=direct, limit=2)
    assert [each["text"] for each in page["messages"]] == ["No. 2.", "No. 1."]
    assert "metadata" not in page["messages"][0]
    rest = await client.conversations_history(
        channel=direct,
        cursor=page["response_metadata"]["next_cursor"],
        include_all_metadata=True,
    )
    assert [each["metadata"] for each in rest["messages"]] == [marked]
    assert not rest["has_more"]


async def test_thread_is_told_by_its_root(slack: LocalSlack, client: AsyncWebClient) -> None:
    direct = await slack.direct(slack.person("alice"))
    root = str((await client.chat_postMessage(channel=direct, text="Root."))["ts"])
    await client.chat_postMessage(channel=direct, text="Reply.", thread_ts=root)
    told = await client.conversations_replies(channel=direct, ts=root)
    assert [each["text"] for each in told["messages"]] == ["Root.", "Reply."]
    top = await client.conversations_history(channel=direct)
    assert [each["text"] for each in top["messages"]] == ["Root."]
    assert await error(client, "conversations.replies", channel=direct, ts="1.0") == (
        "thread_not_found"
    )
    link = await client.chat_getPermalink(channel=direct, message_ts=root)
    assert str(link["permalink"]).endswith(root.replace(".", ""))
    assert await error(client, "chat.getPermalink", channel=direct, message_ts="1.0") == (
        "message_not_found"
    )


async def test_direct_message_is_opened_with_one_person_who_is_there(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    alice, gone = slack.person("alice"), slack.person("gone", deleted=True)
    opened = await client.conversations_open(users=alice)
    assert opened["channel"]["id"] == await slack.direct(alice)
    refused = {
        "users_list_not_supplied": "",
        "too_many_users": f"{alice},{gone}",
        "user_disabled": gone,
        "user_not_found": "U404",
    }
    for told, users in refused.items():
        assert await error(client, "conversations.open", users=users) == told
