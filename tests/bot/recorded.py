"""Worked products played on the desk, with everything that was pressed on the way."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.channels.desk.channel import DeskChannel
from bot.contract import DeskClock, Inbound
from bot.rehearsal import Rehearsal, stage
from bot.wiring import Salient
from flows.case import Case
from storage import store
from storage.database import Session
from storage.keys import Keyring
from tests.worked import worked

FIRST = "SAL-1"


@dataclass(frozen=True, slots=True)
class Pressed:
    """One button or form as the desk's page sent it, and what the clock said then."""

    at: datetime
    payload: Mapping[str, object]
    inbound: Inbound


class RecordingDesk(DeskChannel):
    """The desk, noting what it reads."""

    def __init__(self, salient: Salient) -> None:
        super().__init__(salient.messages, salient.clock, salient.hub)
        self.time: DeskClock = salient.clock
        self.pressed: list[Pressed] = []

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        read = super().parse(payload)
        if read is not None:
            self.pressed.append(Pressed(self.time.now(), payload, read))
        return read


@dataclass(slots=True)
class Played:
    """A product that was played: the desk, what it read, and the transcript."""

    salient: Salient
    desk: RecordingDesk
    lines: list[str] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.salient.core.database.transact(first_case, self.salient.core.keys)


@contextmanager
def played(id: str) -> Iterator[Played]:
    """Play a worked product to its end, and keep the stage for as long as it is looked at."""
    with stage(None) as salient:
        desk = RecordingDesk(salient)
        done = Played(salient, desk)
        told = Rehearsal(replace(salient, channel=desk), worked(id), done.lines.append)
        asyncio.run(told.play())
        yield done


def first_case(session: Session, keys: Keyring) -> Case:
    return store.find(session, keys, FIRST)
