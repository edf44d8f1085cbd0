"""Measures as they stand: the list on a case, and the card of one with its whole life."""

from collections.abc import Iterator

from flows.cards import Button, Card, Element, Facts, Heading, Item, Items, Note, Style, Text, Tone
from flows.case import (
    PLANNABLE,
    REFUSABLE,
    VERIFIABLE,
    WORKABLE,
    Case,
    Measure,
    MeasureState,
    Stage,
)
from flows.pack.words import in_rows
from flows.people.authority import Verb, may
from flows.people.measures import dropping, planning
from flows.views.forms import act_button, in_order, open_button
from flows.views.tracking.evidence import evidence_items
from flows.views.viewer import Viewer

TONES = {
    MeasureState.EFFECTIVE: Tone.GOOD,
    MeasureState.NOT_EFFECTIVE: Tone.SEVERE,
    MeasureState.IMPLEMENTED: Tone.ATTENTION,
}


def measures_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return every measure of a case: those with something left to do first."""
    if not case.measures:
        return []
    ordered = sorted(case.measures, key=lambda one: one.is_done)
    entries = tuple(_entry(viewer, case, measure) for measure in ordered)
    return [Heading(viewer.say("measures.heading")), Items(entries)]


def measures_buttons(viewer: Viewer, case: Case) -> list[Button]:
    """Return what can be done about the measures of a case together."""
    if not may(viewer.context.actor, Verb.PLAN, case):
        return []
    buttons = [open_button(viewer, case, "add_measure", style=Style.QUIET)]
    proposed = [one for one in case.measures if one.state is MeasureState.PROPOSED]
    if proposed:
        confirm = viewer.say("take_measures.confirm", count=len(proposed))
        style = Style.PRIMARY if case.pending is None else Style.PLAIN  # a decision goes first
        take = act_button(viewer, case, "take_measures", style=style, confirm=confirm)
        buttons.insert(0, take)
    return buttons


def measure_card(viewer: Viewer, case: Case, measure: Measure) -> Card:
    """Draw one measure: what it is, who has it, its life so far, its proof."""
    life = tuple(_stage(viewer, stage) for stage in reversed(measure.stages))
    proof = evidence_items(viewer, case, case.evidence_of(measure.id))
    return Card(
        view="measure",
        title=viewer.say(
            "measure.title", reference=case.reference, measure=measure_name(viewer, measure)
        ),
        body=(
            *_blocked(viewer, measure),
            Facts(tuple(_facts(viewer, case, measure))),
            Heading(viewer.say("measure.life")),
            Items(life),
            *((Heading(viewer.say("evidence.heading")), Items(proof)) if proof else ()),
        ),
        notice=viewer.say("message.notice", reference=case.reference),
        buttons=in_order((*_buttons(viewer, case, measure), _back(viewer, case))),
        anew=viewer.anew("measure", case=str(case.id), about=str(measure.id)),
    )


def measure_name(viewer: Viewer, measure: Measure) -> Text:
    """Return what a measure is, in the words of the pack, its own, or both."""
    both = (viewer.measure(measure.source) if measure.source else (), (measure.text,))
    return in_rows([text for text in both if any(text)], ": ")


def _back(viewer: Viewer, case: Case) -> Button:
    return Button("see", viewer.say("button.back_to_case"), {"case": str(case.id)})


def _entry(viewer: Viewer, case: Case, measure: Measure) -> Item:
    lines = [_who_and_when(viewer, measure)]
    if measure.blocked is not None:
        who = viewer.person(measure.blocked.who)
        lines.append(viewer.say("measure.blocked_line", who=who))
    if measure.risks:
        lines.append(in_rows([viewer.risk(risk) for risk in measure.risks], "; "))
    return Item(
        title=measure_name(viewer, measure),
        lines=tuple(lines),
        buttons=(act_button(viewer, case, "measure", about=str(measure.id)),),
        label=viewer.say(f"measure_state.{measure.state.value}"),
        tone=Tone.ATTENTION if _is_late(viewer, measure) else _tone(measure),
    )


def _tone(measure: Measure) -> Tone:
    return TONES.get(measure.state, Tone.NEUTRAL)


def _is_late(viewer: Viewer, measure: Measure) -> bool:
    late = measure.due_on is not None and measure.due_on < viewer.context.today
    return late and measure.state in REFUSABLE


def _who_and_when(viewer: Viewer, measure: Measure) -> Text:
    who = viewer.person(measure.owner)
    if measure.due_on is None:
        return who
    key = "measure.late_line" if _is_late(viewer, measure) else "measure.owner_line"
    return viewer.say(key, who=who, day=measure.due_on)


def _blocked(viewer: Viewer, measure: Measure) -> tuple[Element, ...]:
    blocked = measure.blocked
    if blocked is None:
        return ()
    said = viewer.say(
        "measure.blocked",
        why=blocked.why,
        who=viewer.person(blocked.who),
        by=viewer.person(blocked.by),
        at=blocked.at,
    )
    return (Note(viewer.say("label.blocked"), said, Tone.ATTENTION),)


def _facts(viewer: Viewer, case: Case, measure: Measure) -> Iterator[tuple[Text, Text]]:
    yield viewer.say("measure.state"), viewer.say(f"measure_state.{measure.state.value}")
    yield viewer.say("measure.owner"), viewer.person(measure.owner)
    if measure.due_on is not None:
        yield viewer.say("measure.due"), viewer.say("day", day=measure.due_on)
    yield viewer.say("measure.verifier"), viewer.person(measure.verifier)
    written = (
        ("indicator", measure.indicator),
        ("baseline", measure.baseline),
        ("target", measure.target),
    )
    for name, text in written:
        if text:
            yield viewer.say(f"measure.{name}"), (text,)
    if measure.risks:
        risks = in_rows([viewer.risk(risk) for risk in measure.risks], "; ")
        yield viewer.say("measure.for"), risks
    yield viewer.say("measure.origin"), viewer.say(f"measure_origin.{measure.origin}")


def _stage(viewer: Viewer, stage: Stage) -> Item:
    said = ((stage.words,),) if stage.words else ()
    value = (viewer.say("measure.value", value=stage.value),) if stage.value else ()
    then = (viewer.say("measure.next_step", step=stage.next_step),) if stage.next_step else ()
    return Item(
        title=viewer.say("escalation.by", who=viewer.person(stage.by), at=stage.at),
        lines=(*said, *value, *then),
        label=viewer.say(f"measure_state.{stage.state.value}"),
        tone=TONES.get(stage.state, Tone.NEUTRAL),
    )


def _buttons(viewer: Viewer, case: Case, measure: Measure) -> Iterator[Button]:
    """Yield what the viewer may do with it in the state that it is in."""
    actor, state, id = viewer.context.actor, measure.state, str(measure.id)
    if state in WORKABLE and may(actor, Verb.WORK, case, measure):
        yield open_button(viewer, case, "implement", id, Style.PRIMARY)
        yield open_button(viewer, case, "progress", id)
        yield open_button(viewer, case, "block", id)
    if state in VERIFIABLE and may(actor, Verb.VERIFY, case, measure):
        style = Style.PRIMARY if state is MeasureState.IMPLEMENTED else Style.PLAIN
        yield open_button(viewer, case, "verify", id, style)
    if state in PLANNABLE and may(actor, planning(measure), case, measure):
        if state is MeasureState.PROPOSED:
            yield open_button(viewer, case, "plan", id, Style.PRIMARY)
        else:
            yield open_button(viewer, case, "plan", id, label="plan.again")
    if state in REFUSABLE and may(actor, dropping(viewer.pack, case, measure), case, measure):
        yield open_button(viewer, case, "refuse", id, Style.QUIET)
    if may(actor, Verb.KEEP, case, measure):
        yield open_button(viewer, case, "keep", id, Style.QUIET)
