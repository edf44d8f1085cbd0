"""What is counted while Salient works, for whoever counts: names of things, never who or which."""

from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol, TypeAlias

Result: TypeAlias = Literal["sent", "found", "retried", "waiting", "dead", "cancelled"]
"""What became of a message; `found` was there already when it was looked for."""


class Counts(Protocol):
    """Whoever counts. Nothing that is sealed is told to it."""

    def settled(self, channel: str, result: Result) -> None:
        """Count a message by what became of it."""

    def turned(self) -> None:
        """Count a turn."""

    def failed(self, tick: str) -> None:
        """Count a tick that broke."""

    def timed(self, tick: str) -> AbstractContextManager[None]:
        """Count how long a tick takes, however it ends."""


class Uncounted:
    """Nobody counts."""

    def settled(self, channel: str, result: Result) -> None: ...

    def turned(self) -> None: ...

    def failed(self, tick: str) -> None: ...

    def timed(self, tick: str) -> AbstractContextManager[None]:
        return nullcontext()
