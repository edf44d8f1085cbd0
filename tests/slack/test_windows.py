"""The local Slack keeps windows as Slack does: triggers, hashes, stacks, what was typed."""

from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.calling import FIELD, Hands, error, home, refusal, view
from tests.slack.server import LocalSlack


async def test_trigger_works_once_and_for_three_seconds(
    slack: LocalSlack, client: AsyncWebClient, clock: Hands
) -> None:
    user = slack.person("alice")
    used, late = await slack.trigger(user), await slack.trigger(user)
    await client.views_open(trigger_id=used, view=view())
    clock.at += 3.1
    refused = {
        "invalid_trigger_id": "1.2.3",
        "exchanged_trigger_id": used,
        "expired_trigger_id": late,
    }
    for told, trigger in refused.items():
        assert await error(client, "views.open", trigger_id=trigger, view=view()) == told


async def test_view_that_cannot_be_drawn_is_refused_and_its_trigger_is_kept(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    user = slack.person("alice")
    trigger = await slack.trigger(user)
    for wrong in (view({"type": "section"}), view(title="x" * 25), view(colour="red"), home()):
        refused = await refusal(client, "views.open", trigger_id=trigger, view=wrong)
        assert refused["error"] == "invalid_arguments"
        assert refused["response_metadata"]["messages"]
    assert slack.window(user) is None
    await client.views_open(trigger_id=trigger, view=view())


async def test_hash_of_an_older_view_conflicts(slack: LocalSlack, client: AsyncWebClient) -> None:
    user = slack.person("alice")
    opened = await client.views_open(trigger_id=await slack.trigger(user), view=view())
    first, id = opened["view"]["hash"], opened["view"]["id"]
    newer = await client.views_update(view_id=id, hash=first, view=view(title="Again"))
    assert newer["view"]["id"] == id
    assert newer["view"]["hash"] != first
    refused = await error(client, "views.update", view_id=id, hash=first, view=view())
    assert refused == "hash_conflict"
    window = slack.window(user)
    assert window is not None
    assert window.view["title"]["text"] == "Again"


async def test_window_that_was_closed_is_not_found(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    user = slack.person("alice")
    opened = await client.views_open(trigger_id=await slack.trigger(user), view=view())
    await slack.closed(user, opened["view"]["id"])
    refused = await error(client, "views.update", view_id=opened["view"]["id"], view=view())
    assert refused == "not_found"


async def test_windows_stack_three_deep(slack: LocalSlack, client: AsyncWebClient) -> None:
    user = slack.person("alice")
    opened = await client.views_open(trigger_id=await slack.trigger(user), view=view())
    root = below = opened["view"]["id"]
    for _ in range(2):
        trigger = await slack.trigger(user, below)
        pushed = (await client.views_push(trigger_id=trigger, view=view()))["view"]
        assert (pushed["root_view_id"], pushed["previous_view_id"]) == (root, below)
        below = pushed["id"]
    trigger = await slack.trigger(user, below)
    assert await error(client, "views.push", trigger_id=trigger, view=view()) == (
        "push_limit_reached"
    )
    trigger = await slack.trigger(user)
    assert await error(client, "views.push", trigger_id=trigger, view=view()) == "view_not_found"


async def test_what_was_typed_stays_under_the_same_ids(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    user = slack.person("alice")
    opened = await client.views_open(trigger_id=await slack.trigger(user), view=view(FIELD))
    window = slack.window(user)
    assert window is not None
    window.typed["P01", "text"] = "Street view"
    id = opened["view"]["id"]
    await client.views_update(view_id=id, view=view(FIELD, title="Again"))
    assert window.typed == {("P01", "text"): "Street view"}
    await client.views_update(view_id=id, view=view(FIELD | {"block_id": "P02"}))
    assert window.typed == {}


async def test_external_id_names_one_window(slack: LocalSlack, client: AsyncWebClient) -> None:
    alice, bob = slack.person("alice"), slack.person("bob")
    ours = view(external_id="case-1")
    await client.views_open(trigger_id=await slack.trigger(alice), view=ours)
    await client.views_update(external_id="case-1", view=ours)
    trigger = await slack.trigger(bob)
    assert await error(client, "views.open", trigger_id=trigger, view=ours) == (
        "duplicate_external_id"
    )


async def test_home_page_is_kept_per_person(slack: LocalSlack, client: AsyncWebClient) -> None:
    user = slack.person("alice")
    first = (await client.views_publish(user_id=user, view=home()))["view"]
    again = (await client.views_publish(user_id=user, view=home(), hash=first["hash"]))["view"]
    assert slack.screens.homes[user].id == first["id"] == again["id"]
    refused = await error(client, "views.publish", user_id=user, view=home(), hash=first["hash"])
    assert refused == "hash_conflict"
    assert await error(client, "views.publish", user_id="U404", view=home()) == "user_not_found"
