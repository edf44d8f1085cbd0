"""What happens to whoever may not: refused with a sentence that says who can, and noted."""

from flows.case import Case
from flows.casework.turn import Turn
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import Part, Verb, may
from flows.people.context import Context
from flows.views.notices import not_allowed, not_yours, notice, withdrawn
from flows.views.viewer import Viewer

REFUSED = "refused"
"""What the journal says of an act that somebody may not do."""


def refusal(
    pack: Pack, case: Case, verb: Verb, context: Context, part: Part | None = None
) -> Turn | None:
    """Return what refuses somebody, None when they may.

    Whoever may not see the case hears what they would hear if there were none.
    """
    if may(context.actor, verb, case, part):
        return None
    viewer = Viewer(pack, context)
    entry = Entry(REFUSED, {"verb": verb.value})
    if not may(context.actor, Verb.SEE_PART, case, part):
        return Turn(case, (not_yours(viewer),), (), (entry,))
    if case.withdrawal is not None:
        return Turn(case, (withdrawn(viewer, case, case.withdrawal),), (), (entry,))
    if case.concern is not None:
        return Turn(case, (notice(viewer, "late.concern", case),), (), (entry,))
    return Turn(case, (not_allowed(viewer, verb, case),), (), (entry,))
