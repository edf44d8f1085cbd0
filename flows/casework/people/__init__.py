"""Between people and a case: its class, who is named, who holds it, who hears of it."""

from collections.abc import Mapping
from typing import assert_never

from flows.case import Case, Confidentiality
from flows.casework.people.classing import change_class, name_people
from flows.casework.people.following import follow
from flows.casework.people.handing_on import hand_on
from flows.casework.people.owning import change_owner
from flows.casework.people.unreached import note_unreached
from flows.casework.people.withdrawing import withdraw
from flows.casework.rights import refusal
from flows.casework.turn import Opens, Turn
from flows.events import (
    ClassChanged,
    Followed,
    LoadHandedOn,
    OnPeople,
    OwnerChanged,
    PeopleNamed,
    RoleUnreached,
    Withdrawn,
)
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import Verb, is_admin
from flows.people.context import Context
from flows.people.profile import SALIENT
from flows.views.notices import not_yours, notice
from flows.views.people.standing import class_form, name_form, owner_form, withdraw_form
from flows.views.viewer import Viewer


def on_people(pack: Pack, case: Case, event: OnPeople, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    if isinstance(event, LoadHandedOn | RoleUnreached):
        return _by_salient(pack, case, event, context)
    refused = refusal(pack, case, needed(event), context)
    if refused is not None:
        return refused
    match event:
        case ClassChanged():
            return change_class(pack, case, event, context)
        case PeopleNamed():
            return name_people(pack, case, event, context)
        case Withdrawn():
            return withdraw(pack, case, event, context)
        case OwnerChanged():
            return change_owner(pack, case, event, context)
        case Followed():
            return follow(pack, case, event, context)
        case _:
            assert_never(event)


def needed(event: ClassChanged | PeopleNamed | Withdrawn | OwnerChanged | Followed) -> Verb:
    """Return what an event asks to be allowed."""
    match event:
        case ClassChanged() | PeopleNamed():
            return Verb.CLASSIFY
        case Withdrawn():
            return Verb.WITHDRAW
        case OwnerChanged():
            return Verb.CHANGE_OWNER
        case Followed():
            return Verb.FOLLOW
        case _:
            assert_never(event)


def _by_salient(
    pack: Pack, case: Case, event: LoadHandedOn | RoleUnreached, context: Context
) -> Turn:
    """Do what no button asks for: an admin handed a load on, or Salient reached nobody."""
    if context.actor.person != SALIENT and not is_admin(context.actor):
        entry = Entry("refused", {"verb": "hand_on"})
        return Turn(case, (not_yours(Viewer(pack, context)),), (), (entry,))
    match event:
        case LoadHandedOn():
            return hand_on(case, event, context)
        case RoleUnreached():
            return note_unreached(case, event, context)
        case _:
            assert_never(event)


def _opens_class(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.CLASSIFY, context)
    return refused or Turn(case, (class_form(Viewer(pack, context), case),))


def _opens_names(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.CLASSIFY, context)
    if refused is not None:
        return refused
    viewer = Viewer(pack, context)
    if case.confidentiality is not Confidentiality.RESTRICTED:
        return Turn(case, (notice(viewer, "late.not_restricted", case),))
    return Turn(case, (name_form(viewer, case),))


def _opens_withdraw(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.WITHDRAW, context)
    return refused or Turn(case, (withdraw_form(Viewer(pack, context), case),))


def _opens_owner(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    refused = refusal(pack, case, Verb.CHANGE_OWNER, context)
    return refused or Turn(case, (owner_form(Viewer(pack, context), case),))


FORMS: Mapping[str, Opens] = {
    "classify": _opens_class,
    "name_people": _opens_names,
    "withdraw": _opens_withdraw,
    "change_owner": _opens_owner,
}
