"""Agreed ratings, shown beside the engine's own: nothing is ever written over."""

from dataclasses import replace

from flows.cards import Choice, Element, Facts, Field, Form, Heading, Item, Items, Text
from flows.case import Case, Finding
from flows.people.authority import Verb, may
from flows.screening.residual import agreed, residual
from flows.views.forms import FRESH, Filled, case_form, choice_field, open_button, text_field
from flows.views.viewer import Viewer

APPLIES = "applies"
RATED = ("scale", "scope", "repair", "likelihood")
STEPS = ("1", "2", "3", "4", "5")


def rate_form(
    viewer: Viewer,
    case: Case,
    finding: Finding,
    filled: Filled = FRESH,
    intro: tuple[Element, ...] = (),
) -> Form:
    """Ask the team for its own values of a harm; it begins with those that hold now."""
    steps = tuple(Choice(step, (step,)) for step in STEPS)
    answers = (Choice("yes", viewer.say("applies.yes")), Choice("no", viewer.say("applies.no")))
    numbers = (_rated(viewer, id, steps, filled, getattr(finding, id)) for id in RATED)
    applies = ("no" if finding.dismissed else "yes",)
    return case_form(
        viewer,
        case,
        "rate",
        "rate",
        (
            choice_field(viewer, APPLIES, answers, filled, applies),
            *numbers,
            text_field(viewer, "reason", filled),
        ),
        about=finding.risk,
        revision=len(case.ratings),
        args={"risk": finding.risk},
        confirm=viewer.say("rate.confirm", reference=case.reference),
        intro=(*intro, Facts(((viewer.say("rate.engine"), _engine(viewer, case, finding)),))),
    )


def _rated(viewer: Viewer, id: str, steps: tuple[Choice, ...], filled: Filled, first: int) -> Field:
    field = choice_field(viewer, id, steps, filled, (str(first),))
    return replace(field, label=viewer.say(f"rated.{id}"))


def ratings_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return, for each harm, the first values and what was agreed or is left beside them."""
    found = case.outcome.findings if case.outcome is not None else ()
    entries = tuple(_row(viewer, case, finding) for finding in found)
    if not entries or (not may(viewer.context.actor, Verb.RATE, case) and not case.ratings):
        return []
    return [Heading(viewer.say("ratings.heading")), Items(entries)]


def _row(viewer: Viewer, case: Case, finding: Finding) -> Item:
    risk = finding.risk
    lines: list[Text] = [_engine(viewer, case, finding)]
    rating = case.rating_of(risk)
    if rating is not None:
        lines.append(
            viewer.say(
                "ratings.agreed",
                scale=rating.scale,
                scope=rating.scope,
                repair=rating.repair,
                likelihood=rating.likelihood,
                who=viewer.person(rating.by),
                at=rating.at,
            )
        )
        lines += [viewer.say("ratings.dismissed")] if rating.dismissed else []
        lines += [viewer.say("ratings.below_floor")] if rating.below_floor else []
    left, now = residual(viewer.pack, case, risk), agreed(viewer.pack, case, risk)
    if left is not None and left != now:
        lines.append(viewer.say("ratings.residual", likelihood=left.likelihood))
    rates = may(viewer.context.actor, Verb.RATE, case)
    return Item(
        title=viewer.risk(risk),
        lines=tuple(lines),
        buttons=(open_button(viewer, case, "rate", risk),) if rates else (),
        detail=(viewer.say("ratings.reason", reason=rating.reason),) if rating is not None else (),
    )


def _engine(viewer: Viewer, case: Case, finding: Finding) -> Text:
    """Return the first values of a harm, whatever was agreed since."""
    first = case.finding_of(finding.risk) or finding
    return viewer.say(
        "ratings.engine",
        scale=first.scale,
        scope=first.scope,
        repair=first.repair,
        likelihood=first.likelihood,
    )
