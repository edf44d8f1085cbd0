"""A message as it is drawn at its delivery: in its reader's language, with the reader's rights."""

from dataclasses import dataclass
from datetime import datetime

from bot.contract import Clock, Reader, Surface
from bot.delivery.lost import LOST, what_was_lost
from bot.dispatch import HOME, page_of
from bot.dispatch.mornings import draw_morning
from bot.register import Register
from flows.cards import Card
from flows.errors import NotFound
from flows.people.context import Context
from flows.people.due import heard_at, is_quiet
from flows.people.hearing import OF_ITS_OWN
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


BEARABLE = frozenset({*OF_ITS_OWN, MORNING})
"""What reaches a person at a bearable hour alone, however often it was tried."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws whatever is owed from what is true now."""

    keys: Keyring
    shelf: Shelf
    register: Register
    clock: Clock

    def draw(self, session: Session, claimed: Claimed) -> Drawn | Waits:
        """Draw a message from the case as it is now, in the reader's language and rights."""
        owed, roster = claimed.owed, self.register.roster(session)
        profile = roster.people.get(owed.recipient or "", Profile(""))
        actor = Actor(owed.recipient or "", profile.roles)
        context = Context(self.clock.now(), actor, roster.people)
        reader = Reader(profile.locale, profile.zone)
        if owed.view in BEARABLE and is_quiet(context.now, profile.calendar):
            return Waits(heard_at(context.now, profile.calendar))
        if owed.case_id is None:
            return self._general(session, owed, Viewer(self.shelf.accepted, context), reader)
        case = store.load(session, self.keys, owed.case_id)
        viewer = Viewer(self.shelf.pack(session, case.pack), context)
        if owed.edits is None and is_over(viewer, case, owed.view, owed.args):
            raise NotFound
        return Drawn(draw_message(viewer, owed.view, case, owed.args), reader, case.revision)

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
