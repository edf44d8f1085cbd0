"""The case as the human rights team reads it, and a draft as anybody who may see it does."""

from collections.abc import Iterator
from datetime import datetime

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
from flows.case import Case, Policy
from flows.pack import anchors
from flows.pack.words import in_rows
from flows.people.authority import Verb, may
from flows.screening.assessment import Assessment, early_rules
from flows.screening.launch import planned_launch
from flows.screening.smallest_change import Change
from flows.screening.walk import Walk
from flows.views.escalation.rating import ratings_section
from flows.views.escalation.standing import escalation_buttons, escalation_section
from flows.views.forms import in_order
from flows.views.people.following import following_buttons, following_sections
from flows.views.people.standing import people_buttons, people_section
from flows.views.rounds.standing import round_section
from flows.views.screening.pages import hand_over_button
from flows.views.screening.result import TONES, findings, rule_item, standing, where_it_stands
from flows.views.viewer import Viewer


def case_card(
    viewer: Viewer, case: Case, result: Assessment, intro: tuple[Element, ...] = ()
) -> Card:
    """Draw the whole case for the human rights team: result, reasons, and every answer."""
    buttons = [
        *escalation_buttons(viewer, case),
        *following_buttons(viewer, case),
        *people_buttons(viewer, case),
        Button("list", viewer.say("button.list")),
    ]
    if may(viewer.context.actor, Verb.SMALLEST_CHANGE, case):
        args = {"case": str(case.id)}
        ask = Button("smallest_change", viewer.say("button.smallest"), args, style=Style.QUIET)
        buttons.insert(-1, ask)
    return Card(
        view="case",
        title=viewer.say(
            "case.title", reference=case.reference, product=viewer.product(case.shown_round)
        ),
        body=(
            *intro,
            _status_note(viewer, case),
            Facts(_facts(viewer, case, result)),
            *round_section(viewer, case),
            *people_section(viewer, case),
            *escalation_section(viewer, case),
            *ratings_section(viewer, case),
            *findings(viewer, case, result),
            *following_sections(viewer, case),
            *_answers(viewer, case, result),
            Paragraph(viewer.text("pack", "disclaimer", viewer.pack.disclaimer)),
        ),
        buttons=in_order(buttons),
        anew=viewer.anew("see", case=str(case.id)),
    )


def _status_note(viewer: Viewer, case: Case) -> Note:
    """Say first, to the team, where the launch stands and who acts."""
    told = viewer.roles(case.told)
    text = viewer.say(f"team.{standing(case)}", reference=case.reference, told=told)
    return where_it_stands(viewer, case, text)


def draft_card(viewer: Viewer, case: Case, course: Walk) -> Card:
    """Draw a case still being answered: early rules with their reasons, and the answers so far."""
    early = early_rules(course)
    over = viewer.say("team.withdrawn", reference=case.reference)
    answered = viewer.say("case.draft", who=viewer.person(case.owner))
    given = [place for place in course.asked if place in case.round.standing]
    body: list[Element] = [
        Note(
            viewer.say(f"launch.{case.launch_status}"),
            over if case.withdrawal is not None else answered,
            TONES.get(case.launch_status, Tone.NEUTRAL),
        ),
        *people_section(viewer, case),
    ]
    if early:
        rules = tuple(rule_item(viewer, case, id, because) for id, because in early.items())
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
        buttons=in_order(_ways_on(viewer, case)),
        anew=viewer.anew("see", case=str(case.id)),
    )


def _ways_on(viewer: Viewer, case: Case) -> Iterator[Button]:
    if may(viewer.context.actor, Verb.ANSWER, case):
        args = {"case": str(case.id)}
        yield Button("resume", viewer.say("button.resume"), args, style=Style.PRIMARY)
    yield from hand_over_button(viewer, case)
    yield from people_buttons(viewer, case)
    yield Button("list", viewer.say("button.list"))


def change_card(viewer: Viewer, case: Case, change: Change | None) -> Card:
    """Tell the team which single answer would alter the route, or that none does."""
    back = Button("see", viewer.say("button.back_to_case"), {"case": str(case.id)})
    title = viewer.say("smallest.title", reference=case.reference)
    anew = viewer.anew("smallest_change", case=str(case.id))
    if change is None:
        said = Paragraph(viewer.say("smallest.none"))
        return Card("smallest_change", title, (said,), (back,), anew=anew)
    facts = (
        (viewer.say("smallest.question"), viewer.question(change.question, change.risk)),
        (viewer.say("smallest.was"), viewer.answer(change.question, change.was)),
        (viewer.say("smallest.instead"), viewer.answer(change.question, change.instead)),
        (viewer.say("smallest.route"), viewer.say(f"route.{change.route}")),
    )
    note = Note(viewer.say("label.note"), viewer.say("smallest.note"))
    return Card("smallest_change", title, (Facts(facts), note), (back,), anew=anew)


def _facts(viewer: Viewer, case: Case, result: Assessment) -> tuple[tuple[Text, Text], ...]:
    launch = planned_launch(case)
    story = case.shown_round.known.get((anchors.STORY, None))
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
        (viewer.say("fact.sent"), viewer.say("moment", at=_sent_at(case))),
    ]
    if case.escalation is not None:
        pairs.append((viewer.say("fact.service"), _promise(viewer, case.escalation.policy)))
    if result.modules:
        titles = [viewer.module(id) for id in result.modules]
        pairs.append((viewer.say("fact.modules"), in_rows(titles, "; ")))
    return tuple(pairs)


def _sent_at(case: Case) -> datetime:
    return case.outcome.at if case.outcome is not None else case.started_at


def _promise(viewer: Viewer, service: Policy) -> Text:
    return viewer.say(
        "service",
        first=_within(viewer, service.first_answer_working_days),
        decision=_within(viewer, service.decision_working_days),
    )


def _within(viewer: Viewer, days: int) -> Text:
    if days == 0:
        return viewer.say("service.same_day")
    return viewer.say("service.one_day") if days == 1 else viewer.say("service.days", days=days)


def _answers(viewer: Viewer, case: Case, result: Assessment) -> list[Element]:
    items = [
        Item(viewer.question(*place), (viewer.answered(case.shown_round, place),))
        for place in result.asked
    ]
    replies = [
        Item(
            viewer.text(reply.prompt, "ask", viewer.pack.prompt[reply.prompt].ask),
            (viewer.say("prompt.replied", who=viewer.person(reply.by), reply=reply.text or "–"),),
        )
        for reply in case.shown_round.replies
    ]
    elements: list[Element] = [Heading(viewer.say("case.answers")), Items(tuple(items))]
    if replies:
        elements += [Heading(viewer.say("case.replies")), Items(tuple(replies))]
    return elements
