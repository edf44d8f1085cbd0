"""Measures taken, changed, added or refused: who does what by when, and how it will be seen."""

from dataclasses import dataclass, replace
from datetime import date

from flows.case import PLANNABLE, REFUSABLE, Case, Measure, MeasureState, Stage
from flows.casework.reading import Reading
from flows.casework.showing import full_card
from flows.casework.telling import tell_people
from flows.casework.tracking.suggesting import (
    BY_PERSON,
    as_it_can_be,
    due_for,
    latest_day,
    verifier_for,
)
from flows.casework.tracking.turning import asked_again, done, not_now, staged, with_measure
from flows.casework.turn import Turn
from flows.effects import Notify
from flows.events import MeasureAdded, MeasurePlanned, MeasureRefused
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import is_team
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.tracking.measure_forms import (
    BASELINE,
    DUE,
    INDICATOR,
    MEASURE,
    OWNER,
    REASON,
    RISKS,
    TARGET,
    VERIFIER,
    WORDS,
    add_form,
    plan_form,
    refuse_form,
)
from flows.views.viewer import Viewer

STARTS_ANEW = (MeasureState.PROPOSED, MeasureState.NOT_EFFECTIVE, MeasureState.NOT_NEEDED)
"""States from which a plan is a new stage; in the others it changes what was planned."""

LEAST = 20


def take_all(pack: Pack, case: Case, context: Context) -> Turn:
    """Take every suggested measure as it is suggested."""
    proposed = [one for one in case.measures if one.state is MeasureState.PROPOSED]
    if not proposed:
        return Turn(case, (notice(Viewer(pack, context), "late.no_proposed", case),))
    after = replace(case, revision=case.revision + 1)
    for one in proposed:
        planned = as_it_can_be(pack, case, one, context)
        taken = replace(staged(planned, MeasureState.PLANNED, context), revision=after.revision)
        after = after.with_measure(taken)
    told = _tell_planned(case, after, tuple(one.id.hex for one in proposed), context)
    entry = Entry("measures_taken", {"count": len(proposed)})
    return Turn(after, (full_card(pack, after, context),), told, (entry,))


def plan(pack: Pack, case: Case, measure: Measure, event: MeasurePlanned, context: Context) -> Turn:
    """Give a measure owner, day and indicator, for the first time or anew."""
    if measure.state not in PLANNABLE:
        return not_now(pack, case, measure, context)
    reading = Reading(Viewer(pack, context), event.values)
    planned = _read_plan(pack, case, measure.risks, reading, context)
    again = asked_again(pack, case, measure, reading, event.revision, plan_form, context)
    if again is not None or planned is None:
        return again or not_now(pack, case, measure, context)
    state = MeasureState.PLANNED if measure.state in STARTS_ANEW else measure.state
    keeps = measure.state in STARTS_ANEW or planned.indicator == measure.indicator
    was = "" if keeps else measure.indicator
    base = staged(measure, state, context, words=was)
    changed = planned.on(base)
    after = with_measure(case, changed)
    told = _tell_planned(case, after, (measure.id.hex,), context)
    turn = done(pack, after, changed, context, "measure_planned", told)
    return replace(turn, journal=(*turn.journal, _before(measure)))


def add(pack: Pack, case: Case, event: MeasureAdded, context: Context) -> Turn:
    """Add a measure of the pack, or one in words of its own; it is planned at once."""
    viewer = Viewer(pack, context)
    if case.outcome is None:
        return Turn(case, (notice(viewer, "late.no_result", case),))
    reading = Reading(viewer, event.values)
    source = reading.choice(MEASURE, pack.measure, needed=False)
    text = reading.words(WORDS, needed=not source, short=True)
    found = {finding.risk for finding in case.outcome.findings}
    risks = reading.choices(RISKS, found, needed=False)
    planned = _read_plan(pack, case, risks, reading, context, source=source)
    if reading.faults or planned is None:
        return Turn(case, (add_form(viewer, case, reading.filled),))
    if any((one.source, one.text, one.risks) == (source, text, risks) for one in case.measures):
        return Turn(case, (notice(viewer, "late.added", case),))
    new = planned.on(
        Measure(
            id=case.new_id("measure", len(case.measures)),
            source=source,
            text=text,
            risks=risks,
            origin=BY_PERSON,
            revision=case.revision + 1,
            stages=(Stage(MeasureState.PLANNED, context.actor.person, context.now),),
        )
    )
    after = replace(case, measures=(*case.measures, new), revision=case.revision + 1)
    told = _tell_planned(case, after, (new.id.hex,), context)
    return done(pack, after, new, context, "measure_added", told)


