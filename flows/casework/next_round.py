"""The next round of a case: what is asked again, and why; everything else stands as it was."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from flows.case import Case, Given, Opening, Place, Round
from flows.pack.following import Trigger
from flows.pack.model import Pack
from flows.people.context import Context


def trigger_named(pack: Pack, id: str) -> Trigger | None:
    """Return a trigger of the pack by its id."""
    return next((each for each in pack.review_triggers if each.id == id), None)


def asked_for_risks(
    case: Case, questions: Iterable[str], risks: Iterable[str]
) -> tuple[Place, ...]:
    """Return where these questions were answered for these risks."""
    known = case.round.known
    places = ((question, risk) for risk in risks for question in questions)
    return tuple(place for place in places if place in known)


def with_round_asked(
    case: Case, trigger: Trigger, asks: Iterable[Place], context: Context, words: str = ""
) -> Case:
    """Return the case with a round that asks again what a trigger of the pack touches."""
    due = context.today + timedelta(days=trigger.due_days)
    opening = Opening(trigger.id, context.actor.person, context.now, words, due)
    return with_round(case, opening, asks, {})


def with_round(
    case: Case, opening: Opening, asks: Iterable[Place], given: Mapping[Place, Given]
) -> Case:
    """Return the case with a round opened, or with more in the one that is open.

    `given` are answers that are known already; one that is asked again waits for its answer, and
    so does what was asked again before and nobody confirmed.
    """
    if case.round.is_open:
        return _with(case, _more(case.round, opening, tuple(asks), given))
    last = case.round
    unconfirmed = tuple(place for place in last.asks if place not in last.given)
    new = Round(
        number=last.number + 1,
        given=dict(given),
        before=dict(last.known),
        asks=tuple(dict.fromkeys(place for place in (*unconfirmed, *asks) if place not in given)),
        openings=(opening,),
        reported=last.reported,
    )
    return replace(case, rounds=(*case.rounds, new))


def _more(
    round: Round, opening: Opening, asks: tuple[Place, ...], given: Mapping[Place, Given]
) -> Round:
    """Ask more in a round that is open; what was answered in it just now is not asked once more."""
    fresh = {**round.given, **given}
    again = tuple(place for place in asks if place not in fresh and place in round.before)
    return replace(
        round,
        given=fresh,
        asks=tuple(dict.fromkeys((*round.asks, *again))),
        openings=(*round.openings, opening),
    )


def _with(case: Case, round: Round) -> Case:
    return replace(case, rounds=(*case.rounds[:-1], round))
