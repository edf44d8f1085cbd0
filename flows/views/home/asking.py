"""What is asked of somebody, and what comes up: an entry each, one button to the very thing."""

from collections.abc import Iterator
from typing import assert_never

from flows.cards import Button, Item, Style, Text, Tone
from flows.case import Evidence, ExpertQuestion, Measure, OpenItem, TeamQuestion
from flows.people.asked import Ask, Asked
from flows.views.home.entries import (
    Entry,
    due,
    facts_of,
    in_one,
    launch_due,
    name_of,
    promised,
    see_button,
    title_of,
)
from flows.views.tracking.evidence import proof_name
from flows.views.tracking.measures import measure_name
from flows.views.viewer import Viewer

FORMS = {Ask.ADVISE: "advise", Ask.AGREE: "agree", Ask.DECIDE: "outcome"}
"""The forms in which somebody speaks before a decision."""


def asked_entry(viewer: Viewer, asked: Asked, style: Style = Style.PRIMARY) -> Entry:
    """Draw one thing that is asked of the viewer, or that comes up for them."""
    label, tone = _label(viewer, asked)
    item = Item(
        title=_title(viewer, asked),
        lines=tuple(_lines(viewer, asked)),
        buttons=(asked_button(viewer, asked, style),),
        label=label,
        tone=tone,
    )
    return Entry(item, is_late(viewer, asked))


def is_late(viewer: Viewer, asked: Asked) -> bool:
    """Tell whether its day or its hour has passed."""
    if asked.due_at is not None:
        return asked.due_at < viewer.context.now
    return asked.due_on is not None and asked.due_on < viewer.context.today


def asked_button(viewer: Viewer, asked: Asked, style: Style = Style.PRIMARY) -> Button:
    """Return the one button that leads to what is asked."""
    args = {"case": str(asked.line.case_id)}
    match asked.ask:
        case Ask.SCREENING:
            return Button("resume", viewer.say("button.resume"), args, style=style)
        case Ask.REPLY:
            return _form(viewer, asked, "reply_team", style)
        case Ask.EXPERT:
            return _form(viewer, asked, "reply_expert", style)
        case Ask.VERIFY:
            return _form(viewer, asked, "verify", style)
        case Ask.FIND_OUT:
            return _found_out(viewer, asked, style)
        case Ask.ADVISE | Ask.AGREE | Ask.DECIDE:
            return _form(viewer, asked, FORMS[asked.ask], style)
        case Ask.MEASURE:
            ids = {**args, "about": _id(asked)}
            return Button("measure", viewer.say("act.measure"), ids, style=style)
        case Ask.HELD | Ask.CONCERN | Ask.ACKNOWLEDGE | Ask.SETTLE | Ask.PROPOSED | Ask.CLIMBED:
            return see_button(viewer, asked.line, style)
        case Ask.PROOF | Ask.LAUNCH | Ask.REVIEW:
            return see_button(viewer, asked.line, style)
        case _:
            assert_never(asked.ask)


def _found_out(viewer: Viewer, asked: Asked, style: Style) -> Button:
    """Return the way to the one question; of somebody else's, into the case."""
    mine = isinstance(asked.about, OpenItem) and asked.about.owner == viewer.context.actor.person
    return _form(viewer, asked, "find_out", style) if mine else see_button(viewer, asked.line)


def _form(viewer: Viewer, asked: Asked, name: str, style: Style) -> Button:
    args = {"case": str(asked.line.case_id), "form": name, "about": _id(asked)}
    return Button("form", viewer.say(f"{name}.open"), args, style=style)


def _id(asked: Asked) -> str:
    return str(asked.about.id) if asked.about is not None else ""


def _label(viewer: Viewer, asked: Asked) -> tuple[Text, Tone]:
    """Return what kind of thing it is, and that it is late or that its launch is on hold."""
    what = viewer.say(f"asked.{asked.ask}")
    if is_late(viewer, asked):
        return viewer.say("list.late", what=what), Tone.ATTENTION
    if asked.ask in (Ask.SCREENING, Ask.REPLY) and asked.line.launch_status == "hold":
        return viewer.say("list.on_hold", what=what), Tone.SEVERE
    return what, Tone.NEUTRAL


def _title(viewer: Viewer, asked: Asked) -> Text:
    if asked.ask is Ask.EXPERT:
        return viewer.say("list.question", reference=asked.line.reference)
    return title_of(asked.line, _what(viewer, asked))


def _what(viewer: Viewer, asked: Asked) -> Text:
    """Return what an entry is about: a measure, a question, else the launch."""
    match asked.about:
        case Measure():
            return measure_name(viewer, asked.about)
        case OpenItem():
            return viewer.question(*asked.about.place)
        case ExpertQuestion():
            return viewer.question(*asked.about.place)
        case Evidence():
            return proof_name(viewer, asked.about)
        case TeamQuestion() | None:
            return name_of(viewer, asked.line)
        case _:
            assert_never(asked.about)


def _lines(viewer: Viewer, asked: Asked) -> Iterator[Text]:
    """Yield what of a thing must be known before it is opened; an expert sees no more than that."""
    if asked.ask is Ask.EXPERT:
        return
    if asked.about is not None and not isinstance(asked.about, TeamQuestion):
        yield name_of(viewer, asked.line)
    yield from in_one(*_who(viewer, asked))
    if asked.about is None:
        yield from _standing(viewer, asked)
    yield from _when(viewer, asked)


def _who(viewer: Viewer, asked: Asked) -> Iterator[Text]:
    about, me = asked.about, viewer.context.actor.person
    match about:
        case Measure() | OpenItem():
            if about.owner != me and asked.ask is not Ask.VERIFY:
                yield viewer.say("due.has", who=viewer.person(about.owner))
            if isinstance(about, Measure) and about.blocked is not None:
                yield viewer.say("measure.blocked_line", who=viewer.person(about.blocked.who))
        case TeamQuestion():
            yield viewer.say("list.asked_by", who=viewer.person(about.by), at=about.at)
        case ExpertQuestion():
            who, at = viewer.person(about.expert), about.replied_at or about.at
            yield viewer.say("list.replied", who=who, at=at)
        case Evidence():
            if about.holder != me:
                yield viewer.say("due.has", who=viewer.person(about.holder))
        case None:
            return
        case _:
            assert_never(about)


def _standing(viewer: Viewer, asked: Asked) -> Iterator[Text]:
    """Yield where a case stands that asks as a whole."""
    line = asked.line
    if asked.ask in (Ask.LAUNCH, Ask.REVIEW):
        return
    if asked.ask in (Ask.SCREENING, Ask.HELD, Ask.CONCERN):
        since = line.changed_at if asked.ask is Ask.SCREENING else line.underway.since
        yield viewer.say(f"mine.{asked.ask}", at=since or line.changed_at)
    if asked.ask is Ask.PROPOSED:
        yield viewer.say("list.to_take", count=line.underway.proposed)
    yield from in_one(*facts_of(viewer, line))


def _when(viewer: Viewer, asked: Asked) -> Iterator[Text]:
    if asked.due_at is not None:
        yield promised(viewer, "next", asked.due_at)
    if asked.due_on is not None:
        show = launch_due if asked.ask is Ask.LAUNCH else due
        yield show(viewer, asked.due_on)
