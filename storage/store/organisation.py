"""The organisation: who holds which role, and where a role is reached.

Whoever changes it takes its revision first, so that two who change it wait for one another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from flows.errors import Conflict
from flows.people.organisation import Contact, Organisation
from storage.store.versions import move_organisation, organisation_revision
from storage.tables import BackupRow, ContactRow, RoleGrantRow
from storage.upsert import insert_new, insert_or_update


def organisation(session: Session) -> Organisation:
    """Return roles and contacts as they are."""
    # The revision first: what is saved meanwhile makes the reader's copy old, never too new.
    revision = organisation_revision(session)
    return Organisation(revision, _holders(session), _contacts(session), _backups(session))


def save_organisation(
    session: Session, before: Organisation, after: Organisation, by: str, now: datetime
) -> None:
    """Replace the roles, contacts and backups that differ.

    Raise Conflict, which must end the transaction, when somebody saved since `before` was read.
    """
    if move_organisation(session) != before.revision + 1:
        raise Conflict
    for role in sorted({*_holders(session), *after.holders}):
        _hold(session, role, after.holders.get(role, ()), by, now)
    _replace_contacts(session, after.contacts)
    if _backups(session) != dict(after.backups):
        _replace_backups(session, after.backups)


def grant(session: Session, role: str, persons: Sequence[str], by: str, now: datetime) -> None:
    """Let these people, in this order, hold a role, and nobody else."""
    if _held(session, role) != tuple(persons):
        move_organisation(session)
        _hold(session, role, persons, by, now)


def add_grant(session: Session, role: str, person: str, by: str, now: datetime) -> None:
    """Let a person hold a role, after those who hold it already."""
    if person not in _held(session, role):
        move_organisation(session)
        _hold(session, role, (*_held(session, role), person), by, now)


def _hold(session: Session, role: str, persons: Sequence[str], by: str, now: datetime) -> None:
    """Let these people hold a role; who granted it to those who held it before is kept."""
    wanted = tuple(dict.fromkeys(persons))
    if _held(session, role) == wanted:
        return
    grants = col(RoleGrantRow.role) == role
    session.exec(delete(RoleGrantRow).where(grants, col(RoleGrantRow.person).not_in(wanted)))
    for position, person in enumerate(wanted):
        values = {"role": role, "person": person, "position": position}
        if not insert_new(session, RoleGrantRow, {**values, "granted_by": by, "granted_at": now}):
            of_person = col(RoleGrantRow.person) == person
            session.exec(update(RoleGrantRow).where(grants, of_person).values(position=position))


def _held(session: Session, role: str) -> tuple[str, ...]:
    return _holders(session).get(role, ())


def _replace_contacts(session: Session, contacts: Mapping[str, Contact]) -> None:
    session.exec(delete(ContactRow).where(col(ContactRow.name).not_in(list(contacts))))
    known = _contacts(session)
    for name, contact in contacts.items():
        if known.get(name) != contact:
            values = {
                "name": name,
                "channel": contact.channel,
                "tenant": contact.tenant,
                "conversation": contact.conversation,
            }
            insert_or_update(session, ContactRow, values, key=["name"])


def _replace_backups(session: Session, backups: Mapping[str, tuple[str, ...]]) -> None:
    session.exec(delete(BackupRow))
    session.add_all(
        BackupRow(role=role, person=person, position=position)
        for role, named in backups.items()
        for position, person in enumerate(dict.fromkeys(named))
    )
    session.flush()


def _holders(session: Session) -> dict[str, tuple[str, ...]]:
    holders: dict[str, tuple[str, ...]] = {}
    rows = session.exec(
        select(RoleGrantRow).order_by(
            col(RoleGrantRow.role), col(RoleGrantRow.position), col(RoleGrantRow.person)
        )
    )
    for row in rows:
        holders[row.role] = (*holders.get(row.role, ()), row.person)
    return holders


def _backups(session: Session) -> dict[str, tuple[str, ...]]:
    backups: dict[str, tuple[str, ...]] = {}
    rows = session.exec(select(BackupRow).order_by(col(BackupRow.role), col(BackupRow.position)))
    for row in rows:
        backups[row.role] = (*backups.get(row.role, ()), row.person)
    return backups


def _contacts(session: Session) -> dict[str, Contact]:
    rows = session.exec(select(ContactRow).order_by(col(ContactRow.name)))
    return {row.name: Contact(row.channel, row.conversation, row.tenant) for row in rows}
