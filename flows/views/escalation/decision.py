"""The forms of whoever decides: advice, outcome, its fields and record, agreeing, once more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from flows.cards import Choice, Day, Element, Facts, Field, Form, Heading, Note, Paragraph, Text
from flows.case import Case, Condition, Escalation, Voice
from flows.pack import anchors
from flows.pack.words import in_rows
from flows.people.authority import to_tell
from flows.screening.residual import agreed
from flows.views.forms import (
    FRESH,
    Filled,
    case_form,
    choice_field,
    day_field,
    person_field,
    text_field,
)
from flows.views.viewer import Viewer

OUTCOME = "outcome"
REASON = "reason"
CONFLICT, DISSENT, REVIEW_ON = "conflict", "dissent", "review_on"
CONDITION, CONDITION_MEASURE = "condition", "condition_measure"
CONDITION_OWNER, CONDITION_DUE = "condition_owner", "condition_due"
ROWS = (1, 2, 3)
"""How many conditions a form has room for."""

OF_ROWS = ("conditions", "condition_owner", "condition_due")
"""What an outcome needs that is asked in the rows of its conditions."""

DAYS = ("until", "due")
PEOPLE = ("budget_owner",)
LEFT_OPEN = ("exit_plan_if_live",)
"""Needs that are days, people, or may be left open."""

NOT_TYPED = (
    anchors.RECORD_CASE,
    anchors.RECORD_RULES,
    anchors.RECORD_RATINGS,
    anchors.RECORD_OUTCOME,
    anchors.RECORD_CLASS,
    anchors.RECORD_DECIDED_BY,
    anchors.RECORD_REVIEW,
)
"""The fields of the record that are filled in, or asked in parts."""


def typed_fields(viewer: Viewer) -> tuple[str, ...]:
    """Return the fields of the record that a person writes, by the pack."""
    every = viewer.pack.hr_decision.record_fields
    return tuple(each.id for each in every if each.id not in NOT_TYPED)


def advise_form(viewer: Viewer, case: Case, pending: Escalation, filled: Filled = FRESH) -> Form:
    """Ask for advice in writing, and say who decides on it."""
    told = viewer.roles(to_tell(case, pending.policy.decide))
    return case_form(
        viewer,
        case,
        "advise",
        "advise",
        (text_field(viewer, "words", filled),),
        revision=pending.revision,
        confirm=viewer.say("advise.confirm", who=told),
    )


def outcome_form(viewer: Viewer, case: Case, pending: Escalation, filled: Filled = FRESH) -> Form:
    """Ask what should happen; each outcome in the words of the pack."""
    outcomes = viewer.pack.hr_decision.outcomes
    choices = (Choice(one.id, viewer.outcome(one.id)) for one in outcomes)
    return case_form(
        viewer,
        case,
        "outcome",
        "choose_outcome",
        (choice_field(viewer, OUTCOME, choices, filled),),
        revision=pending.revision,
        intro=tuple(_voices(viewer, pending)),
    )


def decision_form(
    viewer: Viewer,
    case: Case,
    pending: Escalation,
    outcome: str,
    filled: Filled = FRESH,
    intro: tuple[Element, ...] = (),
) -> Form:
    """Ask for what an outcome needs, and for the record; what the engine knows is not asked."""
    return case_form(
        viewer,
        case,
        "decision",
        "decide",
        (*_needs(viewer, outcome, filled), *_record(viewer, case, filled)),
        about=outcome,
        revision=pending.revision,
        args={"outcome": outcome},
        intro=(*intro, *_known(viewer, case, outcome), *_voices(viewer, pending)),
        confirm=viewer.say("decision.confirm", reference=case.reference),
    )


def agree_form(viewer: Viewer, case: Case, pending: Escalation, filled: Filled = FRESH) -> Form:
    """Show the first voice whole, and ask who agrees for their ties and what still differs."""
    fields = (
        text_field(viewer, CONFLICT, filled),
        text_field(viewer, DISSENT, filled, optional=True),
    )
    return case_form(
        viewer,
        case,
        "agree",
        "decide",
        fields,
        revision=pending.revision,
        args={"outcome": pending.voices[0].outcome, "agrees": "yes"},
        intro=tuple(_voices(viewer, pending)),
        confirm=viewer.say("decision.confirm", reference=case.reference),
    )


def decide_again_form(viewer: Viewer, case: Case, filled: Filled = FRESH) -> Form:
    newest = case.escalations[-1]
    field = text_field(viewer, REASON, filled)
    return case_form(
        viewer,
        case,
        "decide_again",
        "decide_again",
        (field,),
        revision=newest.revision,
        confirm=viewer.say("decide_again.confirm", reference=case.reference),
    )


def voice_shown(viewer: Viewer, voice: Voice) -> list[Element]:
    """Return one voice whole: outcome, reason, conditions, record."""
    title = viewer.say("voice.by", who=viewer.person(voice.by), role=viewer.role(voice.role))
    if voice.agrees:
        pairs = [(viewer.say("voice.outcome"), viewer.say("voice.agrees"))]
    else:
        pairs = [
            (viewer.say("voice.outcome"), viewer.outcome(voice.outcome)),
            (viewer.say("field.reason"), (voice.reason,)),
        ]
    written = ((id, text) for id, text in voice.fields.items() if text)
    pairs += [(_named(viewer, id), _written(viewer, id, text)) for id, text in written]
    for one in voice.conditions:
        what = in_rows(
            [text for text in (_measure_of(viewer, one), (one.text,)) if any(text)], ": "
        )
        who = viewer.person(one.owner)
        said = viewer.say("voice.condition", text=what, owner=who, day=one.due_on)
        pairs.append((viewer.say("field.condition"), said))
    pairs.append((viewer.say("field.conflict"), (voice.conflict or "–",)))
    if voice.dissent:
        pairs.append((viewer.say("field.dissent"), (voice.dissent,)))
    return [Heading(title), Facts(tuple(pairs))]


def _measure_of(viewer: Viewer, condition: Condition) -> Text:
    return viewer.measure(condition.measure) if condition.measure else ()


def _written(viewer: Viewer, id: str, text: str) -> Text:
    """Return a field of a voice as it reads: people by name, days as days."""
    if id in PEOPLE:
        return viewer.person(text)
    return (Day(date.fromisoformat(text)),) if id in (*DAYS, REVIEW_ON) else (text,)


def _voices(viewer: Viewer, pending: Escalation) -> Iterator[Element]:
    for voice in pending.voices:
        yield from voice_shown(viewer, voice)
    for advice in pending.advice:
        who, role = viewer.person(advice.by), viewer.role(advice.role)
        yield Note(viewer.say("advice.by", who=who, role=role), (advice.text,))


def _needs(viewer: Viewer, outcome: str, filled: Filled) -> Iterator[Field]:
    for need in needs_of(viewer, outcome):
        if need == "conditions":
            yield from _condition_rows(viewer, filled)
        elif need in OF_ROWS:
            continue
        elif need in DAYS:
            yield day_field(viewer, need, filled)
        elif need in PEOPLE:
            yield person_field(viewer, need, filled)
        else:
            yield text_field(viewer, need, filled, optional=need in LEFT_OPEN)


def needs_of(viewer: Viewer, outcome: str) -> tuple[str, ...]:
    """Return what an outcome needs, by the pack."""
    outcomes = {each.id: each.needs for each in viewer.pack.hr_decision.outcomes}
    return outcomes.get(outcome, ())


def _condition_rows(viewer: Viewer, filled: Filled) -> Iterator[Field]:
    for row in ROWS:
        optional = row > 1
        offered = (Choice(id, viewer.measure(id)) for id in viewer.pack.measure)
        fields = (
            text_field(viewer, f"{CONDITION}.{row}", filled, short=True, optional=optional),
            choice_field(viewer, f"{CONDITION_MEASURE}.{row}", offered, filled, optional=True),
            person_field(viewer, f"{CONDITION_OWNER}.{row}", filled, optional=optional),
            day_field(viewer, f"{CONDITION_DUE}.{row}", filled, optional=optional),
        )
        for one in fields:
            name = one.id.partition(".")[0]
            yield replace(one, label=viewer.say(f"row.{name}", row=row))


def _record(viewer: Viewer, case: Case, filled: Filled) -> Iterator[Field]:
    for id in typed_fields(viewer):
        field = text_field(viewer, id, filled, optional=id != anchors.RECORD_HEARD)
        yield replace(field, label=_named(viewer, id))
    yield text_field(viewer, CONFLICT, filled)
    yield text_field(viewer, DISSENT, filled, optional=True)
    days = case.outcome.next_review_days if case.outcome is not None else 0
    first = viewer.context.today + timedelta(days=days)
    yield day_field(viewer, REVIEW_ON, filled, first.isoformat())


def _known(viewer: Viewer, case: Case, outcome: str) -> list[Element]:
    """Return the fields of the record that the engine fills in."""
    found = case.outcome
    rules = found.rules if found is not None else ()
    fired = in_rows([viewer.text(id, "say", viewer.pack.rule[id].say) for id in rules], "; ")
    pairs: list[tuple[Text, Text]] = [
        (
            _named(viewer, anchors.RECORD_CASE),
            viewer.say(
                "record.case",
                reference=case.reference,
                product=viewer.product(case.shown_round),
                pack=viewer.pack.version,
                hash=case.pack[:12],
            ),
        ),
        (_named(viewer, anchors.RECORD_RULES), fired or viewer.say("nobody")),
        (_named(viewer, anchors.RECORD_RATINGS), _ratings(viewer, case)),
        (_named(viewer, anchors.RECORD_OUTCOME), viewer.outcome(outcome)),
        (_named(viewer, anchors.RECORD_CLASS), viewer.say(f"class.{case.confidentiality.value}")),
    ]
    return [Paragraph(viewer.say("decision.what")), Facts(tuple(pairs))]


def _ratings(viewer: Viewer, case: Case) -> Text:
    found = case.outcome.findings if case.outcome is not None else ()
    rows = []
    for finding in found:
        now = agreed(viewer.pack, case, finding.risk) or finding
        rows.append(
            viewer.say(
                "record.rating",
                risk=viewer.risk(finding.risk),
                engine=f"{finding.scale}/{finding.scope}/{finding.repair}, {finding.likelihood}",
                agreed=f"{now.scale}/{now.scope}/{now.repair}, {now.likelihood}",
            )
        )
    return in_rows(rows, "; ") if rows else viewer.say("nobody")


def _named(viewer: Viewer, id: str) -> Text:
    """Return what a field of the record or a need is called."""
    for each in viewer.pack.hr_decision.record_fields:
        if each.id == id:
            return viewer.text(id, "text", each.text)
    return viewer.say(f"field.{id}")
