"""What came out: the launch status in words, why, the harms, what to do, what is unknown.

The same card serves the product side and the human rights team; the team's has the answers
themselves below. Scale, scope, repair and likelihood stand apart and nothing is summed.
"""

from collections.abc import Iterator

from flows.cards import (
    Button,
    Card,
    Element,
    Facts,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Style,
    Text,
    Tone,
)
from flows.case import Case, Finding
from flows.pack import anchors
from flows.pack.words import in_rows
from flows.people.authority import Verb, may
from flows.screening.assessment import Assessment, early_rules
from flows.screening.facts import Because
from flows.screening.smallest_change import Change
from flows.screening.walk import Walk
from flows.views.viewer import Viewer, launch_day

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
        title=viewer.say("result.title", product=viewer.product(case.round)),
        body=(
            *intro,
            status_note(viewer, case),
            *_findings(viewer, case, result),
            Paragraph(viewer.text("pack", "disclaimer", viewer.pack.disclaimer)),
        ),
        buttons=(Button("list", viewer.say("button.list")),),
    )


def case_card(viewer: Viewer, case: Case, result: Assessment) -> Card:
    """Draw the whole case for the human rights team: result, reasons, and every answer."""
    buttons = [Button("list", viewer.say("button.list"))]
    if may(viewer.context.actor, Verb.SMALLEST_CHANGE, case):
        ask = Button("smallest_change", viewer.say("button.smallest"), {"case": str(case.id)})
        buttons.insert(0, ask)
    return Card(
        view="case",
        title=viewer.say(
            "case.title", reference=case.reference, product=viewer.product(case.round)
        ),
        body=(
            status_note(viewer, case),
            Facts(_facts(viewer, case, result)),
            *_findings(viewer, case, result),
            *_answers(viewer, case, result),
            Paragraph(viewer.text("pack", "disclaimer", viewer.pack.disclaimer)),
        ),
        buttons=tuple(buttons),
    )


def draft_card(viewer: Viewer, case: Case, course: Walk) -> Card:
    """Draw a case still being answered: early rules with their reasons, and the answers so far."""
    early = early_rules(viewer.pack, case.round.answers)
    given = [place for place in course.asked if place in case.round.given]
    body: list[Element] = [
        Note(
            viewer.say(f"launch.{case.launch_status}"),
            viewer.say("case.draft", who=viewer.person(case.owner)),
            TONES.get(case.launch_status, Tone.NEUTRAL),
        )
    ]
    if early:
        rules = tuple(_rule(viewer, case, id, because) for id, because in early.items())
        body += [Heading(viewer.say("result.why")), Items(rules)]
    answers = tuple(
        Item(viewer.question(*place), (viewer.answered(case.round, place),)) for place in given
    )
    body += [Heading(viewer.say("case.answers_so_far")), Items(answers)]
    return Card(
        view="draft",
        title=viewer.say(
            "case.title", reference=case.reference, product=viewer.product(case.round)
        ),
        body=tuple(body),
        buttons=tuple(_ways_on(viewer, case)),
    )


def _ways_on(viewer: Viewer, case: Case) -> Iterator[Button]:
    if may(viewer.context.actor, Verb.ANSWER, case):
        args = {"case": str(case.id)}
        yield Button("resume", viewer.say("button.resume"), args, style=Style.PRIMARY)
    yield Button("list", viewer.say("button.list"))


def change_card(viewer: Viewer, case: Case, change: Change | None) -> Card:
    """Tell the team which single answer would alter the route, or that none does."""
    back = Button("see", viewer.say("button.back_to_case"), {"case": str(case.id)})
    title = viewer.say("smallest.title", reference=case.reference)
    if change is None:
        return Card("smallest_change", title, (Paragraph(viewer.say("smallest.none")),), (back,))
    facts = (
        (viewer.say("smallest.question"), viewer.question(change.question, change.risk)),
        (viewer.say("smallest.was"), viewer.answer(change.question, change.was)),
        (viewer.say("smallest.instead"), viewer.answer(change.question, change.instead)),
        (viewer.say("smallest.route"), viewer.say(f"route.{change.route}")),
    )
    note = Note(viewer.say("label.note"), viewer.say("smallest.note"))
    return Card("smallest_change", title, (Facts(facts), note), (back,))


