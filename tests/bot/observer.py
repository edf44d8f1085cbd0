"""Whoever looks at everything there is to see outside the human rights team, and writes it down."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from structlog.testing import capture_logs

from bot.contract import Reader
from bot.contract.twin import twin
from flows.cards import Reply
from flows.events import Event, Request
from storage import journal
from storage.database import Session
from storage.figures import contents
from storage.tables import CaseRow, OutboxRow
from tests.bot.house import House

TEAM = ("hana", "hilda")
TEAM_SEES = ("team", *(f"person:{who}" for who in TEAM))
"""The human rights team, and the conversations where nobody else reads."""


@dataclass
class Observer:
    """Collects what people outside the team see, and what an operator can count and read."""

    house: House
    seen: list[tuple[str, str]] = field(default_factory=list)
    logged: Sequence[Any] = ()
    metrics: list[list[str]] = field(default_factory=list)

    async def says(
        self, who: str, event: Event | Request, case: UUID | None = None, id: str | None = None
    ) -> Reply:
        """Let somebody do something; unless they are of the team, what they see is noted."""
        reply = await self.house.says(who, event, case, id)
        if who not in TEAM:
            self.seen.append((who, twin(reply, Reader())))
        return reply

    @contextmanager
    def listening(self) -> Iterator[None]:
        with capture_logs() as logged:
            yield
        self.logged = logged

    def measures(self) -> None:
        """Read the metrics, as a Prometheus does again and again."""
        self.metrics.append(self.house.metrics())

    def found(self) -> dict[str, Sized]:
        """Return all that was seen, by where it was seen."""
        channel, transact = self.house.channel, self.house.database.transact
        sent = [one for one in channel.messages if one.to.conversation not in TEAM_SEES]
        return {
            "replies": self.seen,
            "messages": [(one.to, one.key, one.payload, one.edits) for one in sent],
            "pages": {to: drawn for to, drawn in channel.pages.items() if to not in TEAM_SEES},
            "log": self.logged,
            "metrics": self.metrics,
            **transact(stored, TEAM_SEES),
        }


def stored(session: Session, team_sees: Collection[str]) -> dict[str, Any]:
    """Return what an operator can count and read in the store, but for what the team is told."""
    return {
        "owed": _owed(session, team_sees),
        "counts": contents(session),
        "organisation": _entries(session),
        "references": _references(session),
    }


def assert_alike(with_it: Mapping[str, Sized], without: Mapping[str, Sized]) -> None:
    """Check that a story looks the same with a concern as without, wherever anybody looked."""
    for where, seen in without.items():
        assert len(seen) > 1, where
        assert with_it[where] == seen, where


def _owed(session: Session, team_sees: Collection[str]) -> list[dict[str, Any]]:
    """Return the messages owed or sent, with their times; ids of the chat and leases apart."""
    rows = session.exec(
        select(OutboxRow).where(OutboxRow.lane == "normal").order_by(col(OutboxRow.key))
    )
    apart = {"id", "lease_until", "lease_token", "external_id"}
    return [row.model_dump(exclude=apart) for row in rows if row.conversation not in team_sees]


def _entries(session: Session) -> list[tuple[object, ...]]:
    entries = journal.entries(session, "organisation")
    return [(one.seq, one.at, one.actor, one.action, one.details) for one in entries]


def _references(session: Session) -> list[str]:
    """Return the references that count on: a sealed one is known to the team alone."""
    rows = session.exec(select(CaseRow).where(col(CaseRow.sequence).is_not(None)))
    return sorted(row.reference for row in rows)
