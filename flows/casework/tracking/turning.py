"""What every act on a measure shares: a new state of it, its card, and the answer to a late one."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from flows.cards import Element, Form
from flows.case import Case, Measure, MeasureState, Stage
from flows.casework.reading import Reading
from flows.casework.tracking.closing import close_what_is_done
from flows.casework.turn import Turn
from flows.effects import Effect
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.forms import Filled
from flows.views.notices import notice
from flows.views.screening.pages import warning
from flows.views.tracking.measures import measure_card
from flows.views.viewer import Viewer

DrawForm: TypeAlias = Callable[[Viewer, Case, Measure, Filled, tuple[Element, ...]], Form]
"""Draws one of the forms on a measure, with what was typed and what is said above."""


def with_measure(case: Case, changed: Measure) -> Case:
    """Return the case one revision on, with a measure in a new state."""
    revision = case.revision + 1
    new = replace(changed, revision=revision)
    return replace(case.with_measure(new), revision=revision)


def staged(measure: Measure, state: MeasureState, context: Context, **said: str) -> Measure:
    """Return a measure in another stage of its life."""
    stage = Stage(state, context.actor.person, context.now, **said)
    return replace(measure, stages=(*measure.stages, stage))


def done(
    pack: Pack,
    after: Case,
    measure: Measure,
    context: Context,
    action: str,
    effects: tuple[Effect, ...] = (),
) -> Turn:
    """Return a turn that shows the measure as it is now; what is done with it is closed."""
    closed, noted = close_what_is_done(pack, after, context)
    now = closed.measure(measure.id) or measure
    entry = Entry(action, {"measure": str(now.id), "state": now.state.value})
    card = measure_card(Viewer(pack, context), closed, now)
    return Turn(closed, (card,), effects, (entry, *noted))


def asked_again(
    pack: Pack,
    case: Case,
    measure: Measure,
    reading: Reading,
    revision: int,
    draw: DrawForm,
    context: Context,
) -> Turn | None:
    """Return the form with what was typed when it cannot count as it is; None when it can."""
    is_stale = revision != measure.revision
    if not reading.faults and not is_stale:
        return None
    viewer = Viewer(pack, context)
    intro = (warning(viewer, "stale.measure"),) if is_stale else ()
    return Turn(case, (draw(viewer, case, measure, reading.filled, intro),))


def not_now(pack: Pack, case: Case, measure: Measure, context: Context) -> Turn:
    """Say how far a measure has come to whoever asks for what it is not ready for."""
    viewer, newest = Viewer(pack, context), measure.stages[-1]
    said = notice(
        viewer,
        "late.measure",
        case,
        state=viewer.say(f"measure_state.{measure.state.value}"),
        who=viewer.person(newest.by),
        at=newest.at,
    )
    return Turn(case, (said,))
