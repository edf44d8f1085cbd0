"""The first steps in a chat: who may set Salient up, and asking them to."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

import structlog

from bot.audience import Roster
from bot.contract import Met
from bot.dispatch import ORGANISATION, SALIENT, place_of
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import ADMIN_ROLE
from flows.people.organisation import is_complete, unreached_roles
from storage import journal, outbox, store
from storage.database import Session

log = structlog.get_logger("server")


def admins_first(
    emails: AbstractSet[str], session: Session, met: Met, person: str, now: datetime
) -> None:
    """Let a newcomer be admin when the settings name their e-mail."""
    if met.email.casefold() in emails:
        _make_admin(session, person, now)


def admins_when_there_is_none(session: Session, named: Sequence[str], now: datetime) -> None:
    """Let the people named in the settings be admins while nobody is; else admins decide."""
    if not store.organisation(session).holding(ADMIN_ROLE):
        for person in named:
            _make_admin(session, person, now)


def ask_for_set_up(session: Session, roster: Roster, now: datetime) -> None:
    """Ask the first admin who can be reached to set Salient up; at each start, once a day."""
    if is_complete(store.organisation(session)):
        return
    admins = roster.admins()
    if not admins:
        log.error(
            "nobody can set Salient up: SALIENT_ADMINS names nobody of this workspace",
            action="no_admin",
        )
    for admin in admins[:1]:
        owed = outbox.Owed(
            f"set_up_due:{admin.person}:{now:%Y-%m-%d}",
            place_of(admin.address),
            "set_up_due",
            now,
            recipient=admin.person,
        )
        outbox.enqueue(session, owed, now)


def say_who_is_unreached(session: Session, roster: Roster, pack: Pack) -> None:
    """Name the roles that nothing reaches, so that whoever runs Salient knows at the start."""
    roles = unreached_roles(pack, store.organisation(session), roster.people)
    if roles:
        log.warning("these roles cannot be reached", action="unreached", roles=" ".join(roles))


def _make_admin(session: Session, person: str, now: datetime) -> None:
    if person in store.organisation(session).holding(ADMIN_ROLE):
        return
    store.add_grant(session, ADMIN_ROLE, person, SALIENT, now)
    entry = Entry("admin_named", {"person": person})
    journal.append(session, ORGANISATION, SALIENT, (entry,), now)
