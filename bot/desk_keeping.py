"""What the rehearsal desk keeps in the store: its messages, and how far its clock is moved."""

from datetime import UTC, datetime, timedelta
from math import ceil

from bot.contract import KeptMessage, Payload
from storage import desk
from storage.database import Database
from storage.desk import DeskMessage
from storage.keys import Keyring


class KeptDesk:
    """The messages of the desk, which no platform keeps for it."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database = database
        self._keys = keys

    async def post(
        self, conversation: str, key: str, payload: Payload, at: datetime
    ) -> KeptMessage:
        """Keep a message once; the same key finds the one that is there."""
        return _kept(
            await self._database.run(desk.post, self._keys, conversation, key, payload, at)
        )

    async def edit(self, id: str, payload: Payload, at: datetime) -> None:
        await self._database.run(desk.edit, self._keys, id, payload, at)

    async def find(self, conversation: str, key: str) -> KeptMessage | None:
        found = await self._database.run(desk.find, self._keys, conversation, key)
        return _kept(found) if found is not None else None

    async def newest(self, conversation: str, limit: int) -> tuple[KeptMessage, ...]:
        found = await self._database.run(desk.newest, self._keys, conversation, limit)
        return tuple(_kept(message) for message in found)


class DeskTime:
    """The desk's time: that of the machine, moved forward as far as somebody asked for."""

    def __init__(self, database: Database, ahead: timedelta) -> None:
        self._database = database
        self._ahead = ahead

    @classmethod
    def of(cls, database: Database) -> "DeskTime":
        return cls(database, timedelta(seconds=database.transact(desk.clock_ahead)))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def advance(self, by: timedelta) -> None:
        """Move the clock forward by whole seconds, never by less; it stays so after a restart."""
        ahead = await self._database.run(desk.advance_clock, ceil(by.total_seconds()))
        self._ahead = timedelta(seconds=ahead)


def _kept(message: DeskMessage) -> KeptMessage:
    return KeptMessage(
        message.id,
        message.conversation,
        message.key,
        message.payload,
        message.sent_at,
        message.edited_at,
    )
