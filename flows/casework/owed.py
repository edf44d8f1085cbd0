"""The messages that a case owes as it stands, under the keys by which each exists once."""

from flows.case import Case, Confidentiality
from flows.effects import Audience, Notify, ToLaunchChannel, ToPerson, ToRole
from flows.pack.model import Pack
from flows.people.authority import LEAD_ROLE, TEAM, TEAM_ROLE, to_tell
from flows.people.hearing import WHO
from flows.screening.assessment import assess


def owed(pack: Pack, case: Case) -> tuple[Notify, ...]:
    """Return every message about a case that somebody must have had by now.

    Owing one that was sent where it goes is no second message.
    """
    if case.concern is not None:
        return (concern_message(case),)
    early = early_messages(pack, case) if case.is_draft and case.round.early_rules else ()
    root = () if _is_sealed(case) else (root_message(case),)
    return (*root, *early, *told_messages(case))


def root_message(case: Case) -> Notify:
    """Return the one message of a case in the launch channel."""
    return Notify(ToLaunchChannel(), "root", f"root:{case.id}", args_of(case))


def early_messages(pack: Pack, case: Case) -> tuple[Notify, ...]:
    """Return what tells the team, before the screening is sent, that an early rule is true."""
    return tuple(
        Notify(
            ToRole(role),
            "early",
            f"early:{case.id}:{case.round.number}:{role}",
            args_of(case),
            sealed=_is_sealed(case),
            urgent=assess(pack, case.round.answers).urgent,
        )
        for role in to_tell(case, pack.early_notice.to)
    )


def told_messages(case: Case) -> tuple[Notify, ...]:
    """Return what tells each role of a screening that was sent."""
    return tuple(
        Notify(
            audience := _audience(case, role),
            "submitted" if role in TEAM else "informed",
            f"told:{case.id}:{case.round.number}:{role}",
            args_for(audience, case),
            sealed=_is_sealed(case),
        )
        for role in to_tell(case, case.told)
    )


def concern_message(case: Case) -> Notify:
    """Return what tells the team alone of a concern, at a time that tells nothing."""
    return Notify(ToRole(TEAM_ROLE), "concern", f"concern:{case.id}", args_of(case), sealed=True)


def args_of(case: Case) -> dict[str, str]:
    """Return what a message needs to be drawn: ids and nothing else."""
    return {"case": str(case.id)}


def args_for(audience: Audience, case: Case) -> dict[str, str]:
    """Return the same with whom it is for, where that is one person."""
    return {**args_of(case), **({WHO: audience.person} if isinstance(audience, ToPerson) else {})}


def _is_sealed(case: Case) -> bool:
    return case.confidentiality is Confidentiality.SEALED


def _audience(case: Case, role: str) -> Audience:
    if role == LEAD_ROLE and case.product_lead is not None:
        return ToPerson(case.product_lead)
    return ToRole(role)
