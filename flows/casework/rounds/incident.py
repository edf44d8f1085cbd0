"""Harm that was reported: it counts as having happened here, and remedy is owed (UNGP 22)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from flows.case import Case, Given, Opening, Place, Remedy
from flows.casework.next_round import with_round
from flows.casework.reading import Reading
from flows.casework.rounds.carrying_on import carry_on
from flows.casework.screening.present import present
from flows.casework.telling import taking_part, tell_people, tell_roles
from flows.casework.turn import Turn
from flows.effects import Open
from flows.events import ConcernRaised, IncidentReported
from flows.journal import Entry
from flows.pack.following import Trigger
from flows.pack.model import Pack
from flows.people.authority import TEAM_ROLE, Verb, may
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.rounds.standing import HARMS, OTHER, WORDS, incident_form
from flows.views.screening.changes import what_changed
from flows.views.viewer import Viewer


def report_incident(pack: Pack, case: Case, event: IncidentReported, context: Context) -> Turn:
    """Let a reported harm count as having happened, and ask only what that opens."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    harms = reading.choices(HARMS, {*pack.risk, OTHER})
    words = reading.words(WORDS)
    if reading.faults:
        return Turn(case, (incident_form(viewer, case, reading.filled),))
    if case.withdrawal is not None:
        return _to_team(case, words, context, viewer)
    named = tuple(dict.fromkeys(one for one in harms if one != OTHER))
    after = _counted(pack, case, named, words, context)
    carried = carry_on(pack, case, after, context, send=not case.round.is_open)
    after = carried.case
    told = (
        *carried.effects,
        *tell_people(after, context, taking_part(after), "incident_reported", "incident"),
        *tell_roles(after, (TEAM_ROLE,), "incident_reported", "incident"),
    )
    entry = Entry("incident_reported", {"harms": " ".join(named)})
    if not may(context.actor, Verb.ANSWER, after):
        replies = (notice(viewer, "incident_on.taken", after),)
        return Turn(after, replies, told, (entry, *carried.journal))
    intro = what_changed(viewer, after)
    reply = present(pack, after, context, intro)
    return Turn(after, (reply,), told, (entry, *carried.journal))


def _to_team(case: Case, words: str, context: Context, viewer: Viewer) -> Turn:
    """Bring a report on a launch that is not pursued to the human rights team alone."""
    raised = ConcernRaised(case.reference, context.actor.person, words)
    return Turn(case, (notice(viewer, "incident_on.taken", case),), (Open(raised),))


def _counted(pack: Pack, case: Case, harms: tuple[str, ...], words: str, context: Context) -> Case:
    """Return the case with the answers that the trigger sets, and the clock of remedy started."""
    named = _trigger(pack)
    by, now, revision = context.actor.person, context.now, case.revision + 1
    given = dict(_given(named, harms, by, context, revision))
    due = context.today + timedelta(days=named.due_days)
    opening = Opening(named.id, by, now, words, due)
    remedies = tuple(Remedy(one, now, by, words) for one in harms)
    after = replace(case, revision=revision, remedies=(*case.remedies, *remedies))
    after = with_round(after, opening, (), given)
    reported = tuple(dict.fromkeys((*after.round.reported, *harms)))
    return replace(after, rounds=(*after.rounds[:-1], replace(after.round, reported=reported)))


def _given(
    named: Trigger, harms: tuple[str, ...], by: str, context: Context, revision: int
) -> Iterator[tuple[Place, Given]]:
    for risk in harms:
        for question, option in named.then["set_for_risk"].items():
            yield (question, risk), Given((option,), by, context.now, revision)


def _trigger(pack: Pack) -> Trigger:
    """Return the trigger that a report of harm is."""
    return next(each for each in pack.review_triggers if "set_for_risk" in each.then)
