"""Send what is owed: claim, draw, send, settle; one transaction each, none across the network.

A message is created exactly once and sent at least once: before any second try the
conversation is looked at, and where one cannot look the kind of message decides.
`delivering` claims and settles, `drawing` makes the card, `sending` hands it to the chat and
looks before a second try, `giving_up` says loudly what was not taken.
"""

from bot.delivery.delivering import AT_ONCE, LEASE, Delivery

__all__ = ["AT_ONCE", "LEASE", "Delivery"]
