"""Metrics for a Prometheus that asks: counts of this process and of what the store holds.

Anybody who may read them may be somebody whom a concern is about. So nothing sealed is in any of
them: not its messages, sent, waiting or dead, not the turns on it, not the time its sending takes.
There is no count of sealed dead messages apart either: where it was 0 and is 1, there is a
concern. Whoever holds the key asks `salient outbox list --sealed`. A histogram has no sum, which
would tell of a few milliseconds more. Labels are names of channels, results and ticks.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.counting import Result
from storage.figures import Waiting

CONTENT_TYPE = CONTENT_TYPE_LATEST

BUCKETS = (0.25, 1.0, 5.0, 15.0, 60.0)
"""Seconds of a tick; coarse, so that a little work more is not seen."""


class Tally:
    """The counts of one process, and their text for a Prometheus."""

    def __init__(self, stopwatch: Callable[[], float] = time.perf_counter) -> None:
        self._stopwatch = stopwatch
        self._settled: Counter[tuple[str, Result]] = Counter()
        self._turns = 0
        self._failed: Counter[str] = Counter()
        self._runs: dict[str, Counter[float]] = {}

    def settled(self, channel: str, result: Result) -> None:
        self._settled[channel, result] += 1

    def turned(self) -> None:
        self._turns += 1

    def failed(self, tick: str) -> None:
        self._failed[tick] += 1

    @contextmanager
    def timed(self, tick: str) -> Iterator[None]:
        begun = self._stopwatch()
        try:
            yield
        finally:
            took = self._stopwatch() - begun
            runs = self._runs.setdefault(tick, Counter())
            runs[next((each for each in BUCKETS if took <= each), float("inf"))] += 1

    def text(self, waiting: Waiting | None) -> bytes:
        """Return all metrics; without what waits when the database does not tell it."""
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Shown([*self._counted(), *_held(waiting)]))
        return generate_latest(registry)

    def _counted(self) -> Iterator[Metric]:
        sends = CounterMetricFamily(
            "salient_sends", "Messages by channel and what became of them.", labels=_SENDS
        )
        for (channel, result), number in sorted(self._settled.items()):
            sends.add_metric((channel, result), number)
        yield sends
        yield CounterMetricFamily("salient_turns", "Turns of people.", value=self._turns)
        failures = CounterMetricFamily(
            "salient_tick_failures", "Ticks that broke and were tried again.", labels=("tick",)
        )
        seconds = HistogramMetricFamily(
            "salient_tick_seconds", "How long ticks take.", labels=("tick",)
        )
        for tick in sorted({*self._runs, *self._failed}):
            failures.add_metric((tick,), self._failed[tick])
            seconds.add_metric((tick,), _buckets(self._runs.get(tick, Counter())), None)
        yield from (failures, seconds)


class _Shown(Collector):
    """Metrics that are there already."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


_SENDS = ("channel", "result")


def _held(waiting: Waiting | None) -> Iterator[Metric]:
    yield _gauge("database_answers", "1 when the store told what waits.", waiting is not None)
    if waiting is None:
        return
    yield _gauge("messages_pending", "Messages to be sent, now or later.", waiting.pending)
    yield _gauge("messages_dead", "Messages given up: somebody must look.", waiting.dead)
    yield _gauge(
        "oldest_message_seconds",
        "For how long the oldest message that is due has been due.",
        waiting.overdue.message.total_seconds(),
    )
    yield _gauge(
        "oldest_reminder_seconds",
        "For how long the oldest reminder that is due has been due.",
        waiting.overdue.reminder.total_seconds(),
    )


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"salient_{name}", told, value=value)


def _buckets(runs: Counter[float]) -> list[tuple[str, float]]:
    """Return how many runs took no longer than each limit."""
    limits = (*BUCKETS, float("inf"))
    shown = [*map(str, BUCKETS), "+Inf"]
    counted = [sum(runs[each] for each in limits[: place + 1]) for place in range(len(limits))]
    return list(zip(shown, map(float, counted), strict=True))
