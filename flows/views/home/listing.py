"""The page of one person: the queue, my turn, due soon, waiting on others, and what is done."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flows.cards import Button, Card, Element, Heading, Item, Items, Paragraph, Style, Text, Tone
from flows.case import Phase, Summary
from flows.pack.words import in_rows
from flows.people.asked import OF_THE_CASE, OVER, Ask, Asked, Reading, asked_of, coming_up
from flows.people.authority import Verb, may
from flows.views.home.asking import asked_entry, is_late
from flows.views.home.beginning import for_admins, settings_button
from flows.views.home.entries import (
    Entry,
    facts_of,
    in_one,
    name_of,
    promised,
    see_button,
    span,
    title_of,
    weight,
)
from flows.views.home.queue import is_queued, next_promise, queue
from flows.views.viewer import Viewer

MOST, MOST_DONE = 10, 5
"""How many entries a section shows before it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, under the sentence `list.<id>`."""

    id: str
    entries: list[Entry]
    most: int = MOST


def list_card(viewer: Viewer, lines: tuple[Summary, ...], section: str = "") -> Card:
    """Draw the viewer's own page; with the name of a section, all of that section alone."""
    parts = {part.id: part for part in _sections(viewer, lines) if part.entries}
    whole = parts.get(section)
    if whole is not None:
        return _whole(viewer, whole)
    body: list[Element] = []
    for part in parts.values():
        body += [Heading(viewer.say(f"list.{part.id}")), Items(tuple(_shown(viewer, part)))]
    return Card(
        view="list",
        title=viewer.say("list.title", name=viewer.context.profile.name),
        body=tuple(body) or (Paragraph(viewer.say("list.empty")),),
        buttons=(
            Button("start", viewer.say("button.screen"), style=Style.PRIMARY),
            *for_admins(viewer),
            settings_button(viewer),
            Button("help", viewer.say("button.help"), style=Style.QUIET),
        ),
        anew=viewer.anew("list"),
    )


def _whole(viewer: Viewer, part: Section) -> Card:
    name = viewer.context.profile.name
    title = viewer.say("list.section", name=name, section=viewer.say(f"list.{part.id}"))
    return Card(
        view="list",
        title=title,
        body=(Items(tuple(entry.item for entry in part.entries)),),
        buttons=(Button("list", viewer.say("button.list")),),
        anew=viewer.anew("list", section=part.id),
    )


def _shown(viewer: Viewer, part: Section) -> Iterator[Item]:
    """Yield the first entries of a section, then how many more there are and the way to all."""
    yield from (entry.item for entry in part.entries[: part.most])
    hidden = part.entries[part.most :]
    if not hidden:
        return
    every = viewer.say("list.all", count=len(part.entries))
    yield Item(_more(viewer, hidden), buttons=(Button("list", every, {"section": part.id}),))


def _more(viewer: Viewer, hidden: list[Entry]) -> Text:
    late = sum(entry.is_late for entry in hidden)
    if late:
        return viewer.say("list.more_late", count=len(hidden), late=late)
    return viewer.say("list.more", count=len(hidden))


# ---------------------------------------------------------------------------- the sections


def _sections(viewer: Viewer, lines: tuple[Summary, ...]) -> Iterator[Section]:
    context = viewer.context
    reading = Reading(viewer.pack, context.actor, context.today, context.profile.zone)
    asked = [each for line in lines for each in asked_of(reading, line)]
    coming = [each for line in lines for each in coming_up(reading, line)]
    seen = [line for line in lines if may(context.actor, Verb.SEE, line)]
    done = [line for line in seen if line.phase in OVER]
    yield Section("queue", queue(viewer, lines))
    yield Section("mine", _mine(viewer, asked))
    yield Section("soon", _soon(viewer, coming))
    yield Section("others", _others(viewer, seen, asked))
    yield Section("done", _done(viewer, done), MOST_DONE)


def _mine(viewer: Viewer, asked: list[Asked]) -> list[Entry]:
    ordered = sorted(asked, key=lambda each: _worst_first(viewer, each))
    return [asked_entry(viewer, each) for each in ordered]


