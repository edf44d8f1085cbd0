"""What somebody reports who may see no case of it: an incident by a name, a confidential concern.

Both open a sealed case, which changes nothing that anybody outside the human rights team can see.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.cards import Reply, Text, Value
from flows.events import ConcernRaised, ConcernSent, IncidentSent
from flows.screening.taking import as_text, visible
from flows.views.reporting import (
    LAUNCH_CHARS,
    LAUNCH_FIELD,
    MOST_CHARS,
    WORDS_FIELD,
    WRITE_BACK_FIELD,
    concern_form,
    concern_taken,
    incident_form,
    incident_taken,
)
from flows.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reported:
    """What the person sees, and what is raised with the human rights team alone."""

    reply: Reply
    raised: ConcernRaised | None = None


def report(viewer: Viewer, event: IncidentSent | ConcernSent) -> Reported:
    """Take what was written, or give it back with what is missing."""
    is_concern = isinstance(event, ConcernSent)
    launch, words = _read(event.values, LAUNCH_FIELD), _read(event.values, WORDS_FIELD)
    faults = dict(_faults(viewer, launch, words, needs_launch=not is_concern))
    if faults:
        draw = concern_form if is_concern else incident_form
        return Reported(draw(viewer, event.values, faults))
    by = viewer.context.actor.person
    may_write_back = _read(event.values, WRITE_BACK_FIELD) != "no"
    raised = ConcernRaised(launch, by, words, may_write_back)
    return Reported(concern_taken(viewer) if is_concern else incident_taken(viewer), raised)


def _read(values: Mapping[str, Value], field: str) -> str:
    return as_text(values.get(field, ""))


def _faults(viewer: Viewer, launch: str, words: str, *, needs_launch: bool) -> Mapping[str, Text]:
    faults: dict[str, Text] = {}
    if needs_launch and not visible(launch):
        faults[LAUNCH_FIELD] = viewer.say("fault.which_launch")
    if not visible(words):
        faults[WORDS_FIELD] = viewer.say("fault.what_happened")
    for field, text, limit in (
        (LAUNCH_FIELD, launch, LAUNCH_CHARS),
        (WORDS_FIELD, words, MOST_CHARS),
    ):
        if len(text) > limit:
            faults[field] = viewer.say("fault.too_long", limit=limit, length=len(text))
    return faults
