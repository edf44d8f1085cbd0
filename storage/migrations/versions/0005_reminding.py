"""Reminders, who was told last, the pace of conversations, snoozes, and what became of launches.

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.migrations import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW = ("launch_word", "snooze", "pace", "heard", "reminder")


def upgrade() -> None:
    _reminder()
    _heard_and_pace()
    _hung_from_a_case("snooze", _text("subject"), _text("person"), _day("until"), _at("snoozed_at"))
    _hung_from_a_case("launch_word", _text("answer"), _day("planned_on", True), _at("said_at"))
    dead = sa.text("state = 'dead'")
    op.create_index(
        "ix_outbox_due_at_dead", "outbox", ["due_at"], sqlite_where=dead, postgresql_where=dead
    )
    for table in ("snooze", "launch_word"):
        guards.append_only(table, ["case_id", "position"])


def downgrade() -> None:
    op.drop_index("ix_outbox_due_at_dead", "outbox")
    for table in NEW:
        op.drop_table(table)


def _reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("key"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        _text("subject"),
        _text("stage"),
        _text("person", True),
        _text("role", True),
        sa.Column("gathered", sa.Boolean(), nullable=False),
        sa.Column("args", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        _text("state"),
        _at("due_at"),
        _at("put_off_to", True),
        _at("lease_until", True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        _text("told_in", True),
        _at("created_at"),
        _at("settled_at", True),
        sa.CheckConstraint(
            "state IN ('pending', 'done', 'skipped', 'cancelled')", name=op.f("ck_reminder_state")
        ),
        sa.CheckConstraint("person IS NOT NULL OR NOT gathered", name=op.f("ck_reminder_gathered")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reminder_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("key", name=op.f("uq_reminder_key")),
    )
    op.create_index(op.f("ix_reminder_case_id"), "reminder", ["case_id"])
    op.create_index(op.f("ix_reminder_told_in"), "reminder", ["told_in"])
    _pending("ix_reminder_due_at_pending", ["gathered", "due_at"])
    _pending("ix_reminder_person_pending", ["person", "due_at"])


def _pending(name: str, columns: list[str]) -> None:
    where = sa.text("state = 'pending'")
    op.create_index(name, "reminder", columns, sqlite_where=where, postgresql_where=where)


def _heard_and_pace() -> None:
    op.create_table(
        "heard",
        _text("person"),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        _at("told_at", True),
        _at("acted_at", True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_heard_case_id_case")),
        sa.PrimaryKeyConstraint("person", "case_id", name=op.f("pk_heard")),
    )
    op.create_table(
        "pace",
        _text("channel"),
        _text("tenant"),
        _text("conversation"),
        _at("free_at"),
        sa.PrimaryKeyConstraint("channel", "tenant", "conversation", name=op.f("pk_pace")),
    )


def _hung_from_a_case(name: str, *columns: sa.Column) -> None:  # type: ignore[type-arg]
    op.create_table(
        name,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *columns,
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{name}_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, AutoString(), nullable=nullable)


def _at(name: str, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, UTCDateTime(), nullable=nullable)


def _day(name: str, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Date(), nullable=nullable)
