"""The lines of somebody's list: what they may see, and what is under way in it for them."""

from flows.case import Summary
from flows.people.authority import Verb, is_let_in, may
from flows.people.profile import Actor
from storage import store
from storage.database import Session
from storage.keys import Keyring


def seen_by(session: Session, keys: Keyring, actor: Actor) -> tuple[Summary, ...]:
    """Return the cases that somebody may open, the latest change first."""
    every = store.summaries(session, keys)
    return tuple(one for one in every if may(actor, Verb.SEE, one) or _is_asked(actor, one))


def page_of(session: Session, keys: Keyring, actor: Actor) -> tuple[Summary, ...]:
    """Return the same cases with what is under way in them, for somebody's own page."""
    return store.with_underway(session, keys, seen_by(session, keys, actor), actor.person)


def _is_asked(actor: Actor, line: Summary) -> bool:
    return actor.person in line.experts and is_let_in(actor, line)
