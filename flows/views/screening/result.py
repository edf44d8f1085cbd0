"""What came out: the launch status in words, why, the harms, what to do, what is unknown.

The same card serves the product side and the human rights team; the team's has the answers
themselves below. Scale, scope, repair and likelihood stand apart and nothing is summed.
"""

from flows.cards import (
    Button,
    Card,
    Element,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Text,
    Tone,
)
from flows.case import Case, Finding, Phase
from flows.screening.assessment import Assessment
from flows.screening.facts import Because
from flows.views.escalation.standing import escalation_buttons, escalation_section
from flows.views.forms import in_order
from flows.views.people.following import following_buttons, following_sections
from flows.views.people.standing import people_buttons, people_section
from flows.views.rounds.standing import round_section
from flows.views.viewer import Viewer

LINES = 4
"""How many answers behind a rule are shown before the rest is folded."""

TONES = {
    "cleared": Tone.GOOD,
    "cleared_with_actions": Tone.ATTENTION,
    "pending_review": Tone.ATTENTION,
    "hold": Tone.SEVERE,
}

BAND_TONES = {"limited": Tone.NEUTRAL, "serious": Tone.ATTENTION, "severe": Tone.SEVERE}


def result_card(
    viewer: Viewer, case: Case, result: Assessment, intro: tuple[Element, ...] = ()
) -> Card:
    """Draw the result for whoever answered; `intro` is said above it."""
    return Card(
        view="result",
        title=viewer.say("result.title", product=viewer.product(case.shown_round)),
        body=(
            *intro,
            status_note(viewer, case),
            *round_section(viewer, case),
            *people_section(viewer, case),
            *escalation_section(viewer, case),
            *findings(viewer, case, result),
            *following_sections(viewer, case),
            Paragraph(viewer.text("pack", "disclaimer", viewer.pack.disclaimer)),
        ),
        buttons=in_order(
            (
                *escalation_buttons(viewer, case),
                *following_buttons(viewer, case),
                *people_buttons(viewer, case),
                Button("list", viewer.say("button.list")),
            )
        ),
        anew=viewer.anew("see", case=str(case.id)),
    )


def status_note(viewer: Viewer, case: Case) -> Note:
    """Say first, to the product side, where the launch stands, who acts, and what is safe."""
    told = viewer.roles(case.told)
    text = viewer.say(f"status.{standing(case)}", reference=case.reference, told=told)
    return where_it_stands(viewer, case, text)


def standing(case: Case) -> str:
    """Return by which sentence somebody is told where a case stands."""
    match case.phase:
        case Phase.ASKED | Phase.HELD | Phase.WITHDRAWN:
            return case.phase.value
        case Phase.CLOSED if case.outcome is not None and case.outcome.findings:
            return case.phase.value
        case Phase.TRACKING if case.escalation is not None:
            return "decided"
        case _:
            return case.launch_status


def where_it_stands(viewer: Viewer, case: Case, text: Text) -> Note:
    """Return a note that names the launch status and says something of it."""
    label = viewer.say(f"launch.{case.launch_status}")
    return Note(label, text, TONES.get(case.launch_status, Tone.NEUTRAL))


def findings(viewer: Viewer, case: Case, result: Assessment) -> list[Element]:
    """Return reasons, red lines, harms and weak points, each with its heading."""
    elements: list[Element] = [
        Heading(viewer.say("result.why")),
        Paragraph(viewer.text(result.route, "meaning", viewer.pack.route[result.route].meaning)),
        Items(tuple(rule_item(viewer, case, id, because) for id, because in result.rules.items())),
    ]
    parts = (
        ("result.red_lines", [_red_line(viewer, case, *line) for line in result.red_lines.items()]),
        ("result.harms", [_harm(viewer, case, result, finding) for finding in result.findings]),
        ("result.gaps", [_gap(viewer, case, *gap) for gap in result.gaps.items()]),
    )
    for heading, items in parts:
        if items:
            elements += [
                Heading(viewer.say(heading)),
                *_intro(viewer, heading),
                Items(tuple(items)),
            ]
    return elements


def _intro(viewer: Viewer, heading: str) -> list[Element]:
    key = f"{heading}.intro"
    return [Paragraph(viewer.say(key))] if key in viewer.words.bot else []


def rule_item(viewer: Viewer, case: Case, id: str, because: Because) -> Item:
    rule = viewer.pack.rule[id]
    lines = [viewer.cited(case.shown_round, cite) for cite in because]
    return Item(
        title=_sentence(viewer.text(id, "say", rule.say)),
        lines=tuple(lines[:LINES]),
        label=viewer.say(f"route.{rule.route}"),
        tone=TONES.get(viewer.pack.route[rule.route].launch, Tone.NEUTRAL),
        detail=(*lines[LINES:], viewer.say("result.rule_id", id=id)),
    )


def _red_line(viewer: Viewer, case: Case, id: str, because: Because) -> Item:
    line = viewer.pack.red_line[id]
    return Item(
        title=viewer.text(id, "title", line.title),
        lines=tuple(viewer.cited(case.shown_round, cite) for cite in because),
        label=viewer.say("label.red_line"),
        tone=Tone.SEVERE,
        detail=((line.ref,),),
    )


def _harm(viewer: Viewer, case: Case, result: Assessment, finding: Finding) -> Item:
    band = viewer.pack.bands[finding.severity]
    rated = result.rated[finding.risk]
    lines = [
        viewer.say("harm.severity", severity=finding.severity, band=viewer.say(f"band.{band}")),
        viewer.say(
            "harm.dimensions", scale=finding.scale, scope=finding.scope, repair=finding.repair
        ),
        viewer.say("harm.likelihood", likelihood=finding.likelihood),
    ]
    if finding.dismissed:
        lines.append(viewer.say("harm.dismissed"))
    because = [viewer.cited(case.shown_round, cite) for cite in rated.severity_because]
    raised = [viewer.cited(case.shown_round, cite) for cite in result.raised[finding.risk]]
    return Item(
        title=viewer.risk(finding.risk),
        lines=tuple(lines),
        label=viewer.say(f"band.{band}"),
        tone=BAND_TONES.get(band, Tone.NEUTRAL),
        detail=(
            *_owed(viewer, finding),
            viewer.say("harm.severe_because"),
            *because,
            viewer.say("harm.raised_because"),
            *raised,
        ),
    )


def _owed(viewer: Viewer, finding: Finding) -> list[Text]:
    """Say what is owed to the people harmed, by our relationship to the harm (UNGP 13, 22)."""
    if not finding.relationship:
        return []
    duty = viewer.pack.duty[finding.relationship]
    return [
        viewer.say("harm.relationship", relationship=viewer.say(f"relationship.{duty.id}")),
        viewer.say(
            "harm.duties",
            stop=viewer.text(f"duty.{duty.id}", "stop", duty.stop),
            leverage=viewer.text(f"duty.{duty.id}", "leverage", duty.leverage),
            remedy=viewer.text(f"duty.{duty.id}", "remedy", duty.remedy),
            ref=duty.ref,
        ),
    ]


def _gap(viewer: Viewer, case: Case, id: str, because: Because) -> Item:
    return Item(
        title=viewer.text(id, "title", viewer.pack.gap[id].title),
        lines=tuple(viewer.cited(case.shown_round, cite) for cite in because),
    )


def _sentence(text: Text) -> Text:
    """Begin a text with a capital letter."""
    first, *rest = text
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else text
