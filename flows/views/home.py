"""Where everybody begins: start a screening, what waits for me, help."""

from collections.abc import Iterator

from flows.acts import LEAD_FIELD
from flows.cards import (
    Button,
    Card,
    Choice,
    Element,
    Field,
    Form,
    Heading,
    Item,
    Items,
    Note,
    Notice,
    Paragraph,
    PersonField,
    Reply,
    Style,
    Text,
    Tone,
)
from flows.case import OPEN_LAUNCHES, Confidentiality, Phase, Summary
from flows.pack.words import joined
from flows.people.authority import LEAD_ROLE, Verb, is_admin, is_on_product, is_team, may
from flows.views.viewer import Viewer

OPEN_STATUSES = (*OPEN_LAUNCHES, "concern")
"""Where a launch may stand while something is asked of somebody; what presses most first."""

TURN_OF_TEAM = (Phase.TEAM, Phase.CONCERN)
OVER = (Phase.CLOSED, Phase.WITHDRAWN)

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


def list_card(viewer: Viewer, summaries: tuple[Summary, ...]) -> Card:
    """Draw what waits for the viewer, worst first, then what waits for others."""
    ordered = sorted(summaries, key=_worst_first)
    mine = [summary for summary in ordered if _is_my_turn(viewer, summary)]
    others = [summary for summary in ordered if summary not in mine and _is_open(summary)]
    done = [summary for summary in ordered if summary not in mine and not _is_open(summary)]
    body: list[Element] = []
    for heading, part in (("list.mine", mine), ("list.others", others), ("list.done", done)):
        if part:
            body.append(Heading(viewer.say(heading)))
            body.append(Items(tuple(_entry(viewer, summary, part is mine) for summary in part)))
    if not body:
        body.append(Paragraph(viewer.say("list.empty")))
    return Card(
        view="list",
        title=viewer.say("list.title", name=viewer.context.profile.name),
        body=tuple(body),
        buttons=(
            Button("start", viewer.say("button.screen"), style=Style.PRIMARY),
            *_for_admins(viewer),
            _settings(viewer),
            Button("help", viewer.say("button.help"), style=Style.QUIET),
        ),
        anew=viewer.anew("list"),
    )


def help_card(viewer: Viewer) -> Card:
    """Say what can be done here, and who sees what."""
    for_admins = ("set_up",) if is_admin(viewer.context.actor) else ()
    topics = (
        "start",
        "resume",
        "list",
        "words",
        "settings",
        *for_admins,
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
            *_for_admins(viewer),
            _settings(viewer),
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
            Items(tuple(_entry(viewer, draft, True) for draft in newest)),
        ),
        buttons=(Button("list", viewer.say("button.list")),),
        anew=viewer.anew("list"),
    )


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


def _settings(viewer: Viewer) -> Button:
    return Button("settings", viewer.say("button.settings"), style=Style.QUIET)


def _for_admins(viewer: Viewer) -> tuple[Button, ...]:
    if not is_admin(viewer.context.actor):
        return ()
    return (Button("set_up", viewer.say("button.set_up")),)


def _entry(viewer: Viewer, summary: Summary, mine: bool) -> Item:
    actor = viewer.context.actor
    if actor.person in summary.experts and not may(actor, Verb.SEE, summary):
        return _question(viewer, summary)
    return Item(
        title=joined([summary.reference, ": ", *name_of(viewer, summary)]),
        lines=tuple(_lines(viewer, summary)),
        buttons=tuple(_ways_in(viewer, summary, mine)),
        label=viewer.say(f"launch.{summary.launch_status}"),
        tone=Tone.SEVERE if summary.launch_status == "hold" else Tone.NEUTRAL,
    )


def _ways_in(viewer: Viewer, summary: Summary, mine: bool) -> Iterator[Button]:
    """Yield the way on into what is to be answered, and into the case once it was sent."""
    args = {"case": str(summary.case_id)}
    style = Style.PRIMARY if mine else Style.PLAIN
    if _is_to_answer(viewer, summary):
        yield Button("resume", viewer.say("button.resume"), args, style=style)
        style = Style.PLAIN
    if summary.route is not None or not _is_to_answer(viewer, summary):
        yield Button("see", viewer.say("button.open"), args, style=style)


def _question(viewer: Viewer, summary: Summary) -> Item:
    """Offer the one question that somebody was asked; nothing else of the case is theirs to see."""
    args = {"case": str(summary.case_id), "form": "reply_expert", "about": ""}
    answer = Button("form", viewer.say("button.answer_question"), args, style=Style.PRIMARY)
    title = viewer.say("list.question", reference=summary.reference)
    return Item(title=title, buttons=(answer,))


def name_of(viewer: Viewer, summary: Summary) -> Text:
    """Return what a launch is called in a list."""
    if summary.confidentiality is Confidentiality.SEALED:
        return viewer.say("product.concern")
    return (summary.name,) if summary.name else viewer.say("product.unnamed")


def _lines(viewer: Viewer, summary: Summary) -> list[Text]:
    lines = [viewer.say(f"waits.{summary.phase.value}", at=summary.changed_at)]
    if summary.due_at is not None and summary.phase is Phase.TEAM:
        lines.append(viewer.say("list.due_at", at=summary.due_at))
    if summary.due_on is not None and summary.phase not in OVER:
        lines.append(viewer.say("list.due_on", day=summary.due_on))
    if summary.launch_on is not None:
        lines.append(viewer.say("list.launch", day=summary.launch_on))
    if summary.severity:
        band = viewer.say(f"band.{viewer.pack.bands[summary.severity]}")
        lines.append(viewer.say("list.severity", severity=summary.severity, band=band))
    return lines


def _is_open(summary: Summary) -> bool:
    return summary.phase not in OVER


def _is_my_turn(viewer: Viewer, summary: Summary) -> bool:
    """Tell whether something is asked of the viewer: as the team, on the product, or in part."""
    actor = viewer.context.actor
    if actor.person in summary.experts or _is_to_answer(viewer, summary):
        return True
    if summary.phase in TURN_OF_TEAM:
        return is_team(actor)
    on_product = is_on_product(actor.person, summary) or actor.person in summary.helpers
    return _is_open(summary) and on_product


def _is_to_answer(viewer: Viewer, summary: Summary) -> bool:
    return summary.is_draft and may(viewer.context.actor, Verb.ANSWER, summary)


def _worst_first(summary: Summary) -> tuple[int, int, str]:
    open_now = _is_open(summary) and summary.launch_status in OPEN_STATUSES
    rank = OPEN_STATUSES.index(summary.launch_status) if open_now else len(OPEN_STATUSES)
    return (rank, -summary.severity, summary.started_at.isoformat())
