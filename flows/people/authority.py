"""Who may do what with a case: one function, asked at the click."""

from enum import StrEnum

from flows.case import Case, Confidentiality
from flows.people.profile import Actor

TEAM = frozenset({"human_rights_team", "human_rights_lead"})
"""The roles of the human rights team: they may see every case."""


class Verb(StrEnum):
    """What somebody may want to do with a case."""

    SEE = "see"
    ANSWER = "answer"
    SUBMIT = "submit"
    SMALLEST_CHANGE = "smallest_change"


def may(actor: Actor, verb: Verb, case: Case) -> bool:
    """Tell whether an actor may do this; membership of a conversation is no right.

    A sealed case is for the human rights team alone, a restricted one for the team and the
    people named on it, an open one for the team and its product team.
    """
    match verb:
        case Verb.SEE:
            return is_team(actor) or _is_on_product(actor.person, case)
        case Verb.ANSWER | Verb.SUBMIT:
            return _is_on_product(actor.person, case)
        case Verb.SMALLEST_CHANGE:
            return is_team(actor)


def is_team(actor: Actor) -> bool:
    """Tell whether somebody is of the human rights team."""
    return not actor.roles.isdisjoint(TEAM)


def _is_on_product(person: str, case: Case) -> bool:
    match case.confidentiality:
        case Confidentiality.SEALED:
            return False
        case Confidentiality.RESTRICTED:
            return person in case.participants
        case Confidentiality.OPEN:
            return person in (case.owner, case.product_lead, *case.participants)
