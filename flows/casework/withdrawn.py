"""What is answered once a launch is not pursued any more: the record stays as it is."""

from flows.case import Case
from flows.casework.turn import Turn
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.viewer import Viewer


def withdrawn(pack: Pack, case: Case, context: Context) -> Turn | None:
    """Tell who withdrew a case and when; None when nobody did."""
    if case.withdrawal is None:
        return None
    viewer = Viewer(pack, context)
    who, at = viewer.person(case.withdrawal.by), case.withdrawal.at
    return Turn(case, (notice(viewer, "late.withdrawn", case, who=who, at=at),))
