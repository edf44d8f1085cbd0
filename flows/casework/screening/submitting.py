"""The answers confirmed: route and launch status are set, and whoever must know is told."""

from dataclasses import replace

from flows.case import Case, HandedOver, Outcome, Round
from flows.casework.escalation.opening import advice_wanted, needs_team, opened
from flows.casework.open_items import with_open_items
from flows.casework.owed import told_messages
from flows.casework.screening.answering import with_round
from flows.casework.screening.present import present, review
from flows.casework.tracking.closing import close_what_is_done
from flows.casework.tracking.suggesting import suggested
from flows.casework.turn import Turn
from flows.effects import Effect
from flows.events import Submitted
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import to_tell
from flows.people.context import Context
from flows.screening.assessment import Assessment, assess, roles_to_tell
from flows.screening.interview import answers_revision, due_prompt, next_page, stand
from flows.views.screening.changes import what_changed
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


def submit(pack: Pack, case: Case, event: Submitted, context: Context) -> Turn:
    """Confirm the answers as the review showed them, and no others."""
    if not case.round.is_open or still_asks(pack, case):
        return Turn(case, (present(pack, case, context),))
    if event.revision != answers_revision(case.round):
        warn = warning(Viewer(pack, context), "stale.review")
        return Turn(case, (review(pack, case, context, (warn,)),))
    after, effects, noted = sent(pack, case, context)
    intro = what_changed(Viewer(pack, context), after)
    return Turn(after, (present(pack, after, context, intro),), effects, noted)


def sent(
    pack: Pack, case: Case, context: Context
) -> tuple[Case, tuple[Effect, ...], tuple[Entry, ...]]:
    """Return the case with its newest round sent, and all that follows from the result."""
    result = assess(pack, case.round.answers)
    after = with_round(case, _finished(pack, case, result, context))
    after = suggested(pack, after, result, context)
    after = with_open_items(pack, after, result, context)
    if needs_team(pack, case, after, result):
        after = opened(pack, after, result, context)
    after, closed = close_what_is_done(pack, after, context)
    entry = Entry("screening_submitted", {"round": case.round.number, "route": result.route})
    return after, (*told_messages(after), *advice_wanted(after)), (entry, *closed)


def still_asks(pack: Pack, case: Case) -> bool:
    """Tell whether a page or an *are you sure?* still waits."""
    course = stand(pack, case.round.answers)
    return next_page(course) is not None or due_prompt(course, case.round) is not None


def outcome_of(pack: Pack, case: Case, result: Assessment, context: Context) -> Outcome:
    """Return what the rules make of the answers as they are."""
    return Outcome(
        route=result.route,
        launch=result.launch,
        rules=tuple(result.rules),
        findings=result.findings,
        at=context.now,
        next_review_days=result.next_review_days,
        told=_told(pack, case, result),
    )


def _told(pack: Pack, case: Case, result: Assessment) -> tuple[str, ...]:
    """Return who is told of a result; whoever has yet to decide on an earlier one stays told."""
    told = to_tell(case, roles_to_tell(pack, result))
    return tuple(dict.fromkeys((*case.told, *told))) if case.pending is not None else told


def _finished(pack: Pack, case: Case, result: Assessment, context: Context) -> Round:
    handed: HandedOver | None = case.round.handed_over
    if handed is not None:
        handed = replace(handed, finished_at=context.now)
    outcome = outcome_of(pack, case, result, context)
    return replace(case.round, outcome=outcome, handed_over=handed)
