"""The one function: a pack, a case and what happened give a new case and what follows.

Pure: the same four arguments always give the same turn, so a conflict is mended by loading
again and stepping again.
"""

from typing import assert_never

from flows.case import Case
from flows.casework.after import settled
from flows.casework.escalation import on_escalation
from flows.casework.forms import open_form
from flows.casework.people import on_people
from flows.casework.reminding import on_reminding
from flows.casework.rounds import on_rounds
from flows.casework.screening import on_screening
from flows.casework.screening.begin import open_concern, start
from flows.casework.tracking import on_tracking
from flows.casework.turn import Turn
from flows.events import (
    ConcernOpened,
    Event,
    FormOpened,
    OnCase,
    OnEscalation,
    OnFindingOut,
    OnPeople,
    OnReminding,
    OnRounds,
    OnScreening,
    OnTracking,
    Started,
)
from flows.pack.model import Pack
from flows.people.context import Context

__all__ = ["Context", "Turn", "step"]


def step(pack: Pack, case: Case | None, event: Event, context: Context) -> Turn:
    """Return what an event comes to. Whoever may not do this is refused, and it is noted."""
    if isinstance(event, Started):
        return start(pack, event, context)
    if isinstance(event, ConcernOpened):
        return open_concern(pack, event, context)
    if case is None:
        raise TypeError(f"{type(event).__name__} needs a case")
    return settled(case, _on_case(pack, case, event, context))


def _on_case(pack: Pack, case: Case, event: OnCase, context: Context) -> Turn:
    if isinstance(event, OnScreening):
        return on_screening(pack, case, event, context)
    if isinstance(event, OnEscalation):
        return on_escalation(pack, case, event, context)
    if isinstance(event, OnTracking):
        return on_tracking(pack, case, event, context)
    if isinstance(event, OnRounds | OnFindingOut):
        return on_rounds(pack, case, event, context)
    if isinstance(event, OnPeople):
        return on_people(pack, case, event, context)
    if isinstance(event, OnReminding):
        return on_reminding(pack, case, event, context)
    if isinstance(event, FormOpened):
        return open_form(pack, case, event, context)
    assert_never(event)
