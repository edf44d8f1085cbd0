"""What was not sure: given to somebody, found out, and put to the rules again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.cards import Text, Value
from flows.case import UNSURE, Answer, Case, Given, Opening, OpenItem, Place
from flows.casework.next_round import with_round
from flows.casework.reading import Reading
from flows.casework.rounds.carrying_on import CarriedOn, carry_on
from flows.casework.screening.present import present
from flows.casework.showing import full_card
from flows.casework.telling import tell_people
from flows.casework.turn import Turn
from flows.events import Intent, ItemAnswered, ItemAssigned
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import is_on_product
from flows.people.context import Context
from flows.screening.interview import stand
from flows.screening.taking import take
from flows.views.forms import Filled
from flows.views.notices import notice
from flows.views.rounds.unknowns import DUE, OWNER, assign_form, find_out_form
from flows.views.screening.changes import what_changed
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


def assign(pack: Pack, case: Case, item: OpenItem, event: ItemAssigned, context: Context) -> Turn:
    """Give an open item to somebody, or another day."""
    viewer = Viewer(pack, context)
    if item.answered is not None:
        return found_already(viewer, case, item)
    reading = Reading(viewer, event.values)
    owner, due = reading.part_of(case, OWNER), reading.day(DUE, first=context.today)
    is_stale = event.revision != item.revision
    if reading.faults or owner is None or due is None or is_stale:
        intro = (warning(viewer, "stale.item"),) if is_stale else ()
        return Turn(case, (assign_form(viewer, case, item, reading.filled, intro),))
    after = with_item(case, replace(item, owner=owner, due_on=due))
    people = (owner,) if owner != item.owner else ()
    told = tell_people(after, context, people, "item_given", "item_given", str(item.id))
    entry = Entry("item_assigned", {"item": str(item.id)})
    return Turn(after, (full_card(pack, after, context),), told, (entry,))


def find_out(pack: Pack, case: Case, item: OpenItem, event: ItemAnswered, context: Context) -> Turn:
    """Take the answer to an open item; the rules run again, and what changed is shown."""
    viewer = Viewer(pack, context)
    if item.answered is not None:
        return found_already(viewer, case, item)
    read = read_answer(viewer, case, item.place, event.values)
    is_stale = event.revision != item.revision
    if read.faults or read.answer is None or is_stale:
        intro = (warning(viewer, "stale.item"),) if is_stale else ()
        filled = Filled(event.values, read.faults)
        course = stand(pack, case.round.answers)
        return Turn(case, (find_out_form(viewer, case, item, course, filled, intro),))
    by = context.actor.person
    given = Given(read.answer, by, context.now, case.revision + 2, read.note)
    moved = with_item(case, item)  # an older form of it must not write over this answer
    carried = found(pack, moved, {item.place: given}, context)
    entry = Entry("item_answered", {"item": str(item.id)})
    return shown(pack, case, carried, context, entry)


def found(pack: Pack, case: Case, given: Mapping[Place, Given], context: Context) -> CarriedOn:
    """Return the case with answers that were found out, and what follows from them.

    Where nothing else is open they are sent at once; in a round under way they join it, and what
    was not sure is settled when that is sent.
    """
    opening = Opening("", context.actor.person, context.now)
    send = not case.round.is_open
    raised = replace(case, revision=case.revision + 1)
    after = with_round(raised, opening, (), given)
    return carry_on(pack, case, after, context, send=send)


def shown(pack: Pack, before: Case, carried: CarriedOn, context: Context, entry: Entry) -> Turn:
    """Return the turn that shows what changed, or what is to be answered next."""
    after, viewer = carried.case, Viewer(pack, context)
    told = tell_people(after, context, (after.owner, after.product_lead), "found_out", "found_out")
    effects, journal = (*carried.effects, *told), (entry, *carried.journal)
    if after.round.is_open and is_on_product(context.actor.person, after):
        return Turn(after, (present(pack, after, context),), effects, journal)
    intro = what_changed(viewer, after)
    return Turn(after, (full_card(pack, after, context, intro),), effects, journal)


@dataclass(frozen=True, slots=True)
class Read:
    """One answer as it was sent, with the words beside it, or what is wrong."""

    answer: Answer | None
    note: str
    faults: Mapping[str, Text]


def read_answer(
    viewer: Viewer, case: Case, place: Place, values: Mapping[str, Value], *, known: bool = True
) -> Read:
    """Read the answer to one question; where it must be `known`, *not sure* is none."""
    question, risk = place
    people = frozenset(viewer.context.people)
    answers = case.round.answers
    taken = take(viewer.pack, answers, (question,), risk, values, Intent.NEXT, people)
    faults = {id: viewer.say(one.key, **one.said) for id, one in taken.faults.items()}
    answer = taken.answers.get(place)
    if not faults and answer is None:
        faults[question] = viewer.say("fault.choose")
    if known and isinstance(answer, tuple) and UNSURE in answer:
        faults[question] = viewer.say("fault.still_unsure")
    return Read(answer, taken.notes.get(place, ""), faults)


def with_item(case: Case, changed: OpenItem) -> Case:
    """Return the case one revision on, with an open item in a new state."""
    revision = case.revision + 1
    after = case.with_open_item(replace(changed, revision=revision))
    return replace(after, revision=revision)


def found_already(viewer: Viewer, case: Case, item: OpenItem) -> Turn:
    """Tell whoever comes late who found it out, and when."""
    signed = item.answered
    assert signed is not None
    who = viewer.person(signed.by)
    return Turn(case, (notice(viewer, "late.found", case, who=who, at=signed.at),))
