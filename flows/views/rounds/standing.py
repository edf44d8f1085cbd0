"""What brought a case back, what is asked again, and the harm that was reported."""

from collections.abc import Iterator

from flows.acts.casework import TRIGGER_FIELD
from flows.cards import (
    Button,
    Choice,
    Element,
    Facts,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Style,
    Text,
    Tone,
)
from flows.case import Case, Opening
from flows.pack.following import Trigger
from flows.pack.model import Pack
from flows.people.authority import Verb, is_team, may
from flows.views.forms import FRESH, Filled, case_form, choice_field, open_button, text_field
from flows.views.viewer import Viewer

WORDS = "words"
HARMS = "harms"
OTHER = "other"


def round_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return why a case is or was asked again, in what words, and which harm was reported."""
    elements: list[Element] = []
    if case.outcome is not None and case.round.is_open:
        waits = Note(viewer.say("label.attention"), _waits(viewer, case), Tone.ATTENTION)
        elements.append(waits)
    why = [
        each for one in case.rounds for each in one.openings if one.outcome is None or each.words
    ]
    if why and case.outcome is not None:
        entries = tuple(opening_item(viewer, each) for each in why)
        elements += [Heading(viewer.say("round.why")), Items(entries)]
    if case.remedies:
        entries = tuple(
            Item(
                viewer.risk(one.risk),
                (viewer.say("remedy.since", at=one.since), *(((one.words,),) if one.words else ())),
                label=viewer.say("remedy.label"),
                tone=Tone.SEVERE,
            )
            for one in case.remedies
        )
        elements += [Heading(viewer.say("remedy.heading")), Items(entries)]
    return elements


def review_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return the day on which the case is asked again, whatever else happens."""
    if case.review_on is None:
        return []
    return [Facts(((viewer.say("round.next_review"), viewer.say("day", day=case.review_on)),))]


def round_buttons(viewer: Viewer, case: Case) -> list[Button]:
    """Return the ways on into what is asked again, and the ways to bring a case back."""
    actor, buttons = viewer.context.actor, list[Button]()
    if case.round.is_open and may(actor, Verb.ANSWER, case):
        args = {"case": str(case.id)}
        buttons.append(Button("resume", viewer.say("button.resume"), args, style=Style.PRIMARY))
    if may(actor, Verb.CHANGE, case):
        buttons.append(open_button(viewer, case, "change", style=Style.QUIET))
    if may(actor, Verb.REPORT, case):
        buttons.append(open_button(viewer, case, "incident_on", style=Style.QUIET))
    return buttons


def opening_item(viewer: Viewer, opening: Opening) -> Item:
    """Return why a round was opened: what happened, who said so, in what words."""
    lines: list[Text] = [viewer.say("escalation.by", who=viewer.person(opening.by), at=opening.at)]
    if opening.words:
        lines.append((opening.words,))
    if opening.due_on is not None:
        lines.append(viewer.say("round.due", day=opening.due_on))
    return Item(_event(viewer, opening.trigger), tuple(lines))


def offered(viewer: Viewer, case: Case) -> Iterator[Trigger]:
    """Yield the triggers that somebody can name by hand.

    A failed measure, a report of harm and a new pack have ways of their own, and what the team
    rates only the team brings in.
    """
    for each in by_hand(viewer.pack):
        of_pack = each.then.get("ask") == "changed"
        of_team = "rated_by" in each.then
        if not of_pack and (not of_team or is_team(viewer.context.actor)):
            yield each


def by_hand(pack: Pack) -> Iterator[Trigger]:
    """Yield the triggers that come from outside a case, not from its measures or a report."""
    fired = {state.fires for state in pack.measure_states}
    for each in pack.review_triggers:
        if each.id not in fired and "set_for_risk" not in each.then:
            yield each


def change_form(viewer: Viewer, case: Case, filled: Filled = FRESH) -> Form:
    """Ask what changed, in the words of the pack, and how."""
    choices = (Choice(each.id, _event(viewer, each.id)) for each in offered(viewer, case))
    return case_form(
        viewer,
        case,
        "change",
        "change",
        (choice_field(viewer, TRIGGER_FIELD, choices, filled), text_field(viewer, WORDS, filled)),
        confirm=viewer.say("change.confirm", reference=case.reference),
    )


def incident_form(viewer: Viewer, case: Case, filled: Filled = FRESH) -> Form:
    """Ask which harm happened, and what is known of it."""
    found = [each.risk for each in case.outcome.findings] if case.outcome is not None else []
    others = viewer.say("group.other_harms")
    choices = (
        *(Choice(risk, viewer.risk(risk)) for risk in found),
        *(Choice(id, viewer.risk(id), group=others) for id in viewer.pack.risk if id not in found),
        Choice(OTHER, viewer.say("incident_on.other"), group=others),
    )
    return case_form(
        viewer,
        case,
        "incident_on",
        "incident_on",
        (
            choice_field(viewer, HARMS, choices, filled, many=True),
            text_field(viewer, WORDS, filled),
        ),
        intro=(Paragraph(viewer.say("incident_on.what")),),
        confirm=viewer.say("incident_on.confirm"),
    )


def _event(viewer: Viewer, trigger: str) -> Text:
    for each in viewer.pack.review_triggers:
        if each.id == trigger:
            return viewer.text(each.id, "event", each.event)
    return viewer.say("round.found_out")


def _waits(viewer: Viewer, case: Case) -> Text:
    if case.round.handed_over is not None:
        return viewer.say("round.with_team")
    return viewer.say("round.waits", count=_left(case))


def _left(case: Case) -> int:
    """Return how many answers are asked again and were not given yet."""
    return sum(place not in case.round.given for place in case.round.asks)
