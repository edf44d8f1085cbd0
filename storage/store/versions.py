"""How often people and the organisation have changed: numbers that whoever keeps a copy compares.

A number moves in the transaction of the change and is held until it ends, so that numbers are
committed in order: a copy made after its number was read misses nothing that the number counts.
"""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from storage.rows import run, table
from storage.tables import CounterRow
from storage.upsert import take_number

PEOPLE = "people"
ORGANISATION = "organisation"

_MOVED = "people moved"

_NUMBERS = table(CounterRow)
_VALUE = select(_NUMBERS.c.value).where(_NUMBERS.c.name == bindparam("wanted"))


def people_version(session: Session) -> int:
    """Return the version of everything that a roster is made of; 0 when there is nothing yet."""
    return _number(session, PEOPLE)


def organisation_revision(session: Session) -> int:
    """Return the revision of roles and contacts; 0 when none was ever named."""
    return _number(session, ORGANISATION)


def move_people(session: Session) -> None:
    """Count a change of people, accounts, roles or contacts."""
    take_number(session, PEOPLE)
    session.info[_MOVED] = True


def move_organisation(session: Session) -> int:
    """Count a change of roles or contacts and return the new revision; others wait from here."""
    revision = take_number(session, ORGANISATION)
    move_people(session)
    return revision


def has_moved_people(session: Session) -> bool:
    """Tell whether this transaction itself changed people: what it reads may never be kept."""
    return _MOVED in session.info


def _number(session: Session, name: str) -> int:
    return int(run(session, _VALUE, {"wanted": name}).scalar() or 0)
