"""People as their chats tell them, and their logins in the chats."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from storage.store.versions import move_people
from storage.tables import AccountRow, PersonRow, RoleGrantRow
from storage.upsert import insert_new, insert_or_update

PERSON_IDS = UUID("5a11e27f-0000-4000-8000-5a11e27f0001")
"""The name space of person ids: two replicas that meet somebody agree who it is."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's login in one chat."""

    channel: str
    tenant: str
    id: str


@dataclass(frozen=True, slots=True)
class ChatProfile:
    """What a chat tells of a person; empty where it tells nothing."""

    name: str
    email: str = ""
    zone: str = ""
    locale: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A human of the organisation, with the roles that they hold."""

    id: str
    profile: ChatProfile
    roles: frozenset[str] = frozenset()


def person_id(account: Account) -> str:
    """Return the id of a person who is met in this account first."""
    return str(uuid5(PERSON_IDS, f"{account.channel}:{account.tenant}:{account.id}"))


def meet(session: Session, account: Account, profile: ChatProfile, now: datetime) -> str:
    """Return the person behind a login, written down as the chat tells them now.

    What the chat does not tell stays as it was known. Nothing moves when nothing is new.
    """
    person = person_of_account(session, account.channel, account.tenant, account.id)
    if person is None:
        person = _welcome(session, account, profile, now)
    values = _profile_values(profile).items()
    _refresh(session, person, {name: value for name, value in values if value not in (None, "")})
    return person


def add_person(session: Session, person: str, name: str, now: datetime) -> None:
    """Add a person, or give the one who is there this name."""
    _insert(session, person, ChatProfile(name), now)
    _refresh(session, person, {"name": _storable(name)})


def add_account(session: Session, account: Account, person: str) -> None:
    """Give a login to a person, who must be there; it leaves whoever had it."""
    if person_of_account(session, account.channel, account.tenant, account.id) != person:
        values = _account_values(account, person)
        insert_or_update(session, AccountRow, values, key=["channel", "tenant", "account_id"])
        move_people(session)


def person_of_account(session: Session, channel: str, tenant: str, account: str) -> str | None:
    """Return whose login this is, None when it is nobody's."""
    row = session.get(AccountRow, (channel, tenant, account), populate_existing=True)
    return row.person if row is not None else None


def accounts_of(session: Session, person: str) -> tuple[Account, ...]:
    """Return a person's logins, in order of channel."""
    return tuple(_accounts(session, col(AccountRow.person) == person))


def accounts(session: Session, channel: str | None = None) -> dict[Account, str]:
    """Return whose each login is, of one chat or of all, in order of channel."""
    if channel is None:
        return _accounts(session, true())
    return _accounts(session, col(AccountRow.channel) == channel)


def people(session: Session) -> tuple[Person, ...]:
    """Return everybody, in the order in which they came."""
    roles: dict[str, set[str]] = {}
    for grant in session.exec(select(RoleGrantRow)):
        roles.setdefault(grant.person, set()).add(grant.role)
    rows = session.exec(select(PersonRow).order_by(col(PersonRow.created_at), col(PersonRow.id)))
    return tuple(Person(row.id, _profile(row), frozenset(roles.get(row.id, ()))) for row in rows)


def chat_profile(session: Session, person: str) -> ChatProfile:
    """Return what somebody's chat tells of them; of whoever is not known, nothing."""
    row = session.get(PersonRow, person, populate_existing=True)
    return _profile(row) if row is not None else ChatProfile("")


def names(session: Session, people: Iterable[str]) -> dict[str, str]:
    """Return the names of those who are known, by person."""
    wanted = select(PersonRow).where(col(PersonRow.id).in_(set(people)))
    return {row.id: row.name for row in session.exec(wanted)}


def channels_with_accounts(session: Session) -> set[str]:
    """Return the chats that somebody has a login of."""
    return set(session.exec(select(AccountRow.channel).distinct()))


def _accounts(session: Session, which: ColumnElement[bool]) -> dict[Account, str]:
    order = col(AccountRow.channel), col(AccountRow.tenant), col(AccountRow.account_id)
    rows = session.exec(select(AccountRow).where(which).order_by(*order))
    return {Account(row.channel, row.tenant, row.account_id): row.person for row in rows}


def _welcome(session: Session, account: Account, profile: ChatProfile, now: datetime) -> str:
    """Write down somebody new; another replica may be doing the same, and is waited for."""
    person = person_id(account)
    _insert(session, person, profile, now)
    if insert_new(session, AccountRow, _account_values(account, person)):
        move_people(session)
    key = (account.channel, account.tenant, account.id)
    return session.get_one(AccountRow, key, populate_existing=True).person


def _insert(session: Session, person: str, profile: ChatProfile, now: datetime) -> None:
    values = {"id": person, "created_at": now, **_profile_values(profile)}
    if insert_new(session, PersonRow, values):
        move_people(session)


def _refresh(session: Session, person: str, told: Mapping[str, object]) -> None:
    """Take over what is new."""
    row = session.get_one(PersonRow, person, populate_existing=True)
    new = {name: value for name, value in told.items() if getattr(row, name) != value}
    if new:
        session.add(row.sqlmodel_update(new))
        session.flush()
        move_people(session)


def _profile(row: PersonRow) -> ChatProfile:
    return ChatProfile(row.name, row.email or "", row.zone or "", row.locale or "", row.gone)


def _profile_values(profile: ChatProfile) -> dict[str, object]:
    return {
        "name": _storable(profile.name),
        "email": _storable(profile.email) or None,
        "zone": _storable(profile.zone) or None,
        "locale": _storable(profile.locale) or None,
        "gone": profile.gone,
    }


def _storable(told: str) -> str:
    return told.replace("\0", "")  # PostgreSQL takes none


def _account_values(account: Account, person: str) -> dict[str, object]:
    return {
        "channel": account.channel,
        "tenant": account.tenant,
        "account_id": account.id,
        "person": person,
    }
