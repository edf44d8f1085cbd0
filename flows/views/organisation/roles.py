"""Who holds which role, who is told in their place, and whether anybody is reached at all."""

from flows.cards import (
    Button,
    Card,
    Conversation,
    Element,
    Form,
    Item,
    Items,
    Note,
    Paragraph,
    Style,
    Text,
    Tone,
)
from flows.pack.words import in_rows
from flows.people.organisation import Contact, Organisation, Reach, given_roles, reach_of
from flows.views.forms import FRESH, Filled, person_field
from flows.views.viewer import Viewer

HOLDERS = "holders"
BACKUPS = "backups"


def roles_card(
    viewer: Viewer, organisation: Organisation, here: Contact, said: str | None = None
) -> Card:
    """Draw every role with its holders, its conversation, its backup and how it is reached."""
    done = [Note(viewer.say("label.done"), viewer.say(said), Tone.GOOD)] if said else []
    rows = tuple(_role(viewer, organisation, here, role) for role in given_roles(viewer.pack))
    return Card(
        view="roles",
        title=viewer.say("roles.title"),
        body=(*done, Paragraph(viewer.say("roles.what")), Items(rows)),
        buttons=(
            Button("leaver", viewer.say("button.leaver")),
            Button("set_up", viewer.say("button.set_up")),
            Button("list", viewer.say("button.list"), style=Style.QUIET),
        ),
        anew=viewer.anew("roles"),
    )


def role_form(
    viewer: Viewer,
    organisation: Organisation,
    role: str,
    filled: Filled = FRESH,
    intro: tuple[Element, ...] = (),
) -> Form:
    """Ask who holds a role, and who is told when none of them can be reached."""
    held, backing = organisation.holding(role), organisation.backing(role)
    return Form(
        view="role",
        title=viewer.say("role.title", role=viewer.role(role)),
        intro=intro,
        fields=(
            person_field(viewer, HOLDERS, filled, held, many=True, optional=True),
            person_field(viewer, BACKUPS, filled, backing, many=True, optional=True),
        ),
        submit=Button(
            "role_send",
            viewer.say("button.save"),
            {"role": role},
            organisation.revision,
            Style.PRIMARY,
            viewer.say("role.confirm"),
        ),
        others=(Button("roles", viewer.say("button.not_now")),),
        anew=viewer.anew("roles", role=role),
    )


def _role(viewer: Viewer, organisation: Organisation, here: Contact, role: str) -> Item:
    reach = reach_of(organisation, viewer.context.people, role)
    lines = [viewer.say("roles.held", who=_people(viewer, organisation.holding(role)))]
    contact = organisation.contacts.get(role)
    if contact is not None:
        lines.append(viewer.say("roles.met", where=_where(viewer, contact, here)))
    if organisation.backing(role):
        lines.append(viewer.say("roles.backed", who=_people(viewer, organisation.backing(role))))
    return Item(
        title=viewer.role(role),
        lines=tuple(lines),
        label=viewer.say(f"reach.{reach.value}"),
        tone=Tone.ATTENTION if reach is Reach.NOT else Tone.NEUTRAL,
        buttons=(Button("roles", viewer.say("button.change"), {"role": role}),),
    )


def _where(viewer: Viewer, contact: Contact, here: Contact) -> Text:
    if contact.is_beside(here):
        return (Conversation(contact.conversation),)
    return viewer.say("set_up.elsewhere", channel=contact.channel)


def _people(viewer: Viewer, people: tuple[str, ...]) -> Text:
    return in_rows([viewer.person(id) for id in people]) if people else viewer.say("nobody")
