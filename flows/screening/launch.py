"""When a launch is planned, as it was answered or said last, and whether it is over."""

from datetime import date, datetime

from flows.case import Case, LaunchWord
from flows.pack import anchors

LAUNCHED, MOVED, STOPPED = "launched", "moved", "stopped"
"""What may have become of a launch, as the pack names it."""


def planned_launch(case: Case) -> date | None:
    """Return the planned day, None when nobody said; a launch that was moved has its new one."""
    said = launch_said(case)
    return said[0] if said is not None else None


def launch_said(case: Case) -> tuple[date, datetime] | None:
    """Return the planned day, and when it was said."""
    said = [(word.planned_on, word.at) for word in case.launch_words if word.planned_on is not None]
    given = case.round.known.get((anchors.LAUNCH_DATE, None)) if case.rounds else None
    if given is not None and (day := _day(str(given.value))) is not None:
        said.append((day, given.at))
    return max(said, key=lambda one: one[1], default=None)


def _day(answer: str) -> date | None:
    """Return the day that an answer names; a skipped one, or *not sure*, names none."""
    try:
        return date.fromisoformat(answer)
    except ValueError:
        return None


def launch_over(case: Case) -> LaunchWord | None:
    """Return the word that it launched or was stopped, unless another day was said since."""
    last = case.launch_words[-1] if case.launch_words else None
    if last is None or last.planned_on is not None:
        return None
    said = launch_said(case)
    return last if said is None or said[1] <= last.at else None
