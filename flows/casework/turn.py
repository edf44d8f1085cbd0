"""What one event comes to."""

from dataclasses import dataclass

from flows.cards import Reply
from flows.case import Case
from flows.effects import Effect
from flows.journal import Entry


@dataclass(frozen=True, slots=True)
class Turn:
    """The new case, what the person who acted sees, what must survive a crash, who did what."""

    case: Case
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    journal: tuple[Entry, ...] = ()
