"""Socket Mode: the web socket over which Slack says what people do, and hears the answers."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.slack.screens import Json

ACK_SECONDS = 20


class Socket:
    """The sockets of one app. Acknowledgements are kept by the id of their envelope."""

    def __init__(self, app: str) -> None:
        self.app = app
        self.acks: dict[str, Json] = {}
        self.open: list[tuple[web.WebSocketResponse, web.Request]] = []
        self.pings = 0
        self._tickets: set[str] = set()
        self._changed = asyncio.Condition()
        self._thawed = asyncio.Event()
        self._thawed.set()

    def ticket(self) -> str:
        """Issue the ticket that one connection is made with."""
        ticket = uuid4().hex
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        if request.query.get("ticket") not in self._tickets:
            raise web.HTTPForbidden
        self._tickets.remove(request.query["ticket"])
        # Pings are answered here, so that a frozen socket does not answer them.
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.send_json(self._hello())
        self.open.append((socket, request))
        await self._tell()
        try:
            await self._hear(socket)
        finally:
            self.open.remove((socket, request))
        return socket

    async def push(self, envelope: Mapping[str, Any]) -> str:
        """Send an envelope over the newest connection and return its id."""
        id = str(envelope.get("envelope_id") or uuid4())
        socket = await self.connected()
        await socket.send_json({**envelope, "envelope_id": id})
        return id

    async def connected(self) -> web.WebSocketResponse:
        """Wait until the app is connected, and return the newest connection."""
        async with asyncio.timeout(ACK_SECONDS), self._changed:
            await self._changed.wait_for(lambda: bool(self.open))
        return self.open[-1][0]

    async def ack(self, envelope_id: str) -> Json:
        """Wait for the acknowledgement of an envelope, and return what came with it."""
        async with asyncio.timeout(ACK_SECONDS), self._changed:
            await self._changed.wait_for(lambda: envelope_id in self.acks)
        return self.acks[envelope_id]

    def freeze(self) -> None:
        """Stop hearing and answering, pings included; the connection stays."""
        self._thawed.clear()

    def thaw(self) -> None:
        self._thawed.set()

    async def drop(self) -> None:
        """End every connection without a word."""
        for _, request in list(self.open):
            if request.transport is not None:
                request.transport.close()

    async def close(self) -> None:
        """End every connection as a server that stops does."""
        self.thaw()
        for each, _ in list(self.open):
            with suppress(ConnectionError):
                await each.close()

    async def _hear(self, socket: web.WebSocketResponse) -> None:
        async for said in socket:
            await self._thawed.wait()
            if said.type is WSMsgType.PING:
                self.pings += 1
                await socket.pong(said.data)
            elif said.type is WSMsgType.TEXT:
                heard = json.loads(said.data)
                self.acks[heard["envelope_id"]] = heard.get("payload") or {}
                await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open) + 1,
            "debug_info": {"host": "local", "approximate_connection_time": 3600},
            "connection_info": {"app_id": self.app},
        }
