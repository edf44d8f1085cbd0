"""Looking: resume, open a page, go back, review, open the case. Nothing changes by it."""

from flows.case import Case, Confidentiality
from flows.casework.owed import args_of
from flows.casework.screening.present import present, review
from flows.casework.showing import full_card
from flows.casework.turn import Turn
from flows.effects import Notify, ToPerson
from flows.events import PageOpened, PageRef
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.interview import page_of, stand
from flows.screening.smallest_change import smallest_change
from flows.views.escalation.team import change_card
from flows.views.notices import notice
from flows.views.screening.pages import page_form, warning
from flows.views.viewer import Viewer


def resume(pack: Pack, case: Case, context: Context) -> Turn:
    """Show the exact question where the screening stands."""
    return Turn(case, (present(pack, case, context),), (), _read(case))


def open_page(pack: Pack, case: Case, event: PageOpened, context: Context) -> Turn:
    """Show the page that holds a question, as it was answered."""
    return _page(pack, case, event.page, context)


def show_review(pack: Pack, case: Case, context: Context) -> Turn:
    """Show all answers so far, each with *Change*."""
    if not case.round.is_open:
        return resume(pack, case, context)
    return Turn(case, (review(pack, case, context),), (), _read(case))


def open_case(pack: Pack, case: Case, context: Context) -> Turn:
    """Show the full card to the team, the result or the draft to the product side."""
    return Turn(case, (full_card(pack, case, context),), (), _read(case))


def show_smallest_change(pack: Pack, case: Case, context: Context) -> Turn:
    """Tell the team which single answer would alter the route."""
    viewer = Viewer(pack, context)
    submitted = case.submitted
    if submitted is None:
        return Turn(case, (notice(viewer, "smallest.not_yet", case),))
    change = smallest_change(pack, submitted.answers)
    entry = Entry("smallest_change_asked")
    return Turn(case, (change_card(viewer, case, change),), (), (entry,))


def window_closed(case: Case, context: Context) -> Turn:
    """Tell whoever closed a window unsent what is saved and where to go on; once as it stands."""
    if not case.is_draft:
        return Turn(case)
    person = context.actor.person
    key = f"closed:{case.id}:{case.revision}:{person}"
    return Turn(case, (), (Notify(ToPerson(person), "closed", key, args_of(case)),))


def _page(pack: Pack, case: Case, ref: PageRef, context: Context) -> Turn:
    course = stand(pack, case.round.answers)
    page = page_of(course, ref)
    viewer = Viewer(pack, context)
    if not case.round.is_open or page is None:
        intro = () if not case.round.is_open else (warning(viewer, "stale.unasked_page"),)
        return Turn(case, (present(pack, case, context, intro),))
    return Turn(case, (page_form(viewer, case, course, page),), (), _read(case))


def _read(case: Case) -> tuple[Entry, ...]:
    """Note the reading of a case that is not open to its whole team."""
    return () if case.confidentiality is Confidentiality.OPEN else (Entry("read"),)
