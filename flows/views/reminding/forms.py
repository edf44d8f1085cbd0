"""What is asked of somebody who puts a thing off, or says that it is not theirs."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from flows.cards import Button, Element, Form, Items, Paragraph
from flows.case import PLANNABLE, Case, Kind, Measure, OpenItem, Subject
from flows.people.authority import Verb, may
from flows.people.measures import planning
from flows.people.reminded import part_of
from flows.views.forms import (
    FRESH,
    Filled,
    case_form,
    day_field,
    open_button,
    person_field,
    text_field,
)
from flows.views.reminding.things import thing_shown
from flows.views.viewer import Viewer

UNTIL, REASON, WHOSE = "until", "reason", "whose"


def snooze_form(
    viewer: Viewer,
    case: Case,
    subject: Subject,
    first: date,
    latest: date | None,
    filled: Filled = FRESH,
) -> Form:
    """Ask until when a thing waits, and why; the next working day stands there already."""
    at_most = (Paragraph(viewer.say("snooze.at_most", day=latest)),) if latest is not None else ()
    return case_form(
        viewer,
        case,
        "snooze",
        "snooze",
        (
            day_field(viewer, UNTIL, filled, first.isoformat()),
            text_field(viewer, REASON, filled, short=True),
        ),
        about=str(subject),
        intro=(*_shown(viewer, case, subject), *at_most, Paragraph(viewer.say("snooze.what"))),
    )


def not_mine_form(viewer: Viewer, case: Case, subject: Subject, filled: Filled = FRESH) -> Form:
    """Ask whose it may be; whoever can give it away themselves is offered to."""
    form = case_form(
        viewer,
        case,
        "not_mine",
        "not_mine",
        (person_field(viewer, WHOSE, filled, optional=True),),
        about=str(subject),
        intro=_shown(viewer, case, subject),
    )
    give = giving_button(viewer, case, subject)
    key = "not_mine.what" if give is None else "not_mine.yourself"
    ways = form.others if give is None else (give, *form.others)
    return replace(form, intro=(*form.intro, Paragraph(viewer.say(key))), others=ways)


def giving_button(viewer: Viewer, case: Case, subject: Subject) -> Button | None:
    """Return what gives a thing to somebody else, for whoever may; None for all others."""
    actor, part = viewer.context.actor, part_of(case, subject)
    match part:
        case Measure():
            can = part.state in PLANNABLE and may(actor, planning(part), case, part)
            form, about = "plan", str(part.id)
        case OpenItem():
            can = part.answered is None and may(actor, Verb.ASSIGN, case, part)
            form, about = "assign", str(part.id)
        case None:
            is_of_case = subject.kind is not Kind.EVIDENCE
            can = is_of_case and may(actor, Verb.CHANGE_OWNER, case)
            form, about = "change_owner", ""
        case _:
            assert_never(part)
    if not can:
        return None
    return open_button(viewer, case, form, about, label="not_mine.give")


def _shown(viewer: Viewer, case: Case, subject: Subject) -> tuple[Element, ...]:
    """Return the thing itself, with nothing to press."""
    item = thing_shown(viewer, case, subject)
    return (Items((item,)),) if item is not None else ()
