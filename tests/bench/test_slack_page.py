"""One page sent in Slack: signed, stored, answered with the next page. Run with `make bench`.

The page is the second of G02's gate pages. Each sending belongs to a case of its own, so that
each stores what a first sending stores. What is measured runs in processes of its own; its CPU
time is the kernel's, and the ratios compare servers of one run.
"""

import asyncio
import base64
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID

import aiohttp

from bot.channels.slack.drawing import Drawing
from bot.clock import SystemClock
from bot.contract import Address, Inbound, Met, Reader
from bot.dispatch import Dispatch
from bot.logbook import start_logging
from bot.register import ChannelDirectory, Register
from bot.wiring.core import core
from flows.cards import Form, SingleField, Value
from flows.events import StartConfirmed
from storage.database import Database
from storage.keys import Keyring
from storage.packs import BUILT_IN, read_source
from tests import databases
from tests.bench.slack_server import SECRET
from tests.bot.house import sending
from tests.channels.slack import filled, in_window
from tests.slack.payloads import Speaker, body_of, signed, submission
from tests.slack.server import LocalSlack
from tests.worked import the_pack, worked

CASES, WARM = 900, 50
A_SECOND, SECONDS = 100, 5
IN_FLIGHT = 8
KEY = bytes(range(32))
ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A server under measurement."""

    url: str
    pid: int

    @property
    def cpu_seconds(self) -> float:
        """The CPU time of the process so far, its threads included."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(slots=True)
class Prepared:
    """Cases whose second page waits: each as Slack sends it, and as a turn takes it."""

    dispatch: Dispatch
    bodies: list[bytes] = field(default_factory=list)
    turns: list[Inbound] = field(default_factory=list)


async def prepared(database: Database, slack: LocalSlack, count: int) -> Prepared:
    """Begin cases, answer their first page, and return the sending of their second one."""
    start_logging(level=logging.CRITICAL)
    keys, clock, team = Keyring(KEY), SystemClock(), slack.workspace.team
    register, account = Register("UTC"), slack.person("mira")
    directory = ChannelDirectory(database, register, "slack", clock)
    await directory.meet(Met(team, account, "Mira", zone="Europe/Berlin"))
    dispatch = core(database, keys, read_source(BUILT_IN), register, clock, {}).dispatch
    where, drawing = Address("slack", "", team), Drawing(the_pack().in_language, lambda who: None)
    speaker, made = Speaker(slack.workspace, account), Prepared(dispatch)
    for number in range(count):
        begun = await dispatch.handle(Inbound(StartConfirmed(), account, where, f"s{number}"))
        first = begun.replies[0]
        assert isinstance(first, Form)
        case = UUID(first.submit.args["case"])
        answered = sending(first, worked("G02"), P01=f"Launch {number}")
        gates = await dispatch.handle(Inbound(answered, account, where, f"a{number}", case))
        second = gates.replies[0]
        assert isinstance(second, Form)
        view = drawing.window(second, Reader())
        state = filled(view, _values(second))
        window = in_window(view, state) | {"id": f"V{number}", "hash": f"1772452800.{number}"}
        made.bodies.append(body_of(submission(speaker, window, "1.2.3"))[0])
        sent = sending(second, worked("G02"))
        made.turns.append(Inbound(sent, account, where, f"b{number}", case))
    return made


def _values(form: Form) -> dict[str, Value]:
    """Return what the written case answers, in the shape in which each input takes it."""
    given = worked("G02").answers.general
    return {
        one.id: given[one.id][0] if isinstance(one.kind, SingleField) else given[one.id]
        for one in form.fields
    }


