"""What an answer sets off at once: a closer class, an early notice, a private case."""

from dataclasses import replace

from flows.case import Case, Classed, Confidentiality
from flows.casework.owed import early_messages
from flows.effects import Effect, Open
from flows.events import ConcernRaised
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.profile import SALIENT
from flows.screening.assessment import asks_in_private, confidentiality, early_rules
from flows.screening.taking import Taken
from flows.screening.walk import Walk

CLOSER = tuple(Confidentiality)
"""Classes from open to closed; a case only ever becomes closer by itself."""


def restrict(
    case: Case, before: Walk, course: Walk, context: Context
) -> tuple[Case, tuple[Entry, ...]]:
    """Close a case as far as its answers ask: named people are, at first, whoever is answering.

    Only what is newly answered closes it: what the team opened since stays open.
    """
    asked = confidentiality(course.pack, course.facts)
    asked_before = confidentiality(before.pack, before.facts)
    if CLOSER.index(asked) <= max(map(CLOSER.index, (case.confidentiality, asked_before))):
        return case, ()
    named = (context.actor.person,)
    classed = Classed(asked, named, "", SALIENT, context.now)
    closed = replace(
        case,
        confidentiality=asked,
        participants=named,
        classes=(*case.classes, classed),
        revision=case.revision + 1,
    )
    return closed, (Entry("class_changed", {"class": asked.value}),)


def notice_early(
    case: Case, course: Walk, *, anew: bool = False
) -> tuple[Case, tuple[Effect, ...], tuple[Entry, ...]]:
    """Tell the team at once, the first time an early rule is true in this round.

    What was true when the case was sent before they know already, unless it is `anew`.
    """
    found = {} if case.round.early_rules else early_rules(course)
    known = case.outcome.rules if case.outcome is not None and not anew else ()
    rules = {rule: because for rule, because in found.items() if rule not in known}
    if not rules:
        return case, (), ()
    round = replace(case.round, early_rules=tuple(rules))
    noticed = replace(case, rounds=(*case.rounds[:-1], round), revision=case.revision + 1)
    return (
        noticed,
        early_messages(course.pack, noticed),
        (Entry("early_notice", {"rules": " ".join(rules)}),),
    )


def concerns(pack: Pack, case: Case, taken: Taken, context: Context) -> tuple[Effect, ...]:
    """Ask for a sealed case when somebody wants to be heard in private.

    The shared case does not change by it: its answer is stored as for no concern.
    """
    answer = taken.answers.get((pack.private_question, None))
    if answer is None or not asks_in_private(pack, answer):
        return ()
    return (Open(ConcernRaised(case.reference, context.actor.person)),)
