"""What happens to whoever may not: refused with a sentence that says who can, and noted."""

from flows.case import Case
from flows.casework.turn import Turn
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import Part, Verb, may
from flows.people.context import Context
from flows.views.notices import not_allowed, not_yours
from flows.views.viewer import Viewer


def refusal(
    pack: Pack, case: Case, verb: Verb, context: Context, part: Part | None = None
) -> Turn | None:
    """Return what refuses somebody, None when they may.

    Whoever may not see the case hears what they would hear if there were none.
    """
    if may(context.actor, verb, case, part):
        return None
    viewer = Viewer(pack, context)
    sees = may(context.actor, Verb.SEE_PART, case, part)
    reply = not_allowed(viewer, verb, case) if sees else not_yours(viewer)
    return Turn(case, (reply,), (), (Entry("refused", {"verb": verb.value}),))
