"""What is under way in cases, for the page of one person: no case is loaded whole.

One statement for each kind of thing, however many cases there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, SQLModel

from flows.case import (
    Escalation,
    Evidence,
    ExpertQuestion,
    Measure,
    MeasureState,
    OpenItem,
    Summary,
    Underway,
    expiring,
)
from storage.casework import KINDS
from storage.keys import Key, Keyring
from storage.rows import run, table
from storage.tables import (
    DataKeyRow,
    EscalationRow,
    EvidenceRow,
    ExpertQuestionRow,
    MeasureRow,
    OpenItemRow,
    RoundRow,
)

_KEY = table(DataKeyRow)
_READ = {kind.row: kind.read for kind in KINDS}
_NOBODYS = frozenset({MeasureState.PROPOSED})
_DONE = frozenset({MeasureState.EFFECTIVE, MeasureState.NOT_NEEDED})


def _every(kind: type[SQLModel]) -> Select[Any]:
    rows = table(kind)
    of_case = _KEY.c.case_id == rows.c.case_id
    return select(rows, _KEY.c.wrapped).join(_KEY, of_case).order_by(rows.c.position)


_ROUND = table(RoundRow)
_SENT = (
    select(_ROUND.c.case_id, _ROUND.c.submitted_at, _ROUND.c.next_review_days)
    .where(_ROUND.c.submitted_at.is_not(None))
    .order_by(_ROUND.c.number)
)
_ESCALATIONS, _MEASURES = _every(EscalationRow), _every(MeasureRow)
_ITEMS, _QUESTIONS = _every(OpenItemRow), _every(ExpertQuestionRow)
_EVIDENCE = _every(EvidenceRow)


@dataclass(slots=True)
class _Found:
    """What was found of one case so far; `escalation` and `sent` are the rows of the newest.

    `dropped` are the rows of measures that are not needed, `kept` those of proofs.
    """

    measures: list[Measure] = field(default_factory=list)
    unknowns: list[OpenItem] = field(default_factory=list)
    questions: list[ExpertQuestion] = field(default_factory=list)
    proofs: list[Evidence] = field(default_factory=list)
    doers: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    proposed: int = 0
    dropped: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    escalation: Any = None
    sent: Any = None


def with_underway(
    session: Session, keys: Keyring, lines: Iterable[Summary], person: str
) -> tuple[Summary, ...]:
    """Return lines with what is under way in each, as far as the page of a person needs it."""
    every = tuple(lines)
    reading = _Reading(session, keys, {line.case_id: line for line in every}, person)
    reading.everything()
    return tuple(replace(line, underway=reading.underway(line)) for line in every)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The lines of one page, and what is found of each."""

    session: Session
    keys: Keyring
    lines: Mapping[UUID, Summary]
    person: str
    found: dict[UUID, _Found] = field(default_factory=lambda: defaultdict(_Found))

    def everything(self) -> None:
        for row in self._rows(_SENT):
            self.found[row.case_id].sent = row
        for row in self._rows(_ESCALATIONS):
            self.found[row.case_id].escalation = row
        self._read_measures()
        self._read_items()
        self._read_questions()
        self._read_proofs()

    def underway(self, line: Summary) -> Underway:
        found = self.found[line.case_id]
        pending = self._pending(found.escalation)
        return Underway(
            pending=pending,
            measures=tuple(found.measures),
            unknowns=tuple(found.unknowns),
            questions=tuple(found.questions),
            proofs=tuple(found.proofs),
            doers=tuple(found.doers),
            holders=tuple(dict.fromkeys(found.holders)),
            proposed=found.proposed,
            review_on=_review_on(found),
            since=_since(line, found, pending),
        )

    def _read_measures(self) -> None:
        for row in self._rows(_MEASURES):
            found = self.found[row.case_id]
            if row.state in _NOBODYS:
                found.proposed += 1
                continue
            found.doers += [row.owner] if row.owner else []
            if row.state not in _DONE:
                found.holders += [row.owner] if row.owner else []
            if row.state == MeasureState.NOT_NEEDED:
                found.dropped.append(row)
            elif self._shows(row, row.owner, row.verifier):
                found.measures.append(self._read(MeasureRow, row))

    def _read_items(self) -> None:
        for row in self._rows(_ITEMS):
            if row.answered_at is None:
                found = self.found[row.case_id]
                found.holders.append(row.owner)
                if self._shows(row, row.owner):
                    found.unknowns.append(self._read(OpenItemRow, row))

    def _read_questions(self) -> None:
        for row in self._rows(_QUESTIONS):
            if row.settled_at is None and self._shows(row, row.expert):
                self.found[row.case_id].questions.append(self._read(ExpertQuestionRow, row))

    def _read_proofs(self) -> None:
        for row in self._rows(_EVIDENCE):
            self.found[row.case_id].kept.append(row)
        for found in self.found.values():
            if any(row.expires_on is not None for row in found.kept):
                evidence = [self._read(EvidenceRow, row) for row in found.kept]
                dropped = [self._read(MeasureRow, row) for row in found.dropped]
                holding = expiring(evidence, dropped)
                found.proofs += [one for one in holding if self._shows(found.kept[0], one.holder)]

    def _pending(self, row: Any) -> Escalation | None:
        if row is None or row.decided_at is not None or row.superseded_at is not None:
            return None
        pending: Escalation = self._read(EscalationRow, row)
        return pending

    def _shows(self, row: Any, *holders: str | None) -> bool:
        """Tell whether a page needs a thing: of whoever holds it, and of the product side."""
        line = self.lines[row.case_id]
        return self.person in (*holders, line.owner, line.product_lead, *line.participants)

    def _rows(self, statement: Select[Any]) -> Iterator[Any]:
        return (row for row in run(self.session, statement, {}) if row.case_id in self.lines)

    def _read(self, kind: type[SQLModel], row: Any) -> Any:
        key: Key = self.keys.data_key(row.case_id, row.wrapped)
        return _READ[kind](row, key)


def _review_on(found: _Found) -> date | None:
    """Return the day on which a case is asked again: as it was decided, else by its route."""
    if found.sent is None:
        return None
    sent_at: datetime = found.sent.submitted_at
    newest = found.escalation
    decided_at: datetime | None = newest.decided_at if newest is not None else None
    if decided_at is not None and decided_at >= sent_at:
        decided: date | None = newest.review_on
        return decided
    return sent_at.date() + timedelta(days=found.sent.next_review_days or 0)


def _since(line: Summary, found: _Found, pending: Escalation | None) -> datetime:
    """Return since when whoever has the turn has it."""
    if pending is not None and pending.stopped_at is not None:
        return pending.stopped_at
    times = [line.started_at]
    times += [found.sent.submitted_at] if found.sent is not None else []
    newest = found.escalation
    times += [newest.decided_at] if newest is not None and newest.decided_at is not None else []
    asked = pending.questions if pending is not None else ()
    return max([*times, *(one.replied.at for one in asked if one.replied is not None)])
