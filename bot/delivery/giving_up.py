"""What will never be taken: the next contact hears it instead, the admins hear why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.audience import Reached, Roster
from bot.contract import MESSAGE_GONE, Clock
from bot.delivery.lost import LOST, tell_of_lost
from bot.delivery.sending import address_of
from bot.dispatch import SALIENT, UNREACHABLE, place_of, tell_admins
from bot.dispatch.on_cases import OnCases
from bot.register import Register
from flows.case import Confidentiality
from flows.effects import ToRole
from flows.errors import Conflict, StoreError
from flows.events import RoleUnreached
from flows.people.authority import TEAM_ROLE, Verb, may
from flows.people.context import Context
from flows.people.hearing import OF_ITS_OWN
from flows.people.organisation import LAUNCH_CHANNEL
from flows.people.profile import Actor, Profile
from storage import heard, outbox, store
from storage.database import Session
from storage.keys import Keyring
from storage.outbox import Claimed
from storage.shelf import Shelf

ABOUT_THE_OTHERS = frozenset({UNREACHABLE, LOST})
"""Views by which every admin hears of what was not taken: no admin hears that they failed."""


def was_not_told(session: Session, owed: outbox.Owed) -> None:
    """Let somebody be told of a case by the next message: this one did not reach them."""
    if owed.view in OF_ITS_OWN and owed.recipient is not None and owed.case_id is not None:
        heard.take_back(session, owed.recipient, owed.case_id)


@dataclass(frozen=True, slots=True)
class GivingUp:
    """Settles what is dead, and lets nobody overlook it."""

    keys: Keyring
    shelf: Shelf
    register: Register
    clock: Clock

    def refused(self, session: Session, claimed: Claimed, reason: str) -> None:
        """Settle what a chat refuses for good."""
        self._end(session, claimed, reason, tries_ended=False)

    def tried_enough(self, session: Session, claimed: Claimed, error: str) -> None:
        """Settle what failed at its last try, or may be there and is not to come twice."""
        self._end(session, claimed, error, tries_ended=True)

    def _end(self, session: Session, claimed: Claimed, reason: str, *, tries_ended: bool) -> None:
        owed, now = claimed.owed, self.clock.now()
        # Asked before the message is settled: two that fail together are locked in one order.
        others = owed.recipient is not None and outbox.is_told_to_others(session, owed)
        if not outbox.settle_dead(session, claimed, reason):
            return
        was_not_told(session, owed)
        if owed.edits is not None:
            if reason == MESSAGE_GONE:
                outbox.forget_copy(session, owed.place, owed.edits)
            return
        roster = self.register.roster(session)
        if not others:
            next_ones = self._next_contacts(session, roster, owed)
            for other in next_ones:
                outbox.enqueue(session, _owed_to(owed, other, now), now)
            self._mark(session, roster, owed, next_ones)
        if owed.lane != "normal" or owed.view in ABOUT_THE_OTHERS:
            return
        contact = _called(owed, roster)
        if tries_ended:
            tell_of_lost(session, roster, owed, contact, reason, now)
        else:
            tell_admins(session, roster, reason, contact, owed.place.conversation, now)

    def _mark(
        self, session: Session, roster: Roster, owed: outbox.Owed, told: Sequence[Reached]
    ) -> None:
        """Keep on the case that a role did not take a message, and who hears it instead."""
        if owed.role is None or owed.case_id is None:
            return
        instead = tuple(one.person or one.role or "" for one in told)
        actor = Actor(SALIENT)
        context = Context(self.clock.now(), actor, roster.people)
        cases = OnCases(session, self.keys, self.shelf, roster, context)
        try:
            cases.besides(owed.case_id, RoleUnreached(owed.role, instead), actor)
        except Conflict:
            raise
        except StoreError:  # its text was erased: nobody opens it any more
            return

    def _next_contacts(
        self, session: Session, roster: Roster, owed: outbox.Owed
    ) -> tuple[Reached, ...]:
        """Return whom to tell instead: each of the role, and when none takes it whoever is last.

        The human rights team hears it too where nobody else who is last may.
        """
        if owed.role is None:
            return ()
        failed = address_of(owed.place)
        each = roster.next_contacts(owed.role, failed) if owed.recipient is None else ()
        if each:
            return each
        team = roster.reach(ToRole(TEAM_ROLE)) if owed.role != TEAM_ROLE else ()
        for group in (roster.last_contacts(owed.role, failed), team):
            others = (one for one in group if one.address != failed)
            if told := tuple(one for one in others if self._may_hear(session, roster, owed, one)):
                return told
        return ()

    def _may_hear(self, session: Session, roster: Roster, owed: outbox.Owed, one: Reached) -> bool:
        """Tell whether somebody may be told in the place of others; the team always may."""
        if owed.case_id is None:
            return one.role == owed.role
        if one.person is None:
            return True
        roles = roster.people.get(one.person, Profile("")).roles
        try:
            case = store.load(session, self.keys, owed.case_id)
        except StoreError:
            return False
        is_open = case.confidentiality is Confidentiality.OPEN
        return is_open or may(Actor(one.person, roles), Verb.SEE, case)


def _called(owed: outbox.Owed, roster: Roster) -> str:
    """Return what an admin knows an addressee by: a role, the launch channel, or one person."""
    launches = address_of(owed.place) == roster.launch_channel
    return owed.role or (LAUNCH_CHANNEL if launches else "person")


def _owed_to(owed: outbox.Owed, other: Reached, now: datetime) -> outbox.Owed:
    """Owe a message to somebody else, once."""
    return replace(
        owed,
        key=f"{owed.key}:next:{other.person or other.role}",
        place=place_of(other.address),
        due_at=outbox.leaves_at(owed.lane, now),
        recipient=other.person,
        role=other.role,
    )
