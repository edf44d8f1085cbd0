"""Wake whoever watches the desk: which conversation has something new, never what it is."""

import asyncio
from collections.abc import AsyncGenerator


class Hub:
    """Tell open pages that a conversation changed. Everything happens in one event loop."""

    def __init__(self) -> None:
        self._watchers: set[Watcher] = set()
        self._closed = False

    def wake(self, conversation: str) -> None:
        """Tell every open page that a conversation changed."""
        for watcher in self._watchers:
            watcher.tell(conversation)

    def close(self) -> None:
        """End every open stream, so that the server can stop."""
        self._closed = True
        for watcher in self._watchers:
            watcher.tell(None)

    async def watch(self, idle: float) -> AsyncGenerator[frozenset[str], None]:
        """Yield what changed since last time; nothing when `idle` seconds passed without news."""
        watcher = Watcher()
        self._watchers.add(watcher)
        if self._closed:
            watcher.tell(None)
        try:
            while True:
                news = await watcher.news(idle)
                if self._closed:
                    return
                yield news
        finally:
            self._watchers.discard(watcher)


class Watcher:
    """One open page: a set of names, so that a slow reader costs no memory."""

    def __init__(self) -> None:
        self._changed: set[str] = set()
        self._called = asyncio.Event()

    def tell(self, conversation: str | None) -> None:
        if conversation is not None:
            self._changed.add(conversation)
        self._called.set()

    async def news(self, idle: float) -> frozenset[str]:
        try:
            await asyncio.wait_for(self._called.wait(), idle)
        except TimeoutError:
            return frozenset()
        self._called.clear()
        news, self._changed = frozenset(self._changed), set()
        return news
