"""Why somebody is reminded of a thing: read from the rules of the pack, and nothing changes."""

from flows.case import Case
from flows.casework.reminding.named import thing_named
from flows.casework.turn import Turn
from flows.events import WhyAsked
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.reminded import stages_of
from flows.views.notices import notice
from flows.views.reminding.why import why_card
from flows.views.viewer import Viewer


def explain(pack: Pack, case: Case, event: WhyAsked, context: Context) -> Turn:
    """Show when who is reminded of a thing, and why whoever asks is."""
    subject = thing_named(pack, case, event.subject, context)
    if isinstance(subject, Turn):
        return subject
    viewer, stages = Viewer(pack, context), stages_of(pack, case, subject, context)
    if not stages:
        return Turn(case, (notice(viewer, "late.no_reminder", case),))
    return Turn(case, (why_card(viewer, case, subject, stages),))
