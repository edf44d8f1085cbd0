"""Agreed ratings: what the human rights team makes of a harm, beside what the engine made of it."""

from dataclasses import replace

from flows.case import Case, Finding, Rating
from flows.casework.escalation.opening import advice_wanted, regraded
from flows.casework.escalation.turning import done
from flows.casework.reading import Reading
from flows.casework.telling import taking_part, tell_everybody, tell_people
from flows.casework.tracking.closing import close_what_is_done
from flows.casework.turn import Turn
from flows.events import RatingAgreed
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.floors import floors_of
from flows.screening.residual import agreed
from flows.views.escalation.decision import REASON
from flows.views.escalation.rating import APPLIES, RATED, STEPS, rate_form
from flows.views.notices import notice
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

LEAST = 20


def agree_rating(pack: Pack, case: Case, event: RatingAgreed, context: Context) -> Turn:
    """Keep what the team agreed of one harm, with its reason; the first values stay."""
    viewer, finding = Viewer(pack, context), agreed(pack, case, event.risk)
    if finding is None:
        return Turn(case, (notice(viewer, "late.no_risk", case),))
    reading = Reading(viewer, event.values)
    applies = reading.choice(APPLIES, {"yes", "no"})
    values = {id: _step(reading, id) for id in RATED}
    reason = reading.words(REASON, least=LEAST)
    is_stale = event.revision != len(case.ratings)
    if reading.faults or is_stale:
        intro = (warning(viewer, "stale.rating"),) if is_stale else ()
        return Turn(case, (rate_form(viewer, case, finding, reading.filled, intro),))
    rating = _rating(pack, case, finding, values, reason, context, dismissed=applies == "no")
    after = replace(case, ratings=(*case.ratings, rating), revision=case.revision + 1)
    after, closed = close_what_is_done(pack, after, context)
    before, after = after, regraded(pack, after, context)
    told = tell_people(after, context, taking_part(after), "rated", "rated")
    if after is not before:
        told = (*told, *tell_everybody(after, context, "graver"), *advice_wanted(after))
        decider = after.escalations[-1].policy.decider
        closed = (*closed, Entry("graver_decider", {"decider": decider}))
    turn = done(pack, after, context, "rating_agreed", told, **_noted(rating))
    return replace(turn, journal=(*turn.journal, *closed))


def _rating(
    pack: Pack,
    case: Case,
    finding: Finding,
    values: dict[str, int],
    reason: str,
    context: Context,
    *,
    dismissed: bool,
) -> Rating:
    round = case.shown_round
    lowest = floors_of(pack, round.answers, finding.risk)
    return Rating(
        risk=finding.risk,
        scale=values["scale"],
        scope=values["scope"],
        repair=values["repair"],
        likelihood=values["likelihood"],
        reason=reason,
        by=context.actor.person,
        at=context.now,
        round=round.number,
        dismissed=dismissed,
        below_floor=any(values[name] < floor for name, floor in lowest.items()),
    )


def _step(reading: Reading, id: str) -> int:
    chosen = reading.choice(id, STEPS)
    return int(chosen) if chosen in STEPS else 0


def _noted(rating: Rating) -> dict[str, str | int]:
    """Return what the journal keeps: numbers and ids, no reason."""
    return {
        "risk": rating.risk,
        "scale": rating.scale,
        "scope": rating.scope,
        "repair": rating.repair,
        "likelihood": rating.likelihood,
        "dismissed": int(rating.dismissed),
        "below_floor": int(rating.below_floor),
    }
