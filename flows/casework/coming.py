"""What is answered to an act that is known and not taken yet: nothing is kept, and it says so."""

from flows.case import Case
from flows.casework.turn import Turn
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.viewer import Viewer


def not_there_yet(pack: Pack, case: Case, context: Context) -> Turn:
    """Say that this cannot be done yet; no button asks for it."""
    return Turn(case, (notice(Viewer(pack, context), "case.not_there_yet"),))
