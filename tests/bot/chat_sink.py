"""A chat in a process of its own that answers slowly and badly, and counts what it was told.

`python -m tests.bot.chat_sink` prints its address and ends with its standard input. What goes
wrong is drawn from a seed: `429` asks to wait, `500` takes nothing, `lost` takes the message
and drops the reply. `burst` is how many messages a conversation may be told at once, one more
each second; 0 is without end.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field

from aiohttp import web

SLOWEST, FASTEST = 0.040, 0.005


@dataclass(frozen=True, slots=True)
class Trouble:
    """How often something goes wrong, of one."""

    busy: float = 0.0
    broken: float = 0.0
    lost: float = 0.0
    burst: int = 0
    seed: int = 7


@dataclass(slots=True)
class Sink:
    """Everything that the chat took and refused, with the time of it."""

    trouble: Trouble
    chance: random.Random = field(init=False)
    taken: list[tuple[float, str, str]] = field(default_factory=list)
    refused: list[tuple[float, str]] = field(default_factory=list)
    at: dict[str, str] = field(default_factory=dict)
    left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.trouble.seed)

    async def send(self, request: web.Request) -> web.Response:
        said = await request.json()
        conversation, key = said["conversation"], said["key"]
        fate, moment = self.chance.random(), time.time()
        slow = self.chance.uniform(FASTEST, SLOWEST)
        if not self._has_room(conversation, moment) or fate < self.trouble.busy:
            self.refused.append((moment, conversation))
            return web.Response(status=429, headers={"Retry-After": "1"})
        await asyncio.sleep(slow)
        fate -= self.trouble.busy
        if fate < self.trouble.broken:
            return web.Response(status=500)
        self.taken.append((moment, conversation, key))
        self.at[key] = f"m{len(self.taken)}"
        if fate - self.trouble.broken < self.trouble.lost and request.transport is not None:
            request.transport.close()
        return web.json_response({"id": self.at[key]})

    async def find(self, request: web.Request) -> web.Response:
        return web.json_response({"id": self.at.get(request.query["key"])})

    async def told(self, request: web.Request) -> web.Response:
        return web.json_response({"taken": self.taken, "refused": self.refused})

    def _has_room(self, conversation: str, now: float) -> bool:
        """Tell whether a conversation may be told one more, which it then was."""
        if not self.trouble.burst:
            return True
        left, since = self.left.get(conversation, (float(self.trouble.burst), now))
        left = min(float(self.trouble.burst), left + now - since)
        has_room = left >= 1
        self.left[conversation] = (left - 1 if has_room else left, now)
        return has_room


async def serve(trouble: Trouble) -> None:
    sink = Sink(trouble)
    app = web.Application()
    app.router.add_post("/send", sink.send)
    app.router.add_get("/find", sink.find)
    app.router.add_get("/told", sink.told)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


def command(trouble: Trouble) -> list[str]:
    """Return how a sink with this trouble is started."""
    return [sys.executable, "-m", "tests.bot.chat_sink", json.dumps(asdict(trouble))]


if __name__ == "__main__":
    asyncio.run(serve(Trouble(**json.loads(sys.argv[1]))))
