"""The set-up as it stands, and the messages that are about no case.

Such a message stands where many read: it names no case, and no person but to an admin.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from flows.acts import (
    LAUNCH_CONVERSATION_FIELD,
    LEADS_FIELD,
    SPONSOR_FIELD,
    TEAM_CONVERSATION_FIELD,
    TEAM_FIELD,
)
from flows.cards import (
    Button,
    Card,
    Conversation,
    Element,
    Facts,
    Note,
    Notice,
    Paragraph,
    Style,
    Text,
    Tone,
)
from flows.pack.words import in_rows
from flows.people.authority import ADMIN_ROLE, SPONSOR_ROLE, TEAM_LEAD_ROLE, TEAM_ROLE
from flows.people.organisation import (
    HELD,
    LAUNCH_CHANNEL,
    MET,
    Contact,
    Organisation,
    is_complete,
    missing,
    reached,
)
from flows.views.notices import notice
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

FIELDS = (
    TEAM_FIELD,
    TEAM_CONVERSATION_FIELD,
    LAUNCH_CONVERSATION_FIELD,
    SPONSOR_FIELD,
    LEADS_FIELD,
)

NOBODY = "nobody"
"""The reason when a message had nowhere to go: no chat was asked."""

INSTEAD = "instead"
"""The reason when a role has nowhere to be told, and its backups or the team were told for it."""

WHY_LOST: Mapping[str, str] = {
    "Transient": "busy",
    "Unknown": "silent",
    "TimeoutError": "silent",
    "LookFailed": "silent",
    "ambiguous": "ambiguous",
}
"""Why a message was given up, by the name under which its last try failed."""

WHAT_NEXT: Mapping[str, str] = {
    NOBODY: "grant",
    INSTEAD: "grant",
    "not_in_channel": "invite",
    "channel_not_found": "choose",
    "is_archived": "choose",
    "user_not_found": "name",
    "users_not_found": "name",
    "user_disabled": "name",
    "account_gone": "name",
}
"""What an admin does about a reason why a message is not taken; by default they look further."""

Draw: TypeAlias = Callable[[Viewer, Organisation, Mapping[str, str]], Card]


def not_admin(viewer: Viewer) -> Notice:
    """Say who can set Salient up."""
    people = viewer.context.people.items()
    admins: list[Text] = [(profile.name,) for _, profile in people if ADMIN_ROLE in profile.roles]
    who = in_rows(admins) if admins else viewer.say("set_up.operator")
    return notice(viewer, "set_up.not_admin", who=who)


def set_up_card(
    viewer: Viewer, organisation: Organisation, here: Contact, said: str | None = None
) -> Card:
    """Draw the set-up as it is: what is missing first, then what was just done, then who is who."""
    notes: list[Element] = [*_missing(viewer, organisation)]
    if said is not None:
        notes.append(Note(viewer.say("label.done"), viewer.say(said), Tone.GOOD))
    return Card(
        view="organisation",
        title=viewer.say("set_up.title"),
        body=(*notes, Facts(_facts(viewer, organisation, here))),
        buttons=(
            Button("set_up", viewer.say("button.change"), {"change": "yes"}, style=Style.PRIMARY),
            _try(viewer, organisation),
            Button("roles", viewer.say("button.roles")),
            Button("list", viewer.say("button.list"), style=Style.QUIET),
        ),
        anew=viewer.anew("set_up"),
    )


def draw_general(
    viewer: Viewer, view: str, organisation: Organisation, args: Mapping[str, str]
) -> Card:
    """Draw the message of a view's name that is about no case."""
    return GENERAL[view](viewer, organisation, args)


def _test(viewer: Viewer, organisation: Organisation, args: Mapping[str, str]) -> Card:
    """Try a place: say what will come here, and that there is nothing to do."""
    title = viewer.say("message.test.title")
    said = viewer.say(f"message.test.{args['contact']}")
    return Card(
        "test", title, (Paragraph(said), Paragraph(viewer.say("message.test"))), notice=title
    )


def _set_up_due(viewer: Viewer, organisation: Organisation, args: Mapping[str, str]) -> Card:
    """Tell the first admin that nobody can be told yet, unless that is mended by now."""
    title = viewer.say("message.set_up_due.title")
    if is_complete(organisation):
        body: tuple[Element, ...] = (Paragraph(viewer.say("message.set_up_due.done")),)
    else:
        body = (Paragraph(viewer.say("message.set_up_due")), *_missing(viewer, organisation))
    return Card("set_up_due", title, body, (_set_up(viewer),), notice=title)


def _unreachable(viewer: Viewer, organisation: Organisation, args: Mapping[str, str]) -> Card:
    """Tell an admin that a message was not taken: for whom, who hears instead, what to do."""
    title = viewer.say("message.unreachable.title")
    contact, reason = args["contact"], args["reason"]
    what = "nobody" if reason in (NOBODY, INSTEAD) else "refused"
    next_step = WHAT_NEXT.get(reason, "look")
    return Card(
        view="unreachable",
        title=title,
        body=(
            Paragraph(viewer.say(f"message.unreachable.{what}", who=_who(viewer, contact))),
            *_where(viewer, organisation, args),
            Paragraph(_instead(viewer, organisation, contact, reason)),
            Paragraph(viewer.say(f"message.unreachable.{next_step}", reason=reason)),
        ),
        buttons=(_set_up(viewer), *_roles(viewer, contact), _try(viewer, organisation)),
        notice=title,
    )


