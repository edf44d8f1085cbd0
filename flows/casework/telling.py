"""Who hears of what happened to a case: each transition names its audience."""

from collections.abc import Iterable

from flows.case import Case, Confidentiality
from flows.casework.owed import args_for
from flows.effects import Audience, Notify, ToPerson, ToRole
from flows.people.authority import LEAD_ROLE, TEAM_ROLE, to_tell
from flows.people.context import Context
from flows.people.hearing import may_hear
from flows.people.hearing import taking_part as taking_part
from flows.people.profile import Actor


def tell_people(
    case: Case, context: Context, people: Iterable[str | None], view: str, key: str, about: str = ""
) -> tuple[Notify, ...]:
    """Tell each of these people once, but for whoever just acted and who may not see it."""
    named = dict.fromkeys(one for one in people if one)
    return tuple(
        _notify(case, ToPerson(one), view, f"{key}:{case.id}:{case.revision}:{one}", about)
        for one in named
        if one != context.actor.person and may_hear(Actor(one, context.named(one).roles), case)
    )


def tell_roles(
    case: Case, roles: Iterable[str], view: str, key: str, about: str = ""
) -> tuple[Notify, ...]:
    """Tell each of these roles once; of a case that is not open only those who may see it."""
    return tuple(
        _notify(case, ToRole(role), view, f"{key}:{case.id}:{case.revision}:{role}", about)
        for role in to_tell(case, tuple(dict.fromkeys(roles)))
    )


def tell_everybody(case: Case, context: Context, view: str) -> tuple[Notify, ...]:
    """Tell everybody who took part, the roles that were told of the case, and the team.

    The product lead of the case took part, and no other product lead did.
    """
    roles = (role for role in case.told if role != LEAD_ROLE or case.product_lead is None)
    people = tell_people(case, context, taking_part(case), view, view)
    return (*people, *tell_roles(case, (*roles, TEAM_ROLE), view, view))


def _notify(case: Case, audience: Audience, view: str, key: str, about: str) -> Notify:
    sealed = case.confidentiality is Confidentiality.SEALED
    ids = args_for(audience, case)
    return Notify(audience, view, key, {**ids, "about": about} if about else ids, sealed)
