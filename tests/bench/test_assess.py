"""How long one assessment takes: run with `make bench`, read, and judge; no time is asserted.

Machines differ, so each time is also given as a multiple of a fixed piece of plain Python that
is measured in the same run.
"""

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest

from flows.screening.assessment import assess
from tests.worked import the_pack, worked

RUNS = 500


def yardstick() -> int:
    """Do a fixed amount of work of the kind that an assessment does."""
    counts: dict[str, int] = {}
    for number in range(5_000):
        key = f"{number % 97}"
        counts[key] = counts.get(key, 0) + len(frozenset((key, "unsure")))
    return sum(counts.values())


def median_ms(*works: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return the median time of each work in milliseconds, measured in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, taken in zip(works, times, strict=True):
            start = perf_counter()
            work()
            taken.append(perf_counter() - start)
    return [median(taken) * 1000 for taken in times]


@pytest.mark.parametrize("id", ["G04", "G05"])
def test_time_of_one_assessment(id: str) -> None:
    pack, answers = the_pack(), worked(id).answers
    assessment, unit = median_ms(lambda: assess(pack, answers), yardstick)
    sys.stdout.write(
        f"\nassess {id}: {assessment:.2f} ms (median of {RUNS}),"
        f" {assessment / unit:.2f} times the yardstick of {unit:.2f} ms\n"
    )
