"""What follows a screening: escalations, measures, open items, proof; settings and backups.

Revision: 0003
Follows: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from storage.migrations import guards

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = AutoString()
MOMENT = UTCDateTime()
DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SECRET = sa.LargeBinary()

KEPT = ("evidence", "agreed_rating", "closure", "remedy")
FOUND_BY = {
    "measure": ("owner", "verifier"),
    "open_item": ("owner",),
    "expert_question": ("expert",),
}
PHASES = {
    "cleared": "closed",
    "concern": "concern",
    "draft": "draft",
    "cleared_with_actions": "tracking",
    "pending_review": "team",
    "hold": "team",
}


def upgrade() -> None:
    for column in _of_case().values():
        op.add_column("case", column)
    for column in _of_round().values():
        op.add_column("round", column)
    for table, columns in _casework().items():
        _create(table, columns)
    for table in KEPT:
        guards.append_only(table, ["case_id", "position"])
    _create_for_people()
    _tell_phases()


def downgrade() -> None:
    op.drop_table("preference")
    op.drop_table("backup")
    for table in reversed(_casework()):
        op.drop_table(table)
    for name in reversed(_of_round()):
        op.drop_column("round", name)
    for name in reversed(_of_case()):
        op.drop_column("case", name)


def _create(table: str, columns: list[sa.Column[Any]]) -> None:
    op.create_table(
        table,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        *columns,
        sa.Column("content", SECRET, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{table}_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f(f"pk_{table}")),
        sqlite_with_rowid=table not in KEPT,
    )
    for name in FOUND_BY.get(table, ()):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _create_for_people() -> None:
    op.create_table(
        "backup",
        sa.Column("role", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_backup_person_person")),
        sa.PrimaryKeyConstraint("role", "person", name=op.f("pk_backup")),
    )
    op.create_table(
        "preference",
        sa.Column("person", TEXT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", DATA, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_preference_person_person")
        ),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_preference")),
    )


def _tell_phases() -> None:
    """Say of each case that is there already where it stands; each save says it anew."""
    case = sa.table("case", sa.column("launch_status"), sa.column("is_draft"), sa.column("phase"))
    for status, phase in PHASES.items():
        of_status = (case.c.launch_status == status) & (case.c.is_draft == sa.false())
        op.execute(case.update().where(of_status).values(phase=phase))


def _casework() -> dict[str, list[sa.Column[Any]]]:
    return {
        "escalation": [
            sa.Column("round", sa.Integer(), nullable=False),
            sa.Column("route", TEXT, nullable=False),
            sa.Column("decider", TEXT, nullable=False),
            sa.Column("urgent", sa.Boolean(), nullable=False),
            sa.Column("opened_at", MOMENT, nullable=False),
            sa.Column("acknowledged_at", MOMENT),
            sa.Column("first_due_at", MOMENT, nullable=False),
            sa.Column("decision_due_at", MOMENT, nullable=False),
            sa.Column("stopped_at", MOMENT),
            sa.Column("superseded_at", MOMENT),
            sa.Column("decided_at", MOMENT),
            sa.Column("outcome", TEXT),
            sa.Column("review_on", sa.Date()),
        ],
        "measure": [
            sa.Column("source", TEXT, nullable=False),
            sa.Column("origin", TEXT, nullable=False),
            sa.Column("state", TEXT, nullable=False),
            sa.Column("since", MOMENT, nullable=False),
            sa.Column("owner", TEXT),
            sa.Column("verifier", TEXT),
            sa.Column("due_on", sa.Date()),
        ],
        "open_item": [
            sa.Column("question", TEXT, nullable=False),
            sa.Column("owner", TEXT, nullable=False),
            sa.Column("due_on", sa.Date(), nullable=False),
            sa.Column("opened_at", MOMENT, nullable=False),
            sa.Column("answered_at", MOMENT),
        ],
        "expert_question": [
            sa.Column("expert", TEXT, nullable=False),
            sa.Column("asked_at", MOMENT, nullable=False),
            sa.Column("replied_at", MOMENT),
            sa.Column("settled_at", MOMENT),
        ],
        "evidence": [
            sa.Column("kind", TEXT, nullable=False),
            sa.Column("owner", TEXT),
            sa.Column("kept_at", MOMENT, nullable=False),
            sa.Column("expires_on", sa.Date()),
        ],
        "agreed_rating": [
            sa.Column("risk", TEXT, nullable=False),
            *(
                sa.Column(name, sa.Integer(), nullable=False)
                for name in ("scale", "scope", "repair", "likelihood")
            ),
            sa.Column("dismissed", sa.Boolean(), nullable=False),
            sa.Column("agreed_at", MOMENT, nullable=False),
        ],
        "closure": [
            sa.Column("risk", TEXT, nullable=False),
            sa.Column("round", sa.Integer(), nullable=False),
            sa.Column("closed_at", MOMENT, nullable=False),
        ],
        "remedy": [
            sa.Column("risk", TEXT, nullable=False),
            sa.Column("since", MOMENT, nullable=False),
        ],
    }


def _of_case() -> dict[str, sa.Column[Any]]:
    return {
        "phase": sa.Column("phase", TEXT, server_default="draft", nullable=False),
        "due_at": sa.Column("due_at", MOMENT),
        "due_on": sa.Column("due_on", sa.Date()),
        "withdrawn_at": sa.Column("withdrawn_at", MOMENT),
        "holds": sa.Column("holds", DATA, server_default="[]", nullable=False),
        "people_secret": sa.Column("people_secret", SECRET),
    }


def _of_round() -> dict[str, sa.Column[Any]]:
    return {
        "triggers": sa.Column("triggers", DATA, server_default="[]", nullable=False),
        "opened_at": sa.Column("opened_at", MOMENT),
        "handed_over_at": sa.Column("handed_over_at", MOMENT),
        "opening_secret": sa.Column("opening_secret", SECRET),
    }
