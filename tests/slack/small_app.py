"""A small app with which the bench is tried, so that it is not proved by what it shall prove."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.screens import Json

SECRET = "small-signing-secret"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(id: str, label: str, **element: Any) -> Json:
    drawn = {"action_id": "value", **element}
    return {"type": "input", "block_id": id, "label": plain(label), "element": drawn}


def option(id: str, text: str) -> Json:
    return {"text": plain(text), "value": id}


def button(label: str, action: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(label), "value": action, **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def page(title: str, *blocks: Json) -> Json:
    frame = {"title": plain(title), "submit": plain("Continue"), "close": plain("Close")}
    made = {"type": "modal", "callback_id": "page", "notify_on_close": True, **frame}
    return made | {"private_metadata": title, "blocks": list(blocks)}


SURE = {
    "title": plain("Withdraw?"),
    "text": plain("The record is kept."),
    "confirm": plain("Withdraw"),
    "deny": plain("Go on"),
}
FIRST = page(
    "First page",
    field("P01", "What is it called?", type="plain_text_input", max_length=20),
    field(
        "P02",
        "Who uses it?",
        type="multi_static_select",
        options=[option("public", "The public"), option("police", "Police &amp; courts")],
    ),
    field("P03", "When?", type="datepicker", initial_date="2026-05-01") | {"optional": True},
    field("P04", "How sure?", action_id="P04", type="radio_buttons", options=[option("1", "Sure")])
    | {"optional": True, "dispatch_action": True},
    {"type": "actions", "elements": [button("Withdraw", "withdraw", confirm=SURE)]},
)
SECOND = page("Second page", section("Thank you."))
ON_TOP = page("On top", section("One more thing."))
HOME = {
    "type": "home",
    "blocks": [
        section("SAL-1 &lt;Street view&gt;", accessory=button("Open", "open")),
        section("SAL-2", accessory=button("Open", "open")),
    ],
}


def app_of(client: AsyncWebClient) -> AsyncApp:
    """Return an app that answers in every way there is."""
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)
    app.command("/salient")(_started)
    app.shortcut("salient_start")(_started)
    app.shortcut("salient_keep")(_kept)
    app.view("page")(_submitted)
    app.view_closed("page")(_closed)
    app.event("message")(_said)
    app.event("app_mention")(_mentioned)
    app.event("app_home_opened")(_looked)
    app.action("act")(_acted)
    app.action("withdraw")(_withdrawn)
    app.action("open")(_opened)
    app.action("P04")(_changed)
    app.event("user_change")(_renamed)
    return app


@asynccontextmanager
async def serving(base_url: str, token: str) -> AsyncIterator[str]:
    """Serve the small app, and give the address that events go to."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token, base_url=base_url, session=session)
        app = app_of(client)

        async def heard(request: web.Request) -> web.Response:
            bolt = await to_bolt_request(request)
            return await to_aiohttp_response(await app.async_dispatch(bolt))

        site = web.Application()
        site.router.add_post("/slack/events", heard)
        runner = web.AppRunner(site, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        finally:
            await runner.cleanup()


async def _started(ack: Any, body: Json, client: AsyncWebClient) -> None:
    if body.get("text") == "help":
        await ack("There is no help.")
        return
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=FIRST)


async def _kept(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    said = f"Kept: {body['message']['text'].split('> ')[-1]}"
    place = {"channel": body["channel"]["id"], "thread_ts": body["message_ts"]}
    await client.chat_postMessage(text=said, **place)


async def _submitted(ack: Any, view: Json) -> None:
    """Answer a window as its first field says."""
    values = view["state"]["values"]
    match values["P01"]["value"]["value"] if "P01" in values else "":
        case "wrong":
            await ack(response_action="errors", errors={"P01": "That is wrong."})
        case "nowhere":
            await ack(response_action="errors", errors={"P99": "That is wrong."})
        case "update":
            chosen = [each["value"] for each in values["P02"]["value"]["selected_options"]]
            told = section(f"Chosen: {chosen}, {values['P03']['value']['selected_date']}.")
            await ack(response_action="update", view=page("Second page", told))
        case "push":
            await ack(response_action="push", view=ON_TOP)
        case "clear":
            await ack(response_action="clear")
        case "unfit":
            await ack(response_action="update", view=page("x" * 25, section("No.")))
        case "raise":
            raise RuntimeError("the app breaks")
        case _:
            await ack()


async def _closed(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text="You closed it.")


async def _said(event: Json, client: AsyncWebClient) -> None:
    if "bot_id" not in event:
        blocks = [{"type": "actions", "elements": [button("Act", "act")]}]
        blocks.insert(0, section(f"You said {event['text']}."))
        await client.chat_postMessage(channel=event["channel"], text="Heard.", blocks=blocks)


async def _mentioned(event: Json, client: AsyncWebClient) -> None:
    place = {"channel": event["channel"], "thread_ts": event["ts"]}
    await client.chat_postMessage(text="In the thread.", **place)
    await client.chat_postEphemeral(
        channel=event["channel"], user=event["user"], text="Only you see this."
    )


async def _looked(event: Json, client: AsyncWebClient) -> None:
    await client.views_publish(user_id=event["user"], view=HOME)


async def _acted(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
    await client.chat_update(text="Done.", blocks=[section("Done.")], **place)


async def _withdrawn(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    view = body["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=SECOND)


async def _changed(ack: Any, body: Json, client: AsyncWebClient) -> None:
    """Draw the window again as it stands, and say what was chosen."""
    await ack()
    view, chosen = body["view"], body["actions"][0]["selected_option"]["value"]
    told = page("First page", *FIRST["blocks"], section(f"Chosen at once: {chosen}."))
    await client.views_update(view_id=view["id"], hash=view["hash"], view=told)


async def _renamed(event: Json, client: AsyncWebClient) -> None:
    user = event["user"]
    told = f"Now {user['real_name']} in {user['tz']}."
    await client.chat_postMessage(channel=user["id"], text=told)


async def _opened(ack: Any, body: Json, client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=FIRST)
