"""What of a case somebody is reminded of, and whose it is."""

from flows.case import Case, Evidence, Kind, Measure, OpenItem, Subject
from flows.effects import ToPerson
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.due.reminders import reminders
from flows.people.due.stages import Due

OF_MEASURES = (Kind.MEASURE, Kind.CHECK)
OF_PARTS = (*OF_MEASURES, Kind.ITEM)
"""What is one part of a case, that somebody may hold who sees nothing else of it."""


def stages_of(pack: Pack, case: Case, subject: Subject, context: Context) -> tuple[Due, ...]:
    """Return every stage of one thing as the case has it now, whoever hears of it."""
    every = reminders(pack, case, context.people, context.now)
    return tuple(due for due in every if due.subject == subject)


def is_reminded(pack: Pack, case: Case, subject: Subject, context: Context) -> bool:
    """Tell whether somebody is reminded of a thing in person, and not only in a role."""
    mine = ToPerson(context.actor.person)
    return any(due.to == mine for due in stages_of(pack, case, subject, context))


def part_of(case: Case, subject: Subject) -> Measure | OpenItem | None:
    """Return the part of a case that a thing is; None for what is no such part, or is not there."""
    if subject.kind in OF_MEASURES:
        return next((one for one in case.measures if str(one.id) == subject.id), None)
    if subject.kind is Kind.ITEM:
        return next((one for one in case.open_items if str(one.id) == subject.id), None)
    return None


def holders_of(case: Case, subject: Subject) -> tuple[str | None, ...]:
    """Return whose a thing is; what its case has only one of is the owner's of the case."""
    part = part_of(case, subject)
    if isinstance(part, Measure):
        return (part.verifier,) if subject.kind is Kind.CHECK else (part.owner,)
    if isinstance(part, OpenItem):
        return (part.owner,)
    proof = _proof(case, subject)
    return (proof.holder,) if proof is not None else (case.owner,)


def _proof(case: Case, subject: Subject) -> Evidence | None:
    if subject.kind is not Kind.EVIDENCE:
        return None
    return next((one for one in case.evidence if str(one.id) == subject.id), None)
