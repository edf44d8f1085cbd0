"""The short form of the benchmark of reminders: what is due is found among many, each once."""

from bot.dispatch.firing import LEASE, fire_due
from storage import outbox, reminders
from storage.database import Database
from tests.bench.many_jobs import Jobs
from tests.bench.many_reminders import (
    NOW,
    Many,
    add_reminders,
    cases_with_a_stage_due,
    claim_all,
    give_back,
)
from tests.bot.house import House, case_of
from tests.worked import worked

FEW = Many(2_000, 100)
TURNS = 12


async def test_everything_due_of_many_is_claimed_once_the_longest_due_first(
    database_url: str,
) -> None:
    with House(Database(database_url)) as house:
        add_reminders(house.database, case_of(await house.start()), FEW)
        claimed = claim_all(house.database, FEW)
        assert claim_all(house.database, FEW) == []
        give_back(house.database, claimed)
        again = claim_all(house.database, FEW)
    due = [one.planned.due_at for one in claimed]
    assert len(claimed) == FEW.due
    assert due == sorted(due)
    assert max(due) <= NOW
    assert {one.id for one in again} == {one.id for one in claimed}


async def test_job_store_that_is_compared_with_fires_as_much(database_url: str) -> None:
    database = Database(database_url)
    try:
        jobs = Jobs.of(database)
        jobs.add(database, FEW)
        jobs.add_due(database, FEW)
        assert [jobs.fire(), jobs.fire()] == [FEW.due, 0]
    finally:
        database.close()


async def test_each_of_many_cases_is_told_of_its_stage_once(database_url: str) -> None:
    with House(Database(database_url)) as house:
        await cases_with_a_stage_due(house, worked("G02"), TURNS)
        before = house.database.transact(outbox.counts).get("pending", 0)
        fired = await fire_due(house.dispatch)
        after = house.database.transact(outbox.counts)["pending"]
        assert (await fire_due(house.dispatch)).stages == 0
        assert house.database.transact(reminders.claim, 1, LEASE, house.clock.now()) == []
    assert fired.stages == TURNS
    assert after - before == TURNS
