"""Work on a measure: begun, blocked, done with proof. Done is not the end (UNGP 20)."""

from dataclasses import replace

from flows.case import WORKABLE, Blocked, Case, Measure, MeasureState
from flows.casework.reading import Reading
from flows.casework.telling import tell_people
from flows.casework.tracking.evidence import with_proof
from flows.casework.tracking.turning import asked_again, done, not_now, staged, with_measure
from flows.casework.turn import Turn
from flows.events import MeasureBlocked, MeasureImplemented, ProgressNoted
from flows.pack.model import Pack
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.profile import Actor
from flows.views.tracking.measure_forms import (
    LINK,
    PROOF,
    WHO,
    WHY,
    WORDS,
    block_form,
    implement_form,
    progress_form,
)
from flows.views.viewer import Viewer


def note_progress(
    pack: Pack, case: Case, measure: Measure, event: ProgressNoted, context: Context
) -> Turn:
    """Keep that work goes on; what blocked it is out of the way."""
    if measure.state not in WORKABLE:
        return not_now(pack, case, measure, context)
    reading = Reading(Viewer(pack, context), event.values)
    words = reading.words(WORDS)
    again = asked_again(pack, case, measure, reading, event.revision, progress_form, context)
    if again is not None:
        return again
    begun = staged(measure, MeasureState.IN_PROGRESS, context, words=words)
    after = with_measure(case, replace(begun, blocked=None))
    was_blocked = measure.blocked
    people = (was_blocked.who,) if was_blocked is not None else ()
    about = str(measure.id)
    told = tell_people(after, context, people, "measure_unblocked", "measure_unblocked", about)
    return done(pack, after, begun, context, "measure_progress", told)


def block(
    pack: Pack, case: Case, measure: Measure, event: MeasureBlocked, context: Context
) -> Turn:
    """Keep why a measure cannot go on, and ask who can move it."""
    if measure.state not in WORKABLE:
        return not_now(pack, case, measure, context)
    reading = Reading(Viewer(pack, context), event.values)
    why, who = reading.words(WHY), reading.part_of(case, WHO)
    if who is not None and not may(Actor(who, context.named(who).roles), Verb.SEE, case):
        reading.fault(WHO, "fault.not_let_in")
    again = asked_again(pack, case, measure, reading, event.revision, block_form, context)
    if again is not None or who is None:
        return again or not_now(pack, case, measure, context)
    blocked = replace(measure, blocked=Blocked(why, who, context.actor.person, context.now))
    after = with_measure(case, blocked)
    people = (who, case.owner, measure.owner)
    told = tell_people(
        after, context, people, "measure_blocked", "measure_blocked", str(measure.id)
    )
    return done(pack, after, blocked, context, "measure_blocked", told)


def implement(
    pack: Pack, case: Case, measure: Measure, event: MeasureImplemented, context: Context
) -> Turn:
    """Keep that a measure was done, with its proof; whoever verifies is asked to look."""
    if measure.state not in WORKABLE:
        return not_now(pack, case, measure, context)
    reading = Reading(Viewer(pack, context), event.values)
    proof, link = reading.words(PROOF), reading.link(LINK)
    again = asked_again(pack, case, measure, reading, event.revision, implement_form, context)
    if again is not None:
        return again
    ready = staged(measure, MeasureState.IMPLEMENTED, context, words=proof)
    after = with_measure(case, replace(ready, blocked=None))
    after = with_proof(after, measure.id, proof, link, context)
    people = (measure.verifier, case.owner)
    about = str(measure.id)
    told = tell_people(after, context, people, "measure_done", "measure_done", about)
    return done(pack, after, ready, context, "measure_implemented", told)
