"""A leaver through the store: roles and every case go over in the transaction of one turn."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from bot.audience import Roster
from bot.register import Register
from flows.case import Case, Phase, Summary
from flows.casework.organisation.leaving import Left, hand_over, leaver_of
from flows.events import LeaverAsked, LeaverSent, LoadHandedOn
from flows.pack.model import Pack
from flows.people.context import Context
from storage import store
from storage.database import Session
from storage.keys import Keyring

HandOn: TypeAlias = Callable[[UUID, LoadHandedOn, Roster], None]
"""Does the step of one case, with the people as they are once the roles have moved."""

RESPONSIBLE = (Phase.TEAM, Phase.ASKED)
"""Where somebody of the team is responsible, which no line of a list tells."""


def leave(
    session: Session,
    keys: Keyring,
    register: Register,
    pack: Pack,
    event: LeaverAsked | LeaverSent,
    context: Context,
    hand_on: HandOn,
) -> Left:
    """Show what somebody holds, or hand it over: the roles first, then case by case."""
    before, leaver = store.organisation(session), leaver_of(event)
    cases = _laden(session, keys, leaver)
    left = hand_over(pack, before, event, context, cases)
    if left.organisation != before:
        by = context.actor.person
        store.save_organisation(session, before, left.organisation, by, context.now)
    if left.taker:
        roster = register.roster(session)
        for case in cases:
            hand_on(case.id, LoadHandedOn(leaver, left.taker), roster)
    return left


def _laden(session: Session, keys: Keyring, person: str) -> tuple[Case, ...]:
    """Return every case in which somebody may hold something, in order of their references."""
    if not person:
        return ()
    held = (each for each in store.summaries(session, keys) if _concerns(each, person))
    ordered = sorted(held, key=lambda each: (each.started_at, each.reference))
    return tuple(store.load(session, keys, each.case_id) for each in ordered)


def _concerns(line: Summary, person: str) -> bool:
    people = (line.owner, line.product_lead, *line.participants, *line.helpers, *line.experts)
    return person in people or line.phase in RESPONSIBLE
