"""When a launch is planned, as it was answered or said last."""

from datetime import date, datetime

from flows.case import Case
from flows.pack import anchors


def planned_launch(case: Case) -> date | None:
    """Return the planned day, None when nobody said; a launch that was moved has its new one."""
    said = launch_said(case)
    return said[0] if said is not None else None


def launch_said(case: Case) -> tuple[date, datetime] | None:
    """Return the planned day, and when it was said."""
    said = [(word.planned_on, word.at) for word in case.launch_words if word.planned_on is not None]
    given = case.round.known.get((anchors.LAUNCH_DATE, None)) if case.rounds else None
    if given is not None and given.value:
        said.append((date.fromisoformat(str(given.value)), given.at))
    return max(said, key=lambda one: one[1], default=None)