def refuse(
    pack: Pack, case: Case, measure: Measure, event: MeasureRefused, context: Context
) -> Turn:
    """Keep that a measure is not needed, and why."""
    if measure.state not in REFUSABLE:
        return not_now(pack, case, measure, context)
    reading = Reading(Viewer(pack, context), event.values)
    reason = reading.words(REASON, least=LEAST)
    again = asked_again(pack, case, measure, reading, event.revision, refuse_form, context)
    if again is not None:
        return again
    refused = replace(staged(measure, MeasureState.NOT_NEEDED, context, words=reason), blocked=None)
    after = with_measure(case, refused)
    held = (measure.owner, measure.verifier) if measure.is_taken else ()
    people = (case.owner, *held)
    told = tell_people(
        after, context, people, "measure_refused", "measure_refused", str(measure.id)
    )
    return done(pack, after, refused, context, "measure_refused", told)


def _before(measure: Measure) -> Entry:
    """Note who had a measure until when, before a plan changed it."""
    due = measure.due_on.isoformat() if measure.due_on is not None else ""
    said = {"measure": str(measure.id), "owner": measure.owner or "", "due_on": due}
    return Entry("measure_before", said)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What was said of a measure when it was planned."""

    owner: str
    due_on: date
    indicator: str
    baseline: str
    target: str
    verifier: str | None

    def on(self, measure: Measure) -> Measure:
        return replace(
            measure,
            owner=self.owner,
            due_on=self.due_on,
            indicator=self.indicator,
            baseline=self.baseline,
            target=self.target,
            verifier=self.verifier,
            blocked=None,
        )


def _read_plan(
    pack: Pack,
    case: Case,
    risks: tuple[str, ...],
    reading: Reading,
    context: Context,
    source: str = "",
) -> _Plan | None:
    """Read owner, day, indicator and verifier; of one of the pack, what is left open is its own."""
    known = pack.measure.get(source)
    owner = reading.part_of(case, OWNER)
    given = reading.day(DUE, first=context.today, needed=known is None)
    indicator = reading.words(INDICATOR, needed=known is None)
    baseline = reading.words(BASELINE, needed=False, short=True)
    target = reading.words(TARGET, needed=False, short=True)
    verifier = reading.part_of(case, VERIFIER, needed=False)
    _check(pack, case, risks, reading, context, owner=owner, day=given, verifier=verifier)
    if reading.faults or owner is None:
        return None
    return _Plan(
        owner=owner,
        due_on=given or due_for(pack, case, source, risks, context),
        indicator=indicator or (known.indicator if known is not None else ""),
        baseline=baseline,
        target=target,
        verifier=verifier or verifier_for(pack, case, owner, risks, context),
    )


def _check(
    pack: Pack,
    case: Case,
    risks: tuple[str, ...],
    reading: Reading,
    context: Context,
    *,
    owner: str | None,
    day: date | None,
    verifier: str | None,
) -> None:
    """Note what cannot be planned: a verifier with a stake, a day after the launch."""
    if verifier is not None and verifier in (owner, case.owner):
        reading.fault(VERIFIER, "fault.verifier")
    latest = latest_day(pack, case, risks)
    if day is None or latest is None or is_team(context.actor):
        return
    if latest >= context.today and day > latest:
        reading.fault(DUE, "fault.after_launch", day=latest)


def _tell_planned(
    before: Case, after: Case, measures: tuple[str, ...], context: Context
) -> tuple[Notify, ...]:
    """Tell each owner and verifier who is new to one of these measures, about the first of it."""
    old = {one.id: one for one in before.measures if one.state not in STARTS_ANEW}
    told: dict[str, tuple[Notify, ...]] = {}
    for one in after.measures:
        if one.id.hex not in measures:
            continue
        was = old.get(one.id)
        known = (was.owner, was.verifier) if was is not None else ()
        for person in (one.owner, one.verifier):
            if person is not None and person not in known and person not in told:
                view = "measure_given" if person == one.owner else "measure_to_verify"
                told[person] = tell_people(after, context, (person,), view, view, str(one.id))
    return tuple(message for each in told.values() for message in each)
