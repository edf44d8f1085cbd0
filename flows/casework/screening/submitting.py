"""The answers confirmed: route and launch status are set, and whoever must know is told."""

from dataclasses import replace

from flows.case import Case, Outcome
from flows.casework.escalation.opening import advice_wanted, needs_team, opened
from flows.casework.owed import told_messages
from flows.casework.screening.answering import with_round
from flows.casework.screening.present import present, review
from flows.casework.turn import Turn
from flows.events import Submitted
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import to_tell
from flows.people.context import Context
from flows.screening.assessment import Assessment, assess, roles_to_tell
from flows.screening.interview import answers_revision, due_prompt, next_page, stand
from flows.views.pages import warning
from flows.views.viewer import Viewer


def submit(pack: Pack, case: Case, event: Submitted, context: Context) -> Turn:
    """Confirm the answers as the review showed them, and no others."""
    if not case.round.is_open or _is_open(pack, case):
        return Turn(case, (present(pack, case, context),))
    if event.revision != answers_revision(case.round):
        warn = warning(Viewer(pack, context), "stale.review")
        return Turn(case, (review(pack, case, context, (warn,)),))
    result = assess(pack, case.round.answers)
    after = with_round(case, replace(case.round, outcome=_outcome(pack, case, result, context)))
    if needs_team(pack, case, after, result):
        after = opened(pack, after, result, context)
    entry = Entry("screening_submitted", {"round": case.round.number, "route": result.route})
    effects = (*told_messages(after), *advice_wanted(after))
    return Turn(after, (present(pack, after, context),), effects, (entry,))


def _is_open(pack: Pack, case: Case) -> bool:
    """Tell whether a page or an *are you sure?* still waits."""
    course = stand(pack, case.round.answers)
    return next_page(course) is not None or due_prompt(course, case.round) is not None


def _outcome(pack: Pack, case: Case, result: Assessment, context: Context) -> Outcome:
    return Outcome(
        route=result.route,
        launch=result.launch,
        rules=tuple(result.rules),
        findings=result.findings,
        at=context.now,
        next_review_days=result.next_review_days,
        told=to_tell(case, roles_to_tell(pack, result)),
    )
