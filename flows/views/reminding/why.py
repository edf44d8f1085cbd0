"""Why somebody is reminded of a thing: whose it is, and when who hears of it."""

from collections.abc import Iterator, Mapping, Sequence

from flows.cards import Button, Card, Facts, Heading, Items, Paragraph, Style, Text
from flows.case import Case, Subject
from flows.effects import ToPerson, ToRole
from flows.pack.words import in_rows
from flows.people.authority import to_tell
from flows.people.due.promised import climbs
from flows.people.due.stages import Due
from flows.views.reminding.things import thing_shown
from flows.views.viewer import Viewer

DIGITS = "+-0123456789"


def why_card(viewer: Viewer, case: Case, subject: Subject, stages: Sequence[Due]) -> Card:
    """Draw, for one person, by which stages they and others hear of a thing."""
    item = thing_shown(viewer, case, subject)
    args = {"case": str(case.id)}
    return Card(
        view="why_me",
        title=viewer.say("why_me.title", reference=case.reference),
        body=(
            *((Items((item,)),) if item is not None else ()),
            *(Paragraph(text) for text in _reasons(viewer, stages)),
            Heading(viewer.say("why_me.when")),
            Facts(tuple(_rows(viewer, case, stages).items())),
            Paragraph(viewer.say("why_me.change")),
        ),
        buttons=(
            Button("see", viewer.say("button.open"), args),
            Button("list", viewer.say("button.list")),
            Button("settings", viewer.say("button.when_told"), style=Style.QUIET),
        ),
        anew=viewer.anew("why_me", **args, about=str(subject)),
    )


def _reasons(viewer: Viewer, stages: Sequence[Due]) -> Iterator[Text]:
    """Yield why it is told to whoever asks, when it is not simply theirs."""
    actor, people = viewer.context.actor, viewer.context.people
    told = {due.who for due in stages}
    for role in sorted(told & actor.roles):
        yield viewer.say("why_me.role", role=viewer.role(role))
    away = (who for who in sorted(told & set(people)) if people[who].away_until is not None)
    for who in away:
        if people[who].stand_in == actor.person:
            yield viewer.say("why_me.stands_in", who=viewer.person(who))


def _rows(viewer: Viewer, case: Case, stages: Sequence[Due]) -> Mapping[Text, Text]:
    """Return each stage in words with whom it is told; of what is repeated, the last one."""
    together: dict[str, list[Due]] = {}
    for due in stages:
        together.setdefault(due.stage, []).append(due)
    return {_when(viewer, stage): _told(viewer, case, dues) for stage, dues in together.items()}


def _told(viewer: Viewer, case: Case, dues: Sequence[Due]) -> Text:
    who = in_rows([each for due in dues for each in _who(viewer, case, due)])
    return viewer.say("why_me.told", day=viewer.day_of(dues[0].at), who=who)


def _who(viewer: Viewer, case: Case, due: Due) -> Iterator[Text]:
    match due.to:
        case ToPerson(person) if person == viewer.context.actor.person:
            yield viewer.say("why_me.you")
        case ToPerson(person):
            yield viewer.person(person)
        case ToRole(role):
            yield viewer.role(role)
        case _:
            yield from (viewer.role(role) for role in _rung(case, due.stage))


def _rung(case: Case, stage: str) -> tuple[str, ...]:
    """Return who of the ladder is told a stage: whoever has it, once it is late the next ones."""
    pending = case.pending
    ladder, rung = (pending.policy.ladder, pending.rung) if pending is not None else (((),), 0)
    return to_tell(case, ladder[min(rung + climbs(stage), len(ladder) - 1)])


def _when(viewer: Viewer, stage: str) -> Text:
    """Return a stage in words: so many days before or after, or what it is called."""
    name = stage.rstrip(DIGITS)
    if name == "day":
        return _around(viewer, int(stage.removeprefix(name)))
    if name == "working":
        return viewer.say("stage.working", count=-int(stage.removeprefix(name)))
    return viewer.say(f"stage.{name}")


def _around(viewer: Viewer, days: int) -> Text:
    if abs(days) <= 1:
        return viewer.say(f"stage.{('day_before', 'on_day', 'day_late')[days + 1]}")
    return viewer.say("stage.before" if days < 0 else "stage.late", count=abs(days))
