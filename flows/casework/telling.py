"""Who hears of what happened to a case: each transition names its audience."""

from collections.abc import Iterable

from flows.case import Case
from flows.casework.owed import args_of
from flows.effects import Notify, ToPerson, ToRole
from flows.people.authority import Verb, may, to_tell
from flows.people.context import Context
from flows.people.profile import Actor


def tell_people(
    case: Case, context: Context, people: Iterable[str | None], view: str, key: str, about: str = ""
) -> tuple[Notify, ...]:
    """Tell each of these people once, but for whoever just acted and who may not see it."""
    named = dict.fromkeys(one for one in people if one)
    return tuple(
        Notify(ToPerson(one), view, f"{key}:{case.id}:{case.revision}:{one}", _args(case, about))
        for one in named
        if one != context.actor.person and _may_hear(case, context, one)
    )


def tell_roles(
    case: Case, roles: Iterable[str], view: str, key: str, about: str = ""
) -> tuple[Notify, ...]:
    """Tell each of these roles once; of a case that is not open only those who may see it."""
    return tuple(
        Notify(ToRole(role), view, f"{key}:{case.id}:{case.revision}:{role}", _args(case, about))
        for role in to_tell(case, tuple(dict.fromkeys(roles)))
    )


def taking_part(case: Case) -> tuple[str, ...]:
    """Return everybody who took part and still hears of it, and who follows (CO4)."""
    asked = (item.owner for item in case.open_items)
    held = (one for each in case.taken_measures for one in (each.owner, each.verifier))
    decided = (voice.by for each in case.escalations for voice in each.voices)
    advised = (one.by for each in case.escalations for one in each.advice)
    people = (
        *(case.owner, case.product_lead, *case.participants),
        *(*asked, *held, *decided, *advised, *case.following.followers),
    )
    return tuple(dict.fromkeys(one for one in people if one and one not in case.following.left))


def _may_hear(case: Case, context: Context, person: str) -> bool:
    return may(Actor(person, context.named(person).roles), Verb.SEE, case)


def _args(case: Case, about: str) -> dict[str, str]:
    return {**args_of(case), "about": about} if about else args_of(case)
