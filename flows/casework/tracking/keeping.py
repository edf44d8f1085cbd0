"""A message of a chat on its way to be evidence: held until its case and question are known."""

from collections.abc import Sequence
from uuid import UUID

from flows.cards import Notice, Reply, Tone
from flows.case import Case, Phase, Summary
from flows.casework.reading import Reading
from flows.events import EvidenceKept, KeepAsked, KeepSent
from flows.people.authority import Verb, may
from flows.screening.taking import as_text
from flows.views.home import OVER
from flows.views.notices import not_allowed, notice
from flows.views.tracking.keeping import (
    ABOUT_FIELD,
    CASE_FIELD,
    OF_A_MEASURE,
    what_about_form,
    which_case_form,
)
from flows.views.viewer import Viewer

QUESTION_FIELD = "about_question"
"""The value by which evidence names the question that it is about."""

NOT_KEPT_FOR = (*OVER, Phase.CONCERN)
MOST_CASES = 100
"""So many cases fit into a menu: those that changed last."""


def ask_for_case(
    viewer: Viewer,
    keeping: str,
    message: KeepAsked,
    summaries: Sequence[Summary],
    sent: KeepSent | None = None,
) -> Reply:
    """Ask for which case a message is kept; what was chosen and cannot be is told at the field."""
    cases = keepable(viewer, summaries)
    if not cases:
        return notice(viewer, "keeping.no_case")
    if sent is None or CASE_FIELD not in sent.values:
        return which_case_form(viewer, keeping, message, cases)
    reading = Reading(viewer, sent.values)
    reading.choice(CASE_FIELD, {str(one.case_id) for one in cases})
    return which_case_form(viewer, keeping, message, cases, reading.filled)


def chosen_case(viewer: Viewer, summaries: Sequence[Summary], sent: KeepSent) -> UUID | None:
    """Return the case that was chosen, if a message may be kept for it."""
    chosen = as_text(sent.values.get(CASE_FIELD, ""))
    cases = {str(one.case_id): one.case_id for one in keepable(viewer, summaries)}
    return cases.get(chosen)


def ask_what_about(viewer: Viewer, keeping: str, case: Case) -> Reply:
    """Ask what of a case a message is about; whoever may not keep anything for it is told."""
    actor = viewer.context.actor
    whole = may(actor, Verb.KEEP, case)
    measures = [one for one in case.measures if may(actor, Verb.KEEP, case, one)]
    if not whole and not measures:
        return not_allowed(viewer, Verb.KEEP, case)
    return what_about_form(viewer, keeping, case, measures, whole=whole)


def evidence_of(message: KeepAsked, sent: KeepSent) -> EvidenceKept:
    """Return what a message becomes: evidence for a measure, a question or the whole case."""
    about = as_text(sent.values.get(ABOUT_FIELD, ""))
    measure = _measure(about)
    values = {} if measure is not None or not about else {QUESTION_FIELD: about}
    return EvidenceKept(measure, message.author, message.link, message.text, values)


def keepable(viewer: Viewer, summaries: Sequence[Summary]) -> Sequence[Summary]:
    """Return the open cases that somebody may keep something for, as they were ordered."""
    actor = viewer.context.actor
    mine = [
        one for one in summaries if one.phase not in NOT_KEPT_FOR and may(actor, Verb.KEEP, one)
    ]
    return mine[:MOST_CASES]


def nothing_to_keep(viewer: Viewer) -> Notice:
    """Say that a message had neither words nor a link."""
    return notice(viewer, "keeping.nothing", tone=Tone.ATTENTION)


def held_no_more(viewer: Viewer) -> Notice:
    """Say that what was to be kept is not held any more, and where it still is."""
    return notice(viewer, "keeping.held_no_more", tone=Tone.ATTENTION)


def _measure(about: str) -> UUID | None:
    if not about.startswith(OF_A_MEASURE):
        return None
    try:
        return UUID(about.removeprefix(OF_A_MEASURE))
    except ValueError:
        return None
