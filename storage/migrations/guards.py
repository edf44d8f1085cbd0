"""Triggers that keep the past as it was: what was appended is never changed or removed.

A migration that rebuilds a guarded table on SQLite loses its triggers and makes them again with
these functions. The guarded tables have no row id there, since INSERT OR REPLACE by row id would
remove a row of another key.
"""

from collections.abc import Sequence

from alembic import op


def append_only(table: str, key: Sequence[str]) -> None:
    """Let rows be added to a table, and nothing else."""
    if _is_sqlite():
        _refuse_on_sqlite(table, "UPDATE")
        _refuse_on_sqlite(table, "DELETE")
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        # Before the insert, since OR REPLACE deletes unseen where recursive triggers are off.
        _refuse_on_sqlite(table, "INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {same})")
    else:
        _make_refusal()
        _refuse_on_postgresql(table, "UPDATE OR DELETE", "ROW")
        _refuse_on_postgresql(table, "TRUNCATE", "STATEMENT")


def journal() -> None:
    """Guard the journal, which has no gap, and its heads, which move forward only."""
    next_seq = "(SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE stream = NEW.stream)"
    backward = "NEW.stream <> OLD.stream OR NEW.seq <= OLD.seq"
    append_only("journal", ["stream", "seq"])
    if _is_sqlite():
        _refuse_on_sqlite("journal", "INSERT", f"NEW.seq IS NOT {next_seq}", name="gap")
        _refuse_on_sqlite("journal_head", "UPDATE", backward)
        _refuse_on_sqlite("journal_head", "DELETE")
        taken = "EXISTS (SELECT 1 FROM journal_head WHERE stream = NEW.stream)"
        _refuse_on_sqlite("journal_head", "INSERT", taken)
        return
    op.execute(
        f"""
        CREATE FUNCTION salient_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.seq IS DISTINCT FROM {next_seq} THEN
                RAISE EXCEPTION 'journal leaves no gap: insert refused';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER journal_guard_gap BEFORE INSERT ON journal "
        "FOR EACH ROW EXECUTE FUNCTION salient_no_gap()"
    )
    _refuse_on_postgresql("journal_head", "DELETE", "ROW")
    _refuse_on_postgresql("journal_head", "TRUNCATE", "STATEMENT")
    _refuse_on_postgresql("journal_head", "UPDATE", "ROW", f"WHEN ({backward})")


def remove() -> None:
    """Take away what outlives the guarded tables; triggers go with their table."""
    if _is_sqlite():
        return
    op.execute("DROP FUNCTION salient_refuse()")
    op.execute("DROP FUNCTION salient_no_gap()")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _refuse_on_sqlite(table: str, verb: str, when: str = "", name: str = "") -> None:
    condition = f"WHEN {when}" if when else ""
    op.execute(
        f"CREATE TRIGGER {table}_guard_{name or verb.lower()} BEFORE {verb} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {verb.lower()} refused'); END"
    )


def _make_refusal() -> None:
    op.execute(
        """
        CREATE OR REPLACE FUNCTION salient_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, lower(TG_OP);
        END $$
        """
    )


def _refuse_on_postgresql(table: str, verb: str, each: str, when: str = "") -> None:
    name = f"{table}_guard_{verb.lower().replace(' ', '_')}"
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
        f"FOR EACH {each} {when} EXECUTE FUNCTION salient_refuse()"
    )
