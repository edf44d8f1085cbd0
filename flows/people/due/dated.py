"""What has a day in a case: measures and their checks, what is unknown, proofs, rounds, reviews."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from flows.case import WORKABLE, Case, Kind, Measure, MeasureState, Subject, expiring
from flows.pack.following import Reminder
from flows.pack.model import Pack
from flows.people.due.calendar import MIDNIGHT
from flows.people.due.stages import Due, People, Thing, case_thing
from flows.screening.closing import is_serious

DUE, DONE, REVIEW = "due_date", "implemented", "next_review"
CHECKED = (MeasureState.IMPLEMENTED, MeasureState.EFFECTIVE)


def dated(pack: Pack, case: Case, people: People) -> Iterator[Due]:
    """Yield the stages of everything that has a day, by the pack's `reminders`."""
    for rule in pack.reminders:
        if rule.origin == DUE:
            for thing in (*_work(pack, case), *_unknowns(case), *_rounds(case)):
                yield from people.stages(thing, rule, thing.day + timedelta(rule.days or 0))
            yield from _proofs(case, rule, people)
        elif rule.origin == DONE:
            yield from _checks(pack, case, rule, people)
        elif rule.origin == REVIEW:
            yield from _review(case, rule, people)


def _work(pack: Pack, case: Case) -> Iterator[Thing]:
    for one in case.measures:
        if one.state in WORKABLE and one.due_on is not None:
            subject, serious = Subject(Kind.MEASURE, str(one.id)), is_serious(pack, case, one.risks)
            yield Thing(subject, one.due_on, one.since, one.owner, one.verifier, serious)


def _unknowns(case: Case) -> Iterator[Thing]:
    for item in case.unknowns:
        yield Thing(Subject(Kind.ITEM, str(item.id)), item.due_on, item.opened_at, item.owner)


def _rounds(case: Case) -> Iterator[Thing]:
    """Yield a round that waits for answers, by the last day that was named for it."""
    if case.rounds and case.round.is_open:
        days = [(one.due_on, one.at) for one in case.round.openings if one.due_on is not None]
        for day, since in days[-1:]:
            yield case_thing(case, Kind.ROUND, day, since, str(case.round.number))


def _proofs(case: Case, rule: Reminder, people: People) -> Iterator[Due]:
    """Yield what reminds of a proof that will count no longer; afterwards nothing does."""
    days = rule.days or 0
    for one in expiring(case.evidence, case.measures) if days <= 0 else ():
        assert one.expires_on is not None, "what is expiring holds until a day"
        subject = Subject(Kind.EVIDENCE, str(one.id))
        thing = Thing(subject, one.expires_on, one.at, one.holder)
        yield from people.stages(thing, rule, one.expires_on + timedelta(days))


def _checks(pack: Pack, case: Case, rule: Reminder, people: People) -> Iterator[Due]:
    """Yield every look that is due at a measure that was done, and the next one.

    They count from its day where the verifier is, and are known by its day in UTC: whoever moves to
    another zone is told of none of them again.
    """
    for one in case.measures:
        if one.state not in CHECKED:
            continue
        calendar = people.calendar(one.verifier)
        day, step = calendar.local(one.since).date(), timedelta(_between(pack, one))
        subject, serious = Subject(Kind.CHECK, str(one.id)), is_serious(pack, case, one.risks)
        base = one.since.astimezone(UTC).date()
        thing = Thing(subject, base, one.since, one.owner, one.verifier, serious)
        number = 0
        while calendar.at(day, MIDNIGHT) <= people.now:
            number, day = number + 1, day + step
            for recipient in rule.to:
                yield from people.due(thing, f"check{number}", day, recipient)


def _between(pack: Pack, measure: Measure) -> int:
    """Return how many days pass between looks; of a measure in own words as few as of any."""
    known = pack.measure.get(measure.source)
    return known.verify_days if known is not None else min(x.verify_days for x in pack.mitigations)


def _review(case: Case, rule: Reminder, people: People) -> Iterator[Due]:
    if case.review_on is None or case.outcome is None or case.round.is_open:
        return
    thing = case_thing(case, Kind.REVIEW, case.review_on, case.outcome.at)
    yield from people.stages(thing, rule, case.review_on + timedelta(rule.days or 0))
