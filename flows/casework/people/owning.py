"""Who holds a case: the product side or the team names another owner, and both hear of it."""

from dataclasses import replace

from flows.case import Case, Confidentiality
from flows.casework.escalation.turning import done
from flows.casework.people.following import heard_again
from flows.casework.people.verifying import verified_by_others
from flows.casework.reading import Reading
from flows.casework.telling import tell_people
from flows.casework.turn import Turn
from flows.events import OwnerChanged
from flows.pack.model import Pack
from flows.people.authority import is_on_product, is_team
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.people.standing import OWNER, owner_form
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


def change_owner(pack: Pack, case: Case, event: OwnerChanged, context: Context) -> Turn:
    """Let somebody else hold the case; whoever held it stays on it as far as they were."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    owner = reading.person(OWNER)
    if owner is not None and not _may_hold(case, owner, context):
        reading.fault(OWNER, "fault.named_by_team")
    if owner == case.owner:
        return Turn(case, (notice(viewer, "late.owner", case),))
    is_stale = event.owner != case.owner
    if owner is None or reading.faults or is_stale:
        intro = (warning(viewer, "stale.owner"),) if is_stale else ()
        return Turn(case, (owner_form(viewer, case, reading.filled, intro),))
    after = owned_by(case, owner, context)
    told = (
        *tell_people(after, context, (owner,), "owner_now", "owner"),
        *tell_people(after, context, (case.owner,), "owner_before", "owner"),
    )
    return done(pack, after, context, "owner_changed", told, owner=owner, before=case.owner)


def owned_by(case: Case, owner: str, context: Context) -> Case:
    """Return the case one revision on with another owner; who held it stays on an open one."""
    participants = case.participants
    if case.confidentiality is Confidentiality.OPEN:
        participants = tuple(dict.fromkeys((*participants, case.owner)))
    if case.confidentiality is Confidentiality.RESTRICTED and is_team(context.actor):
        participants = tuple(dict.fromkeys((*participants, owner)))
    held = replace(
        heard_again(case, owner), owner=owner, participants=participants, revision=case.revision + 1
    )
    return verified_by_others(held, context)


def _may_hold(case: Case, owner: str, context: Context) -> bool:
    """Tell whether somebody may own a case: only the team lets somebody new see a closed one."""
    if case.confidentiality is not Confidentiality.RESTRICTED:
        return True  # a sealed one is changed by the team alone, and its owner sees nothing of it
    return is_on_product(owner, case) or is_team(context.actor)
