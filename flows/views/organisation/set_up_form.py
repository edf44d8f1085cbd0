"""The form of the set-up: what is asked, what stands in it, what is to mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.acts import LEADS_FIELD
from flows.cards import (
    Button,
    Choice,
    ConversationField,
    Element,
    Field,
    FieldKind,
    Form,
    Paragraph,
    PersonField,
    Style,
    Text,
)
from flows.people.organisation import MET, SEVERAL, Contact, Filled, Organisation, as_filled
from flows.views.organisation.setting_up import FIELDS, label_of, set_to
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was not taken: what was in it, what is to mend, whether others saved first."""

    filled: Filled
    faults: Mapping[str, str] = field(default_factory=dict)
    is_stale: bool = False


def set_up_form(
    viewer: Viewer, organisation: Organisation, here: Contact, typed: Typed | None = None
) -> Form:
    """Ask who is told and where: with what was typed, else with what is set."""
    return Form(
        view="set_up",
        title=viewer.say("set_up.title"),
        intro=(
            *_warnings(viewer, typed),
            Paragraph(viewer.say("set_up.intro")),
            Paragraph(viewer.say("set_up.invite")),
        ),
        fields=tuple(_field(viewer, organisation, here, id, typed) for id in FIELDS),
        submit=Button(
            "set_up_send",
            viewer.say("button.save"),
            revision=organisation.revision,
            style=Style.PRIMARY,
        ),
        others=(Button("list", viewer.say("button.not_now")),),
        anew=viewer.anew("set_up", change="yes"),
    )


def _warnings(viewer: Viewer, typed: Typed | None) -> tuple[Element, ...]:
    if typed is None:
        return ()
    stale = [warning(viewer, "stale.set_up")] if typed.is_stale else []
    return (*stale, *([warning(viewer, "fault.set_up")] if typed.faults else ()))


def _field(
    viewer: Viewer, organisation: Organisation, here: Contact, id: str, typed: Typed | None
) -> Field:
    saved = as_filled(organisation, here)[id]
    value = saved if typed is None else typed.filled[id]
    fault = typed.faults.get(id) if typed is not None else None
    differs = typed is not None and typed.is_stale and value != saved
    return Field(
        id=id,
        label=label_of(viewer, id),
        kind=_kind(viewer, id),
        value=value if id in SEVERAL else "".join(value),
        why=viewer.say(f"set_up.why.{id}"),
        error=viewer.say(fault) if fault is not None else (),
        optional=id == LEADS_FIELD,
        aside=_saved_meanwhile(viewer, organisation, here, id) if differs else (),
    )


def _kind(viewer: Viewer, id: str) -> FieldKind:
    if id in MET:
        return ConversationField()
    people = viewer.context.people.items()
    named = tuple(Choice(person, (profile.name,)) for person, profile in people)
    return PersonField(named, anyone=True, many=id in SEVERAL)


def _saved_meanwhile(viewer: Viewer, organisation: Organisation, here: Contact, id: str) -> Text:
    return viewer.say("set_up.meanwhile", answer=set_to(viewer, organisation, here, id))
