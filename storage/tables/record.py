"""The journal: who did what, chained."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
)
from sqlmodel import Field, SQLModel

from storage.tables.base import JSON_OR_JSONB, WITHOUT_ROWID


class JournalRow(SQLModel, table=True):
    """Who did what, chained by hashes. Cannot be changed or removed."""

    __tablename__ = "journal"
    __table_args__ = WITHOUT_ROWID

    stream: str = Field(primary_key=True)
    seq: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    at: datetime
    actor: str
    action: str
    payload: dict[str, Any] = Field(sa_type=JSON_OR_JSONB)
    previous: str
    hash: str


class JournalHeadRow(SQLModel, table=True):
    """The newest entry of each stream, so that a cut-off tail shows. Moves forward only."""

    __tablename__ = "journal_head"
    __table_args__ = WITHOUT_ROWID

    stream: str = Field(primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    hash: str
