"""Reporting that harm happened, and asking to be heard by the human rights team alone."""

from collections.abc import Sequence
from dataclasses import replace

from flows.cards import Button, Choice, Field, Form, Note, Notice, Paragraph, Style, Tone
from flows.case import Summary
from flows.views.forms import FRESH, Filled, choice_field, text_field
from flows.views.notices import notice
from flows.views.tracking.keeping import called
from flows.views.viewer import Viewer

WHICH = "which_launch"
ANOTHER = "another"
LAUNCH = "launch"
WORDS = "words"
WRITE_BACK = "write_back"
BACK = ("yes", "no")


def which_launch_form(viewer: Viewer, cases: Sequence[Summary], filled: Filled = FRESH) -> Form:
    """Ask which launch did harm, of those that the viewer may see, or another."""
    choices = (
        *(Choice(str(one.case_id), called(viewer, one)) for one in cases),
        Choice(ANOTHER, viewer.say("incident.another")),
    )
    return Form(
        view="incident_which",
        title=viewer.say("incident.title"),
        intro=(Paragraph(viewer.say("incident.first")),),
        fields=(choice_field(viewer, WHICH, choices, filled),),
        submit=Button("incident", viewer.say("button.next"), style=Style.PRIMARY),
        others=(_not_now(viewer),),
        anew=viewer.anew("incident"),
    )


def incident_form(viewer: Viewer, filled: Filled = FRESH) -> Form:
    """Ask what happened with a launch that is named in words."""
    return Form(
        view="incident",
        title=viewer.say("incident.title"),
        intro=(Paragraph(viewer.say("incident.what")),),
        fields=(
            _named(viewer, text_field(viewer, LAUNCH, filled, short=True), "incident.launch"),
            _named(viewer, text_field(viewer, WORDS, filled), "incident.words"),
        ),
        submit=Button("incident_send", viewer.say("incident.send"), style=Style.PRIMARY),
        others=(_not_now(viewer),),
        reminder=viewer.reminder,
        anew=viewer.anew("incident", **{WHICH: ANOTHER}),
    )


def concern_form(viewer: Viewer, filled: Filled = FRESH) -> Form:
    """Ask, in private, what the human rights team alone should hear."""
    launch = text_field(viewer, LAUNCH, filled, short=True, optional=True)
    back = (Choice(one, viewer.say(f"concern.back.{one}")) for one in BACK)
    write_back = replace(choice_field(viewer, WRITE_BACK, back, filled, "yes"), suggested=False)
    return Form(
        view="concern_form",
        title=viewer.say("concern.form.title"),
        intro=(
            Paragraph(viewer.say("concern.form.what")),
            Note(viewer.say("label.note"), viewer.say("concern.form.unseen")),
        ),
        fields=(
            _named(viewer, launch, "concern.launch"),
            _named(viewer, text_field(viewer, WORDS, filled), "concern.words"),
            _named(viewer, write_back, "concern.back"),
        ),
        submit=Button("concern_send", viewer.say("concern.send"), style=Style.PRIMARY),
        others=(_not_now(viewer),),
        reminder=viewer.reminder,
        anew=viewer.anew("concern"),
    )


def incident_taken(viewer: Viewer) -> Notice:
    """Say that the team has it; nothing tells whether there is a case of that name."""
    return notice(viewer, "incident.taken", tone=Tone.GOOD)


def concern_taken(viewer: Viewer) -> Notice:
    return notice(viewer, "concern.taken", tone=Tone.GOOD)


def _named(viewer: Viewer, field: Field, key: str) -> Field:
    return replace(field, label=viewer.say(key))


def _not_now(viewer: Viewer) -> Button:
    return Button("list", viewer.say("button.not_now"))
