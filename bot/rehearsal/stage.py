"""Where a rehearsal is played: a new database, a clock that is moved, and the worked products."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.wiring import Salient, assemble
from flows.errors import CaseFileError
from flows.pack.model import Pack
from flows.screening.cases import WrittenCase, read_case
from storage.database import Database
from storage.keys import Keyring, load_or_make_key_file
from storage.packs import BUILT_IN, CONTENT, read_source
from storage.schema import upgrade_open

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LAUNCH_AFTER = timedelta(days=60)


class SimulatedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    async def advance(self, by: timedelta) -> None:
        self._now += by


def worked_products(pack: Pack) -> dict[str, WrittenCase]:
    """Return the worked products that ship with the pack, by id."""
    text = (CONTENT / "cases" / "golden_cases.yaml").read_text(encoding="utf-8")
    cases = (read_case(pack, raw, n) for n, raw in enumerate(yaml.safe_load(text)["cases"], 1))
    return {case.id: case for case in cases}


@contextmanager
def stage(keep: Path | None, begins: datetime = START) -> Iterator[Salient]:
    """Set up a Salient on a throw-away database, or on a new one that is kept with its key.

    `begins` is when the clock of the rehearsal starts, aware UTC.
    """
    with TemporaryDirectory() as folder:
        file = keep or Path(folder) / "rehearsal.db"
        if keep is not None and keep.exists():
            raise CaseFileError(f"{keep} is there already: name a new file")
        database = Database(f"sqlite:///{file.absolute()}")
        try:
            upgrade_open(database)
            keys = Keyring(load_or_make_key_file(file.with_name(file.name + ".key")))
            yield assemble(database, keys, read_source(BUILT_IN), "UTC", SimulatedClock(begins))
        finally:
            database.close()
