"""People, their logins, roles, settings, and what is held for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    false,
)
from sqlmodel import Field, SQLModel

from storage.tables.base import JSON_OR_JSONB


class PersonRow(SQLModel, table=True):
    """A human, by the id that everything else names, as the profile of their chat tells them."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    name: str
    created_at: datetime
    email: str | None = None
    zone: str | None = None
    locale: str | None = None
    gone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AccountRow(SQLModel, table=True):
    """A person's login in one chat."""

    __tablename__ = "account"

    channel: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", index=True)


class RoleGrantRow(SQLModel, table=True):
    """A role that a person holds; `position` is the order in which its holders were named."""

    __tablename__ = "role_grant"

    role: str = Field(primary_key=True)
    person: str = Field(primary_key=True, foreign_key="person.id")
    position: int
    granted_by: str
    granted_at: datetime


class ContactRow(SQLModel, table=True):
    """A conversation where a role is reached, or the launch channel."""

    __tablename__ = "contact"

    name: str = Field(primary_key=True)
    channel: str
    tenant: str
    conversation: str


class BackupRow(SQLModel, table=True):
    """Who is told when nobody who holds a role can be reached, nor its conversation."""

    __tablename__ = "backup"

    role: str = Field(primary_key=True)
    person: str = Field(primary_key=True, foreign_key="person.id")
    position: int


class PreferenceRow(SQLModel, table=True):
    """What a person set for themselves; what is not set follows the profile of their chat."""

    __tablename__ = "preference"

    person: str = Field(primary_key=True, foreign_key="person.id")
    revision: int
    content: dict[str, Any] = Field(sa_type=JSON_OR_JSONB)


class KeepingRow(SQLModel, table=True):
    """A message of a chat that somebody wants to keep, until they say for which case."""

    __tablename__ = "keeping"

    id: UUID = Field(primary_key=True)
    person: str = Field(foreign_key="person.id")
    created_at: datetime = Field(index=True)
    content: bytes
