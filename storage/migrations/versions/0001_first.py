"""The first schema: people, packs, cases with their answers, the journal, messages owed.

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.migrations import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = AutoString()
MOMENT = UTCDateTime()
DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SECRET = sa.LargeBinary()

TABLES = [
    "person",
    "account",
    "pack",
    "launch",
    "case",
    "case_participant",
    "round",
    "finding",
    "data_key",
    "counter",
    "answer",
    "rating",
    "prompt_reply",
    "journal",
    "journal_head",
    "outbox",
    "posted",
    "inbound",
    "desk_message",
    "desk_clock",
]


def upgrade() -> None:
    _create_people_and_packs()
    _create_cases()
    _create_answers()
    _create_journal()
    _create_messages()
    _create_desk()
    guards.append_only("answer", ["case_id", "round", "question", "revision"])
    guards.append_only("rating", ["case_id", "round", "risk", "question", "revision"])
    guards.append_only("prompt_reply", ["case_id", "round", "position"])
    guards.journal()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    guards.remove()


def _create_people_and_packs() -> None:
    op.create_table(
        "person",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "account",
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_account_person_person")),
        sa.PrimaryKeyConstraint("channel", "tenant", "account_id", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_person"), "account", ["person"])
    op.create_table(
        "pack",
        sa.Column("meaning", TEXT, nullable=False),
        sa.Column("wording", TEXT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("meaning", name=op.f("pk_pack")),
    )


def _create_cases() -> None:
    op.create_table(
        "launch",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("name_hash", TEXT, nullable=True),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_launch")),
    )
    op.create_index(op.f("ix_launch_name_hash"), "launch", ["name_hash"])
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("pack", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("product_lead", TEXT, nullable=True),
        sa.Column("confidentiality", TEXT, nullable=False),
        sa.Column("launch_status", TEXT, nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("route", TEXT, nullable=True),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("told", DATA, nullable=False),
        sa.Column("launch_key", TEXT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("concern_secret", SECRET, nullable=True),
        sa.ForeignKeyConstraint(
            ["launch_key"], ["launch.key"], name=op.f("fk_case_launch_key_launch")
        ),
        sa.ForeignKeyConstraint(["pack"], ["pack.meaning"], name=op.f("fk_case_pack_pack")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_reference")),
        sa.UniqueConstraint("sequence", name=op.f("uq_case_sequence")),
    )
    op.create_index(op.f("ix_case_launch_key"), "case", ["launch_key"])
    op.create_index(op.f("ix_case_owner"), "case", ["owner"])
    op.create_index(op.f("ix_case_pack"), "case", ["pack"])
    op.create_index(op.f("ix_case_product_lead"), "case", ["product_lead"])
    op.create_table(
        "case_participant",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_case_participant_case_id_case")
        ),
        sa.PrimaryKeyConstraint("case_id", "person", name=op.f("pk_case_participant")),
    )
    op.create_index(op.f("ix_case_participant_person"), "case_participant", ["person"])
    op.create_table(
        "round",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("early_rules", DATA, nullable=False),
        sa.Column("route", TEXT, nullable=True),
        sa.Column("launch", TEXT, nullable=True),
        sa.Column("rules", DATA, nullable=True),
        sa.Column("told", DATA, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("next_review_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_round_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_round")),
    )
    op.create_table(
        "finding",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("risk", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("repair", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("dismissed", sa.Boolean(), nullable=False),
        sa.Column("relationship", TEXT, nullable=False),
        sa.CheckConstraint("severity BETWEEN 1 AND 5", name=op.f("ck_finding_severity")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_finding_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "round", "risk", name=op.f("pk_finding")),
    )
    op.create_table(
        "data_key",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", SECRET, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_data_key_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_data_key")),
    )
    op.create_table(
        "counter",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )


def _create_answers() -> None:
    op.create_table(
        "answer",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("value", SECRET, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_answer_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "round", "question", "revision", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rating",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("risk", TEXT, nullable=False),
        sa.Column("question", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("value", SECRET, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rating_case_id_case")),
        sa.PrimaryKeyConstraint(
            "case_id", "round", "risk", "question", "revision", name=op.f("pk_rating")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "prompt_reply",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prompt", TEXT, nullable=False),
        sa.Column("risk", TEXT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", SECRET, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_prompt_reply_case_id_case")
        ),
        sa.PrimaryKeyConstraint("case_id", "round", "position", name=op.f("pk_prompt_reply")),
        sqlite_with_rowid=False,
    )


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("stream", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("payload", DATA, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_head",
        sa.Column("stream", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_journal_head")),
        sqlite_with_rowid=False,
    )


def _create_messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("thread", TEXT, nullable=False),
        sa.Column("view", TEXT, nullable=False),
        sa.Column("args", DATA, nullable=False),
        sa.Column("recipient", TEXT, nullable=True),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("lane", TEXT, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", MOMENT, nullable=True),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("last_error", TEXT, nullable=True),
        sa.Column("ambiguous", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.CheckConstraint("ambiguous IN ('resend', 'hold')", name=op.f("ck_outbox_ambiguous")),
        sa.CheckConstraint("kind IN ('send', 'edit')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint("lane IN ('normal', 'sealed')", name=op.f("ck_outbox_lane")),
        sa.CheckConstraint(
            "state IN ('pending', 'sent', 'dead', 'cancelled')", name=op.f("ck_outbox_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_case_id"), "outbox", ["case_id"])
    op.create_index(
        "ix_outbox_due_at_pending",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "posted",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("view", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("thread", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_posted")),
    )
    op.create_index("ix_posted_case_id_view", "posted", ["case_id", "view"])
    op.create_table(
        "inbound",
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("channel", "event_id", name=op.f("pk_inbound")),
    )
    op.create_index(op.f("ix_inbound_received_at"), "inbound", ["received_at"])


def _create_desk() -> None:
    op.create_table(
        "desk_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("payload", SECRET, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_message")),
        sa.UniqueConstraint("conversation", "key", name=op.f("uq_desk_message_conversation_key")),
    )
    op.create_table(
        "desk_clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ahead_seconds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_desk_clock_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_clock")),
    )
