"""One turn in a process of its own that is killed before a chosen statement.

The kill is a hook of the database driver, set by the test; the product has no switch for it.
"""

import asyncio
import itertools
import os
import signal
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.engine import Engine

from flows.events import Event
from storage.database import Database
from tests.bot.house import House, shelf

shelf()  # read once, before the processes part


def one_turn(url: str, who: str, what: Event, case: UUID, at: int) -> None:
    """Do one turn; before statement number `at`, commits counted, the process is gone."""
    with House(Database(url)) as house:
        statements = itertools.count(1)

        def strike(*_: object) -> None:
            if next(statements) == at:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", strike)
        event.listen(Engine, "commit", strike)
        asyncio.run(house.says(who, what, case, "the one event"))
