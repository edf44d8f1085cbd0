"""What became of a launch; of one that launched before a decision others hear at once."""

from dataclasses import replace

from flows.case import Case, LaunchWord
from flows.casework.reading import Reading
from flows.casework.rights import refusal
from flows.casework.telling import tell_people, tell_roles
from flows.casework.turn import Turn
from flows.effects import Notify
from flows.events import LaunchAnswered
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import LEAD_ROLE, Verb
from flows.people.context import Context
from flows.screening.launch import LAUNCHED, MOVED, launch_over
from flows.views.notices import not_yours
from flows.views.reminding.launching import (
    PLANNED,
    WORDS,
    before_decision,
    launch_form,
    launch_noted,
    said_already,
)
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

VIEW = "launched"
BEFORE_DECISION = "launched_before_decision"
"""What the pack's `escalation.ignores_quiet_hours` calls this."""

NOTED = {LAUNCHED: "launched", MOVED: "launch_moved"}


def open_launch_answer(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    """Ask what must be known with an answer to whether it launched."""
    late = _refused(pack, case, about, context)
    return late or Turn(case, (launch_form(Viewer(pack, context), case, about),))


def answer_launch(pack: Pack, case: Case, event: LaunchAnswered, context: Context) -> Turn:
    """Note what became of a launch, and tell at once whoever must know of it."""
    late = _refused(pack, case, event.answer, context)
    if late is not None:
        return late
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    is_moved = event.answer == MOVED
    day = reading.day(PLANNED, first=context.today) if is_moved else None
    words = reading.words(WORDS, needed=False)
    is_stale = event.revision != len(case.launch_words)
    if reading.faults or is_stale:
        intro = (warning(viewer, "stale.launch"),) if is_stale else ()
        return Turn(case, (launch_form(viewer, case, event.answer, reading.filled, intro),))
    word = LaunchWord(event.answer, context.actor.person, context.now, day, words)
    return _noted(pack, case, word, context)


def _noted(pack: Pack, case: Case, word: LaunchWord, context: Context) -> Turn:
    after = replace(case, launch_words=(*case.launch_words, word), revision=case.revision + 1)
    viewer = Viewer(pack, context)
    roles = before_decision(viewer, case, word.answer)
    urgent = BEFORE_DECISION in pack.escalation.ignores_quiet_hours
    told = (replace(each, urgent=urgent) for each in _told(after, roles, context))
    entry = Entry(NOTED.get(word.answer, "launch_stopped"), {"answer": word.answer})
    return Turn(after, (launch_noted(viewer, after, word, roles),), tuple(told), (entry,))


def _told(case: Case, roles: tuple[str, ...], context: Context) -> tuple[Notify, ...]:
    """Tell the product lead of the case in person, and everybody else by role."""
    is_named = case.product_lead is not None and LEAD_ROLE in roles
    people = (case.product_lead,) if is_named else ()
    others = tuple(role for role in roles if role != LEAD_ROLE or not is_named)
    return (
        *tell_people(case, context, people, VIEW, VIEW),
        *(tell_roles(case, others, VIEW, VIEW) if others else ()),
    )


def _refused(pack: Pack, case: Case, answer: str, context: Context) -> Turn | None:
    """Refuse whoever may not say it, what is no answer, and what was said already."""
    refused = refusal(pack, case, Verb.CHANGE, context)
    if refused is not None:
        return refused
    viewer, over = Viewer(pack, context), launch_over(case)
    if answer not in pack.launch.on_the_day.answers:
        return Turn(case, (not_yours(viewer),))
    if over is not None and over.answer in (LAUNCHED, answer):
        return Turn(case, (said_already(viewer, case, over),))
    return None
