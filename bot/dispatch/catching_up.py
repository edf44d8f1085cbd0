"""After the set-up: what nobody could be told before is told now, each message once."""

from datetime import datetime

from bot.audience import Roster
from bot.dispatch.owing import owe
from bot.dispatch.places import place_of
from flows.case import OPEN_LAUNCHES
from flows.casework.owed import owed
from storage import outbox, store
from storage.database import Session
from storage.keys import Keyring
from storage.shelf import Shelf

OPEN = frozenset({*OPEN_LAUNCHES, "concern"})


def catch_up(
    session: Session,
    keys: Keyring,
    shelf: Shelf,
    roster: Roster,
    now: datetime,
) -> None:
    """Send again what a conversation refused, and tell of every open case where it is not told.

    A message that stands where it belongs has its key, and is not sent twice.
    """
    for address in (*roster.conversations.values(), roster.launch_channel):
        if address is not None:
            outbox.revive(session, place_of(address), now)
    for summary in store.summaries(session, keys):
        if summary.launch_status in OPEN:
            case = store.load(session, keys, summary.case_id)
            for message in owed(shelf.pack(session, case.pack), case):
                owe(session, roster, message, now, case)
