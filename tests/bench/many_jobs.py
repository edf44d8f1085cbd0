"""Very many jobs of APScheduler in its own store: what reminders in rows are compared with."""

import pickle
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from storage.database import Database, is_sqlite
from tests.bench.many_reminders import ID, NOW, NUMBERS, Many, in_bulk


@dataclass(frozen=True, slots=True)
class Jobs:
    """APScheduler's own store on a database of ours, with the engine that we use ourselves."""

    store: Any
    scheduler: Any

    @classmethod
    def of(cls, database: Database) -> "Jobs":
        scheduler = BackgroundScheduler(timezone=UTC)
        store = SQLAlchemyJobStore(engine=database.engine)
        store.start(scheduler, "default")
        return cls(store, scheduler)

    def add(self, database: Database, many: Many) -> None:
        """Add jobs of which none is due; what they hold is never read."""
        lite = is_sqlite(database.url)
        in_bulk(
            database,
            f"INSERT INTO apscheduler_jobs (id, next_run_time, job_state) {NUMBERS[lite]} "
            f"SELECT {ID[lite]}, :later + i, :state FROM number WHERE i % :apart <> 0",
            {**many.values, "later": NOW.timestamp() + 10, "state": self._state("not due", NOW)},
        )

    def add_due(self, database: Database, many: Many) -> None:
        """Add those that are due, each as the store keeps a job that runs once."""
        at = NOW - timedelta(minutes=1)
        rows = [
            {"id": f"due-{i}", "at": at.timestamp(), "state": self._state(f"due-{i}", at)}
            for i in range(many.due)
        ]
        in_bulk(
            database,
            "INSERT INTO apscheduler_jobs (id, next_run_time, job_state) VALUES (:id, :at, :state)",
            rows,
        )

    def fire(self) -> int:
        """Do what the scheduler does with its store: find what is due, and remove each."""
        due = self.store.get_due_jobs(NOW)
        for job in due:
            self.store.remove_job(job.id)
        return len(due)

    def _state(self, id: str, at: datetime) -> bytes:
        once = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        job = self.scheduler.add_job(print, "date", run_date=at, id=id, next_run_time=at, **once)
        state = job.__getstate__()
        job.remove()
        return pickle.dumps(state, pickle.HIGHEST_PROTOCOL)
