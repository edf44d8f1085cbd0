"""The one message of a morning: all that is due for somebody, the worst harm first (ME3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.cards import Button, Card, Heading, Item, Items, Paragraph, Style
from flows.case import Case, Kind, Subject
from flows.people.authority import Verb, may
from flows.views.reminding.things import thing_item
from flows.views.viewer import Viewer

MORNING = "morning"
MOST = 10
"""So many things are told in one message; the list has them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell, drawn with the pack of its case."""

    viewer: Viewer
    case: Case
    subject: Subject
    args: Mapping[str, str] = field(default_factory=dict)


def morning_card(viewer: Viewer, lines: Sequence[Line]) -> Card | None:
    """Draw a morning message from the cases as they are now; None when nothing is left to tell."""
    ordered = sorted((line for line in lines if _is_seen(line)), key=_worst_first)
    due = _items(line for line in ordered if line.subject.kind is not Kind.NEWS)
    news = _items(line for line in ordered if line.subject.kind is Kind.NEWS)
    if not due and not news:
        return None
    shown, told = due[:MOST], news[: max(MOST - len(due), 0)]
    left = len(due) + len(news) - len(shown) - len(told)
    title = viewer.say("morning.title", day=viewer.context.today)
    return Card(
        view=MORNING,
        title=title,
        body=(
            *((Heading(viewer.say("morning.due")), Items(tuple(shown))) if shown else ()),
            *((Heading(viewer.say("morning.news")), Items(tuple(told))) if told else ()),
            *((Paragraph(viewer.say("morning.more", count=left)),) if left else ()),
        ),
        buttons=(
            Button("list", viewer.say("button.show_all"), style=Style.PLAIN),
            Button("settings", viewer.say("button.when_told"), style=Style.QUIET),
        ),
        notice=viewer.say("morning.notice", count=len(due) + len(news)),
    )


def _items(lines: Iterable[Line]) -> list[Item]:
    drawn = (thing_item(line.viewer, line.case, line.subject, line.args) for line in lines)
    return [item for item in drawn if item is not None]


def _is_seen(line: Line) -> bool:
    """Tell whether whoever reads may know of the case now."""
    return may(line.viewer.context.actor, Verb.SEE, line.case)


def _worst_first(line: Line) -> tuple[int, str, str]:
    outcome = line.case.outcome
    worst = max((each.severity for each in outcome.findings), default=0) if outcome else 0
    return (-worst, line.case.started_at.isoformat(), str(line.subject))
