"""Proof as it was kept: what, by whom, when, for what, and the hash of its content."""

from flows.cards import Button, Choice, Element, Field, Form, Heading, Item, Items, Style, Text
from flows.case import Case, Evidence, Measure
from flows.events import PageRef
from flows.pack.words import shortened
from flows.people.authority import Verb, may
from flows.views.forms import (
    FRESH,
    Filled,
    case_form,
    choice_field,
    day_field,
    open_button,
    person_field,
    text_field,
)
from flows.views.viewer import Viewer

LINK, WORDS = "link", "words"
ABOUT_QUESTION = "about_question"
KEEPER, EXPIRES = "keeper", "expires_on"
NAME_CHARS = 80
"""How much of a proof is said where only its name stands."""

HASH_SHOWN = 12


def evidence_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return what was kept for the case itself and its questions; that of a measure is with it."""
    entries = evidence_items(
        viewer, case, tuple(one for one in case.evidence if one.measure is None)
    )
    return [Heading(viewer.say("evidence.heading")), Items(entries)] if entries else []


def evidence_items(viewer: Viewer, case: Case, kept: tuple[Evidence, ...]) -> tuple[Item, ...]:
    return tuple(_entry(viewer, one) for one in kept)


def keep_button(viewer: Viewer, case: Case) -> list[Button]:
    """Return the button by which something is kept for the case."""
    if not may(viewer.context.actor, Verb.KEEP, case):
        return []
    return [open_button(viewer, case, "keep", style=Style.QUIET)]


def keep_form(viewer: Viewer, case: Case, measure: Measure | None, filled: Filled = FRESH) -> Form:
    """Ask for a link or a note, what it is about, who looks after it and until when it holds."""
    fields = (
        text_field(viewer, LINK, filled, short=True, optional=True),
        text_field(viewer, WORDS, filled, optional=True),
        *_about(viewer, case, measure, filled),
        person_field(viewer, KEEPER, filled, optional=True),
        day_field(viewer, EXPIRES, filled, optional=True),
    )
    about = str(measure.id) if measure is not None else ""
    confirm = viewer.say("keep.confirm")
    return case_form(viewer, case, "keep", "keep", fields, about=about, confirm=confirm)


def _about(
    viewer: Viewer, case: Case, measure: Measure | None, filled: Filled
) -> tuple[Field, ...]:
    if measure is not None:
        return ()
    asked = case.shown_round.known
    choices = (Choice(str(PageRef(*place)), viewer.question(*place)) for place in asked)
    return (choice_field(viewer, ABOUT_QUESTION, choices, filled, optional=True),)


def proof_name(viewer: Viewer, one: Evidence) -> Text:
    """Return which proof must be renewed, by its first words."""
    return viewer.say("thing.evidence", text=(shortened(one.text or one.link, NAME_CHARS),))


def _entry(viewer: Viewer, one: Evidence) -> Item:
    lines: list[Text] = [viewer.say("escalation.by", who=viewer.person(one.by), at=one.at)]
    if one.author:
        lines.append(viewer.say("evidence.author", who=viewer.person(one.author)))
    if one.link and one.text:
        lines.append((one.link,))
    if one.place is not None:
        lines.append(viewer.say("evidence.about", question=viewer.question(*one.place)))
    if one.expires_on is not None:
        lines.append(viewer.say("evidence.expires", day=one.expires_on))
    return Item(
        title=(one.text or one.link,),
        lines=tuple(lines),
        label=viewer.say(f"evidence_kind.{one.kind.value}"),
        detail=(
            viewer.say("evidence.owner", who=viewer.person(one.owner)),
            viewer.say("evidence.hash", hash=one.hash[:HASH_SHOWN]),
        ),
    )
