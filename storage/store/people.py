"""People and their logins in the chats."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import AccountRow, PersonRow
from storage.upsert import insert_or_update


@dataclass(frozen=True, slots=True)
class Account:
    """A person's login in one chat."""

    channel: str
    tenant: str
    id: str


def add_person(session: Session, person: str, name: str, now: datetime) -> None:
    """Add a person, or give the one who is there this name."""
    known = session.get(PersonRow, person, populate_existing=True)
    if known is None or known.name != name:
        values = {"id": person, "name": name.replace("\0", ""), "created_at": now}
        insert_or_update(session, PersonRow, values, key=["id"])


def add_account(session: Session, account: Account, person: str) -> None:
    """Give a login to a person, who must be there; it leaves whoever had it."""
    values = {
        "channel": account.channel,
        "tenant": account.tenant,
        "account_id": account.id,
        "person": person,
    }
    insert_or_update(session, AccountRow, values, key=["channel", "tenant", "account_id"])


def person_of_account(session: Session, channel: str, tenant: str, account: str) -> str | None:
    """Return whose login this is, None when it is nobody's."""
    row = session.get(AccountRow, (channel, tenant, account), populate_existing=True)
    return row.person if row is not None else None


def accounts_of(session: Session, person: str) -> tuple[Account, ...]:
    """Return a person's logins, in order of channel."""
    rows = session.exec(
        select(AccountRow)
        .where(AccountRow.person == person)
        .order_by(col(AccountRow.channel), col(AccountRow.tenant), col(AccountRow.account_id))
    )
    return tuple(Account(row.channel, row.tenant, row.account_id) for row in rows)


def names(session: Session, people: Iterable[str]) -> dict[str, str]:
    """Return the names of those who are known, by person."""
    wanted = select(PersonRow).where(col(PersonRow.id).in_(set(people)))
    return {row.id: row.name for row in session.exec(wanted)}


def channels_with_accounts(session: Session) -> set[str]:
    """Return the chats that somebody has a login of."""
    return set(session.exec(select(AccountRow.channel).distinct()))
