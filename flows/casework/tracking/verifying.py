"""Whether people are better off: seen by somebody else, with what the indicator reads (UNGP 20)."""

from dataclasses import replace
from datetime import timedelta

from flows.case import VERIFIABLE, Case, Measure, MeasureState
from flows.casework.next_round import asked_for_risks, trigger_named, with_round_asked
from flows.casework.reading import Reading
from flows.casework.telling import tell_people, tell_roles
from flows.casework.tracking.evidence import with_proof
from flows.casework.tracking.turning import asked_again, done, not_now, staged, with_measure
from flows.casework.turn import Turn
from flows.effects import Notify
from flows.events import MeasureVerified
from flows.pack.model import Pack
from flows.people.authority import TEAM_ROLE
from flows.people.context import Context
from flows.views.tracking.measure_forms import LINK, NEXT_STEP, PROOF, VALUE, WORKS, verify_form
from flows.views.viewer import Viewer


def verify(
    pack: Pack, case: Case, measure: Measure, event: MeasureVerified, context: Context
) -> Turn:
    """Keep what somebody else saw; a measure that does not work brings the risk back."""
    if measure.state not in VERIFIABLE:
        return not_now(pack, case, measure, context)
    reading = Reading(Viewer(pack, context), event.values)
    works = reading.choice(WORKS, {"yes", "no"})
    value = reading.words(VALUE, short=True)
    proof, link = reading.words(PROOF), reading.link(LINK)
    next_step = reading.words(NEXT_STEP, needed=works == "no")
    again = asked_again(pack, case, measure, reading, event.revision, verify_form, context)
    if again is not None:
        return again
    state = MeasureState.EFFECTIVE if works == "yes" else MeasureState.NOT_EFFECTIVE
    seen = staged(measure, state, context, words=proof, value=value, next_step=next_step)
    after = with_proof(with_measure(case, seen), measure.id, proof, link, context)
    if state is MeasureState.EFFECTIVE:
        told = _tell(after, measure, context, "measure_works")
        return done(pack, after, seen, context, "measure_verified", told)
    after, failed = _brought_back(pack, after, measure, context)
    told = (
        *_tell(after, measure, context, "measure_failed"),
        *tell_roles(after, (TEAM_ROLE,), "measure_failed", "measure_failed", str(measure.id)),
    )
    return done(pack, after, failed, context, "measure_failed", told)


def _brought_back(
    pack: Pack, case: Case, measure: Measure, context: Context
) -> tuple[Case, Measure]:
    """Ask the harms of a failed measure again, as its trigger says, and give it another day."""
    states = {state.id: state for state in pack.measure_states}
    trigger = trigger_named(pack, states[MeasureState.NOT_EFFECTIVE.value].fires or "")
    failed = case.measure(measure.id) or measure
    if trigger is None:
        return case, failed
    again = replace(failed, due_on=context.today + timedelta(days=trigger.due_days))
    after = case.with_measure(again)
    places = asked_for_risks(after, trigger.then.get("rate", ()), measure.risks)
    return (with_round_asked(after, trigger, places, context) if places else after), again


def _tell(case: Case, measure: Measure, context: Context, view: str) -> tuple[Notify, ...]:
    people = (measure.owner, case.owner, case.product_lead)
    return tell_people(case, context, people, view, view, str(measure.id))
