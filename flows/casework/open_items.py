"""Every *not sure* of a screening that was sent is an open item, with an owner and a day."""

from dataclasses import replace
from datetime import timedelta

from flows.case import Case, OpenItem, Signed
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.assessment import Assessment
from flows.screening.evaluation import holds
from flows.screening.facts import Facts


def with_open_items(pack: Pack, case: Case, result: Assessment, context: Context) -> Case:
    """Return the case with an item for each *not sure*; what is known by now is settled."""
    unsure = [(cite.question, cite.risk) for cite in result.unknowns]
    settled = Signed(context.actor.person, context.now)
    after, number = case, case.round.number
    for item in case.unknowns:
        if item.place not in unsure:
            known = replace(item, answered=settled, revision=case.revision)
            after = after.with_open_item(known)
    waiting = {item.place for item in after.unknowns}
    due_on = context.today + timedelta(days=_days(pack, result.route))
    for place in unsure:
        if place not in waiting:
            id = case.new_id("open_item", len(after.open_items))
            new = OpenItem(id, place, number, case.owner, due_on, context.now, case.revision)
            after = after.with_open_item(new)
    return after


def _days(pack: Pack, route: str) -> int:
    """Return how many days somebody has to find something out, by the route."""
    facts = Facts(pack)
    facts.route = route
    rules = pack.open_items.days_if
    return next(
        (rule.days for rule in rules if holds(rule.condition, facts) is not None),
        pack.open_items.days,
    )
