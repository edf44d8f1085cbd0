"""All answers before sending, each with a way to change it; and the *are you sure?* between."""

from flows.acts import REPLY_FIELD
from flows.cards import (
    Button,
    Card,
    Element,
    Field,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Style,
    Text,
    TextField,
)
from flows.case import Case, Place
from flows.events import PageRef
from flows.people.authority import to_tell
from flows.screening.assessment import Assessment, roles_to_tell
from flows.screening.interview import DuePrompt, answers_revision
from flows.screening.taking import NOTE_CHARS, Fault
from flows.screening.walk import Walk
from flows.views.viewer import Viewer


def review_card(
    viewer: Viewer, case: Case, course: Walk, result: Assessment, intro: tuple[Element, ...] = ()
) -> Card:
    """Draw every answer that counts, with *Change* beside it, and who will be told."""
    told = _told(viewer, case, result)
    return Card(
        view="review",
        title=viewer.say("review.title", product=viewer.product(case.round)),
        body=(
            *intro,
            Paragraph(viewer.say("review.intro")),
            *_sections(viewer, case, course),
            told,
        ),
        buttons=(
            Button(
                "submit",
                viewer.say("button.submit"),
                {"case": str(case.id)},
                answers_revision(case.round),
                Style.PRIMARY,
            ),
            Button("list", viewer.say("button.later")),
        ),
        anew=viewer.anew("review", case=str(case.id)),
    )


def prompt_form(
    viewer: Viewer,
    case: Case,
    due: DuePrompt,
    intro: tuple[Element, ...] = (),
    *,
    typed: str = "",
    fault: Fault | None = None,
) -> Form:
    """Draw a question back; whatever is replied, the answers stay as they are."""
    ask = viewer.text(due.prompt.id, "ask", due.prompt.ask)
    lines = tuple(viewer.cited(case.round, cite) for cite in due.because)
    args = {"case": str(case.id), "prompt": due.prompt.id, "risk": due.risk or ""}
    change = {"case": str(case.id), "page": str(PageRef(*due.because[-1]))}
    return Form(
        view="prompt",
        title=viewer.say("prompt.title"),
        intro=(
            *intro,
            Paragraph(ask),
            *((Paragraph(viewer.risk(due.risk)),) if due.risk is not None else ()),
            Items(tuple(Item(line) for line in lines)),
        ),
        fields=(_reply(viewer, typed, fault),),
        submit=Button("prompt", viewer.say("button.keep"), args, due.revision, Style.PRIMARY),
        others=(Button("open", viewer.say("button.change_answer"), change),),
        reminder=viewer.reminder,
        anew=viewer.anew("resume", case=str(case.id)),
    )


def _reply(viewer: Viewer, typed: str, fault: Fault | None) -> Field:
    return Field(
        REPLY_FIELD,
        viewer.say("prompt.reply"),
        TextField(long=True, max_chars=NOTE_CHARS),
        value=typed,
        error=viewer.say(fault.key, **fault.said) if fault is not None else (),
        optional=True,
    )


def _sections(viewer: Viewer, case: Case, course: Walk) -> list[Element]:
    elements: list[Element] = []
    heading: Text = ()
    for page in course.pages:
        name = _heading(viewer, page.section, page.risk)
        if name != heading:
            heading = name
            elements.append(Heading(name))
        places = [
            place for place in course.asked if place[1] == page.risk and place[0] in page.shown
        ]
        elements.append(Items(tuple(_item(viewer, case, place) for place in places)))
    return elements


def _heading(viewer: Viewer, section: str, risk: str | None) -> Text:
    if risk is not None:
        return viewer.say("review.risk", risk=viewer.risk(risk))
    return viewer.section(section)


def _item(viewer: Viewer, case: Case, place: Place) -> Item:
    question, risk = place
    change = Button(
        "open",
        viewer.say("button.change"),
        {"case": str(case.id), "page": str(PageRef(question, risk))},
        style=Style.QUIET,
    )
    return Item(viewer.question(question, risk), (viewer.answered(case.round, place),), (change,))


def _told(viewer: Viewer, case: Case, result: Assessment) -> Note:
    told = to_tell(case, roles_to_tell(viewer.pack, result))
    key = "review.told" if told else "review.told_nobody"
    return Note(viewer.say("label.sending"), viewer.say(key, who=viewer.roles(told)))
