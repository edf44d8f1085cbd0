"""Whether what a message says was dealt with between the moment it was owed and now."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from flows.case import WORKABLE, Case, Kind, Measure, Subject
from flows.people.due.promised import is_of_first_answer
from flows.people.due.reminders import due_now, reminders
from flows.people.hearing import OF_ITS_OWN, WHO, may_hear
from flows.people.holdings import holdings
from flows.people.reminded import holders_of, stages_of
from flows.views.viewer import Viewer

REMINDER = "reminder"
GIVER = "giver"
"""In the ids of a message who said that a thing is not theirs."""

OF_PERSONS = OF_ITS_OWN - {REMINDER, "not_mine", "brought_back"}
"""What no role is ever told, so that it is the reader's where it does not say whose it is."""

Args: TypeAlias = Mapping[str, str]


def is_over(viewer: Viewer, case: Case, view: str, args: Args) -> bool:
    """Tell whether nobody needs to hear it any more, or whoever reads may not hear it.

    It was finished, moved, put off, replied to, given to somebody else, or decided.
    """
    reader = viewer.context.actor
    who = args.get(WHO) or (reader.person if view in OF_PERSONS else "")
    if who in viewer.context.people and not may_hear(reader, case):
        return True
    still = _STILL.get(view)
    return still is not None and not still(viewer, case, who, args)


def _is_due(viewer: Viewer, case: Case, who: str, args: Args) -> bool:
    """Tell whether a reminder is due still; in a conversation, whether anything of its role is."""
    context = viewer.context
    if not context.actor.person:
        due = reminders(viewer.pack, case, context.people, context.now)
        return any(each.who == who and each.at <= context.now for each in due)
    wanted = (args.get("subject", ""), args.get("stage", ""), who)
    return due_now(viewer.pack, case, wanted, context.people, context.now) is not None


def _is_late(viewer: Viewer, case: Case, who: str, args: Args) -> bool:
    """Tell whether the clock of this escalation runs, and what was owed when it was told is so."""
    pending = case.pending
    if pending is None or pending.stopped_at is not None:
        return False
    this = str(Subject(Kind.ESCALATION, str(pending.id)))
    was_seen = is_of_first_answer(args.get("stage", "")) and pending.acknowledged is not None
    return args.get("subject", this) == this and not was_seen


def _is_owner(viewer: Viewer, case: Case, who: str, args: Args) -> bool:
    return who == case.owner


def _is_holder(viewer: Viewer, case: Case, who: str, args: Args) -> bool:
    return holdings(case, who) != ()


def _is_unwanted(viewer: Viewer, case: Case, who: str, args: Args) -> bool:
    """Tell whether whoever gave a thing back is reminded of it as before."""
    subject = Subject.read(args.get("about", ""))
    if subject is None:
        return True
    is_theirs = args.get(GIVER) in (None, *holders_of(case, subject))
    return is_theirs and stages_of(viewer.pack, case, subject, viewer.context) != ()


Still: TypeAlias = Callable[[Viewer, Case, str, Args], bool]
"""Tells whether something is still so for the person for whom a message is, "" for a role."""

OfPart: TypeAlias = Callable[[Case, str, str], bool]
"""The same of one part of a case, by its id."""


def _of_part(still: OfPart) -> Still:
    """Ask about the part that a message names; nothing is asked of a case that was withdrawn."""

    def is_asked(viewer: Viewer, case: Case, who: str, args: Args) -> bool:
        about = args.get("about", "")
        return not about or (case.withdrawal is None and still(case, who, about))

    return is_asked


def _works(case: Case, who: str, about: str) -> bool:
    return any(one.owner == who and one.state in WORKABLE for one in _measures(case, about))


def _looks(case: Case, who: str, about: str) -> bool:
    return any(one.verifier == who and not one.is_done for one in _measures(case, about))


def _measures(case: Case, about: str) -> tuple[Measure, ...]:
    return tuple(one for one in case.measures if str(one.id) == about)


def _finds_out(case: Case, who: str, about: str) -> bool:
    return any(one.owner == who and str(one.id) == about for one in case.unknowns)


def _replies(case: Case, who: str, about: str) -> bool:
    waiting = case.pending.waiting if case.pending is not None else ()
    is_theirs = who in (case.owner, case.product_lead)
    return is_theirs and any(str(one.id) == about for one in waiting)


def _is_expert(case: Case, who: str, about: str) -> bool:
    asked = (one for one in case.expert_questions if str(one.id) == about)
    return any(one.expert == who and one.waits for one in asked)


_STILL: Mapping[str, Still] = {
    REMINDER: _is_due,
    "half_time": _is_late,
    "late_answer": _is_late,
    "late_for_you": _is_late,
    "measure_given": _of_part(_works),
    "measure_to_verify": _of_part(_looks),
    "item_given": _of_part(_finds_out),
    "team_asked": _of_part(_replies),
    "expert_asked": _of_part(_is_expert),
    "owner_now": _is_owner,
    "handed_on": _is_holder,
    "not_mine": _is_unwanted,
}
"""What must still be so for a message to be told; of any other view nothing but rights is asked."""
