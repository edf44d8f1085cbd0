"""One question of the screening, put to one named person, and what they propose."""

from dataclasses import replace

from flows.cards import Button, Choice, Element, Form, Heading, Item, Items, Note, Style, Text, Tone
from flows.case import Case, ExpertQuestion, Place
from flows.events import PageRef
from flows.pack.model import Pack
from flows.pack.questions import Kind
from flows.people.authority import Verb, may
from flows.screening.walk import Walk
from flows.views.forms import (
    FRESH,
    Filled,
    act_button,
    case_form,
    choice_field,
    open_button,
    person_field,
    text_field,
)
from flows.views.rounds.unknowns import question_fields
from flows.views.viewer import Viewer

QUESTION, EXPERT, WORDS = "question", "expert", "words"


def experts_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return what was asked of whom, and each proposal that waits for the product side."""
    if not case.expert_questions:
        return []
    entries = tuple(_entry(viewer, case, one) for one in case.expert_questions)
    return [Heading(viewer.say("experts.heading")), Items(entries)]


def expert_buttons(viewer: Viewer, case: Case) -> list[Button]:
    if not may(viewer.context.actor, Verb.ASK_EXPERT, case):
        return []
    return [open_button(viewer, case, "ask_expert", style=Style.QUIET)]


def ask_expert_form(viewer: Viewer, case: Case, course: Walk, filled: Filled = FRESH) -> Form:
    """Ask which question is put to whom; they see that question and nothing else of the case."""
    choices = (
        Choice(str(PageRef(*place)), viewer.question(*place))
        for place in for_experts(viewer.pack, course)
    )
    return case_form(
        viewer,
        case,
        "ask_expert",
        "ask_expert",
        (
            choice_field(viewer, QUESTION, choices, filled),
            person_field(viewer, EXPERT, filled),
            text_field(viewer, WORDS, filled, optional=True),
        ),
        confirm=viewer.say("ask_expert.confirm"),
    )


def for_experts(pack: Pack, course: Walk) -> tuple[Place, ...]:
    """Return the questions that can be put to somebody who sees nothing else of the case.

    Neither the closing one, nor one whose options tell which harms were found.
    """
    telling = (Kind.MULTI_RISK, Kind.MULTI_MITIGATION)
    return tuple(
        place
        for place in course.asked
        if place[0] != pack.private_question and pack.question[place[0]].type not in telling
    )


def reply_expert_form(
    viewer: Viewer,
    case: Case,
    asked: ExpertQuestion,
    course: Walk,
    filled: Filled = FRESH,
    intro: tuple[Element, ...] = (),
) -> Form:
    """Show somebody the one question that they were asked, and nothing else."""
    words = (Note(viewer.say("experts.said"), (asked.words,)),) if asked.words else ()
    form = case_form(
        viewer,
        case,
        "reply_expert",
        "reply_expert",
        (
            *question_fields(viewer, case, course, asked.place, filled),
            text_field(viewer, WORDS, filled, optional=True),
        ),
        about=str(asked.id),
        revision=asked.revision,
        intro=(*intro, *words),
        confirm=viewer.say("reply_expert.confirm"),
    )
    return replace(form, others=(Button("list", viewer.say("button.not_now")),))


def _entry(viewer: Viewer, case: Case, one: ExpertQuestion) -> Item:
    return Item(
        title=viewer.question(*one.place),
        lines=tuple(_lines(viewer, one)),
        buttons=_settle(viewer, case, one),
        label=viewer.say(f"expert.{_state(viewer, one)}"),
        tone=Tone.ATTENTION if _state(viewer, one) == "proposed" else Tone.NEUTRAL,
    )


def _state(viewer: Viewer, one: ExpertQuestion) -> str:
    if one.place[0] not in viewer.pack.question and not one.accepted:
        return "gone"
    if one.proposal is None:
        return "asked"
    if one.accepted is None:
        return "proposed"
    return "accepted" if one.accepted else "left"


def _lines(viewer: Viewer, one: ExpertQuestion) -> list[Text]:
    who, by = viewer.person(one.expert), viewer.person(one.by)
    lines = [viewer.say("expert.line", who=who, by=by, at=one.at)]
    if one.proposal is not None:
        answer = viewer.answer(one.place[0], one.proposal)
        lines.append(viewer.say("expert.proposal", answer=answer))
    if one.note:
        lines.append((one.note,))
    return lines


def _settle(viewer: Viewer, case: Case, one: ExpertQuestion) -> tuple[Button, ...]:
    waits = one.proposal is not None and one.accepted is None
    if not waits or not may(viewer.context.actor, Verb.SETTLE, case):
        return ()
    about = str(one.id)
    counts = viewer.say("settle.joins" if case.round.is_open else "settle.confirm")
    accept = act_button(
        viewer,
        case,
        "settle",
        about=about,
        revision=one.revision,
        style=Style.PRIMARY,
        confirm=counts,
        label="act.accept",
        accepted="yes",
    )
    leave = act_button(
        viewer,
        case,
        "settle",
        about=about,
        revision=one.revision,
        confirm=viewer.say("settle.leave"),
        label="act.leave_it",
    )
    return (accept, leave)
