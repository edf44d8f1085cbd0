"""One thing that somebody did, from the chat to the store and back: one transaction.

Load, step, save, journal and effects happen together or not at all. A conflict means that
somebody saved first: load again and step again, which is safe because `step` is pure.
"""

from bot.dispatch.again import at_present, changes
from bot.dispatch.bringing_back import bring_back
from bot.dispatch.listing import page_of
from bot.dispatch.owing import HOME, UNREACHABLE, tell_admins
from bot.dispatch.places import next_full_hour, place_of
from bot.dispatch.turns import CASE_IDS, ORGANISATION, TRIES, Dispatch
from flows.people.profile import SALIENT

__all__ = [
    "CASE_IDS",
    "HOME",
    "ORGANISATION",
    "SALIENT",
    "TRIES",
    "UNREACHABLE",
    "Dispatch",
    "at_present",
    "bring_back",
    "changes",
    "next_full_hour",
    "page_of",
    "place_of",
    "tell_admins",
]
