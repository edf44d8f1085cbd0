"""Seen, taken on, and asked back: while the product team is asked, the clock stands still."""

from dataclasses import replace

from flows.case import Case, Escalation, Signed, TeamQuestion
from flows.casework.escalation.opening import calendar_of
from flows.casework.escalation.turning import done, with_escalation
from flows.casework.reading import Reading
from flows.casework.telling import taking_part, tell_people
from flows.casework.turn import Turn
from flows.events import Acknowledged, TakenOn, TeamAsked, TeamReplied
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.due import moved
from flows.views.escalation.standing import WORDS, ask_team_form, reply_team_form
from flows.views.notices import notice
from flows.views.viewer import Viewer


def acknowledge(
    pack: Pack, case: Case, pending: Escalation, event: Acknowledged, context: Context
) -> Turn:
    """Note who saw it first; they are responsible from now on."""
    if pending.acknowledged is not None:
        return _seen_already(pack, case, pending.acknowledged, context)
    who = context.actor.person
    seen = replace(pending, acknowledged=Signed(who, context.now), responsible=who)
    after = with_escalation(case, seen)
    told = tell_people(after, context, taking_part(after), "acknowledged", "acknowledged")
    return done(pack, after, context, "acknowledged", told)


def take_on(pack: Pack, case: Case, pending: Escalation, event: TakenOn, context: Context) -> Turn:
    """Let somebody of the team be responsible in the place of another; taking it is seeing it."""
    who = context.actor.person
    signed = Signed(who, context.now)
    if pending.responsible == who and pending.acknowledged is not None:
        return _seen_already(pack, case, pending.acknowledged, context)
    if event.revision != pending.revision:
        return _changed_meanwhile(pack, case, pending, context)
    taken = replace(pending, acknowledged=pending.acknowledged or signed, responsible=who)
    after = with_escalation(case, taken)
    told = tell_people(after, context, (pending.responsible,), "taken_on", "taken_on")
    return done(pack, after, context, "taken_on", told)


def ask_team(
    pack: Pack, case: Case, pending: Escalation, event: TeamAsked, context: Context
) -> Turn:
    """Put a question to the product team; the clock stands still until the last reply."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    text = reading.words(WORDS)
    if reading.faults:
        return Turn(case, (ask_team_form(viewer, case, reading.filled),))
    if any(each.text == text and each.replied is None for each in pending.questions):
        return done(pack, case, context, "asked_again")
    id = case.new_id("team_question", sum(len(each.questions) for each in case.escalations))
    question = TeamQuestion(id, text, context.actor.person, context.now)
    asked = replace(
        pending,
        questions=(*pending.questions, question),
        stopped_at=pending.stopped_at or context.now,
    )
    after = with_escalation(case, asked)
    people = (after.owner, after.product_lead)
    told = tell_people(after, context, people, "team_asked", "team_asked", str(id))
    return done(pack, after, context, "team_asked", told, question=str(id))


def reply_team(
    pack: Pack, case: Case, pending: Escalation, event: TeamReplied, context: Context
) -> Turn:
    """Keep the reply; when nothing else is asked, the clock goes on with the time that was left."""
    viewer = Viewer(pack, context)
    question = next((each for each in pending.questions if each.id == event.question), None)
    if question is None:
        return Turn(case, (notice(viewer, "late.not_pending", case),))
    if question.replied is not None:
        return _replied_already(pack, case, question.replied, context)
    reading = Reading(viewer, event.values)
    text = reading.words(WORDS)
    if reading.faults:
        form = reply_team_form(viewer, case, pending, question, reading.filled)
        return Turn(case, (form,))
    replied = replace(question, reply=text, replied=Signed(context.actor.person, context.now))
    questions = tuple(replied if each.id == question.id else each for each in pending.questions)
    after = with_escalation(case, _going_on(replace(pending, questions=questions), context))
    people = (question.by, pending.responsible)
    told = tell_people(after, context, people, "team_replied", "team_replied")
    return done(pack, after, context, "team_replied", told, question=str(question.id))


def _going_on(pending: Escalation, context: Context) -> Escalation:
    """Let the clock go on when no question waits any more."""
    stopped = pending.stopped_at
    if pending.waiting or stopped is None:
        return pending
    calendar = calendar_of(pending.responsible, context)
    return replace(
        pending,
        stopped_at=None,
        first_due_at=moved(pending.first_due_at, stopped, context.now, calendar),
        decision_due_at=moved(pending.decision_due_at, stopped, context.now, calendar),
    )


def _seen_already(pack: Pack, case: Case, signed: Signed, context: Context) -> Turn:
    viewer = Viewer(pack, context)
    who = viewer.person(signed.by)
    return Turn(case, (notice(viewer, "late.acknowledged", case, who=who, at=signed.at),))


def _replied_already(pack: Pack, case: Case, signed: Signed, context: Context) -> Turn:
    viewer = Viewer(pack, context)
    who = viewer.person(signed.by)
    return Turn(case, (notice(viewer, "late.replied", case, who=who, at=signed.at),))


def _changed_meanwhile(pack: Pack, case: Case, pending: Escalation, context: Context) -> Turn:
    viewer = Viewer(pack, context)
    who = viewer.person(pending.responsible)
    return Turn(case, (notice(viewer, "late.responsible", case, who=who),))
