"""What follows when answers changed by another way than their page: early alarms, and sending."""

from dataclasses import dataclass

from flows.case import Case
from flows.casework.screening.alarms import notice_early, restrict
from flows.casework.screening.submitting import sent, still_asks
from flows.effects import Effect
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.assessment import as_shared
from flows.screening.interview import stand
from flows.screening.walk import Missing, Walk, walk


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """The case as it stands then, and what follows from it."""

    case: Case
    effects: tuple[Effect, ...] = ()
    journal: tuple[Entry, ...] = ()


def carry_on(pack: Pack, before: Case, case: Case, context: Context, *, send: bool) -> CarriedOn:
    """Run the rules again. With `send` the round is sent when nothing in it is open.

    What harm was reported is looked at with all that is known, however far a round has come.
    """
    course = stand(pack, case.round.answers)
    after, closed = restrict(case, stand(pack, before.round.answers), course, context)
    news = len(case.remedies) > len(before.remedies)
    seen = _as_known(pack, after) if news else course
    after, told, noticed = notice_early(after, seen, anew=news)
    journal = (*closed, *noticed)
    if not send or still_asks(pack, after):
        return CarriedOn(after, told, journal)
    after, effects, noted = sent(pack, after, context)
    return CarriedOn(after, (*told, *effects), (*journal, *noted))


def _as_known(pack: Pack, case: Case) -> Walk:
    return walk(pack, as_shared(pack, case.round.known_answers), Missing.UNSURE)
