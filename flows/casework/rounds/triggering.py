"""Triggers of the pack: what each touches is asked again, and nothing else (UNGP 18)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flows.acts.casework import TRIGGER_FIELD
from flows.case import Case, HandedOver, Place
from flows.casework.next_round import asked_for_risks, trigger_named, with_round_asked
from flows.casework.reading import Reading
from flows.casework.rounds.another_pack import under_another_pack
from flows.casework.rounds.carrying_on import CarriedOn, carry_on
from flows.casework.screening.present import present
from flows.casework.screening.submitting import still_asks
from flows.casework.showing import full_card
from flows.casework.telling import taking_part, tell_people, tell_roles
from flows.casework.tracking.suggesting import from_trigger
from flows.casework.turn import Turn
from flows.events import Triggered
from flows.journal import Entry
from flows.pack import anchors
from flows.pack.conditions import questions_in
from flows.pack.following import Trigger
from flows.pack.model import Pack
from flows.people.authority import TEAM_ROLE, Verb, may
from flows.people.context import Context
from flows.people.profile import SHELL
from flows.screening.assessment import assess
from flows.screening.interview import stand
from flows.views.notices import notice
from flows.views.rounds.standing import WORDS, by_hand, change_form, offered
from flows.views.screening.changes import what_changed
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

GATES = "gates"
CHANGED = "changed"


def by_hook(pack: Pack) -> tuple[Trigger, ...]:
    """Return the triggers that another system may fire.

    A failed measure, a report of harm and a new pack have ways of their own.
    """
    return tuple(each for each in by_hand(pack) if each.id != anchors.ANOTHER_PACK)


def trigger(pack: Pack, case: Case, event: Triggered, context: Context) -> Turn:
    """Open a round for what a trigger touches, with the old answers shown."""
    viewer = Viewer(pack, context)
    if case.withdrawal is not None or (event.pack and case.round.is_open):
        return Turn(case)  # only the bot itself comes so far; it comes again
    if case.outcome is None:
        return Turn(case, (notice(viewer, "late.no_result", case, resume=True),))
    reading = Reading(viewer, {TRIGGER_FIELD: event.trigger, **event.values})
    if context.actor.person not in SHELL:
        reading.choice(TRIGGER_FIELD, {each.id for each in offered(viewer, case)})
        reading.words(WORDS)
    named = trigger_named(pack, event.trigger)
    if reading.faults or named is None:
        return Turn(case, (change_form(viewer, case, reading.filled),))
    words = reading.words(WORDS, needed=False)
    if _is_said(case, event.trigger, words):
        return Turn(case, (notice(viewer, "late.triggered", case),))
    after = replace(case, revision=case.revision + 1, pack=event.pack or case.pack)
    if event.pack:
        after = under_another_pack(pack, after, event.changed, context)
        if not _asks_otherwise(pack, after, event.changed):
            return Turn(after, (), (), (Entry("pack_changed", {"pack": event.pack}),))
    places = dict.fromkeys(_places(pack, after, named, event.changed))
    after = from_trigger(pack, after, named.then.get("measures", ()), context)
    after = _handed(with_round_asked(after, named, places, context, words), named, context)
    carried = carry_on(pack, case, after, context, send=not case.round.is_open)
    return _opened(pack, carried, named, context)


def _opened(pack: Pack, carried: CarriedOn, named: Trigger, context: Context) -> Turn:
    """Show what comes next; where nothing is asked, that the rules ran and what changed by it."""
    after, viewer = carried.case, Viewer(pack, context)
    told = (
        *carried.effects,
        *tell_people(after, context, taking_part(after), "brought_back", "brought_back"),
        *tell_roles(after, (TEAM_ROLE,), "brought_back", "brought_back"),
    )
    entry = Entry("triggered", {"trigger": named.id, "round": after.round.number})
    journal = (entry, *carried.journal)
    if not after.round.is_open:
        card = full_card(pack, after, context, what_changed(viewer, after))
        return Turn(after, (card,), told, journal)
    said = (warning(viewer, "round.opened", reference=after.reference),)
    draw = present if may(context.actor, Verb.ANSWER, after) else full_card
    return Turn(after, (draw(pack, after, context, said),), told, journal)


def _is_said(case: Case, trigger: str, words: str) -> bool:
    """Tell whether the same was said last, in the same words: then nothing comes of it twice."""
    openings = case.round.openings
    return (
        bool(openings)
        and (openings[-1].trigger, openings[-1].words) == (trigger, words)
        and (case.round.is_open or bool(words))
    )


def _asks_otherwise(pack: Pack, case: Case, changed: tuple[str, ...]) -> bool:
    """Tell whether a pack asks a case otherwise than before, or makes something else of it."""
    known = {question for question, _ in case.round.known}
    if not known.isdisjoint(changed) or still_asks(pack, case):
        return True
    result, outcome = assess(pack, case.round.answers), case.outcome
    now = (result.route, tuple(result.rules), result.findings)
    return outcome is None or now != (outcome.route, outcome.rules, outcome.findings)


def _handed(case: Case, named: Trigger, context: Context) -> Case:
    """Let the human rights team answer what the pack has them rate."""
    if named.then.get("rated_by") != TEAM_ROLE or case.round.handed_over is not None:
        return case
    handed = HandedOver(context.actor.person, context.now)
    round = replace(case.round, handed_over=handed)
    return replace(case, rounds=(*case.rounds[:-1], round))


def _places(pack: Pack, case: Case, named: Trigger, changed: tuple[str, ...]) -> Iterator[Place]:
    """Yield where a trigger asks again, of what was answered before."""
    then, known = named.then, case.round.known
    questions = set(_questions(pack, case, then.get("ask", ()), changed))
    for module in then.get("modules", ()):
        questions |= set(_of_module(pack, case, module))
    yield from (place for place in known if place[0] in questions)
    found = case.outcome.findings if case.outcome is not None else ()
    yield from asked_for_risks(case, then.get("rate", ()), [each.risk for each in found])


def _questions(pack: Pack, case: Case, asked: Any, changed: tuple[str, ...]) -> tuple[str, ...]:
    if asked == GATES:
        return next(step.ask for step in pack.order_of_work if step.id == GATES)
    return changed if asked == CHANGED else tuple(asked)


def _of_module(pack: Pack, case: Case, module: str) -> tuple[str, ...]:
    """Return the questions of a module; of one that is not open also those that open it."""
    own = tuple(question.id for question in pack.module[module].questions)
    if module in stand(pack, case.round.answers).modules:
        return own
    return (*own, *questions_in(pack.module[module].opens_if))
