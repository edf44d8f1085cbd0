"""Messages that somebody wants to keep, until they say for which case.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeping",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_keeping_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeping")),
    )
    op.create_index(op.f("ix_keeping_created_at"), "keeping", ["created_at"])


def downgrade() -> None:
    op.drop_table("keeping")
