"""What brings a case back, and what is still to be found out."""

from flows.case import Case
from flows.casework.coming import not_there_yet
from flows.casework.turn import Turn
from flows.events import OnFindingOut, OnRounds
from flows.pack.model import Pack
from flows.people.context import Context


def on_rounds(pack: Pack, case: Case, event: OnRounds | OnFindingOut, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    return not_there_yet(pack, case, context)
