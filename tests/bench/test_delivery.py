"""Delivery that is killed, refused and hurried. Run with `make bench ARGS="-k delivery"`.

Everything is the real delivery on real rows; the chat is a process on loopback. What is compared
runs one after the other in the same run.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.bench.bare_outbox import deliver_bare
from tests.bot.chat_sink import Trouble
from tests.bot.replicas import (
    Replicas,
    Work,
    deliver,
    owe_each,
    sink_with,
    states_of,
    told,
    until_settled,
)
from tests.databases import Kind, fresh_database

BADLY = Trouble(busy=0.02, broken=0.01, lost=0.01)
PEOPLE, EACH = 2000, 3
KILL_EVERY, KILL_SECONDS = 0.5, 100
CONVERSATIONS, BURST, DIRECT = 20, 100, 500
PATIENCE_SECONDS = 180.0
AFTER_SECONDS, UP_TO_SECONDS = 5, 95


@dataclass(frozen=True, slots=True)
class Chaos:
    """What became of the messages while processes were killed, and after."""

    rate: float
    kills: int
    lost: int
    late: int
    twice: int

    def __str__(self) -> str:
        return (
            f"{self.rate:.1f} a second while there were {self.kills} kills, lost {self.lost},"
            f" twice {self.twice}, still waiting to be tried again at the end {self.late}"
        )


def chaos(kind: Kind, count: int, work: Work) -> Chaos:
    """Deliver everything while processes are killed; lost is what was not taken nor is owed."""
    with fresh_database(kind) as url, sink_with(BADLY) as sink:
        owe_each(url, PEOPLE, EACH)
        with Replicas(url, sink, count, work) as replicas:
            rate = until_settled(
                url,
                replicas,
                seconds=PATIENCE_SECONDS,
                kill_every=KILL_EVERY,
                kill_for=KILL_SECONDS,
            )
        states, copies = states_of(url), asyncio.run(told(sink)).copies
    late = states.get("pending", 0)
    lost = max(0, states["sent"] - len(copies)) + states.get("dead", 0)
    twice = sum(1 for times in copies.values() if times > 1)
    return Chaos(rate, replicas.kills, lost, late, twice)


@pytest.mark.parametrize(("kind", "count"), [("postgresql", 3), ("sqlite", 1)])
def test_chaos(kind: Kind, count: int) -> None:
    bare, real = chaos(kind, count, deliver_bare), chaos(kind, count, deliver)
    print(
        f"\n{PEOPLE * EACH} messages, {kind}, {count} processes: {real};"
        f"\nbare rows: {bare}; {real.rate / bare.rate:.2f} of their rate"
    )


def test_burst() -> None:
    """Many messages to few conversations, and one to each of many people, by three processes."""
    with fresh_database("postgresql") as url, sink_with(Trouble(burst=2)) as sink:
        owe_each(url, CONVERSATIONS, BURST)
        with Replicas(url, sink, 3) as replicas:
            until_settled(url, replicas, seconds=PATIENCE_SECONDS)
        heard = asyncio.run(told(sink))
    began = min(at for at, _, _ in heard.taken)
    window = range(AFTER_SECONDS, UP_TO_SECONDS)
    seconds = Counter(int(at - began) for at, _, _ in heard.taken)
    told_then = sum(seconds[second] for second in window)
    refused = [at for at, _ in heard.refused if at - began > AFTER_SECONDS]
    share = told_then / (len(window) * CONVERSATIONS)
    print(
        f"\n{CONVERSATIONS * BURST} messages to {CONVERSATIONS} conversations: {share:.1%} of one a"
        f" second each after the first {AFTER_SECONDS} s; refused {len(refused)} times after that,"
        f" {len(heard.refused)} in all"
    )


def test_direct_messages() -> None:
    with fresh_database("postgresql") as url, sink_with(Trouble(burst=2)) as sink:
        owe_each(url, DIRECT, 1)
        with Replicas(url, sink, 3) as replicas:
            until_settled(url, replicas, seconds=PATIENCE_SECONDS)
        times = [at for at, _, _ in asyncio.run(told(sink)).taken]
    rate = (len(times) - 1) / (max(times) - min(times))
    print(f"\n{DIRECT} direct messages: {rate:.0f} a second from the first to the last")
