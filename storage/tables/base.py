"""What the tables share: columns of both databases, and how a row lies on disk."""

from sqlalchemy import JSON
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

# Named before the first table: Alembic finds constraints by these names.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

JSON_OR_JSONB = JSON().with_variant(JSONB(), "postgresql")

PENDING = "pending"

# A row of these cannot be replaced by its row id: it has none.
WITHOUT_ROWID = {"sqlite_with_rowid": False}
