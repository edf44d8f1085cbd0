"""What an admin hears of messages that were given up after every try."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from bot.audience import Roster
from bot.dispatch import place_of
from flows.case import Confidentiality
from flows.errors import StoreError
from flows.people.authority import Verb, may
from flows.people.profile import Actor
from storage import outbox, store
from storage.database import Session
from storage.keys import Keyring

LOST = "lost"
"""The view by which an admin hears that a message was given up."""

MOST_NAMED = 10
"""How many cases are named at most; the command line lists all."""


def tell_of_lost(
    session: Session, roster: Roster, owed: outbox.Owed, contact: str, reason: str, now: datetime
) -> None:
    """Tell each admin, once a day for each conversation, that messages to it were given up."""
    place = owed.place
    args = {
        "contact": contact,
        "reason": reason,
        "channel": place.channel,
        "tenant": place.tenant,
        "conversation": place.conversation,
    }
    for admin in roster.admins():
        if admin.address.conversation != place.conversation:
            key = f"{LOST}:{place.channel}:{place.conversation}:{now:%Y-%m-%d}:{admin.person}"
            told = outbox.Owed(
                key, place_of(admin.address), LOST, now, args, recipient=admin.person
            )
            outbox.enqueue(session, told, now)


def what_was_lost(
    session: Session, keys: Keyring, reader: Actor, args: Mapping[str, str]
) -> Mapping[str, str]:
    """Return what a message about lost ones is drawn from, with the cases that may be named.

    Each open case stands with its number in the launch channel; any other is named to nobody
    who may not see it.
    """
    place = outbox.Place(args["channel"], args["conversation"], args["tenant"])
    named = (_reference(session, keys, reader, id) for id in outbox.given_up(session, place))
    return {**args, "references": ", ".join(sorted({*filter(None, named)})[:MOST_NAMED])}


def _reference(session: Session, keys: Keyring, reader: Actor, case_id: UUID) -> str:
    try:
        case = store.load(session, keys, case_id)
    except StoreError:  # its text was erased
        return ""
    is_open = case.confidentiality is Confidentiality.OPEN
    return case.reference if is_open or may(reader, Verb.SEE, case) else ""
