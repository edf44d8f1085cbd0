"""The journal: who did what, in a chain of hashes for each stream that shows every change.

Entries hold ids and numbers, never names and never what somebody typed. Nothing here changes or
removes an entry, and triggers refuse it to everybody else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import Row, bindparam, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from flows.journal import Entry
from storage.rows import run, table
from storage.tables import JournalHeadRow, JournalRow
from storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as it stands in the journal."""

    stream: str
    seq: int
    at: datetime
    actor: str
    action: str
    details: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where the journal is not what was written. `what` says it in words."""

    stream: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.stream} entry {self.seq}: {self.what}"


_HEAD = table(JournalHeadRow)
_LOCKED = select(_HEAD.c.seq, _HEAD.c.hash).where(_HEAD.c.stream == bindparam("of"))
_LOCKED = _LOCKED.with_for_update()
_MOVED = update(_HEAD).where(_HEAD.c.stream == bindparam("of"))
_ADDED = insert(table(JournalRow))


def append(
    session: Session, stream: str, actor: str, entries: Sequence[Entry], now: datetime
) -> None:
    """Write entries at the end of a stream; whoever else writes to it waits."""
    if not entries:
        return
    head = _locked_head(session, stream)
    seq, previous, rows = head.seq, head.hash, []
    for seq, entry in enumerate(entries, head.seq + 1):
        row = JournalRow(
            stream=stream,
            seq=seq,
            at=now,
            actor=actor,
            action=entry.action,
            payload=dict(entry.details),
            previous=previous,
            hash="",
        )
        previous = row.hash = hash_of(row)
        rows.append(row.model_dump())
    run(session, _ADDED, rows)
    run(session, _MOVED, {"of": stream, "seq": seq, "hash": previous})


def entries(session: Session, stream: str) -> tuple[Recorded, ...]:
    """Return the entries of a stream, the oldest first."""
    rows = session.exec(
        select_rows(JournalRow).where(JournalRow.stream == stream).order_by(col(JournalRow.seq))
    )
    return tuple(
        Recorded(row.stream, row.seq, row.at, row.actor, row.action, row.payload) for row in rows
    )


def verify(session: Session) -> tuple[Flaw, ...]:
    """Follow every chain and return each place where something was changed, removed or added.

    A stream that was removed with its head leaves no trace in the database: heads are to be
    kept elsewhere too.
    """
    heads = {head.stream: head for head in session.exec(select_rows(JournalHeadRow))}
    flaws: list[Flaw] = []
    rows = session.exec(
        select_rows(JournalRow)
        .order_by(col(JournalRow.stream), col(JournalRow.seq))
        .execution_options(yield_per=1000)
    )
    for stream, chain in groupby(rows, key=lambda row: row.stream):
        flaws += _flaws(stream, chain, heads.pop(stream, None))
    flaws += [
        Flaw(stream, 1, f"removed, with all {head.seq} entries of its stream")
        for stream, head in sorted(heads.items())
        if head.seq
    ]
    return tuple(flaws)


def hash_of(row: JournalRow) -> str:
    """Return the hash that an entry must have, given the one before it."""
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = json.dumps(
        [row.seq, at, row.actor, row.action, row.payload], sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(f"{row.previous}{content}".encode()).hexdigest()


def genesis(stream: str) -> str:
    """Return what stands before the first entry; of each stream its own, so none can be swapped."""
    return hashlib.sha256(stream.encode()).hexdigest()


def _locked_head(session: Session, stream: str) -> Row[tuple[int, str]]:
    head = run(session, _LOCKED, {"of": stream}).first()
    if head is None:
        new = {"stream": stream, "seq": 0, "hash": genesis(stream)}
        insert_new(session, JournalHeadRow, new)
        head = run(session, _LOCKED, {"of": stream}).one()
    return head


def _flaws(stream: str, chain: Iterable[JournalRow], head: JournalHeadRow | None) -> Iterator[Flaw]:
    seq, before = 0, genesis(stream)
    end = head.seq if head is not None else 0
    for row in chain:
        if row.seq != seq + 1:
            yield _gap(stream, seq, row.seq)
        elif row.previous != before:
            yield Flaw(stream, max(seq, 1), "edited: the next entry remembers another one")
        if hash_of(row) != row.hash:
            yield Flaw(stream, row.seq, "edited: its content does not fit its hash")
        if row.seq > end:
            yield Flaw(stream, row.seq, "inserted: the stream ended before it")
        seq, before = row.seq, row.hash
    if seq < end:
        yield Flaw(stream, seq + 1, f"removed: the stream is cut off, it had {end} entries")
    elif head is not None and seq == end and before != head.hash:
        yield Flaw(stream, seq, "edited: the end of the stream was another one")


def _gap(stream: str, seq: int, found: int) -> Flaw:
    if found <= seq:
        return Flaw(stream, found, "inserted: entries are numbered from 1")
    missing = f"{seq + 1}" if found == seq + 2 else f"{seq + 1} to {found - 1}"
    return Flaw(stream, seq + 1, f"removed: entry {missing} is missing")
