"""A leaver's load: everything that one person holds in a case goes to another, in one step.

A case that is not open goes to nobody whom its people did not let in: there the human rights
team takes over.
"""

from dataclasses import replace

from flows.case import Case, Confidentiality, Escalation, ExpertQuestion, Measure, OpenItem
from flows.casework.people.following import heard_no_more
from flows.casework.people.verifying import verified_by_others
from flows.casework.telling import tell_people
from flows.casework.turn import Turn
from flows.events import LoadHandedOn
from flows.journal import Entry
from flows.people.authority import is_team
from flows.people.context import Context
from flows.people.holdings import holdings
from flows.people.profile import Actor


def hand_on(case: Case, event: LoadHandedOn, context: Context) -> Turn:
    """Hand on what somebody holds; done twice, the second time there is nothing."""
    giver = event.giver
    held, taker = holdings(case, giver), _taker(case, event, context)
    if not held or taker is None:
        return Turn(case)
    after = _handed_on(case, giver, taker, context)
    people = (taker, _responsible(after), *(one.verifier for one in after.open_measures))
    gained = (one for one in people if one and len(holdings(after, one)) > len(holdings(case, one)))
    told = tell_people(after, context, gained, "handed_on", "handed_on")
    entry = Entry("load_handed_on", {"giver": giver, "taker": taker, "things": len(held)})
    return Turn(after, (), told, (entry,))


def _taker(case: Case, event: LoadHandedOn, context: Context) -> str | None:
    """Return who takes over; whom a closed case does not let in never does."""
    if context.lets_in(case, event.taker):
        return event.taker
    return context.of_team((event.giver,))


def _handed_on(case: Case, giver: str, taker: str, context: Context) -> Case:
    def instead(person: str) -> str:
        return taker if person == giver else person

    revision = case.revision + 1
    after = replace(
        heard_no_more(case, giver, taker),
        owner=instead(case.owner),
        product_lead=instead(case.product_lead) if case.product_lead else None,
        participants=_participants(case, giver, taker),
        measures=tuple(_measure(one, giver, taker, revision) for one in case.measures),
        open_items=tuple(_item(one, giver, taker, revision) for one in case.open_items),
        expert_questions=tuple(
            _question(one, giver, taker, revision) for one in case.expert_questions
        ),
        escalations=tuple(
            _escalation(one, giver, taker, revision, context) for one in case.escalations
        ),
        revision=revision,
    )
    return verified_by_others(after, context, giver)


def _participants(case: Case, giver: str, taker: str) -> tuple[str, ...]:
    """Return who is on the case; the team that stands in for a closed one is not named on it."""
    if giver not in case.participants:
        return case.participants
    if case.confidentiality is Confidentiality.OPEN:
        named = (taker if one == giver else one for one in case.participants)
        return tuple(dict.fromkeys(named))
    return tuple(one for one in case.participants if one != giver)


def _measure(it: Measure, giver: str, taker: str, revision: int) -> Measure:
    if it.is_done or giver not in (it.owner, it.verifier):
        return it
    owner = taker if it.owner == giver else it.owner
    verifier = taker if it.verifier == giver else it.verifier
    return replace(it, owner=owner, verifier=verifier, revision=revision)


def _item(it: OpenItem, giver: str, taker: str, revision: int) -> OpenItem:
    if it.answered is not None or it.owner != giver:
        return it
    return replace(it, owner=taker, revision=revision)


def _question(it: ExpertQuestion, giver: str, taker: str, revision: int) -> ExpertQuestion:
    if not it.waits or it.expert != giver:
        return it
    return replace(it, expert=taker, revision=revision)


def _escalation(
    it: Escalation, giver: str, taker: str, revision: int, context: Context
) -> Escalation:
    """Let somebody else of the team be responsible: whoever takes over, if they are of it."""
    if not it.is_open or it.responsible != giver:
        return it
    responsible = taker if _is_team(taker, context) else context.of_team((giver,))
    return replace(it, responsible=responsible, revision=revision)


def _responsible(case: Case) -> str | None:
    return case.pending.responsible if case.pending is not None else None


def _is_team(person: str, context: Context) -> bool:
    return is_team(Actor(person, context.named(person).roles))
