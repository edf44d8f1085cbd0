"""The case in the hands of the human rights team: whose turn, clocks, promise, what was said."""

from collections.abc import Iterator

from flows.cards import (
    Button,
    Element,
    Facts,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Style,
    Text,
    Tone,
)
from flows.case import Case, Confidentiality, Escalation, TeamQuestion
from flows.pack.words import in_rows
from flows.people.authority import LEAD_ROLE, Verb, advising, differing, may, speaking_as
from flows.views.escalation.decision import voice_shown
from flows.views.forms import FRESH, Filled, act_button, case_form, open_button, text_field
from flows.views.viewer import Viewer

WORDS = "words"


# ------------------------------------------------------------------------------ the full card


def escalation_section(viewer: Viewer, case: Case) -> list[Element]:
    """Return who has the case, what was promised by when, and all that was said about it."""
    newest = case.escalation
    if newest is None:
        return []
    elements: list[Element] = [
        Heading(viewer.say("escalation.heading")),
        Facts(tuple(_facts(viewer, case, newest))),
    ]
    for each in case.escalations:
        elements += _said(viewer, case, each)
    return elements


def escalation_buttons(viewer: Viewer, case: Case) -> list[Button]:
    """Return what the viewer may do with it now."""
    actor, pending = viewer.context.actor, case.pending
    if pending is None:
        decided = case.escalation is not None and case.escalation.decision is not None
        again = decided and may(actor, Verb.DECIDE_AGAIN, case)
        return [open_button(viewer, case, "decide_again", style=Style.QUIET)] if again else []
    seen_by_team = may(actor, Verb.ACKNOWLEDGE, case)
    buttons = [*_of_team(viewer, case, pending)] if seen_by_team else []
    buttons += _of_deciders(viewer, case, pending)
    if may(actor, Verb.REPLY_TEAM, case):
        buttons += [
            open_button(viewer, case, "reply_team", str(question.id), Style.PRIMARY)
            for question in pending.waiting
        ]
    return buttons


def _of_deciders(viewer: Viewer, case: Case, pending: Escalation) -> Iterator[Button]:
    actor = viewer.context.actor
    spoken = {advice.role for advice in pending.advice}
    if any(role not in spoken for role in advising(actor, case)):
        yield open_button(viewer, case, "advise", style=Style.PRIMARY)
    if pending.missing_advice or speaking_as(actor, case) is None:
        return
    if pending.voices and differing(pending) is None:
        yield open_button(viewer, case, "agree", style=Style.PRIMARY)
    yield open_button(
        viewer, case, "outcome", style=Style.PLAIN if pending.voices else Style.PRIMARY
    )


def _of_team(viewer: Viewer, case: Case, pending: Escalation) -> list[Button]:
    who = viewer.context.actor.person
    buttons = [open_button(viewer, case, "ask_team")]
    if pending.acknowledged is None:
        return [_acknowledge(viewer, case, pending), *buttons]
    return buttons if pending.responsible == who else [_take_on(viewer, case, pending), *buttons]


def _acknowledge(viewer: Viewer, case: Case, pending: Escalation) -> Button:
    return act_button(viewer, case, "acknowledge", revision=pending.revision, style=Style.PRIMARY)


def _take_on(viewer: Viewer, case: Case, pending: Escalation) -> Button:
    return act_button(viewer, case, "take_on", revision=pending.revision)


def _facts(viewer: Viewer, case: Case, newest: Escalation) -> Iterator[tuple[Text, Text]]:
    seen, policy = newest.acknowledged, newest.policy
    yield viewer.say("escalation.opened"), viewer.say("moment", at=newest.opened_at)
    if newest.reason:
        yield viewer.say("escalation.reason"), (newest.reason,)
    yield viewer.say("escalation.responsible"), viewer.person(newest.responsible)
    if seen is not None:
        by = viewer.say("escalation.by", who=viewer.person(seen.by), at=seen.at)
        yield viewer.say("escalation.acknowledged"), by
    elif newest.is_open:
        yield viewer.say("escalation.acknowledged"), viewer.say("escalation.not_yet")
    if newest.is_open:
        if seen is None:
            yield viewer.say("escalation.first_due"), viewer.say("moment", at=newest.first_due_at)
        yield viewer.say("escalation.due"), viewer.say("moment", at=newest.decision_due_at)
    if newest.stopped_at is not None:
        whom = viewer.person(case.owner)
        stopped = viewer.say("escalation.stopped", at=newest.stopped_at, who=whom)
        yield viewer.say("escalation.clock"), stopped
    yield viewer.say("escalation.decide"), _deciders(viewer, case, newest)
    if policy.advice:
        yield viewer.say("escalation.advice"), viewer.roles(policy.advice)
    yield viewer.say("escalation.ladder"), _ladder(viewer, newest)


def _deciders(viewer: Viewer, case: Case, newest: Escalation) -> Text:
    """Return who decides, by role and name."""
    rows = [_held_by(viewer, case, role) for role in newest.policy.decide]
    if newest.policy.if_they_differ is None:
        return in_rows(rows)
    other = _held_by(viewer, case, newest.policy.if_they_differ)
    return viewer.say("escalation.together", who=in_rows(rows), other=other)


