"""Where and when a message leaves, as the outbox keeps it."""

from bot.contract import Address
from storage import outbox
from storage.outbox import next_full_hour as next_full_hour  # a law of its lane, kept where it is


def place_of(address: Address) -> outbox.Place:
    return outbox.Place(address.channel, address.conversation, address.tenant, address.thread)
