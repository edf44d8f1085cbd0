"""A message of a chat on its way to be evidence, inside the transaction of a turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from bot.contract import Inbound
from flows.cards import Reply
from flows.case import Summary
from flows.casework.tracking.keeping import (
    ask_for_case,
    ask_what_about,
    chosen_case,
    evidence_of,
    held_no_more,
    nothing_to_keep,
)
from flows.events import EvidenceKept, KeepAsked, KeepSent
from flows.people.context import Context
from flows.views.viewer import Viewer
from storage import store
from storage.database import Session
from storage.keys import Keyring
from storage.shelf import Shelf

HELD_IDS = UUID("5a11e27f-0000-4000-8000-5a11e27f0002")
"""The name space of what is held: the same event always holds the same message."""

NO_CASE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class ForCase:
    """What a message has become, and the case that it is for."""

    case: UUID
    evidence: EvidenceKept


@dataclass(frozen=True, slots=True)
class Keeping:
    """Hold a message, ask what it is for, and hand it on once that is known."""

    session: Session
    keys: Keyring
    shelf: Shelf
    context: Context

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.shelf.accepted, self.context)

    def asked(self, message: KeepAsked, inbound: Inbound) -> Reply:
        """Hold a message and ask for which case; where there is none, it is not held."""
        if not message.text.strip() and not message.link:
            return nothing_to_keep(self.viewer)
        id = uuid5(HELD_IDS, f"{inbound.where.channel}:{inbound.event_id}")
        person, now = self.context.actor.person, self.context.now
        store.hold(self.session, self.keys, id, person, message, now)
        return ask_for_case(self.viewer, str(id), message, self._summaries())

    def sent(self, sent: KeepSent) -> Reply | ForCase:
        """Return the next question; once it is known what the message is for, what it became."""
        id, person, now = _id(sent.keeping), self.context.actor.person, self.context.now
        message = store.keeping(self.session, self.keys, id, person, now)
        if message is None:
            return held_no_more(self.viewer)
        if sent.case:
            store.drop_keeping(self.session, id)
            return ForCase(_id(sent.case), evidence_of(message, sent))
        summaries = self._summaries()
        chosen = chosen_case(self.viewer, summaries, sent)
        if chosen is None:
            return ask_for_case(self.viewer, sent.keeping, message, summaries, sent)
        case = store.load(self.session, self.keys, chosen)
        viewer = Viewer(self.shelf.pack(self.session, case.pack), self.context)
        return ask_what_about(viewer, sent.keeping, case)

    def _summaries(self) -> Sequence[Summary]:
        return store.summaries(self.session, self.keys)


def _id(text: str) -> UUID:
    """Return an id as it came back; what is none names nothing."""
    try:
        return UUID(text)
    except ValueError:
        return NO_CASE
