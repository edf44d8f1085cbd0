"""What is still to be found out: by whom, by when, and the one question of it as a form."""

from dataclasses import replace

from flows.cards import Button, Element, Field, Form, Heading, Item, Items, Paragraph
from flows.case import Case, OpenItem
from flows.people.authority import Verb, may
from flows.screening.walk import Page, Walk
from flows.views.forms import FRESH, Filled, case_form, day_field, open_button, person_field
from flows.views.screening.fields import fields_of
from flows.views.viewer import Viewer

OWNER, DUE = "owner", "due_on"


def unknowns_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return each *not sure* with its owner and day."""
    if not case.unknowns:
        return []
    entries = tuple(_entry(viewer, case, item) for item in case.unknowns)
    intro = Paragraph(viewer.say("unknowns.intro"))
    return [Heading(viewer.say("unknowns.heading")), intro, Items(entries)]


def assign_form(
    viewer: Viewer,
    case: Case,
    item: OpenItem,
    filled: Filled = FRESH,
    intro: tuple[Element, ...] = (),
) -> Form:
    """Ask who finds it out, and by when."""
    return case_form(
        viewer,
        case,
        "assign",
        "assign",
        (
            person_field(viewer, OWNER, filled, item.owner),
            day_field(viewer, DUE, filled, item.due_on.isoformat()),
        ),
        about=str(item.id),
        revision=item.revision,
        intro=(*intro, Items((Item(viewer.question(*item.place)),))),
        confirm=viewer.say("assign.confirm"),
    )


def find_out_form(
    viewer: Viewer,
    case: Case,
    item: OpenItem,
    course: Walk,
    filled: Filled = FRESH,
    intro: tuple[Element, ...] = (),
) -> Form:
    """Ask the one question, as the screening asks it."""
    return case_form(
        viewer,
        case,
        "find_out",
        "find_out",
        question_fields(viewer, case, course, item.place, filled),
        about=str(item.id),
        revision=item.revision,
        intro=intro,
        confirm=viewer.say("find_out.joins" if case.round.is_open else "find_out.confirm"),
    )


def question_fields(
    viewer: Viewer, case: Case, course: Walk, place: tuple[str, str | None], filled: Filled
) -> tuple[Field, ...]:
    """Return the fields of one question of the screening, empty or as they were typed."""
    question, risk = place
    page = Page(viewer.pack.question[question].section, risk, (question,), complete=False)
    return tuple(
        replace(
            field,
            value=filled.value(field.id, ""),
            error=filled.faults.get(field.id, ()),
            suggested=False,
        )
        for field in fields_of(viewer, case, course, page)
    )


def _entry(viewer: Viewer, case: Case, item: OpenItem) -> Item:
    lines = [viewer.say("measure.owner_line", who=viewer.person(item.owner), day=item.due_on)]
    if case.round.is_open and item.place in case.round.given:
        lines.append(viewer.say("unknowns.answered"))
    return Item(
        title=viewer.question(*item.place),
        lines=tuple(lines),
        buttons=tuple(_buttons(viewer, case, item)),
    )


def _buttons(viewer: Viewer, case: Case, item: OpenItem) -> list[Button]:
    actor, id = viewer.context.actor, str(item.id)
    buttons = []
    if may(actor, Verb.FIND_OUT, case, item):
        buttons.append(open_button(viewer, case, "find_out", id))
    if may(actor, Verb.ASSIGN, case, item):
        buttons.append(open_button(viewer, case, "assign", id))
    return buttons
