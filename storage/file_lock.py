"""A lock file beside an SQLite database: one process writes, a second one is refused.

The operating system gives the lock back when the process ends, however it ends; the file stays.
"""

import fcntl
import os
from pathlib import Path

from flows.errors import StoreError


class FileLock:
    """Hold the lock of a database file. Raise StoreError when somebody else has it."""

    def __init__(self, database: Path) -> None:
        self._file = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise StoreError(
                f"{database} is in use by another process: stop the other Salient first, give "
                "this one another file, or use PostgreSQL, which several can share"
            ) from None

    def release(self) -> None:
        """Give the lock back. Safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
