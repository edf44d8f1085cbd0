"""What can go wrong between an app and Slack; each fault is used up by one call."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiohttp import web

from tests.slack.screens import Json

Fault: TypeAlias = int | str
"""429 and 5xx are statuses. "429 without Retry-After" says what it is. "lost": done, and the reply
never arrives. "down": the connection ends before anything is done. "slow": answered once
`released` is set. Every other word is an error that Slack answers with."""

RETRY_AFTER = 1


class Faults(dict[str, list[Fault]]):
    """What shall go wrong, by method: `faults["chat.postMessage"] = [429, "lost"]`."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Event()

    def next(self, method: str) -> Fault | None:
        """Take the next fault of a method off the list."""
        planned = self.get(method)
        return planned.pop(0) if planned else None

    async def suffer(
        self, fault: Fault | None, request: web.Request, work: Callable[[], Awaitable[Json]]
    ) -> web.Response:
        """Answer a request as the fault says; `work` is what Slack does when it does it."""
        match fault:
            case None:
                return web.json_response(await work())
            case "lost":
                await work()
                return _cut(request)
            case "down":
                return _cut(request)
            case "slow":
                await self.released.wait()
                return web.json_response(await work())
            case int() | "429 without Retry-After":
                return _refused(fault)
            case _:
                return web.json_response({"ok": False, "error": fault})


def _refused(fault: Fault) -> web.Response:
    """Refuse with a status; what is broken on Slack's side does not answer in JSON."""
    if fault == 429 or isinstance(fault, str):
        headers = {} if isinstance(fault, str) else {"Retry-After": str(RETRY_AFTER)}
        body = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers=headers)
    return web.Response(status=fault, text="<html>Server Error</html>", content_type="text/html")


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.close()
    return web.Response()
