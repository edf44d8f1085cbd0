"""What the clock brings about a case: stages that are told, and promises that were missed."""

from typing import assert_never

from flows.case import Case
from flows.casework.reminding.firing import fire, gather
from flows.casework.turn import Turn
from flows.events import Gathered, OnReminding, ReminderDue
from flows.pack.model import Pack
from flows.people.context import Context


def on_reminding(pack: Pack, case: Case, event: OnReminding, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    match event:
        case ReminderDue():
            return fire(pack, case, event, context)
        case Gathered():
            return gather(case, event)
        case _:
            assert_never(event)
