"""Somebody leaves: an admin sees what they hold, and hands all of it to one person in one act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from flows.cards import Reply
from flows.case import Case, Confidentiality
from flows.casework.organisation.role_giving import role_changed, role_messages
from flows.casework.reading import Reading
from flows.effects import Notify
from flows.events import LeaverAsked, LeaverSent
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import is_admin
from flows.people.context import Context
from flows.people.holdings import holdings
from flows.people.organisation import Organisation
from flows.screening.taking import as_text
from flows.views.organisation.leaving import (
    LEAVER,
    TAKER,
    Load,
    leaver_form,
    leaving_form,
    left_card,
)
from flows.views.organisation.setting_up import not_admin
from flows.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Left:
    """What one act on a leaver comes to; with a `taker`, the load in every case goes to them."""

    organisation: Organisation
    reply: Reply
    taker: str = ""
    effects: tuple[Notify, ...] = ()
    journal: tuple[Entry, ...] = ()


def leaver_of(event: LeaverAsked | LeaverSent) -> str:
    """Return whom it is about; nobody yet when an admin has only asked."""
    match event:
        case LeaverAsked(values):
            return as_text(values.get(LEAVER, ""))
        case LeaverSent(leaver):
            return leaver
        case _:
            assert_never(event)


def hand_over(
    pack: Pack,
    organisation: Organisation,
    event: LeaverAsked | LeaverSent,
    context: Context,
    cases: tuple[Case, ...],
) -> Left:
    """Show what somebody holds, or hand it over. Whoever is no admin is refused, and it is noted.

    `cases` are all in which the leaver may hold something.
    """
    viewer, leaver = Viewer(pack, context), leaver_of(event)
    if not is_admin(context.actor):
        refused = Entry("refused", {"verb": "leaver"})
        return Left(organisation, not_admin(viewer), journal=(refused,))
    if leaver not in context.people:
        return Left(organisation, _asked(viewer, leaver))
    load = load_of(organisation, leaver, cases)
    if isinstance(event, LeaverAsked):
        return Left(organisation, leaving_form(viewer, leaver, load))
    reading = Reading(viewer, event.values)
    taker = reading.person(TAKER)
    if taker == leaver:
        reading.fault(TAKER, "fault.leaver_takes")
    if taker is None or reading.faults:
        return Left(organisation, leaving_form(viewer, leaver, load, reading.filled))
    return _handed_over(viewer, organisation, leaver, taker, load)


def load_of(organisation: Organisation, leaver: str, cases: tuple[Case, ...]) -> Load:
    """Return what somebody holds, as far as an admin may know of it."""
    seen = (each for each in cases if each.confidentiality is Confidentiality.OPEN)
    return Load(
        tuple(case for case in seen if holdings(case, leaver)),
        tuple(role for role, named in organisation.holders.items() if leaver in named),
        tuple(role for role, named in organisation.backups.items() if leaver in named),
    )


def without(organisation: Organisation, leaver: str, taker: str) -> Organisation:
    """Return the organisation with one person in the place of another in every role."""
    holders = _instead(organisation.holders, leaver, taker)
    backups = _instead(organisation.backups, leaver, taker)
    backing = {
        role: tuple(one for one in named if one not in holders.get(role, ()))
        for role, named in backups.items()
    }
    after = replace(
        organisation,
        holders=holders,
        backups={role: named for role, named in backing.items() if named},
    )
    if after == organisation:
        return organisation
    return replace(after, revision=organisation.revision + 1)


def _asked(viewer: Viewer, leaver: str) -> Reply:
    if not leaver:
        return leaver_form(viewer)
    reading = Reading(viewer, {LEAVER: leaver})
    reading.person(LEAVER)
    return leaver_form(viewer, reading.filled)


def _handed_over(
    viewer: Viewer, organisation: Organisation, leaver: str, taker: str, load: Load
) -> Left:
    after = without(organisation, leaver, taker)
    changed = tuple(dict.fromkeys((*load.roles, *load.backs)))
    told = (one for role in changed for one in role_messages(viewer, organisation, after, role))
    entry = Entry("load_handed_on", {"giver": leaver, "taker": taker})
    moved = (role_changed(role, organisation, after) for role in changed)
    reply = left_card(viewer, leaver, taker, load)
    return Left(after, reply, taker, tuple(told), (entry, *moved))


def _instead(
    named: Mapping[str, tuple[str, ...]], leaver: str, taker: str
) -> dict[str, tuple[str, ...]]:
    return {
        role: tuple(dict.fromkeys(taker if one == leaver else one for one in people))
        for role, people in named.items()
    }