def _worst_first(viewer: Viewer, asked: Asked) -> tuple[object, ...]:
    """Return what the worst sorts first by: of one weight what is late, then the earliest day."""
    day = asked.due_on or (asked.due_at.date() if asked.due_at is not None else date.max)
    return weight(asked.line), not is_late(viewer, asked), day, asked.line.started_at


def _soon(viewer: Viewer, coming: list[Asked]) -> list[Entry]:
    ordered = sorted(coming, key=lambda each: (each.due_on or date.max, weight(each.line)))
    return [asked_entry(viewer, each, Style.PLAIN) for each in ordered]


def _others(viewer: Viewer, seen: list[Summary], asked: list[Asked]) -> list[Entry]:
    """Return the open cases in which somebody else has the turn."""
    asks: dict[UUID, set[Ask]] = defaultdict(set)
    for each in asked:
        asks[each.line.case_id].add(each.ask)
    under_way = [line for line in seen if line.phase not in OVER and not is_queued(viewer, line)]
    waiting = [line for line in under_way if _is_elsewhere(line, asks[line.case_id])]
    return [_waiting(viewer, line) for line in sorted(waiting, key=_heaviest_first)]


def _is_elsewhere(line: Summary, asks: set[Ask]) -> bool:
    """Tell whether somebody else has the turn; one that is asked again was sent before."""
    asked = asks - {Ask.SCREENING} if line.route is not None else asks
    return asked.isdisjoint(OF_THE_CASE) and (line.phase is Phase.TEAM or not asked)


def _heaviest_first(line: Summary) -> tuple[tuple[int, int], datetime]:
    return weight(line), line.started_at


def _waiting(viewer: Viewer, line: Summary) -> Entry:
    due_at = next_promise(line.pending)
    is_late = (due_at is not None and due_at < viewer.context.now) or _is_overdue(viewer, line)
    return Entry(_case(viewer, line, tuple(_turn(viewer, line))), is_late)


def _is_overdue(viewer: Viewer, line: Summary) -> bool:
    return line.due_on is not None and line.due_on < viewer.context.today


def _done(viewer: Viewer, over: list[Summary]) -> list[Entry]:
    newest = sorted(over, key=lambda line: line.changed_at, reverse=True)
    said = (viewer.say(f"waits.{line.phase.value}", at=line.changed_at) for line in newest)
    return [Entry(_case(viewer, line, (each,))) for line, each in zip(newest, said, strict=True)]


def _case(viewer: Viewer, line: Summary, said: tuple[Text, ...]) -> Item:
    on_hold = line.launch_status == "hold"
    return Item(
        title=title_of(line, name_of(viewer, line)),
        lines=said,
        buttons=(see_button(viewer, line),),
        label=viewer.say(f"launch.{line.launch_status}"),
        tone=Tone.SEVERE if on_hold else Tone.NEUTRAL,
    )


def _turn(viewer: Viewer, line: Summary) -> Iterator[Text]:
    """Yield who has the turn and since when, what was promised, and what comes next."""
    yield _who_has_it(viewer, line)
    due_at = next_promise(line.pending)
    if due_at is not None:
        yield promised(viewer, "next", due_at)
    day = "list.overdue" if _is_overdue(viewer, line) else "list.due_on"
    next_due = viewer.say(day, day=line.due_on) if line.due_on is not None else ()
    yield from in_one(next_due, *facts_of(viewer, line))


def _who_has_it(viewer: Viewer, line: Summary) -> Text:
    since = line.underway.since or line.changed_at
    time = span(viewer, viewer.context.now - since)
    holders = [viewer.person(one) for one in line.underway.holders]
    if line.phase is Phase.TRACKING and holders:
        return viewer.say("list.waits_for", who=in_rows(holders), at=since, time=time)
    who = viewer.person(line.owner)
    return viewer.say(f"waits.{line.phase.value}", who=who, at=since, time=time)
