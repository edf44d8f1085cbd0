"""One process that reminds, beside others or until it is killed before a chosen statement.

The kill is a hook of the database driver, set by the test; the product has no switch for it.
"""

import asyncio
import itertools
import os
import signal
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.dispatch.firing import fire_due
from storage.database import Database
from tests.bot.house import House, shelf
from tests.fakes import FakeClock

shelf()  # read once, before the processes part

NEVER = 0


def remind(url: str, moment: datetime, at: int = NEVER) -> None:
    """Tell whatever is due at a moment; before statement number `at` the process is gone."""
    with House(Database(url), clock=FakeClock(moment)) as house:
        if at != NEVER:
            statements = itertools.count(1)

            def strike(*_: object) -> None:
                if next(statements) == at:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(Engine, "before_cursor_execute", strike)
            event.listen(Engine, "commit", strike)
        asyncio.run(fire_due(house.dispatch))