def status_note(viewer: Viewer, case: Case) -> Note:
    """Say first where the launch stands, who acts, and what is safe."""
    key = f"status.{case.launch_status}"
    return Note(
        viewer.say(f"launch.{case.launch_status}"),
        viewer.say(key, reference=case.reference, told=viewer.roles(case.told)),
        TONES.get(case.launch_status, Tone.NEUTRAL),
    )


def _findings(viewer: Viewer, case: Case, result: Assessment) -> list[Element]:
    """Return reasons, harms, weak points, measures and unknowns, each with its heading."""
    elements: list[Element] = [
        Heading(viewer.say("result.why")),
        Paragraph(viewer.text(result.route, "meaning", viewer.pack.route[result.route].meaning)),
        Items(tuple(_rule(viewer, case, id, because) for id, because in result.rules.items())),
    ]
    parts = (
        ("result.red_lines", [_red_line(viewer, case, *line) for line in result.red_lines.items()]),
        ("result.harms", [_harm(viewer, case, result, finding) for finding in result.findings]),
        ("result.measures", [_measure(viewer, case, result, id) for id in result.measures]),
        ("result.gaps", [_gap(viewer, case, *gap) for gap in result.gaps.items()]),
        ("result.unknowns", [Item(viewer.question(*cite)) for cite in result.unknowns]),
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


def _rule(viewer: Viewer, case: Case, id: str, because: Because) -> Item:
    rule = viewer.pack.rule[id]
    lines = [viewer.cited(case.round, cite) for cite in because]
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
        lines=tuple(viewer.cited(case.round, cite) for cite in because),
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
    because = [viewer.cited(case.round, cite) for cite in rated.severity_because]
    raised = [viewer.cited(case.round, cite) for cite in result.raised[finding.risk]]
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


def _measure(viewer: Viewer, case: Case, result: Assessment, id: str) -> Item:
    measure = viewer.pack.measure[id]
    return Item(
        title=viewer.measure(id),
        lines=(
            viewer.say("measure.owner", role=viewer.role(measure.owner)),
            viewer.say("measure.due", days=measure.due_days),
        ),
        label=viewer.say(f"step.{measure.step}"),
        detail=(
            viewer.say(
                "measure.indicator", indicator=viewer.text(id, "indicator", measure.indicator)
            ),
        ),
    )


def _gap(viewer: Viewer, case: Case, id: str, because: Because) -> Item:
    return Item(
        title=viewer.text(id, "title", viewer.pack.gap[id].title),
        lines=tuple(viewer.cited(case.round, cite) for cite in because),
    )


def _facts(viewer: Viewer, case: Case, result: Assessment) -> tuple[tuple[Text, Text], ...]:
    launch = launch_day(case.round)
    story = case.round.given.get((anchors.STORY, None))
    pairs = [
        (viewer.say("fact.story"), viewer.answer(anchors.STORY, story.value if story else None)),
        (
            viewer.say("fact.launch"),
            viewer.say("day", day=launch) if launch else viewer.say("day.open"),
        ),
        (viewer.say("fact.owner"), viewer.person(case.owner)),
        (viewer.say("fact.lead"), viewer.person(case.product_lead)),
        (viewer.say("fact.class"), viewer.say(f"class.{case.confidentiality.value}")),
        (viewer.say("fact.told"), viewer.roles(case.told)),
        (viewer.say("fact.sent"), viewer.say("moment", at=case.since)),
    ]
    if result.service is not None:
        service = viewer.say(
            "service",
            first=result.service.first_answer_working_days,
            decision=result.service.decision_working_days,
        )
        pairs.append((viewer.say("fact.service"), service))
    if result.modules:
        titles = [viewer.module(id) for id in result.modules]
        pairs.append((viewer.say("fact.modules"), in_rows(titles, "; ")))
    return tuple(pairs)


def _answers(viewer: Viewer, case: Case, result: Assessment) -> list[Element]:
    items = [
        Item(viewer.question(*place), (viewer.answered(case.round, place),))
        for place in result.asked
    ]
    replies = [
        Item(
            viewer.text(reply.prompt, "ask", viewer.pack.prompt[reply.prompt].ask),
            (viewer.say("prompt.replied", who=viewer.person(reply.by), reply=reply.text or "–"),),
        )
        for reply in case.round.replies
    ]
    elements: list[Element] = [Heading(viewer.say("case.answers")), Items(tuple(items))]
    if replies:
        elements += [Heading(viewer.say("case.replies")), Items(tuple(replies))]
    return elements


def _sentence(text: Text) -> Text:
    """Begin a text with a capital letter."""
    first, *rest = text
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else text
