"""Keeping a message of a chat as evidence: for which case, then for what of it. In private."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from flows.cards import Button, Choice, Element, Form, Note, Paragraph, Style, Text
from flows.case import Case, Measure, Place, Summary
from flows.events import KeepAsked
from flows.pack.words import joined, shortened
from flows.views.forms import FRESH, Filled, choice_field
from flows.views.home import name_of
from flows.views.viewer import Viewer

CASE_FIELD, ABOUT_FIELD = "kept_for", "kept_about"
OF_A_MEASURE = "measure:"

SHOWN_CHARS = 300
"""So much of a message is shown before it is kept; all of it is."""

LABEL_CHARS = 70
"""A question or a measure is cut where a menu has no room for more."""


def which_case_form(
    viewer: Viewer,
    keeping: str,
    message: KeepAsked,
    cases: Sequence[Summary],
    filled: Filled = FRESH,
) -> Form:
    """Ask for which case a message is kept, of those that the viewer may keep it for."""
    choices = (Choice(str(one.case_id), called(viewer, one)) for one in cases)
    return Form(
        view="keep_for",
        title=viewer.say("keeping.title"),
        intro=(Paragraph(viewer.say("keeping.what")), *_message(viewer, message)),
        fields=(choice_field(viewer, CASE_FIELD, choices, filled),),
        submit=_send(viewer, "button.next", {"keeping": keeping}),
        others=(Button("list", viewer.say("button.not_now")),),
        anew=_again(viewer, keeping),
    )


def what_about_form(
    viewer: Viewer, keeping: str, case: Case, measures: Sequence[Measure], *, whole: bool
) -> Form:
    """Ask what of a case a message is about: a measure, or where the viewer may, all else."""
    choices = (*_measures(viewer, measures), *(_questions(viewer, case) if whole else ()))
    field = choice_field(viewer, ABOUT_FIELD, choices, optional=whole)
    why = viewer.say("why.kept_about") if whole else ()
    return Form(
        view="keep_about",
        title=viewer.say("keeping.title"),
        intro=(Paragraph(viewer.say("keeping.about", reference=case.reference)),),
        fields=(replace(field, why=why),) if choices else (),
        submit=_send(viewer, "keeping.send", {"keeping": keeping, CASE_FIELD: str(case.id)}),
        others=(Button("list", viewer.say("button.not_now")),),
        anew=_again(viewer, keeping),
    )


def place_id(place: Place) -> str:
    """Return a question, of one risk where it is, as a choice names it."""
    question, risk = place
    return question if risk is None else f"{question}:{risk}"


def _send(viewer: Viewer, label: str, args: Mapping[str, str]) -> Button:
    return Button("keep_send", viewer.say(label), args, style=Style.PRIMARY)


def _again(viewer: Viewer, keeping: str) -> Button:
    return viewer.anew("keep_send", keeping=keeping)


def _message(viewer: Viewer, message: KeepAsked) -> Iterator[Element]:
    who = viewer.person(message.author)
    said = shortened(message.text, SHOWN_CHARS) or viewer.say("keeping.no_words")[0]
    yield Note(viewer.say("keeping.message"), joined([*who, ": ", said]))


def called(viewer: Viewer, summary: Summary) -> Text:
    """Return a case as a menu names it: by its reference and what it is called."""
    (name,) = name_of(viewer, summary)
    return (shortened(f"{summary.reference}: {name}", LABEL_CHARS),)


def _measures(viewer: Viewer, measures: Sequence[Measure]) -> Iterable[Choice]:
    group = viewer.say("keeping.measures")
    for measure in measures:
        text = shortened(_text_of(viewer, measure), LABEL_CHARS)
        yield Choice(f"{OF_A_MEASURE}{measure.id}", (text,), group=group)


def _text_of(viewer: Viewer, measure: Measure) -> str:
    return measure.text or str(viewer.measure(measure.source)[0])


def _questions(viewer: Viewer, case: Case) -> Iterable[Choice]:
    """Offer what was answered: first what is about the whole, then what is about each harm."""
    answered = case.round.known if case.rounds else {}
    for place in sorted(answered, key=lambda place: (place[1] or "", viewer.pack.place[place[0]])):
        question, risk = place
        (text,) = viewer.question(question, risk)
        group = viewer.say("keeping.questions") if risk is None else viewer.risk(risk)
        yield Choice(place_id(place), (shortened(str(text), LABEL_CHARS),), group=group)
