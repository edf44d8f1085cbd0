"""How long it takes to find what is due among very many reminders, and to tell one.

Times are of one run, measured in turns on databases side by side; trust their ratios.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter, process_time

from structlog.testing import capture_logs

from bot.dispatch.firing import fire_due
from storage.database import Database
from tests import databases
from tests.bench.many_jobs import Jobs
from tests.bench.many_reminders import (
    Many,
    add_reminders,
    cases_with_a_stage_due,
    claim_all,
    give_back,
)
from tests.bot.house import House, case_of
from tests.worked import worked

DUE, FEW, MANY = 1_000, 10_000, 1_000_000
ROUNDS, JOB_ROUNDS = 9, 3
TURNS = 300


async def test_finding_what_is_due_among_a_million(database_kind: databases.Kind) -> None:
    few, many = Many(FEW, DUE), Many(MANY, DUE)
    with opened(database_kind, 2) as (small, large):
        for database, how_many in ((small, few), (large, many)):
            await fill(database, how_many)
        taken: dict[int, list[float]] = {FEW: [], MANY: []}
        for _ in range(ROUNDS):
            for database, how_many in ((small, few), (large, many)):
                taken[how_many.total].append(claiming(database, how_many))
        fired = firing_jobs(large, many)
    few_ms, many_ms, fired_ms = (median(each) * 1000 for each in (*taken.values(), fired))
    say(
        f"{database_kind}: finding and claiming {DUE} due of {FEW} {few_ms:.0f} ms, of {MANY} "
        f"{many_ms:.0f} ms ({many_ms / few_ms:.2f} times); the store of APScheduler fires {DUE} "
        f"due of {MANY} in {fired_ms:.0f} ms ({fired_ms / many_ms:.0f} times)"
    )


async def test_rate_of_full_reminder_turns(database_url: str, database_kind: str) -> None:
    with capture_logs(), House(Database(database_url)) as house:
        await cases_with_a_stage_due(house, worked("G02"), TURNS)
        began, cpu = perf_counter(), process_time()
        fired = await fire_due(house.dispatch)
        seconds, cpu = perf_counter() - began, process_time() - cpu
    assert fired.stages == TURNS
    say(
        f"{database_kind}: {TURNS / seconds:.0f} full reminder turns a second (G02), "
        f"{cpu / TURNS * 1000:.1f} ms CPU each"
    )


@contextmanager
def opened(kind: databases.Kind, count: int) -> Iterator[Sequence[Database]]:
    """Give so many databases of their own, side by side."""
    with ExitStack() as stack:
        urls = [stack.enter_context(databases.fresh_database(kind)) for _ in range(count)]
        opened = [Database(url) for url in urls]
        for database in opened:
            stack.callback(database.close)
        yield opened


async def fill(database: Database, many: Many) -> None:
    form = await House(database).start()
    add_reminders(database, case_of(form), many)


def claiming(database: Database, many: Many) -> float:
    """Return in how many seconds everything due is found and claimed; it is given back then."""
    began = perf_counter()
    claimed = claim_all(database, many)
    seconds = perf_counter() - began
    assert len(claimed) == many.due
    give_back(database, claimed)
    return seconds


def firing_jobs(database: Database, many: Many) -> list[float]:
    """Return in how many seconds the store of APScheduler fires as much."""
    jobs, taken = Jobs.of(database), []
    jobs.add(database, many)
    for _ in range(JOB_ROUNDS):
        jobs.add_due(database, many)
        began = perf_counter()
        fired = jobs.fire()
        taken.append(perf_counter() - began)
        assert fired == many.due
    return taken


def say(line: str) -> None:
    sys.stdout.write(f"\n{line}\n")
