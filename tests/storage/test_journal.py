"""The journal refuses to be changed, and tells when somebody changed it all the same."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, select

from flows.errors import StoreError
from flows.journal import Entry
from storage import journal
from storage.database import Database
from storage.tables import JournalRow
from tests.databases import Kind
from tests.storage.examples import NOW

CASES = ("case:one", "case:two")
NEW = (
    "INSERT {how} INTO journal (stream, seq, at, actor, action, payload, previous, hash) "
    "VALUES ('{stream}', {seq}, '2026-03-02 09:30:00', 'eve', 'decided', '{{}}', 'a', 'b')"
)


@pytest.fixture
def written(database: Database) -> Database:
    """A database with five entries in each of two streams."""
    for stream in CASES:
        for number in range(5):
            entry = Entry("answered", {"question": f"G0{number}", "revision": number})
            at = NOW + timedelta(minutes=number)
            database.transact(journal.append, stream, "ann", [entry], at)
    return database


def test_entries_come_back_in_order(written: Database) -> None:
    written.transact(journal.append, "case:one", "bob", [Entry("a"), Entry("b", {"n": 1})], NOW)
    written.transact(journal.append, "case:one", "bob", [], NOW)
    found = written.transact(journal.entries, "case:one")
    assert [entry.seq for entry in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [(entry.actor, entry.action) for entry in found[-2:]] == [("bob", "a"), ("bob", "b")]
    assert found[-1].details == {"n": 1}
    assert found[0].at == NOW
    assert written.transact(journal.entries, "case:three") == ()


def test_an_untouched_journal_has_no_flaw(written: Database) -> None:
    assert written.transact(journal.verify) == ()


def test_eight_writers_leave_one_chain(database: Database) -> None:
    def write(who: int) -> None:
        entries = [Entry("answered", {"who": who, "n": number}) for number in range(3)]
        database.transact(journal.append, "case:one", f"p{who}", entries, NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(24)))
    assert database.transact(journal.verify) == ()
    found = database.transact(journal.entries, "case:one")
    assert [entry.seq for entry in found] == list(range(1, 73))
    blocks = [{entry.actor for entry in found[at : at + 3]} for at in range(0, 72, 3)]
    assert all(len(actors) == 1 for actors in blocks)


REFUSED = {
    "update": "UPDATE journal SET actor = 'eve' WHERE seq = 2",
    "update of a key": "UPDATE journal SET seq = 9 WHERE stream = 'case:one' AND seq = 5",
    "delete": "DELETE FROM journal WHERE seq = 2",
    "delete of all": "DELETE FROM journal",
    "gap": NEW.format(how="", stream="case:one", seq=7),
    "same number": NEW.format(how="", stream="case:one", seq=5),
    "number before the first": NEW.format(how="", stream="case:one", seq=0),
    "stream that does not begin with 1": NEW.format(how="", stream="case:new", seq=2),
    "head backward": "UPDATE journal_head SET seq = 4 WHERE stream = 'case:one'",
    "head standing": "UPDATE journal_head SET hash = 'b' WHERE stream = 'case:one'",
    "head of another": "UPDATE journal_head SET stream = 'c', seq = 9 WHERE stream = 'case:one'",
    "head deleted": "DELETE FROM journal_head WHERE stream = 'case:one'",
    "answer update": "UPDATE answer SET actor = 'eve'",
    "answer delete": "DELETE FROM answer",
    "rating update": "UPDATE rating SET actor = 'eve'",
    "rating delete": "DELETE FROM rating",
    "reply update": "UPDATE prompt_reply SET actor = 'eve'",
    "reply delete": "DELETE FROM prompt_reply",
}
REPLACING = {
    "entry": NEW.format(how="OR REPLACE", stream="case:one", seq=3),
    "last entry": NEW.format(how="OR REPLACE", stream="case:one", seq=5),
    "update or replace": "UPDATE OR REPLACE journal SET seq = 4 WHERE seq = 5",
    "head": "INSERT OR REPLACE INTO journal_head VALUES ('case:one', 1, 'b')",
    "answer": "INSERT OR REPLACE INTO answer SELECT * FROM answer",
    "rating": "INSERT OR REPLACE INTO rating SELECT * FROM rating",
    "reply": "INSERT OR REPLACE INTO prompt_reply SELECT * FROM prompt_reply",
}
TRUNCATED = ("journal", "journal_head", "answer", "rating", "prompt_reply")


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_past_cannot_be_changed(filled: Database, statement: str) -> None:
    before = filled.transact(_everything)
    with pytest.raises(StoreError, match=r"append-only|no gap"):
        filled.transact(_execute, statement)
    assert filled.transact(_everything) == before


@pytest.mark.parametrize("triggers", ["ON", "OFF"])
@pytest.mark.parametrize("statement", REPLACING.values(), ids=REPLACING)
def test_sqlite_cannot_replace_the_past(
    filled: Database, database_kind: Kind, statement: str, triggers: str
) -> None:
    if database_kind == "postgresql":
        with pytest.raises(StoreError, match="syntax error"):
            filled.transact(_execute, statement)
        return
    before = filled.transact(_everything)
    with filled.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.rollback()
        raw.execute(f"PRAGMA recursive_triggers = {triggers}").close()
    with pytest.raises(StoreError, match="append-only"):
        filled.transact(_execute, statement)
    assert filled.transact(_everything) == before


@pytest.mark.parametrize("table", TRUNCATED)
def test_nothing_can_be_truncated(filled: Database, database_kind: Kind, table: str) -> None:
    expected = "append-only" if database_kind == "postgresql" else "syntax error"
    before = filled.transact(_everything)
    with pytest.raises(StoreError, match=expected):
        filled.transact(_execute, f"TRUNCATE {table} CASCADE")
    assert filled.transact(_everything) == before


HASHES = "(SELECT hash FROM journal WHERE stream = 'case:one' AND seq = {})"
TAMPERED: dict[str, tuple[list[str], list[str]]] = {
    "actor edited": (
        ["UPDATE journal SET actor = 'eve' WHERE stream = 'case:one' AND seq = 3"],
        ["case:one entry 3: edited: its content does not fit its hash"],
    ),
    "time edited": (
        ["UPDATE journal SET at = '2026-03-02 09:30:00' WHERE stream = 'case:one' AND seq = 5"],
        ["case:one entry 5: edited: its content does not fit its hash"],
    ),
    "content edited": (
        ['UPDATE journal SET payload = \'{"question": "G09"}\' WHERE seq = 1'],
        [f"{stream} entry 1: edited: its content does not fit its hash" for stream in CASES],
    ),
    "removed from the middle": (
        ["DELETE FROM journal WHERE stream = 'case:two' AND seq = 2"],
        ["case:two entry 2: removed: entry 2 is missing"],
    ),
    "removed from the beginning": (
        ["DELETE FROM journal WHERE stream = 'case:two' AND seq <= 2"],
        ["case:two entry 1: removed: entry 1 to 2 is missing"],
    ),
    "cut off": (
        ["DELETE FROM journal WHERE stream = 'case:one' AND seq > 3"],
        ["case:one entry 4: removed: the stream is cut off, it had 5 entries"],
    ),
    "removed whole": (
        ["DELETE FROM journal WHERE stream = 'case:one'"],
        ["case:one entry 1: removed, with all 5 entries of its stream"],
    ),
    "inserted at the end": (
        [NEW.format(how="", stream="case:one", seq=6)],
        [
            "case:one entry 5: edited: the next entry remembers another one",
            "case:one entry 6: edited: its content does not fit its hash",
            "case:one entry 6: inserted: the stream ended before it",
        ],
    ),
    "inserted before the beginning": (
        [NEW.format(how="", stream="case:one", seq=0)],
        [
            "case:one entry 0: inserted: entries are numbered from 1",
            "case:one entry 0: edited: its content does not fit its hash",
            "case:one entry 1: edited: the next entry remembers another one",
        ],
    ),
    "inserted as a stream": (
        [NEW.format(how="", stream="case:zoo", seq=1)],
        [
            "case:zoo entry 1: edited: the next entry remembers another one",
            "case:zoo entry 1: edited: its content does not fit its hash",
            "case:zoo entry 1: inserted: the stream ended before it",
        ],
    ),
    "streams swapped": (
        [
            "UPDATE journal SET stream = 'x' WHERE stream = 'case:one'",
            "UPDATE journal SET stream = 'case:one' WHERE stream = 'case:two'",
            "UPDATE journal SET stream = 'case:two' WHERE stream = 'x'",
        ],
        [
            "case:one entry 1: edited: the next entry remembers another one",
            "case:one entry 5: edited: the end of the stream was another one",
            "case:two entry 1: edited: the next entry remembers another one",
            "case:two entry 5: edited: the end of the stream was another one",
        ],
    ),
}


@pytest.mark.parametrize(("statements", "flaws"), TAMPERED.values(), ids=TAMPERED)
def test_what_was_done_to_the_journal_is_found(
    written: Database, statements: list[str], flaws: list[str]
) -> None:
    with _unguarded(written) as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", "\\:")))
    assert [str(flaw) for flaw in written.transact(journal.verify)] == flaws


@pytest.mark.parametrize(
    ("seq", "flaw"),
    [
        (3, "case:one entry 3: edited: the next entry remembers another one"),
        (5, "case:one entry 5: edited: the end of the stream was another one"),
    ],
)
def test_an_edit_with_a_new_hash_is_found(written: Database, seq: int, flaw: str) -> None:
    def forged(session: Session) -> str:
        row = session.exec(
            select(JournalRow).where(JournalRow.stream == "case:one", JournalRow.seq == seq)
        ).one()
        forgery = JournalRow(**{**row.model_dump(), "actor": "eve"})
        return journal.hash_of(forgery)

    new_hash = written.transact(forged)
    with _unguarded(written) as connection:
        connection.execute(
            text("UPDATE journal SET actor = 'eve', hash = :hash WHERE stream = :s AND seq = :n"),
            {"hash": new_hash, "s": "case:one", "n": seq},
        )
    assert [str(each) for each in written.transact(journal.verify)] == [flaw]


@pytest.fixture
def filled(written: Database) -> Database:
    """The same, with a row in every other table that only grows."""
    written.transact(_fill)
    return written


def _fill(session: Session) -> None:
    case = "'00000000000000000000000000000001'"
    blob = "CAST('x' AS bytea)" if session.get_bind().dialect.name != "sqlite" else "x'00'"
    at = "'2026-03-02 09:30:00'"
    for statement in (
        (
            'INSERT INTO "case" (id, reference, pack, revision, owner, confidentiality, '
            "launch_status, is_draft, answered, told, started_at, changed_at) VALUES "
            f"({case}, 'SAL-1', 'meaning-1', 1, 'ann', 'open', 'draft', true, 0, '[]', {at}, {at})"
        ),
        f"INSERT INTO answer VALUES ({case}, 1, 'G01', 1, 'ann', {at}, {blob})",
        f"INSERT INTO rating VALUES ({case}, 1, 'H01', 'S01', 1, 'ann', {at}, {blob})",
        f"INSERT INTO prompt_reply VALUES ({case}, 1, 0, 'CP1', NULL, 1, 'ann', {at}, {blob})",
    ):
        _execute(session, statement)


def _execute(session: Session, statement: str) -> None:
    session.connection().execute(text(statement.replace(":", "\\:")))


def _everything(session: Session) -> list[list[str]]:
    tables = (*TRUNCATED, '"case"')
    return [
        sorted(map(str, session.connection().execute(text(f"SELECT * FROM {table}"))))
        for table in tables
    ]


@contextmanager
def _unguarded(database: Database) -> Iterator[Connection]:
    """Give a connection that may do what the owner of a database can do at worst."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            made = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(made).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("journal", "journal_head"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield connection
