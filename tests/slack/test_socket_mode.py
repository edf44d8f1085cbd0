"""The local Slack speaks Socket Mode, and can stop hearing."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.slack.calling import caller, error
from tests.slack.server import LocalSlack


async def test_socket_says_hello_and_hears_the_acknowledgement(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        client = SocketModeClient(slack.app_token, web_client=caller(slack.url, session, ""))
        heard: list[str] = []

        async def answer(client: Any, request: SocketModeRequest) -> None:
            heard.append(request.type)
            done = SocketModeResponse(request.envelope_id, {"text": "Done."})
            await client.send_socket_mode_response(done)

        client.socket_mode_request_listeners.append(answer)
        await client.connect()  # type: ignore[no-untyped-call]
        try:
            id = await slack.push({"type": "slash_commands", "payload": {"command": "/salient"}})
            assert await slack.socket.ack(id) == {"text": "Done."}
        finally:
            await client.close()  # type: ignore[no-untyped-call]
    assert heard == ["slash_commands"]


async def test_socket_is_for_tickets_that_slack_issued(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        client = caller(slack.url, session, slack.app_token)
        address = str((await client.apps_connections_open(app_token=slack.app_token))["url"])
        async with session.ws_connect(address) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            await slack.socket.connected()
            await slack.socket.drop()
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSED
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)


async def test_socket_that_is_frozen_answers_no_ping(slack: LocalSlack) -> None:
    async with aiohttp.ClientSession() as session:
        client = caller(slack.url, session, slack.app_token)
        address = str((await client.apps_connections_open(app_token=slack.app_token))["url"])
        async with session.ws_connect(address, autoping=False) as socket:
            await socket.receive_json()
            slack.socket.freeze()
            await socket.ping()
            await error(client, "auth.test")  # by now a socket that hears has answered
            await slack.push({"type": "events_api", "payload": {}})
            assert (await socket.receive_json())["type"] == "events_api"
            slack.socket.thaw()
            assert (await socket.receive()).type is aiohttp.WSMsgType.PONG
