"""The closing of risks, by the pack's closing rule (UNGP 20): nothing left to do, and agreed."""

from collections.abc import Iterator
from dataclasses import replace

from flows.case import Case, Closure
from flows.casework.reading import Reading
from flows.casework.showing import full_card
from flows.casework.telling import taking_part, tell_people
from flows.casework.turn import Turn
from flows.events import RiskClosed
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.profile import SALIENT
from flows.screening.closing import can_close, needs_agreement
from flows.views.notices import notice
from flows.views.tracking.closing import WORDS, close_risk_form
from flows.views.viewer import Viewer


def close_what_is_done(pack: Pack, case: Case, context: Context) -> tuple[Case, tuple[Entry, ...]]:
    """Close each risk with nothing left to do, but for those that somebody must agree to close."""
    closures = tuple(_closures(pack, case, context))
    if not closures:
        return case, ()
    noted = tuple(Entry("risk_closed", {"risk": one.risk}) for one in closures)
    return replace(case, closures=(*case.closures, *closures)), noted


def close_risk(pack: Pack, case: Case, event: RiskClosed, context: Context) -> Turn:
    """Close a risk by the word of somebody outside the product team."""
    viewer = Viewer(pack, context)
    if event.risk not in case.open_risks:
        return Turn(case, (notice(viewer, "late.no_open_risk", case),))
    if not can_close(pack, case, event.risk):
        return Turn(case, (notice(viewer, "late.cannot_close", case),))
    reading = Reading(viewer, event.values)
    words = reading.words(WORDS)
    if reading.faults:
        return Turn(case, (close_risk_form(viewer, case, event.risk, reading.filled),))
    closure = _closure(case, event.risk, context.actor.person, context, words)
    closures = (*case.closures, closure)
    after = replace(case, closures=closures, revision=case.revision + 1)
    told = tell_people(after, context, taking_part(after), "risk_closed", "risk_closed")
    entry = Entry("risk_closed", {"risk": event.risk})
    return Turn(after, (full_card(pack, after, context),), told, (entry,))


def _closures(pack: Pack, case: Case, context: Context) -> Iterator[Closure]:
    for risk in case.open_risks if case.withdrawal is None else ():
        if can_close(pack, case, risk) and not needs_agreement(pack, case, risk):
            yield _closure(case, risk, SALIENT, context)


def _closure(case: Case, risk: str, by: str, context: Context, words: str = "") -> Closure:
    number = case.shown_round.number
    return Closure(risk, number, by, context.now, words)
