"""Reporting that harm happened, and asking to be heard by the human rights team alone."""

from collections.abc import Mapping

from flows.cards import (
    Button,
    Choice,
    Field,
    Form,
    Note,
    Notice,
    Paragraph,
    SingleField,
    Style,
    Text,
    TextField,
    Tone,
    Value,
)
from flows.views.notices import notice
from flows.views.viewer import Viewer

LAUNCH_FIELD = "launch"
WORDS_FIELD = "words"
WRITE_BACK_FIELD = "write_back"

MOST_CHARS = 3000
LAUNCH_CHARS = 120

Faults = Mapping[str, Text]
Typed = Mapping[str, Value]


def incident_form(viewer: Viewer, typed: Typed | None = None, faults: Faults | None = None) -> Form:
    """Ask what happened with a launch that is named in words."""
    return Form(
        view="incident",
        title=viewer.say("incident.title"),
        intro=(Paragraph(viewer.say("incident.what")),),
        fields=(
            _launch_named(viewer, "incident.launch", typed, faults),
            _told(viewer, "incident.words", typed, faults),
        ),
        submit=Button("incident_send", viewer.say("incident.send"), style=Style.PRIMARY),
        others=(Button("list", viewer.say("button.not_now")),),
        reminder=viewer.reminder,
        anew=viewer.anew("incident"),
    )


def concern_form(viewer: Viewer, typed: Typed | None = None, faults: Faults | None = None) -> Form:
    """Ask, in private, what the human rights team alone should hear."""
    back = (typed or {}).get(WRITE_BACK_FIELD, "yes")
    choices = (
        Choice("yes", viewer.say("concern.back.yes")),
        Choice("no", viewer.say("concern.back.no")),
    )
    return Form(
        view="concern_form",
        title=viewer.say("concern.form.title"),
        intro=(
            Paragraph(viewer.say("concern.form.what")),
            Note(viewer.say("label.note"), viewer.say("concern.form.unseen")),
        ),
        fields=(
            _launch_named(viewer, "concern.launch", typed, faults, optional=True),
            _told(viewer, "concern.words", typed, faults),
            Field(WRITE_BACK_FIELD, viewer.say("concern.back"), SingleField(choices), value=back),
        ),
        submit=Button("concern_send", viewer.say("concern.send"), style=Style.PRIMARY),
        others=(Button("list", viewer.say("button.not_now")),),
        reminder=viewer.reminder,
        anew=viewer.anew("concern"),
    )


def incident_taken(viewer: Viewer) -> Notice:
    """Say that the team has it; nothing tells whether there is a case of that name."""
    return notice(viewer, "incident.taken", tone=Tone.GOOD)


def concern_taken(viewer: Viewer) -> Notice:
    return notice(viewer, "concern.taken", tone=Tone.GOOD)


def _launch_named(
    viewer: Viewer, key: str, typed: Typed | None, faults: Faults | None, *, optional: bool = False
) -> Field:
    return Field(
        LAUNCH_FIELD,
        viewer.say(key),
        TextField(max_chars=LAUNCH_CHARS),
        value=(typed or {}).get(LAUNCH_FIELD, ""),
        error=(faults or {}).get(LAUNCH_FIELD, ()),
        optional=optional,
    )


def _told(viewer: Viewer, key: str, typed: Typed | None, faults: Faults | None) -> Field:
    return Field(
        WORDS_FIELD,
        viewer.say(key),
        TextField(long=True, max_chars=MOST_CHARS),
        value=(typed or {}).get(WORDS_FIELD, ""),
        error=(faults or {}).get(WORDS_FIELD, ()),
    )
