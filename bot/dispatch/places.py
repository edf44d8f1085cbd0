"""Where and when a message leaves, as the outbox keeps it."""

from datetime import datetime, timedelta

from bot.contract import Address
from storage import outbox


def place_of(address: Address) -> outbox.Place:
    return outbox.Place(address.channel, address.conversation, address.tenant, address.thread)


def next_full_hour(now: datetime) -> datetime:
    """Return when a sealed message leaves, so that its time tells nothing of what was just done."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
