"""People as their chat tells them, their roles, and where a role is reached.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = AutoString()
MOMENT = UTCDateTime()
PROFILE = ["email", "zone", "locale"]


def upgrade() -> None:
    for name in PROFILE:
        op.add_column("person", sa.Column(name, TEXT, nullable=True))
    op.add_column(
        "person", sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "role_grant",
        sa.Column("role", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("granted_by", TEXT, nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name=op.f("fk_role_grant_person_person")
        ),
        sa.PrimaryKeyConstraint("role", "person", name=op.f("pk_role_grant")),
    )
    op.create_table(
        "contact",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("tenant", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_contact")),
    )


def downgrade() -> None:
    op.drop_table("contact")
    op.drop_table("role_grant")
    for name in ["gone", *PROFILE]:
        op.drop_column("person", name)
