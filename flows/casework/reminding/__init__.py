"""What the clock brings about a case, and what people make of being reminded."""

from collections.abc import Mapping
from typing import assert_never

from flows.case import Case
from flows.casework.reminding.explaining import explain
from flows.casework.reminding.firing import fire, gather
from flows.casework.reminding.giving_back import give_back, open_not_mine
from flows.casework.reminding.launching import answer_launch, open_launch_answer
from flows.casework.reminding.snoozing import open_snooze, snooze
from flows.casework.turn import Opens, Turn
from flows.events import (
    Gathered,
    LaunchAnswered,
    NotMine,
    OnReminding,
    ReminderDue,
    Snoozed,
    WhyAsked,
)
from flows.pack.model import Pack
from flows.people.context import Context


def on_reminding(pack: Pack, case: Case, event: OnReminding, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    match event:
        case ReminderDue():
            return fire(pack, case, event, context)
        case Gathered():
            return gather(case, event)
        case Snoozed():
            return snooze(pack, case, event, context)
        case NotMine():
            return give_back(pack, case, event, context)
        case WhyAsked():
            return explain(pack, case, event, context)
        case LaunchAnswered():
            return answer_launch(pack, case, event, context)
        case _:
            assert_never(event)


FORMS: Mapping[str, Opens] = {
    "snooze": open_snooze,
    "not_mine": open_not_mine,
    "launch_answer": open_launch_answer,
}
