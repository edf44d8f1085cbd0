"""The queue of the human rights team: every case that waits for a decision, with its clocks."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flows.cards import Item, Style, Text, Tone
from flows.case import Escalation, Summary
from flows.people.asked import WITH_TEAM, voice_asked
from flows.people.authority import is_team
from flows.views.home.entries import (
    Entry,
    in_one,
    name_of,
    promised,
    see_button,
    span,
    title_of,
    weight,
)
from flows.views.viewer import Viewer

NEVER = datetime.max.replace(tzinfo=UTC)


def is_queued(viewer: Viewer, line: Summary) -> bool:
    """Tell whether a case stands in the viewer's queue."""
    return is_team(viewer.context.actor) and line.phase in WITH_TEAM


def queue(viewer: Viewer, lines: tuple[Summary, ...]) -> list[Entry]:
    """Return the queue: worst severity first, then the earliest promise that is running."""
    queued = (line for line in lines if is_queued(viewer, line))
    return [_entry(viewer, line) for line in sorted(queued, key=_worst_first)]


def next_promise(pending: Escalation | None) -> datetime | None:
    """Return what the team owes next; nothing while the clock stands still."""
    return pending.owed_at if pending is not None else None


def _worst_first(line: Summary) -> tuple[tuple[int, int], datetime, datetime]:
    return weight(line), next_promise(line.pending) or NEVER, line.started_at


def _entry(viewer: Viewer, line: Summary) -> Entry:
    due_at = next_promise(line.pending)
    late = due_at is not None and due_at < viewer.context.now
    item = Item(
        title=title_of(line, name_of(viewer, line)),
        lines=tuple(_lines(viewer, line)),
        buttons=(see_button(viewer, line, _style(viewer, line)),),
        label=_label(viewer, line, late),
        tone=_tone(line, late),
    )
    return Entry(item, late)


def _label(viewer: Viewer, line: Summary, late: bool) -> Text:
    what = viewer.say(f"launch.{line.launch_status}")
    if line.severity:
        band = viewer.say(f"band.{viewer.pack.bands[line.severity]}")
        what = viewer.say("queue.severity", severity=line.severity, band=band)
    return viewer.say("list.late", what=what) if late else what


def _tone(line: Summary, late: bool) -> Tone:
    if line.launch_status == "hold":
        return Tone.SEVERE
    return Tone.ATTENTION if late else Tone.NEUTRAL


def _style(viewer: Viewer, line: Summary) -> Style:
    """Return how strongly a case asks to be opened; nobody acts on it before they read it."""
    asked = voice_asked(viewer.context.actor, line) is not None
    return Style.PRIMARY if asked else Style.PLAIN


def _lines(viewer: Viewer, line: Summary) -> Iterator[Text]:
    pending = line.pending
    if pending is None:
        since = line.underway.since or line.changed_at
        time = span(viewer, viewer.context.now - since)
        yield viewer.say("waits.team", at=since, time=time)
    else:
        yield from _clocks(viewer, pending)
    yield from in_one(*_standing(viewer, line))


def _standing(viewer: Viewer, line: Summary) -> Iterator[Text]:
    """Yield what the viewer is asked for, who has a case, how far it has climbed, its launch."""
    pending = line.pending
    ask = voice_asked(viewer.context.actor, line)
    if ask is not None:
        yield viewer.say(f"asked.{ask}")
    if pending is not None:
        yield _who(viewer, pending)
        yield from _climbed(viewer, pending)
    if line.launch_on is not None:
        yield viewer.say("list.launch", day=line.launch_on)


def _clocks(viewer: Viewer, pending: Escalation) -> Iterator[Text]:
    if pending.stopped_at is not None:
        time = span(viewer, viewer.context.now - pending.stopped_at)
        yield viewer.say("queue.stopped", at=pending.stopped_at, time=time)
        return
    if pending.acknowledged is None:
        yield promised(viewer, "first", pending.first_due_at)
    yield promised(viewer, "decision", pending.decision_due_at)


def _who(viewer: Viewer, pending: Escalation) -> Text:
    who = viewer.person(pending.responsible)
    return viewer.say("queue.unseen" if pending.acknowledged is None else "due.has", who=who)


def _climbed(viewer: Viewer, pending: Escalation) -> Iterator[Text]:
    if pending.rung == 0:
        return
    ladder = pending.policy.ladder
    step = min(pending.rung, len(ladder) - 1)
    roles = viewer.roles(ladder[step])
    yield viewer.say("queue.climbed", step=step + 1, steps=len(ladder), roles=roles)
