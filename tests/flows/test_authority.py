"""Who may do what with a case: every role, relation, class and verb."""

from dataclasses import replace
from itertools import product

import pytest

from flows.case import Confidentiality
from flows.people.authority import TEAM, Guarded, Verb, is_team, may
from flows.people.profile import Actor
from tests.flows.screening import played
from tests.worked import the_pack

OPEN, RESTRICTED, SEALED = Confidentiality
SEE, ANSWER, SUBMIT, CHANGE = Verb

RELATIONS = ("none", "owner", "product_lead", "participant", "owner and participant", "told")
"""How somebody stands to a case; *told* means that their role was told of the result."""

ON_PRODUCT = {
    OPEN: {"owner", "product_lead", "participant", "owner and participant"},
    RESTRICTED: {"participant", "owner and participant"},
    SEALED: set(),
}
ROLES = (*sorted(role.id for role in the_pack().roles), "no role")


def case_for(relation: str, confidentiality: Confidentiality, role: str) -> Guarded:
    """Return a case that was sent, with Ann standing to it as said."""
    case = played("G02").case
    outcome = case.round.outcome
    assert outcome is not None
    told = (role,) if relation == "told" else ("someone_else",)
    return replace(
        case,
        confidentiality=confidentiality,
        owner="ann" if "owner" in relation else "mira",
        product_lead="ann" if relation == "product_lead" else "leo",
        participants=("mira", "ann") if "participant" in relation else ("mira",),
        rounds=(replace(case.round, outcome=replace(outcome, told=told)),),
    )


def allowed(role: str, relation: str, confidentiality: Confidentiality, verb: Verb) -> bool:
    """Return what the design says, in its own words."""
    on_product = relation in ON_PRODUCT[confidentiality]
    if verb is CHANGE:  # the team alone, and never who answers
        return role in TEAM and not on_product
    if verb in (ANSWER, SUBMIT):  # the product team alone
        return on_product
    informed = relation == "told" and confidentiality is OPEN
    return role in TEAM or on_product or informed


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("confidentiality", Confidentiality)
def test_authority(verb: Verb, confidentiality: Confidentiality) -> None:
    for role, relation in product(ROLES, RELATIONS):
        if (role, relation) == ("no role", "told"):
            continue
        roles = frozenset() if role == "no role" else frozenset({role})
        case = case_for(relation, confidentiality, role)
        expected = allowed(role, relation, confidentiality, verb)
        assert may(Actor("ann", roles), verb, case) is expected, (role, relation)


def test_team_is_two_roles_of_the_pack() -> None:
    assert the_pack().role.keys() >= TEAM
    assert is_team(Actor("ann", frozenset({"human_rights_lead", "admin"})))
    assert not is_team(Actor("ann", frozenset({"admin", "auditor", "product_lead"})))


def test_nobody_at_all_may_nothing() -> None:
    case = replace(played("G02").case, owner="", product_lead=None)
    for verb in Verb:
        assert not may(Actor("stranger"), verb, case)
