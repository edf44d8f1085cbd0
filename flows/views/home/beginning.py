"""Where everybody begins: start a screening, go on with one, help."""

from flows.acts import LEAD_FIELD
from flows.cards import (
    Button,
    Card,
    Choice,
    Field,
    Form,
    Item,
    Items,
    Note,
    Notice,
    Paragraph,
    PersonField,
    Reply,
    Style,
    Tone,
)
from flows.case import Summary
from flows.people.asked import Ask, Asked
from flows.people.authority import LEAD_ROLE, is_admin
from flows.views.home.asking import asked_entry
from flows.views.viewer import Viewer

MOST_DRAFTS = 5
"""How many open screenings a notice offers to go on with; the list has them all."""


def start_form(viewer: Viewer) -> Form:
    """Say what a screening is, how long it takes, what to have ready and who will see it."""
    people = viewer.context.people.items()
    leads = [(id, profile) for id, profile in people if LEAD_ROLE in profile.roles]
    return Form(
        view="start",
        title=viewer.say("start.title"),
        intro=(
            Paragraph(viewer.say("start.what")),
            Items(
                (
                    Item(viewer.say("start.time"), (viewer.say("start.time.more"),)),
                    Item(viewer.say("start.ready"), (viewer.say("start.ready.more"),)),
                    Item(viewer.say("start.seen"), (viewer.say("start.seen.more"),)),
                    Item(viewer.say("start.unsure"), (viewer.say("start.unsure.more"),)),
                )
            ),
            Note(
                viewer.say("label.note"),
                viewer.text("pack", "disclaimer", viewer.pack.disclaimer),
            ),
        ),
        fields=(
            Field(
                LEAD_FIELD,
                viewer.say("start.lead"),
                PersonField(tuple(Choice(id, (profile.name,)) for id, profile in leads)),
                why=viewer.say("start.lead.why"),
                optional=True,
            ),
        ),
        submit=Button("begin", viewer.say("button.start"), style=Style.PRIMARY),
        others=(Button("list", viewer.say("button.not_now")),),
        anew=viewer.anew("start"),
    )


def help_card(viewer: Viewer) -> Card:
    """Say what can be done here, and who sees what."""
    of_admins = ("set_up",) if is_admin(viewer.context.actor) else ()
    topics = (
        "start",
        "resume",
        "list",
        "words",
        "settings",
        *of_admins,
        "unsure",
        "seen",
        "decide",
    )
    entries = (Item(viewer.say(f"help.{t}"), (viewer.say(f"help.{t}.more"),)) for t in topics)
    return Card(
        view="help",
        title=viewer.say("help.title"),
        body=(
            Paragraph(viewer.say("help.what")),
            Items(tuple(entries)),
            Paragraph(viewer.text("pack", "disclaimer", viewer.pack.disclaimer)),
        ),
        buttons=(
            Button("start", viewer.say("button.screen"), style=Style.PRIMARY),
            Button("list", viewer.say("button.list")),
            *for_admins(viewer),
            settings_button(viewer),
        ),
        anew=viewer.anew("help"),
    )


def not_yet(viewer: Viewer, word: str) -> Notice:
    """Say that a word will mean something, and what works until then."""
    return Notice(viewer.say("said.not_yet", word=word), buttons=_ways_on(viewer))


def not_understood(viewer: Viewer, drafts: tuple[Summary, ...]) -> Notice:
    """Say what can be said; to somebody with open screenings that an answer needs its form."""
    if not drafts:
        return Notice(viewer.say("said.not_understood"), buttons=_ways_on(viewer))
    newest = sorted(drafts, key=lambda draft: draft.changed_at, reverse=True)[:MOST_DRAFTS]
    resume = (_resume(viewer, draft) for draft in newest)
    return Notice(viewer.say("said.an_answer"), Tone.ATTENTION, (*resume, *_ways_on(viewer)[1:]))


def resume_card(viewer: Viewer, drafts: tuple[Summary, ...]) -> Reply:
    """Offer every open screening to go on with; when there is none, to start one."""
    if not drafts:
        return Notice(viewer.say("resume.none"), buttons=_ways_on(viewer)[:2])
    newest = sorted(drafts, key=lambda draft: draft.changed_at, reverse=True)
    return Card(
        view="resume",
        title=viewer.say("resume.title"),
        body=(
            Paragraph(viewer.say("resume.intro")),
            Items(tuple(_draft(viewer, draft) for draft in newest)),
        ),
        buttons=(Button("list", viewer.say("button.list")),),
        anew=viewer.anew("list"),
    )


def _draft(viewer: Viewer, draft: Summary) -> Item:
    return asked_entry(viewer, Asked(Ask.SCREENING, draft)).item


def _resume(viewer: Viewer, draft: Summary) -> Button:
    """Return a button with the number alone: where this is answered, others may read along."""
    label = viewer.say("button.resume_one", reference=draft.reference)
    return Button("resume", label, {"case": str(draft.case_id)}, style=Style.PRIMARY)


def _ways_on(viewer: Viewer) -> tuple[Button, ...]:
    return (
        Button("start", viewer.say("button.screen"), style=Style.PRIMARY),
        Button("list", viewer.say("button.list")),
        Button("help", viewer.say("button.help"), style=Style.QUIET),
    )


def settings_button(viewer: Viewer) -> Button:
    """Return the way to somebody's own settings."""
    return Button("settings", viewer.say("button.settings"), style=Style.QUIET)


def for_admins(viewer: Viewer) -> tuple[Button, ...]:
    """Return what an admin has on every page; nothing to anybody else."""
    if not is_admin(viewer.context.actor):
        return ()
    return (Button("set_up", viewer.say("button.set_up")),)
