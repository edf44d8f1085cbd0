"""What follows every turn on a case, whatever it was: copies that change, a phase that is noted."""

from dataclasses import replace

from flows.case import Case, Confidentiality
from flows.casework.turn import Turn
from flows.effects import Effect, Refresh
from flows.journal import Entry

COPIES = ("root", "early", "submitted", "informed")
"""The messages of a case that show where it stands, and are edited when that changes."""

OF_TEAM = ("early", "submitted")
"""Those of them that stand with the human rights team alone."""


def settled(before: Case, turn: Turn) -> Turn:
    """Return a turn with what follows from the new state of its case."""
    if turn.case == before:
        return turn
    effects: tuple[Effect, ...] = (*turn.effects, *_edits(before, turn.case))
    return replace(turn, effects=effects, journal=(*turn.journal, *_passed(before, turn.case)))


def _edits(before: Case, after: Case) -> tuple[Effect, ...]:
    """Edit every posted copy when what they show has changed."""
    if _shown(before) == _shown(after):
        return ()
    return tuple(
        Refresh(view, f"{view}:{after.id}:{after.revision}")
        for view in COPIES
        if view in OF_TEAM or not _says_one_thing(before, after)
    )


def _says_one_thing(before: Case, after: Case) -> bool:
    """Tell whether a copy outside the team reads the same: of a case that is not open it does."""
    return Confidentiality.OPEN not in (before.confidentiality, after.confidentiality)


def _shown(case: Case) -> tuple[object, ...]:
    """Return what a message in a conversation shows of a case."""
    return (
        *(case.phase, case.launch_status, case.since, case.confidentiality),
        *(case.escalation, case.unreached),
    )


def _passed(before: Case, after: Case) -> tuple[Entry, ...]:
    """Note that a case came to another phase of its life."""
    if before.phase is after.phase:
        return ()
    return (Entry("phase", {"from": before.phase.value, "to": after.phase.value}),)
