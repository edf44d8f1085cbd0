"""What anybody reports: an incident of a case they may see or of a launch by name, a concern.

But for an incident on a case, both open a sealed case, which changes nothing that anybody
outside the human rights team can see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flows.cards import Reply
from flows.case import Phase, Summary
from flows.casework.reading import Reading
from flows.events import ConcernRaised, ConcernSent, IncidentAsked, IncidentSent
from flows.people.authority import Verb, may
from flows.screening.taking import as_text
from flows.views.rounds.reporting import (
    ANOTHER,
    BACK,
    LAUNCH,
    WHICH,
    WORDS,
    WRITE_BACK,
    concern_form,
    concern_taken,
    incident_form,
    incident_taken,
    which_launch_form,
)
from flows.views.viewer import Viewer

MOST_CASES = 20
"""So many cases are offered: those that changed last."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What the person sees, and what is raised with the human rights team alone."""

    reply: Reply
    raised: ConcernRaised | None = None


def ask_which(viewer: Viewer, event: IncidentAsked, summaries: Sequence[Summary]) -> Reply | UUID:
    """Return the case that was chosen, or what is asked next: which launch, or what happened."""
    cases = {str(one.case_id): one for one in reportable(viewer, summaries)}
    chosen = as_text(event.values.get(WHICH, ""))
    if chosen in cases:
        return cases[chosen].case_id
    if chosen == ANOTHER or not cases:
        return incident_form(viewer)
    offered = tuple(cases.values())
    if WHICH not in event.values:
        return which_launch_form(viewer, offered)
    reading = Reading(viewer, event.values)
    reading.choice(WHICH, cases)
    return which_launch_form(viewer, offered, reading.filled)


def reportable(viewer: Viewer, summaries: Sequence[Summary]) -> Sequence[Summary]:
    """Return the cases that somebody may report harm on, as they were ordered."""
    actor = viewer.context.actor
    seen = (one for one in summaries if may(actor, Verb.SEE, one))
    return [one for one in seen if one.phase is not Phase.CONCERN][:MOST_CASES]


def report(viewer: Viewer, event: IncidentSent | ConcernSent) -> Reported:
    """Take what was written, or give it back with what is missing."""
    is_concern = isinstance(event, ConcernSent)
    reading = Reading(viewer, event.values)
    launch = reading.words(LAUNCH, needed=False, short=True)
    words = reading.words(WORDS, needed=False)
    may_write_back = reading.choice(WRITE_BACK, BACK, needed=False) != "no"
    if not launch and not is_concern:
        reading.fault(LAUNCH, "fault.which_launch")
    if not words:
        reading.fault(WORDS, "fault.what_happened")
    if reading.faults:
        draw = concern_form if is_concern else incident_form
        return Reported(draw(viewer, reading.filled))
    raised = ConcernRaised(launch, viewer.context.actor.person, words, may_write_back)
    return Reported(concern_taken(viewer) if is_concern else incident_taken(viewer), raised)