@contextmanager
def running(*command: str, **environment: str) -> Iterator[Server]:
    """Start a server that prints its address; closing its input or a signal ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        assert process.stdout is not None
        found = ADDRESS.search(process.stdout.readline())
        assert found, "the server did not start"
        yield Server(f"{found.group()}/slack/events", process.pid)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@asynccontextmanager
async def salient(url: str, slack: LocalSlack) -> AsyncIterator[Server]:
    """Run the whole server, as an operator does."""
    environment = {
        "SALIENT_DATABASE_URL": url,
        "SALIENT_SECRET_KEY": base64.b64encode(KEY).decode(),
        "SALIENT_PORT": "0",
        "SALIENT_SLACK__BOT_TOKEN": slack.bot_token,
        "SALIENT_SLACK__SIGNING_SECRET": SECRET,
        "SALIENT_SLACK__API_URL": slack.url,
    }
    with await asyncio.to_thread(lambda: running("bot", "serve", **environment)) as server:
        await _until_ready(server.url.replace("/slack/events", "/readyz"))
        yield server


async def _until_ready(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(100):
            async with session.get(url) as response:
                if response.status == 200:
                    return
            await asyncio.sleep(0.1)
    raise AssertionError("the server never became ready")


async def send(session: aiohttp.ClientSession, server: Server, body: bytes) -> bytes:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    headers |= signed(body, SECRET, datetime.now(UTC).timestamp())
    async with session.post(server.url, data=body, headers=headers) as response:
        assert response.status == 200
        return await response.read()


async def closed_loop(server: Server, bodies: Sequence[bytes]) -> tuple[float, float]:
    """Send one after another, a few at a time; return CPU ms a page and pages a second."""
    waiting = iter(bodies)

    async def one_hand(session: aiohttp.ClientSession) -> None:
        for body in waiting:
            await send(session, server, body)

    async with aiohttp.ClientSession() as session:
        cpu, began = server.cpu_seconds, time.perf_counter()
        await asyncio.gather(*(one_hand(session) for _ in range(IN_FLIGHT)))
        taken = time.perf_counter() - began
        return (server.cpu_seconds - cpu) / len(bodies) * 1000, len(bodies) / taken


async def bare_turns(made: Prepared, turns: Sequence[Inbound]) -> float:
    """Do stored turns with no Slack around them, a few at a time; return turns a second."""
    waiting = iter(turns)

    async def one_hand() -> None:
        for turn in waiting:
            await made.dispatch.handle(turn)

    began = time.perf_counter()
    await asyncio.gather(*(one_hand() for _ in range(IN_FLIGHT)))
    return len(turns) / (time.perf_counter() - began)


async def open_loop(server: Server, bodies: Sequence[bytes]) -> tuple[float, float]:
    """Send so many a second whatever happens; return the median and the 99th percentile in ms."""
    took: list[float] = []

    async def at(session: aiohttp.ClientSession, due: float, body: bytes) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        answer = await send(session, server, body)
        assert b"response_action" in answer
        took.append((time.perf_counter() - due) * 1000)

    async with aiohttp.ClientSession() as session:
        start = time.perf_counter() + 0.1
        due = (start + number / A_SECOND for number in range(len(bodies)))
        await asyncio.gather(*(at(session, *one) for one in zip(due, bodies, strict=True)))
    took.sort()
    return median(took), took[int(len(took) * 0.99)]


async def test_a_page_on_sqlite() -> None:
    with databases.fresh_database("sqlite") as url:
        async with LocalSlack() as slack:
            database = Database(url)
            bodies = (await prepared(database, slack, CASES)).bodies
            database.close()
            async with salient(url, slack) as server:
                await closed_loop(server, bodies[:WARM])
                cpu, rate = await closed_loop(server, bodies[WARM : CASES - A_SECOND * SECONDS])
                middle, worst = await open_loop(server, bodies[CASES - A_SECOND * SECONDS :])
            with running("tests.bench.slack_server", "ack") as server:
                await closed_loop(server, bodies[:WARM])
                bare_cpu, bare_rate = await closed_loop(server, bodies[WARM:])
    print(
        f"\na page in Slack, stored in SQLite and answered: {cpu:.2f} ms CPU, {rate:.0f} a second;"
        f" a bare bolt ack of the same: {bare_cpu:.2f} ms CPU, {bare_rate:.0f} a second;"
        f" {cpu / bare_cpu:.1f} times its CPU."
        f" At {A_SECOND} a second: median {middle:.1f} ms, p99 {worst:.1f} ms"
    )


async def test_a_page_on_postgresql() -> None:
    with databases.fresh_database("postgresql") as url:
        async with LocalSlack() as slack:
            database = Database(url)
            made = await prepared(database, slack, CASES)
            bodies = made.bodies[: CASES // 2]
            await bare_turns(made, made.turns[CASES // 2 :][:WARM])
            bare_turn = await bare_turns(made, made.turns[CASES // 2 + WARM :])
            database.close()
            async with salient(url, slack) as server:
                await closed_loop(server, bodies[:WARM])
                cpu, rate = await closed_loop(server, bodies[WARM:])
            with running("tests.bench.slack_server", "row", url) as server:
                await closed_loop(server, bodies[:WARM])
                bare_cpu, bare_rate = await closed_loop(server, bodies[WARM:])
    print(
        f"\na page in Slack, stored in PostgreSQL and answered: {cpu:.2f} ms CPU, {rate:.0f} a"
        f" second; the bare stored turn: {bare_turn:.0f} a second, {rate / bare_turn:.2f} of its"
        f" rate; a bolt ack that stores one row: {bare_cpu:.2f} ms CPU, {bare_rate:.0f} a second,"
        f" {rate / bare_rate:.2f} of its rate"
    )
