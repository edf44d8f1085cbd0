"""The forms on a measure: planned, added, refused, worked on, blocked, done, verified."""

from collections.abc import Iterator

from flows.cards import Choice, Element, Facts, Field, Form
from flows.case import Case, Measure
from flows.views.forms import (
    FRESH,
    Filled,
    case_form,
    choice_field,
    day_field,
    person_field,
    text_field,
)
from flows.views.tracking.measures import measure_name
from flows.views.viewer import Viewer

MEASURE, RISKS, WORDS = "measure", "risks", "words"
OWNER, DUE, VERIFIER = "owner", "due_on", "verifier"
INDICATOR, BASELINE, TARGET = "indicator", "baseline", "target"
REASON, WHY, WHO = "reason", "why_blocked", "who_can"
PROOF, LINK = "proof", "link"
WORKS, VALUE, NEXT_STEP = "works", "value", "next_step"

Intro = tuple[Element, ...]


def plan_form(
    viewer: Viewer, case: Case, measure: Measure, filled: Filled = FRESH, intro: Intro = ()
) -> Form:
    """Ask who does it by when, and how it will be seen; it begins with what is suggested."""
    fields = tuple(_plan(viewer, filled, measure))
    return _form(viewer, case, measure, "plan", fields, intro, hears="plan.confirm")


def add_form(viewer: Viewer, case: Case, filled: Filled = FRESH) -> Form:
    """Ask for a measure of the pack, or one in words of its own."""
    offered = (Choice(id, viewer.measure(id)) for id in viewer.pack.measure)
    found = case.outcome.findings if case.outcome is not None else ()
    risks = tuple(Choice(one.risk, viewer.risk(one.risk)) for one in found)
    fields = [
        choice_field(viewer, MEASURE, offered, filled, optional=True),
        text_field(viewer, WORDS, filled, short=True, optional=True),
    ]
    if risks:
        fields.append(choice_field(viewer, RISKS, risks, filled, many=True, optional=True))
    return case_form(
        viewer,
        case,
        "add_measure",
        "add_measure",
        (*fields, *_plan(viewer, filled, None)),
        confirm=viewer.say("plan.confirm"),
    )


def refuse_form(
    viewer: Viewer, case: Case, measure: Measure, filled: Filled = FRESH, intro: Intro = ()
) -> Form:
    fields = (text_field(viewer, REASON, filled),)
    return _form(viewer, case, measure, "refuse", fields, intro, hears="refuse.confirm")


def progress_form(
    viewer: Viewer, case: Case, measure: Measure, filled: Filled = FRESH, intro: Intro = ()
) -> Form:
    return _form(viewer, case, measure, "progress", (text_field(viewer, WORDS, filled),), intro)


def block_form(
    viewer: Viewer, case: Case, measure: Measure, filled: Filled = FRESH, intro: Intro = ()
) -> Form:
    fields = (text_field(viewer, WHY, filled), person_field(viewer, WHO, filled))
    return _form(viewer, case, measure, "block", fields, intro, hears="block.confirm")


def implement_form(
    viewer: Viewer, case: Case, measure: Measure, filled: Filled = FRESH, intro: Intro = ()
) -> Form:
    """Ask what shows that it is done."""
    fields = (
        text_field(viewer, PROOF, filled),
        text_field(viewer, LINK, filled, short=True, optional=True),
    )
    return _form(viewer, case, measure, "implement", fields, intro, hears="implement.confirm")


def verify_form(
    viewer: Viewer, case: Case, measure: Measure, filled: Filled = FRESH, intro: Intro = ()
) -> Form:
    """Ask whether people are better off, what the indicator reads, and what shows it."""
    answers = (Choice("yes", viewer.say("works.yes")), Choice("no", viewer.say("works.no")))
    fields = (
        choice_field(viewer, WORKS, answers, filled),
        text_field(viewer, VALUE, filled, short=True),
        text_field(viewer, PROOF, filled),
        text_field(viewer, LINK, filled, short=True, optional=True),
        text_field(viewer, NEXT_STEP, filled, optional=True),
    )
    return _form(viewer, case, measure, "verify", fields, intro, hears="verify.confirm")


def _plan(viewer: Viewer, filled: Filled, measure: Measure | None) -> Iterator[Field]:
    day = measure.due_on.isoformat() if measure is not None and measure.due_on else ""
    of_pack = measure is None  # then what is left open is taken from the measure chosen
    yield person_field(viewer, OWNER, filled, _or_nothing(measure, "owner"))
    yield day_field(viewer, DUE, filled, day, optional=of_pack)
    yield text_field(viewer, INDICATOR, filled, _or_nothing(measure, "indicator"), optional=of_pack)
    for id in (BASELINE, TARGET):
        first = _or_nothing(measure, id)
        yield text_field(viewer, id, filled, first, short=True, optional=True)
    first = _or_nothing(measure, "verifier")
    yield person_field(viewer, VERIFIER, filled, first, optional=True)


def _or_nothing(measure: Measure | None, name: str) -> str:
    return (getattr(measure, name) or "") if measure is not None else ""


def _form(
    viewer: Viewer,
    case: Case,
    measure: Measure,
    name: str,
    fields: tuple[Field, ...],
    intro: Intro,
    hears: str = "",
) -> Form:
    what = [(viewer.say("measure.what"), measure_name(viewer, measure))]
    if measure.indicator and name in ("implement", "verify"):
        what.append((viewer.say("measure.indicator"), (measure.indicator,)))
    return case_form(
        viewer,
        case,
        name,
        name,
        fields,
        about=str(measure.id),
        revision=measure.revision,
        intro=(*intro, Facts(tuple(what))),
        confirm=viewer.say(hears) if hears else None,
    )
