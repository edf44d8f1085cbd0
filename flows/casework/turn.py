"""What one event comes to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from flows.cards import Reply
from flows.case import Case
from flows.effects import Effect
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context


@dataclass(frozen=True, slots=True)
class Turn:
    """The new case, what the person who acted sees, what must survive a crash, who did what."""

    case: Case
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    journal: tuple[Entry, ...] = ()


Opens: TypeAlias = Callable[[Pack, Case, str, Context], Turn]
"""Draws a form on a case, or refuses; the text is the id of what the form is about."""
