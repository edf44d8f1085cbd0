"""What the entries of a page share: how a case is called, and how time reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flows.cards import Button, Item, Style, Text
from flows.case import OPEN_LAUNCHES, Confidentiality, Summary
from flows.pack.words import in_rows, joined
from flows.views.viewer import Viewer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HIGHEST = 5
"""What counts for a launch on hold whose harms nobody has rated yet."""

STATUSES = (*OPEN_LAUNCHES, "concern")
"""Where a launch may stand while something is asked of somebody; what presses most first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a page, and whether it is late."""

    item: Item
    is_late: bool = False


def name_of(viewer: Viewer, summary: Summary) -> Text:
    """Return what a launch is called in a list."""
    if summary.confidentiality is Confidentiality.SEALED:
        return viewer.say("product.concern")
    return (summary.name,) if summary.name else viewer.say("product.unnamed")


def title_of(line: Summary, what: Text) -> Text:
    """Return what stands in front of an entry: the number of its case, and what it is about."""
    return joined([line.reference, ": ", *what])


def weight(line: Summary) -> tuple[int, int]:
    """Return what the worst sorts first by: severity, then how much is asked of the launch."""
    on_hold = line.launch_status == "hold"
    severity = line.severity or (HIGHEST if on_hold else 0)
    known = line.launch_status in STATUSES
    return (-severity, STATUSES.index(line.launch_status) if known else len(STATUSES))


def span(viewer: Viewer, time: timedelta) -> Text:
    """Return how long something takes in words: hours, and days from the second on."""
    if time < HOUR:
        return viewer.say("span.moments")
    hours = time // HOUR
    if time >= 2 * DAY:
        return days(viewer, time // DAY)
    return viewer.say("span.hour") if hours == 1 else viewer.say("span.hours", count=hours)


def days(viewer: Viewer, count: int) -> Text:
    return viewer.say("span.day") if count == 1 else viewer.say("span.days", count=count)


def promised(viewer: Viewer, what: str, at: datetime) -> Text:
    """Return a promise to the minute, and once it was not kept how late it is in words."""
    now = viewer.context.now
    if at >= now:
        return viewer.say(f"promise.{what}", at=at)
    return viewer.say(f"promise_late.{what}", at=at, time=span(viewer, now - at))


def due(viewer: Viewer, day: date) -> Text:
    """Return when something is due, and how late it is in words."""
    today = viewer.context.today
    if day == today:
        return viewer.say("due.today", day=day)
    if day > today:
        return viewer.say("due.on", day=day)
    return viewer.say("due.late", day=day, time=days(viewer, (today - day).days))


def launch_due(viewer: Viewer, day: date) -> Text:
    """Return the planned launch; one that has passed is told with how long ago it was."""
    late = (viewer.context.today - day).days
    if late <= 0:
        return viewer.say("due.launch", day=day)
    return viewer.say("due.launch_late", day=day, time=days(viewer, late))


def in_one(*texts: Text) -> Iterator[Text]:
    """Yield facts that belong together as one line; nothing when there are none."""
    known = [text for text in texts if text]
    if known:
        yield in_rows(known, " · ")


def facts_of(viewer: Viewer, line: Summary) -> Iterator[Text]:
    """Yield what weighs in any case: the planned launch, and the worst severity once known."""
    if line.launch_on is not None:
        yield viewer.say("list.launch", day=line.launch_on)
    if line.severity:
        band = viewer.say(f"band.{viewer.pack.bands[line.severity]}")
        yield viewer.say("list.severity", severity=line.severity, band=band)


def see_button(viewer: Viewer, line: Summary, style: Style = Style.PLAIN) -> Button:
    """Return the way into a case."""
    return Button("see", viewer.say("button.open"), {"case": str(line.case_id)}, style=style)
