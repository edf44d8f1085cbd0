"""The people of the rehearsal desk, and the conversations where they are reached."""

from dataclasses import dataclass
from enum import StrEnum


class Pane(StrEnum):
    """The three places of the desk where somebody acts."""

    PRODUCT = "product"
    HUMAN_RIGHTS = "human_rights"
    ADMIN = "admin"


LAUNCH_CHANNEL = "launch"
"""The conversation that everybody reads: one root message for each open case."""


@dataclass(frozen=True, slots=True)
class DeskPerson:
    """One seat of the desk. `id` is the person, their account and their personal conversation."""

    id: str
    name: str
    title: str
    pane: Pane
    roles: frozenset[str]

    @property
    def conversation(self) -> str:
        return conversation_of(self.id)


def conversation_of(account: str) -> str:
    """Return the conversation of the desk that one person reads alone."""
    return f"person:{account}"


def _person(id: str, name: str, title: str, pane: Pane, *roles: str) -> DeskPerson:
    return DeskPerson(id, name, title, pane, frozenset(roles))


PEOPLE: tuple[DeskPerson, ...] = (
    _person("manager", "Mira Lindqvist", "product manager", Pane.PRODUCT, "product_manager"),
    _person("lead", "Leo Adeyemi", "product lead", Pane.PRODUCT, "product_lead"),
    _person(
        "engineer",
        "Ines Moreau",
        "engineer",
        Pane.PRODUCT,
        "engineering_lead",
        "data_science_lead",
        "security_lead",
        "trust_safety_lead",
        "sales_lead",
        "support_lead",
        "comms_lead",
        "policy_lead",
        "hr_ops",
    ),
    _person(
        "hr_lead",
        "Hana Okafor",
        "human rights lead",
        Pane.HUMAN_RIGHTS,
        "human_rights_team",
        "human_rights_lead",
    ),
    _person(
        "hr_member", "Tomás Rivera", "human rights team", Pane.HUMAN_RIGHTS, "human_rights_team"
    ),
    _person("admin", "Ada Novak", "administrator", Pane.ADMIN, "admin", "facilitator"),
    _person("sponsor", "Sam Whitfield", "executive sponsor", Pane.ADMIN, "executive_sponsor"),
    _person(
        "legal",
        "Lea Haddad",
        "legal",
        Pane.ADMIN,
        "legal",
        "legal_counsel",
        "dsa_compliance_officer",
        "privacy_officer",
        "auditor",
    ),
)

BY_ID = {person.id: person for person in PEOPLE}

SHARED: dict[Pane, str] = {Pane.HUMAN_RIGHTS: "human_rights"}
"""The conversation that everybody of a pane reads; the others have none of their own."""

ROLE_CONVERSATIONS = {"human_rights_team": SHARED[Pane.HUMAN_RIGHTS]}
"""Roles that are reached in a conversation and not one by one."""
