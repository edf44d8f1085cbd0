"""Who may do what with a case: one function, asked at the click."""

from enum import StrEnum
from typing import TypeAlias, assert_never

from flows.case import Case, Confidentiality, Summary
from flows.people.profile import Actor

TEAM_ROLE = "human_rights_team"
TEAM_LEAD_ROLE = "human_rights_lead"
LEAD_ROLE = "product_lead"
SPONSOR_ROLE = "executive_sponsor"
ADMIN_ROLE = "admin"

TEAM = frozenset({TEAM_ROLE, TEAM_LEAD_ROLE})
"""The roles of the human rights team: they may see every case."""


class Verb(StrEnum):
    """What somebody may want to do with a case."""

    SEE = "see"
    ANSWER = "answer"
    SUBMIT = "submit"
    SMALLEST_CHANGE = "smallest_change"


Guarded: TypeAlias = Case | Summary
"""A case, or the line of a list that stands for one."""


def may(actor: Actor, verb: Verb, case: Guarded) -> bool:
    """Tell whether an actor may do this; membership of a conversation is no right.

    A sealed case is for the human rights team alone, a restricted one for the team and the
    people named on it, an open one for the team, its product team, and the roles that were
    told of it. Whoever answers a case is its product side, of whatever team.
    """
    match verb:
        case Verb.SEE:
            return is_team(actor) or _is_on_product(actor.person, case) or _was_told(actor, case)
        case Verb.ANSWER | Verb.SUBMIT:
            return _is_on_product(actor.person, case)
        case Verb.SMALLEST_CHANGE:
            return is_team(actor) and not _is_on_product(actor.person, case)
        case _:
            assert_never(verb)


def to_tell(case: Guarded, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of these roles are told of a case: only those who may open it.

    When none of them may, the human rights team is told instead.
    """
    if case.confidentiality is Confidentiality.OPEN or not roles:
        return roles
    named = {LEAD_ROLE} if case.product_lead in case.participants else set()
    return tuple(role for role in roles if role in TEAM | named) or (TEAM_ROLE,)


def is_team(actor: Actor) -> bool:
    """Tell whether somebody is of the human rights team."""
    return not actor.roles.isdisjoint(TEAM)


def is_admin(actor: Actor) -> bool:
    """Tell whether somebody may set Salient up; it is no right to open a case."""
    return ADMIN_ROLE in actor.roles


def _was_told(actor: Actor, case: Guarded) -> bool:
    is_open = case.confidentiality is Confidentiality.OPEN
    return is_open and not actor.roles.isdisjoint(case.told)


def _is_on_product(person: str, case: Guarded) -> bool:
    match case.confidentiality:
        case Confidentiality.SEALED:
            return False
        case Confidentiality.RESTRICTED:
            return person in case.participants
        case Confidentiality.OPEN:
            return person in (case.owner, case.product_lead, *case.participants)
        case _:
            assert_never(case.confidentiality)
