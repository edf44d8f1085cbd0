"""Forms on a case by their names: each room has its own, and says who may open it."""

from collections.abc import Mapping

from flows.cards import Reply
from flows.case import Case
from flows.casework import escalation, people, reminding, rounds, tracking
from flows.casework.turn import Opens, Turn
from flows.events import FormOpened
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.notices import not_yours
from flows.views.viewer import Viewer

FORMS: Mapping[str, Opens] = {
    **escalation.FORMS,
    **tracking.FORMS,
    **rounds.FORMS,
    **people.FORMS,
    **reminding.FORMS,
}
"""Every form on a case."""


def open_form(pack: Pack, case: Case, event: FormOpened, context: Context) -> Turn:
    """Open a form; one that is not known sounds like a case that is not there."""
    opens = FORMS.get(event.form)
    if opens is None:
        return Turn(case, (_unknown(pack, context),))
    return opens(pack, case, event.about, context)


def _unknown(pack: Pack, context: Context) -> Reply:
    return not_yours(Viewer(pack, context))
