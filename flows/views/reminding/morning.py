"""The one message of a morning: all that is due for somebody, the worst harm first (ME3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.cards import Button, Card, Heading, Item, Items, Paragraph, Style
from flows.case import Case, Kind, Subject
from flows.people.hearing import WHO, may_hear
from flows.views.reminding.over import REMINDER, is_over
from flows.views.reminding.things import NEWS_VIEW, thing_item
from flows.views.viewer import Viewer

MORNING = "morning"
MOST = 10
"""So many things are told in one message; the list has them all."""

UNSAID = (WHO, "stage")
"""What of the ids of news makes no other words of it."""


Kept: TypeAlias = tuple[str, str, str, Mapping[str, str]]
"""What was kept for a morning: the thing, its stage, for whom, and ids to draw it with."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to tell, drawn with the pack of its case: a stage of it, for whom, or news."""

    viewer: Viewer
    case: Case
    subject: Subject
    stage: str = ""
    who: str = ""
    args: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, viewer: Viewer, case: Case, kept: Kept) -> "Line | None":
        """Return what was kept for a morning; a reminder that waits as news is itself again."""
        subject, stage, who, args = kept
        if args.get(NEWS_VIEW) == REMINDER:
            subject, stage, who = args["subject"], args["stage"], args["who"]
        read = Subject.read(subject)
        return cls(viewer, case, read, stage, who, args) if read is not None else None

    @property
    def about(self) -> str:
        """What it is about: a thing that is told twice reads as once."""
        if self.subject.kind is not Kind.NEWS:
            return str(self.subject)
        said = ((name, id) for name, id in self.args.items() if name not in UNSAID)
        return str(sorted(said))

    @property
    def is_over(self) -> bool:
        """Tell whether it was dealt with since."""
        if self.subject.kind is Kind.NEWS:
            return is_over(self.viewer, self.case, self.args.get(NEWS_VIEW, ""), self.args)
        args = {"subject": str(self.subject), "stage": self.stage, "who": self.who}
        return is_over(self.viewer, self.case, REMINDER, args)


def morning_card(viewer: Viewer, lines: Sequence[Line]) -> Card | None:
    """Draw a morning message from the cases as they are now; None when nothing is left to tell."""
    told = (line for line in lines if _is_seen(line) and not line.is_over)
    once = {(line.case.id, line.about): line for line in told}
    ordered = sorted(once.values(), key=_worst_first)
    due = _items(line for line in ordered if line.subject.kind is not Kind.NEWS)
    news = _items(line for line in ordered if line.subject.kind is Kind.NEWS)
    if not due and not news:
        return None
    shown, seen = due[:MOST], news[: max(MOST - len(due), 0)]
    left = len(due) + len(news) - len(shown) - len(seen)
    title = viewer.say("morning.title", day=viewer.context.today)
    return Card(
        view=MORNING,
        title=title,
        body=(
            *((Heading(viewer.say("morning.due")), Items(tuple(shown))) if shown else ()),
            *((Heading(viewer.say("morning.news")), Items(tuple(seen))) if seen else ()),
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
    return may_hear(line.viewer.context.actor, line.case)


def _worst_first(line: Line) -> tuple[int, str, str]:
    outcome = line.case.outcome
    worst = max((each.severity for each in outcome.findings), default=0) if outcome else 0
    return (-worst, line.case.started_at.isoformat(), str(line.subject))
