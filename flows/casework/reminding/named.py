"""The thing that an act is about, for whoever may know of it."""

from flows.case import Case, Subject
from flows.casework.rights import refusal
from flows.casework.turn import Turn
from flows.pack.model import Pack
from flows.people.authority import Verb
from flows.people.context import Context
from flows.people.reminded import OF_PARTS, part_of
from flows.views.notices import not_yours
from flows.views.viewer import Viewer


def thing_named(pack: Pack, case: Case, about: str, context: Context) -> Subject | Turn:
    """Return the thing that is named, or what somebody hears for whom there is none."""
    subject = Subject.read(about)
    part = part_of(case, subject) if subject is not None else None
    if subject is None or (subject.kind in OF_PARTS and part is None):
        return Turn(case, (not_yours(Viewer(pack, context)),))
    return refusal(pack, case, Verb.SEE_PART, context, part) or subject
