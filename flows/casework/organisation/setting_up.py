"""The first set-up: who the human rights team is, where it is reached, and who else is told.

It is about the organisation and no case: nothing here reads or changes one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from flows.acts import (
    LAUNCH_CONVERSATION_FIELD,
    SPONSOR_FIELD,
    TEAM_CONVERSATION_FIELD,
    TEAM_FIELD,
)
from flows.cards import Reply, Value
from flows.effects import Audience, Notify, ToLaunchChannel, ToRole
from flows.events import ContactsTried, SetUpAsked, SetUpSent
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import SPONSOR_ROLE, TEAM_LEAD_ROLE, TEAM_ROLE, is_admin
from flows.people.context import Context
from flows.people.organisation import (
    HELD,
    LAUNCH_CHANNEL,
    MET,
    NEEDED,
    SEVERAL,
    Contact,
    Filled,
    Organisation,
    as_filled,
    missing,
    reached,
)
from flows.people.profile import Profile
from flows.views.organisation.set_up_form import Typed, set_up_form
from flows.views.organisation.setting_up import not_admin, set_up_card
from flows.views.viewer import Viewer

EMPTY: Mapping[str, str] = {
    TEAM_FIELD: "fault.team",
    TEAM_CONVERSATION_FIELD: "fault.conversation",
    LAUNCH_CONVERSATION_FIELD: "fault.conversation",
    SPONSOR_FIELD: "fault.sponsor",
}
AUDIENCES: Mapping[str, Audience] = {
    TEAM_ROLE: ToRole(TEAM_ROLE),
    LAUNCH_CHANNEL: ToLaunchChannel(),
    SPONSOR_ROLE: ToRole(SPONSOR_ROLE),
}


@dataclass(frozen=True, slots=True)
class Arranged:
    """What one act on the set-up comes to."""

    organisation: Organisation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Notify, ...] = ()
    journal: tuple[Entry, ...] = ()


def arrange(
    pack: Pack,
    organisation: Organisation,
    event: SetUpAsked | SetUpSent | ContactsTried,
    context: Context,
    here: Contact,
) -> Arranged:
    """Show, change or try the set-up. Whoever is no admin is refused, and it is noted.

    `here` is the chat where the admin sits, by channel and tenant: the conversations that they
    choose are of that chat.
    """
    viewer = Viewer(pack, context)
    if not is_admin(context.actor):
        refused = Entry("refused", {"verb": "set_up"})
        return Arranged(organisation, (not_admin(viewer),), (), (refused,))
    match event:
        case SetUpAsked(change):
            return Arranged(organisation, (_shown(viewer, organisation, here, change),))
        case SetUpSent():
            return _sent(viewer, organisation, event, here)
        case ContactsTried():
            return _tried(viewer, organisation, here)
        case _:
            assert_never(event)


def _shown(viewer: Viewer, organisation: Organisation, here: Contact, change: bool) -> Reply:
    """Return the form when it is asked for or nothing is set yet, else how things stand."""
    if change or missing(organisation) == NEEDED:
        return set_up_form(viewer, organisation, here)
    return set_up_card(viewer, organisation, here)


def _sent(viewer: Viewer, organisation: Organisation, event: SetUpSent, here: Contact) -> Arranged:
    """Save the set-up and try it; what does not fit, or is stale, comes back as it was typed."""
    given = _given(event.values)
    faults = _faults(given, viewer.context.people)
    is_stale = event.revision != organisation.revision
    if is_stale and given == as_filled(organisation, here):
        return Arranged(organisation, (set_up_card(viewer, organisation, here, "set_up.saved"),))
    if is_stale or faults:
        typed = Typed(given, faults, is_stale)
        return Arranged(organisation, (set_up_form(viewer, organisation, here, typed),))
    changed = _changed(organisation, given, here)
    return Arranged(
        changed,
        (set_up_card(viewer, changed, here, "set_up.saved"),),
        _tests(changed, f"test:{changed.revision}"),
        (Entry("organisation_set_up", {**_ids(organisation, "before"), **_ids(changed, "after")}),),
    )


def _tried(viewer: Viewer, organisation: Organisation, here: Contact) -> Arranged:
    """Send the test messages once more; within a minute once, however often somebody clicks."""
    told = reached(organisation)
    if not told:
        return Arranged(organisation, (set_up_form(viewer, organisation, here),))
    minute = viewer.context.now.strftime("%Y%m%dT%H%M")
    return Arranged(
        organisation,
        (set_up_card(viewer, organisation, here, "set_up.tried"),),
        _tests(organisation, f"test:{organisation.revision}:{minute}"),
        (Entry("contacts_tried", {"contacts": " ".join(told)}),),
    )


def _given(values: Mapping[str, Value]) -> Filled:
    """Return what was chosen in each field, once each and in order; one where one is asked."""
    return {
        field: _chosen(values.get(field, ""))[: None if field in SEVERAL else 1]
        for field in (*HELD, *MET)
    }


def _chosen(value: Value) -> tuple[str, ...]:
    every = (value,) if isinstance(value, str) else value
    return tuple(dict.fromkeys(one for one in every if one))


def _faults(given: Filled, known: Mapping[str, Profile]) -> Mapping[str, str]:
    """Return the sentence that says how to mend a field, by field."""
    faults = {field: sentence for field, sentence in EMPTY.items() if not given[field]}
    for field in HELD:
        if any(person not in known for person in given[field]):
            faults[field] = "fault.person"
    launches = given[LAUNCH_CONVERSATION_FIELD]
    if launches and launches == given[TEAM_CONVERSATION_FIELD]:
        faults[LAUNCH_CONVERSATION_FIELD] = "fault.same_conversation"
    return faults


def _changed(organisation: Organisation, given: Filled, here: Contact) -> Organisation:
    """Return the organisation as it was said; a lead who is still of the team stays the lead."""
    lead = leading(organisation, given[TEAM_FIELD])
    return replace(
        organisation,
        revision=organisation.revision + 1,
        holders={
            **organisation.holders,
            **{role: given[field] for field, role in HELD.items()},
            TEAM_LEAD_ROLE: lead,
        },
        contacts={
            **organisation.contacts,
            **{name: replace(here, conversation=given[field][0]) for field, name in MET.items()},
        },
    )


def leading(organisation: Organisation, team: tuple[str, ...]) -> tuple[str, ...]:
    """Return who leads the human rights team: whoever does and is still of it, else the first."""
    return tuple(one for one in organisation.holding(TEAM_LEAD_ROLE) if one in team) or team[:1]


def _tests(organisation: Organisation, key: str) -> tuple[Notify, ...]:
    """Return a test message to everybody who is told what happens, each under a key of its own."""
    return tuple(
        Notify(AUDIENCES[name], "test", f"{key}:{name}", {"contact": name})
        for name in reached(organisation)
    )


def _ids(organisation: Organisation, when: str) -> Mapping[str, str | int]:
    """Return who holds what and is reached where, in ids, for the journal."""
    roles = (*HELD.values(), TEAM_LEAD_ROLE)
    held = {role: " ".join(organisation.holding(role)) for role in roles}
    met = {f"{name}_in": _place(organisation.contacts.get(name)) for name in MET.values()}
    every: dict[str, str | int] = {"revision": organisation.revision, **held, **met}
    return {f"{name}_{when}": value for name, value in every.items()}


def _place(contact: Contact | None) -> str:
    if contact is None:
        return ""
    return " ".join(filter(None, (contact.channel, contact.tenant, contact.conversation)))
