"""Measures from suggested to seen to work, their proof, and the closing of risks."""

from flows.case import Case
from flows.casework.coming import not_there_yet
from flows.casework.turn import Turn
from flows.events import OnTracking
from flows.pack.model import Pack
from flows.people.context import Context


def on_tracking(pack: Pack, case: Case, event: OnTracking, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    return not_there_yet(pack, case, context)
