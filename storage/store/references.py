"""References: `SAL-` and a running number, or six random characters for a sealed case."""

import secrets

from sqlalchemy import func
from sqlmodel import Session, select

from storage.codec import PREFIX, sequence
from storage.tables import CaseRow
from storage.upsert import take_number

# Without what looks alike: 0 and O, 1, I and L, 5 and S, 8 and B.
ALPHABET = "234679ACDEFGHJKMNPQRTUVWXYZ"
LENGTH = 6


def next_reference(session: Session) -> str:
    """Return the next reference. Whoever asks meanwhile waits, so that no number is lost."""
    return f"{PREFIX}{take_number(session, 'reference')}"


def sealed_reference(session: Session) -> str:
    """Return a reference that tells nothing, takes no number and is never one."""
    while True:
        reference = PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        taken = select(func.count()).where(CaseRow.reference == reference)
        if sequence(reference) is None and not session.exec(taken).one():
            return reference
