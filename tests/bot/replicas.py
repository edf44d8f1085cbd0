"""Processes that deliver together from one database to one chat, and may be killed at any moment.

They are forked from one that has read everything, so that a killed one is soon replaced.
"""

import asyncio
import itertools
import logging
import multiprocessing
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import aiohttp
import structlog

from bot.clock import DELIVERY_EVERY, SystemClock, Ticks
from bot.contract import (
    Address,
    CannotLook,
    Handle,
    Inbound,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
)
from bot.contract.twin import twin
from bot.delivery import Delivery
from bot.register import Register
from flows.cards import Reply
from flows.errors import Transient, Unknown
from storage import outbox
from storage.database import Database, Session
from storage.keys import Keyring
from storage.outbox import Owed, Place
from tests.bot.chat_sink import Trouble, command
from tests.bot.house import KEY, shelf

ROOT = Path(__file__).parents[2]
LEASE = timedelta(seconds=5)
"""Short, so that what a killed process held is soon taken over."""

PACE = timedelta(seconds=1)
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.bot.replicas"])
Work: TypeAlias = Callable[[str, str], None]

shelf()  # read once, before the processes part


class SinkChannel:
    """The chat sink under the contract of channels."""

    name = "sink"
    pace = PACE

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        return None

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        return {"text": twin(reply, reader)}

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        return {}

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        return SentRef(to, await post(self._http, self._url, to.conversation, key, payload))

    async def update(self, ref: SentRef, payload: Payload) -> None:
        await post(self._http, self._url, ref.address.conversation, ref.id, payload)

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        try:
            async with self._http.get(f"{self._url}/find", params={"key": key}) as answer:
                found = (await answer.json())["id"]
        except aiohttp.ClientError as error:
            raise Transient(type(error).__name__) from error
        return SentRef(to, found) if found else NotSent()


async def post(
    http: aiohttp.ClientSession, url: str, conversation: str, key: str, payload: Payload
) -> str:
    """Send a message to the sink and return its id."""
    said = {**payload, "conversation": conversation, "key": key}
    try:
        async with http.post(f"{url}/send", json=said) as answer:
            if answer.status == 429:
                raise Transient("busy", retry_after=float(answer.headers["Retry-After"]))
            if answer.status != 200:
                raise Unknown(str(answer.status))
            return str((await answer.json())["id"])
    except aiohttp.ClientError as error:
        raise Unknown(type(error).__name__) from error


def deliver(url: str, sink: str) -> None:
    """Deliver as the server does, until killed."""
    silence()
    asyncio.run(_deliver(url, sink))


def silence() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.CRITICAL)


async def _deliver(url: str, sink: str) -> None:
    database, clock = Database(url), SystemClock()
    async with aiohttp.ClientSession() as http:
        delivery = Delivery(
            database,
            Keyring(KEY),
            shelf(),
            Register("UTC"),
            {SinkChannel.name: SinkChannel(http, sink)},
            clock,
            lease=LEASE,
        )
        if url.startswith("sqlite"):
            await database.run(outbox.free_leases, delivery.paces)
        ticks = Ticks()
        ticks.every("delivery", DELIVERY_EVERY, delivery.begin)
        ticks.start()
        await delivery.keep_delivering()


@dataclass
class Replicas:
    """So many processes that do the same work; each that ends is replaced."""

    url: str
    sink: str
    count: int
    work: Work = deliver
    kills: int = 0
    _running: list["multiprocessing.context.ForkServerProcess"] = field(default_factory=list)

    def __enter__(self) -> "Replicas":
        self._running = [self._started() for _ in range(self.count)]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._running:
            process.kill()
            process.join()

    def kill_one(self, chance: random.Random) -> None:
        """Kill one without a warning and start another in its place."""
        place = chance.randrange(self.count)
        pid = self._running[place].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self._running[place].join()
        self._running[place] = self._started()
        self.kills += 1

    def _started(self) -> "multiprocessing.context.ForkServerProcess":
        process = FORKED.Process(target=self.work, args=(self.url, self.sink), daemon=True)
        process.start()
        return process


@contextmanager
def sink_with(trouble: Trouble) -> Iterator[str]:
    """Run a sink and give its address."""
    process = subprocess.Popen(
        command(trouble), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.communicate(timeout=20)


def owe_each(url: str, conversations: int, each: int, view: str = "test") -> None:
    """Owe so many messages to each of so many conversations, all of them due now."""
    now, args, count = datetime.now(UTC), {"contact": "launch_channel"}, itertools.count()
    began = now - timedelta(milliseconds=conversations * each)

    def owe(session: Session) -> None:
        for number in range(each):
            for name in range(conversations):
                place = Place(SinkChannel.name, f"C{name}")
                key, due_at = f"k{name}-{number}", began + timedelta(milliseconds=next(count))
                outbox.enqueue(session, Owed(key, place, view, due_at, args), now)

    with closing(Database(url)) as database:
        database.transact(owe)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sink was told: time, conversation and key of each message, and what it refused."""

    taken: list[tuple[float, str, str]]
    refused: list[tuple[float, str]]

    @property
    def copies(self) -> Counter[str]:
        return Counter(key for _, _, key in self.taken)


async def told(sink: str) -> Told:
    async with aiohttp.ClientSession() as http, http.get(f"{sink}/told") as answer:
        said = await answer.json()
    return Told([tuple(one) for one in said["taken"]], [tuple(one) for one in said["refused"]])


def states_of(url: str) -> dict[str, int]:
    """Return how many messages are in each state."""
    with closing(Database(url, read_only=True)) as database:
        return database.transact(outbox.counts)


def until_settled(
    url: str, replicas: Replicas, *, seconds: float, kill_every: float = 0, kill_for: float = 1e9
) -> float:
    """Wait until nothing is owed, killing one now and then; return how many a second were sent.

    It is counted for as long as there are kills, or to the end. Whoever kills for a time only
    has a look at what is owed when the patience ends.
    """
    chance, began, rate = random.Random(7), time.monotonic(), 0.0
    with closing(Database(url, read_only=True)) as database:
        while "pending" in (states := database.transact(outbox.counts)):
            passed = time.monotonic() - began
            if rate and passed >= seconds:
                return rate
            assert passed < seconds, states
            if not rate and passed >= kill_for:
                rate = states.get("sent", 0) / passed
            if kill_every and not rate and passed >= kill_every * (replicas.kills + 1):
                replicas.kill_one(chance)
            time.sleep(0.05)
        assert states.keys() == {"sent"}
    return rate or states["sent"] / (time.monotonic() - began)