def _held_by(viewer: Viewer, case: Case, role: str) -> Text:
    people = viewer.context.people.items()
    holders = [viewer.person(id) for id, one in people if role in one.roles and not one.gone]
    if role == LEAD_ROLE and case.product_lead is not None:
        holders = [viewer.person(case.product_lead)]
    names = in_rows(holders) if holders else viewer.say("nobody")
    return viewer.say("escalation.held", role=viewer.role(role), names=names)


def _ladder(viewer: Viewer, newest: Escalation) -> Text:
    return in_rows([viewer.roles(rung) for rung in newest.policy.ladder], " → ")


def _said(viewer: Viewer, case: Case, each: Escalation) -> Iterator[Element]:
    """Yield questions and replies, advice, voices and the decision of one escalation."""
    if each.questions:
        entries = tuple(_question(viewer, question) for question in each.questions)
        yield Heading(viewer.say("escalation.questions"))
        yield Items(entries)
    for advice in each.advice:
        who, role = viewer.person(advice.by), viewer.role(advice.role)
        yield Note(viewer.say("advice.by", who=who, role=role), (advice.text,))
    if each.decision is not None:
        yield Note(viewer.say("label.decision"), _decided(viewer, each), Tone.ATTENTION)
    for voice in each.voices:
        yield from voice_shown(viewer, voice)


def _question(viewer: Viewer, question: TeamQuestion) -> Item:
    asked = viewer.say("escalation.by", who=viewer.person(question.by), at=question.at)
    lines = [asked]
    if question.replied is not None:
        who, at = viewer.person(question.replied.by), question.replied.at
        lines += [(question.reply,), viewer.say("escalation.by", who=who, at=at)]
    return Item(title=(question.text,), lines=tuple(lines))


def _decided(viewer: Viewer, each: Escalation) -> Text:
    decision = each.decision
    assert decision is not None
    return viewer.say(
        "decision.said",
        who=in_rows([viewer.person(one) for one in decision.decided_by]),
        at=decision.at,
        outcome=viewer.outcome(decision.outcome),
        day=decision.review_on,
    )


# ----------------------------------------------------------------------------------- forms


def ask_team_form(viewer: Viewer, case: Case, filled: Filled = FRESH) -> Form:
    pending = case.pending
    field = text_field(viewer, WORDS, filled)
    confirm = viewer.say("ask_team.confirm", who=viewer.person(case.owner))
    revision = pending.revision if pending is not None else 0
    return case_form(
        viewer, case, "ask_team", "ask_team", (field,), revision=revision, confirm=confirm
    )


def reply_team_form(
    viewer: Viewer,
    case: Case,
    pending: Escalation,
    question: TeamQuestion,
    filled: Filled = FRESH,
) -> Form:
    """Show the question of the team, ask for the reply, and say whom it goes to."""
    told = dict.fromkeys(one for one in (question.by, pending.responsible) if one)
    who = in_rows([viewer.person(one) for one in told])
    return case_form(
        viewer,
        case,
        "reply_team",
        "reply_team",
        (text_field(viewer, WORDS, filled),),
        about=str(question.id),
        intro=(Items((_question(viewer, question),)),),
        confirm=viewer.say("reply_team.confirm", who=who),
    )


# ------------------------------------------------------------------- messages of the team


def told_body(viewer: Viewer, case: Case) -> tuple[Element, ...]:
    """Return what a message to the team shows: clocks while it is pending, then how it ended."""
    newest = case.escalation
    if newest is None:
        return ()
    if newest.decision is not None:
        return (Facts(((viewer.say("label.decision"), _ended(viewer, case, newest)),)),)
    if not newest.is_open:
        return ()
    facts = [(viewer.say("escalation.due"), viewer.say("moment", at=newest.decision_due_at))]
    if newest.acknowledged is None:
        first = viewer.say("moment", at=newest.first_due_at)
        facts.insert(0, (viewer.say("escalation.first_due"), first))
    if newest.stopped_at is not None:
        stopped = viewer.say("escalation.stopped_since", at=newest.stopped_at)
        facts.append((viewer.say("escalation.clock"), stopped))
    return (Facts(tuple(facts)),)


def told_buttons(viewer: Viewer, case: Case) -> tuple[Button, ...]:
    """Return what can be done right where the message stands; rights are checked at the click."""
    pending = case.pending
    if pending is None:
        return ()
    if pending.acknowledged is None:
        return (_acknowledge(viewer, case, pending),)
    return (_take_on(viewer, case, pending),)


def _ended(viewer: Viewer, case: Case, newest: Escalation) -> Text:
    """Say how it ended; of a case that is not open only that it did."""
    decision = newest.decision
    assert decision is not None
    if case.confidentiality is not Confidentiality.OPEN:
        return viewer.say("decision.at", at=decision.at)
    who = in_rows([viewer.person(one) for one in decision.decided_by])
    outcome = viewer.outcome(decision.outcome)
    return viewer.say("decision.short", who=who, at=decision.at, outcome=outcome)
