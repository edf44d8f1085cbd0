"""Roles: who holds them and who is told in their place; an admin says so, the admins included."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from flows.cards import Reply
from flows.casework.organisation.setting_up import Arranged, leading
from flows.casework.reading import Reading
from flows.effects import Notify, ToPerson
from flows.events import RolesAsked, RoleSent
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import (
    ADMIN_ROLE,
    SPONSOR_ROLE,
    TEAM_LEAD_ROLE,
    TEAM_ROLE,
    is_admin,
)
from flows.people.context import Context
from flows.people.organisation import Contact, Organisation, given_roles
from flows.views.organisation.roles import BACKUPS, HOLDERS, role_form, roles_card
from flows.views.organisation.setting_up import not_admin
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

NEVER_EMPTY: Mapping[str, str] = {
    ADMIN_ROLE: "fault.last_admin",
    TEAM_ROLE: "fault.team",
    SPONSOR_ROLE: "fault.sponsor",
}
"""Roles that somebody must hold, and what is said when nobody would."""


def give_roles(
    pack: Pack,
    organisation: Organisation,
    event: RolesAsked | RoleSent,
    context: Context,
    here: Contact,
) -> Arranged:
    """Show who holds which role, or change one. Whoever is no admin is refused, and it is noted."""
    viewer = Viewer(pack, context)
    if not is_admin(context.actor):
        refused = Entry("refused", {"verb": "roles"})
        return Arranged(organisation, (not_admin(viewer),), (), (refused,))
    match event:
        case RolesAsked(role):
            return Arranged(organisation, (_shown(viewer, organisation, role, here),))
        case RoleSent():
            return _sent(viewer, organisation, event, here)
        case _:
            assert_never(event)


def with_role(
    organisation: Organisation, role: str, holders: tuple[str, ...], backups: tuple[str, ...]
) -> Organisation:
    """Return the organisation one revision on; whoever leads the team is always of it."""
    held = {**organisation.holders, role: holders}
    if role == TEAM_ROLE:
        held[TEAM_LEAD_ROLE] = leading(organisation, holders)
    backing = {**organisation.backups, role: backups}
    return replace(
        organisation,
        revision=organisation.revision + 1,
        holders=held,
        backups={id: named for id, named in backing.items() if named},
    )


def _shown(viewer: Viewer, organisation: Organisation, role: str, here: Contact) -> Reply:
    if role in given_roles(viewer.pack):
        return role_form(viewer, organisation, role)
    return roles_card(viewer, organisation, here)


def _sent(viewer: Viewer, organisation: Organisation, event: RoleSent, here: Contact) -> Arranged:
    """Save who holds a role; what does not fit, or is stale, comes back as it was typed."""
    role = event.role
    if role not in given_roles(viewer.pack):
        return Arranged(organisation, (roles_card(viewer, organisation, here),))
    reading = Reading(viewer, event.values)
    holders, backups = _read(reading, organisation, role)
    before = organisation.holding(role), organisation.backing(role)
    if not reading.faults and (holders, backups) == before:
        return Arranged(organisation, (roles_card(viewer, organisation, here, "roles.saved"),))
    is_stale = event.revision != organisation.revision
    if reading.faults or is_stale:
        intro = (warning(viewer, "stale.role"),) if is_stale else ()
        form = role_form(viewer, organisation, role, reading.filled, intro)
        return Arranged(organisation, (form,))
    changed = with_role(organisation, role, holders, backups)
    return Arranged(
        changed,
        (roles_card(viewer, changed, here, "roles.saved"),),
        role_messages(viewer, organisation, changed, role),
        (role_changed(role, organisation, changed),),
    )


def _read(
    reading: Reading, organisation: Organisation, role: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    holders = reading.people(HOLDERS, needed=False)
    backups = reading.people(BACKUPS, needed=False)
    if not holders and role in NEVER_EMPTY:
        reading.fault(HOLDERS, NEVER_EMPTY[role])
    if role == TEAM_LEAD_ROLE and not set(holders) <= set(organisation.holding(TEAM_ROLE)):
        reading.fault(HOLDERS, "fault.lead_of_team")
    if set(holders) & set(backups):
        reading.fault(BACKUPS, "fault.backup_holds")
    return holders, backups


def role_messages(
    viewer: Viewer, before: Organisation, after: Organisation, role: str
) -> tuple[Notify, ...]:
    """Tell everybody who holds a role, or stands in for it, for the first time."""
    holds = (one for one in after.holding(role) if one not in before.holding(role))
    backs = (one for one in after.backing(role) if one not in before.backing(role))
    return (
        *_told(viewer, "role_given", after, role, tuple(holds)),
        *_told(viewer, "role_backed", after, role, tuple(backs)),
    )


def _told(
    viewer: Viewer, view: str, after: Organisation, role: str, people: tuple[str, ...]
) -> tuple[Notify, ...]:
    return tuple(
        Notify(ToPerson(one), view, f"{view}:{after.revision}:{role}:{one}", {"role": role})
        for one in people
        if one != viewer.context.actor.person
    )


def role_changed(role: str, before: Organisation, after: Organisation) -> Entry:
    """Return what the journal keeps of a role: who held and backed it before and after, by id."""
    return Entry(
        "role_changed",
        {
            "role": role,
            "revision": after.revision,
            "holders_before": " ".join(before.holding(role)),
            "holders_after": " ".join(after.holding(role)),
            "backups_before": " ".join(before.backing(role)),
            "backups_after": " ".join(after.backing(role)),
        },
    )