def _lost(viewer: Viewer, organisation: Organisation, args: Mapping[str, str]) -> Card:
    """Tell an admin that a message was given up: for whom, about what, why, and what to do."""
    title = viewer.say("message.lost.title")
    contact, reason = args["contact"], args["reason"]
    why = WHY_LOST.get(reason, "inside")
    return Card(
        view="lost",
        title=title,
        body=(
            Paragraph(viewer.say("message.lost", who=_who(viewer, contact))),
            *_where(viewer, organisation, args),
            *_about(viewer, args.get("references", "")),
            Paragraph(viewer.say(f"message.lost.{why}", why=reason)),
            Paragraph(_instead(viewer, organisation, contact, reason)),
            Paragraph(viewer.say("message.lost.again")),
        ),
        buttons=(_set_up(viewer), _try(viewer, organisation)),
        notice=title,
    )


def _roles(viewer: Viewer, contact: str) -> tuple[Button, ...]:
    """Offer to name somebody for a role right where it is said that nobody is reached."""
    if contact not in viewer.pack.role:
        return ()
    return (Button("roles", viewer.say("button.roles"), {"role": contact}),)


def _role(
    viewer: Viewer, organisation: Organisation, args: Mapping[str, str], *, view: str
) -> Card:
    """Tell somebody of a role that they hold or stand in for from now on."""
    title = viewer.say(f"message.{view}.title")
    said = viewer.say(f"message.{view}", role=viewer.role(args["role"]))
    return Card(view, title, (Paragraph(said),), notice=title)


GENERAL: Mapping[str, Draw] = {
    "role_given": partial(_role, view="role_given"),
    "role_backed": partial(_role, view="role_backed"),
    "test": _test,
    "set_up_due": _set_up_due,
    "unreachable": _unreachable,
    "lost": _lost,
}


def _who(viewer: Viewer, contact: str) -> Text:
    """Return whom a message was for: a role, the launch conversation, or one person."""
    if contact == LAUNCH_CHANNEL:
        return viewer.say("contact.launch_channel")
    if contact in viewer.pack.role:
        return viewer.role(contact)
    is_known = contact in viewer.context.people
    return viewer.person(contact) if is_known else viewer.say("contact.person")


def _where(
    viewer: Viewer, organisation: Organisation, args: Mapping[str, str]
) -> tuple[Facts, ...]:
    """Name the conversation where it is one that was set up; a person's own has no name."""
    if not args["conversation"] or args["contact"] not in organisation.contacts:
        return ()
    where: Text = (Conversation(args["conversation"]),)
    return (Facts(((viewer.say("message.unreachable.where"), where),)),)


def _about(viewer: Viewer, references: str) -> tuple[Facts, ...]:
    """Name the cases that the reader may know of."""
    if not references:
        return ()
    return (Facts(((viewer.say("message.lost.about"), (references,)),)),)


def _instead(viewer: Viewer, organisation: Organisation, contact: str, reason: str) -> Text:
    """Say who hears instead: of a role each of its people, of everybody else nobody."""
    if contact == LAUNCH_CHANNEL:
        return viewer.say("message.unreachable.instead.launches")
    if reason == INSTEAD:
        return viewer.say("message.unreachable.instead.backup")
    if reason == NOBODY or contact not in viewer.pack.role:
        return viewer.say("message.unreachable.instead.nobody")
    if contact not in organisation.contacts or not organisation.holding(contact):
        return viewer.say("message.unreachable.instead.others")
    who = _people(viewer, organisation, contact)
    return viewer.say("message.unreachable.instead.each", who=who)


def _set_up(viewer: Viewer) -> Button:
    return Button("set_up", viewer.say("button.set_up"), style=Style.PRIMARY)


def _try(viewer: Viewer, organisation: Organisation) -> Button:
    """Return the button that sends a test message; asked first, it says who will get one."""
    by_name = TEAM_ROLE not in organisation.contacts
    team = _people(viewer, organisation, TEAM_ROLE)
    told = {
        TEAM_ROLE: team if by_name else viewer.say("contact.human_rights_team"),
        LAUNCH_CHANNEL: viewer.say("contact.launch_channel"),
        SPONSOR_ROLE: _people(viewer, organisation, SPONSOR_ROLE),
    }
    who = in_rows([told[name] for name in reached(organisation)])
    confirm = viewer.say("set_up.try_confirm", who=who)
    return Button("try_contacts", viewer.say("button.try_contacts"), confirm=confirm)


def _missing(viewer: Viewer, organisation: Organisation) -> tuple[Element, ...]:
    fields = missing(organisation)
    if not fields:
        return ()
    return (
        warning(viewer, "set_up.missing", what=in_rows([label_of(viewer, id) for id in fields])),
    )


def label_of(viewer: Viewer, id: str) -> Text:
    return viewer.say(f"set_up.field.{id}")


def _facts(
    viewer: Viewer, organisation: Organisation, here: Contact
) -> tuple[tuple[Text, Text], ...]:
    """Return the set-up as it stands, and who leads the team, which follows from it."""
    facts = [(label_of(viewer, id), set_to(viewer, organisation, here, id)) for id in FIELDS]
    lead = _people(viewer, organisation, TEAM_LEAD_ROLE)
    return (facts[0], (viewer.role(TEAM_LEAD_ROLE), lead), *facts[1:])


def set_to(viewer: Viewer, organisation: Organisation, here: Contact, id: str) -> Text:
    """Return what one field is set to; a conversation of another chat by that chat's name."""
    if id in HELD:
        return _people(viewer, organisation, HELD[id])
    contact = organisation.contacts.get(MET[id])
    if contact is None:
        return viewer.say("set_up.open")
    if contact.is_beside(here):
        return (Conversation(contact.conversation),)
    return viewer.say("set_up.elsewhere", channel=contact.channel)


def _people(viewer: Viewer, organisation: Organisation, role: str) -> Text:
    holders = organisation.holding(role)
    return in_rows([viewer.person(id) for id in holders]) if holders else viewer.say("set_up.open")
