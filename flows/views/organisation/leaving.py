"""Somebody who leaves: what they hold, and who takes it over.

An admin reads this, who may open no case by that: of an open case its reference and in what way
somebody holds something, of any other case nothing at all, not even that there is one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flows.cards import (
    Button,
    Card,
    Choice,
    Element,
    Field,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    PersonField,
    Style,
    Text,
    Tone,
)
from flows.case import Case
from flows.pack.words import in_rows
from flows.people.holdings import Held, holdings
from flows.views.forms import FRESH, Filled, person_field
from flows.views.viewer import Viewer

LEAVER = "leaver"
TAKER = "taker"


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody holds, as far as an admin may know: open cases, and roles."""

    cases: tuple[Case, ...] = ()
    roles: tuple[str, ...] = ()
    backs: tuple[str, ...] = ()


def leaver_form(viewer: Viewer, filled: Filled = FRESH) -> Form:
    """Ask who leaves; somebody who is gone from the chat already can be named, too."""
    people = viewer.context.people.items()
    kind = PersonField(tuple(Choice(id, (one.name,)) for id, one in people), anyone=True)
    field = Field(
        LEAVER,
        viewer.say("field.leaver"),
        kind,
        filled.value(LEAVER, ""),
        error=filled.faults.get(LEAVER, ()),
    )
    return Form(
        view="leaver",
        title=viewer.say("leaver.title"),
        intro=(Paragraph(viewer.say("leaver.what")),),
        fields=(field,),
        submit=Button("leaver", viewer.say("leaver.send"), style=Style.PRIMARY),
        others=(Button("roles", viewer.say("button.not_now")),),
        anew=viewer.anew("leaver"),
    )


def leaving_form(viewer: Viewer, leaver: str, load: Load, filled: Filled = FRESH) -> Form:
    """Show what somebody holds, and ask who takes all of it over."""
    who = viewer.person(leaver)
    return Form(
        view="leaving",
        title=viewer.say("leaving.title", who=who),
        intro=(*_load(viewer, leaver, load), Paragraph(viewer.say("leaving.unseen"))),
        fields=(person_field(viewer, TAKER, filled),),
        submit=Button(
            "leaver_send",
            viewer.say("leaving.send"),
            {"leaver": leaver},
            style=Style.PRIMARY,
            confirm=viewer.say("leaving.confirm", who=who),
        ),
        others=(Button("roles", viewer.say("button.not_now")),),
        anew=viewer.anew("leaver"),
    )


def left_card(viewer: Viewer, leaver: str, taker: str, load: Load) -> Card:
    """Say what went over, and that nothing is left with whoever leaves."""
    who, by = viewer.person(leaver), viewer.person(taker)
    return Card(
        view="left",
        title=viewer.say("leaving.title", who=who),
        body=(
            Note(viewer.say("label.done"), viewer.say("leaving.done", who=who, by=by), Tone.GOOD),
            *_load(viewer, leaver, load),
            Paragraph(viewer.say("leaving.unseen")),
        ),
        buttons=(
            Button("roles", viewer.say("button.roles")),
            Button("list", viewer.say("button.list"), style=Style.QUIET),
        ),
        anew=viewer.anew("roles"),
    )


def _load(viewer: Viewer, leaver: str, load: Load) -> Iterator[Element]:
    if not (load.cases or load.roles or load.backs):
        yield Paragraph(viewer.say("leaving.nothing"))
    if load.roles or load.backs:
        yield Heading(viewer.say("leaving.roles"))
        backs = (viewer.say("leaving.backs", role=viewer.role(id)) for id in load.backs)
        rows = (*(viewer.role(id) for id in load.roles), *backs)
        yield Items(tuple(Item(row) for row in rows))
    if load.cases:
        yield Heading(viewer.say("leaving.cases"))
        cases = (Item((case.reference,), (_held(viewer, case, leaver),)) for case in load.cases)
        yield Items(tuple(cases))


def _held(viewer: Viewer, case: Case, person: str) -> Text:
    """Return in what ways somebody holds something in a case, and how much of each."""
    counts = Counter(each.kind for each in holdings(case, person))
    kinds = [kind for kind in Held if counts[kind]]
    return in_rows([viewer.say(f"holds.{kind.value}", count=counts[kind]) for kind in kinds], "; ")
