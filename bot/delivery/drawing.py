"""A message as it is drawn at its delivery: in its reader's language, with the reader's rights."""

from dataclasses import dataclass
from datetime import datetime

from bot.audience import Reached, Roster
from bot.contract import Clock, Reader, Surface
from bot.delivery.lost import LOST, what_was_lost
from bot.dispatch import HOME, page_of
from bot.dispatch.mornings import A_MOMENT, draw_morning
from bot.dispatch.places import next_full_hour
from bot.dispatch.telling import bearable_at, stands_in
from bot.register import Register
from flows.cards import Card
from flows.case import Case
from flows.errors import NotFound
from flows.people.context import Context
from flows.people.hearing import OF_ITS_OWN, STAGES
from flows.people.profile import Actor, Profile
from flows.views.home import list_card
from flows.views.messages import draw_message
from flows.views.organisation.setting_up import draw_general
from flows.views.reminding.morning import MORNING
from flows.views.reminding.over import is_over
from flows.views.viewer import Viewer
from storage import outbox, store
from storage.database import Session
from storage.keys import Keyring
from storage.outbox import Claimed
from storage.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as drawn, and the revision of the case that it shows; 0 when it is about none."""

    card: Card
    reader: Reader
    revision: int = 0
    surface: Surface = Surface.SHARED


@dataclass(frozen=True, slots=True)
class Waits:
    """A message that is not sent now: its reader's hours are others by now, or it was held up."""

    until: datetime


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A message that somebody else hears, who stands in: its reader went away meanwhile."""

    case: Case
    reached: Reached


BEARABLE = frozenset({*OF_ITS_OWN, *STAGES, MORNING})
"""What is told at a bearable hour alone, however often it was tried, unless it is of any hour."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws whatever is owed from what is true now."""

    keys: Keyring
    shelf: Shelf
    register: Register
    clock: Clock

    def draw(self, session: Session, claimed: Claimed) -> Drawn | Waits | PassedOn:
        """Draw a message from the case as it is now, in the reader's language and rights."""
        owed, roster = claimed.owed, self.register.roster(session)
        case = store.load(session, self.keys, owed.case_id) if owed.case_id is not None else None
        otherwise = self._otherwise(roster, owed, case)
        if otherwise is not None:
            return otherwise
        profile = roster.people.get(owed.recipient or "", Profile(""))
        actor = Actor(owed.recipient or "", profile.roles)
        context = Context(self.clock.now(), actor, roster.people)
        reader = Reader(profile.locale, profile.zone)
        if case is None:
            return self._general(session, owed, Viewer(self.shelf.accepted, context), reader)
        viewer = Viewer(self.shelf.pack(session, case.pack), context)
        if owed.edits is None and is_over(viewer, case, owed.view, owed.args):
            raise NotFound
        return Drawn(draw_message(viewer, owed.view, case, owed.args), reader, case.revision)

    def _otherwise(
        self, roster: Roster, owed: outbox.Owed, case: Case | None
    ) -> Waits | PassedOn | None:
        """Return who hears it instead, or when it is told, where that is not here and now."""
        if owed.view not in BEARABLE or owed.any_hour or owed.edits is not None:
            return None
        if owed.recipient is not None and case is not None:
            stand_in = stands_in(roster, owed.recipient, case)
            if stand_in is not None:
                there = Reached(roster.personal[stand_in], stand_in, owed.role)
                return PassedOn(case, there)
        now = self.clock.now()
        at = bearable_at(roster, owed.recipient, owed.role, now)
        if at <= now:
            return None
        return Waits(next_full_hour(at - A_MOMENT) if owed.lane == "sealed" else at)

    def _general(
        self, session: Session, owed: outbox.Owed, viewer: Viewer, reader: Reader
    ) -> Drawn:
        """Draw what is about no one case: somebody's own page, or the organisation."""
        if owed.view == HOME:
            lines = page_of(session, self.keys, viewer.context.actor)
            return Drawn(list_card(viewer, lines), reader, surface=Surface.HOME)
        if owed.view == MORNING:
            context = viewer.context
            card = draw_morning(session, self.keys, self.shelf, context, owed.key)
            if card is None:
                raise NotFound
            return Drawn(card, reader, surface=Surface.DIRECT)
        args = owed.args
        if owed.view == LOST:
            args = what_was_lost(session, self.keys, viewer.context.actor, args)
        organisation = store.organisation(session)
        return Drawn(draw_general(viewer, owed.view, organisation, args), reader)
