"""One thing that somebody is reminded of, in words: shown to that person alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from flows.cards import Button, Item, Style, Text, Tone
from flows.case import Case, Evidence, Kind, Measure, OpenItem, Subject
from flows.pack.words import joined
from flows.people.authority import Verb, may
from flows.people.due.launches import touched_at
from flows.people.reminded import holders_of, is_reminded
from flows.screening.launch import planned_launch
from flows.views.forms import act_button, open_button
from flows.views.reminding.launching import answer_buttons
from flows.views.tracking.evidence import proof_name
from flows.views.tracking.measures import measure_name
from flows.views.viewer import Viewer

Args: TypeAlias = Mapping[str, str]

NEWS_VIEW = "view"


@dataclass(frozen=True, slots=True)
class Thing:
    """What an item says: what it is, its day, why you, what closes it, and what can be pressed.

    `now` says why it is told now where no day does.
    """

    what: Text
    day: date | None
    why_you: Text
    ends: Text
    act: tuple[Button, ...]
    now: Text = ()


def thing_item(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Item | None:
    """Return what a reminder says and what can be made of it; None when it is not there."""
    item = _drawn(viewer, case, subject, args)
    if item is None:
        return None
    return replace(item, buttons=(*item.buttons, *_reactions(viewer, case, subject)))


def thing_shown(viewer: Viewer, case: Case, subject: Subject) -> Item | None:
    """Return what a reminder says of a thing, with nothing to press."""
    item = _drawn(viewer, case, subject, {})
    return replace(item, buttons=()) if item is not None else None


def _drawn(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Item | None:
    thing = _THINGS[subject.kind](viewer, case, subject, args)
    if thing is None:
        return None
    name: Text = (case.reference,)
    if case.rounds:
        name = joined([*viewer.product(case.shown_round), ", ", case.reference])
    late = thing.day is not None and thing.day < viewer.context.today
    return Item(
        title=joined([*name, ": ", *thing.what]),
        lines=tuple(line for line in (thing.why_you, thing.ends) if line),
        buttons=thing.act,
        label=when(viewer, thing.day) if thing.day is not None else thing.now,
        tone=Tone.ATTENTION if late else Tone.NEUTRAL,
    )


def _reactions(viewer: Viewer, case: Case, subject: Subject) -> Iterator[Button]:
    """Yield what somebody can do with being reminded: put it off, give it back, ask why."""
    if subject.kind is Kind.NEWS:
        return
    about, context = str(subject), viewer.context
    if is_reminded(viewer.pack, case, subject, context):
        yield open_button(viewer, case, "snooze", about, Style.QUIET)
        if context.actor.person in holders_of(case, subject):
            yield open_button(viewer, case, "not_mine", about, Style.QUIET)
    yield act_button(viewer, case, "why_me", about=about, style=Style.QUIET)


def when(viewer: Viewer, day: date) -> Text:
    """Return how far a day is away or how late something is, in words."""
    days = (day - viewer.context.today).days
    if abs(days) <= 1:
        return viewer.say(f"when.{('yesterday', 'today', 'tomorrow')[days + 1]}")
    return viewer.say("when.in_days" if days > 0 else "when.days_late", count=abs(days))


def _see(viewer: Viewer, case: Case, label: str = "button.open") -> Button:
    return Button("see", viewer.say(label), {"case": str(case.id)}, style=Style.PRIMARY)


def _measure(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    one = case.measure(subject.uuid)
    if one is None:
        return None
    return Thing(
        measure_name(viewer, one),
        one.due_on,
        _whose(viewer, one.owner, "measure"),
        viewer.say("ends.measure"),
        (act_button(viewer, case, "measure", about=subject.id, style=Style.PRIMARY),),
    )


def _check(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    one = case.measure(subject.uuid)
    if one is None:
        return None
    looks = _verifies(viewer, one)
    return Thing(
        viewer.say("thing.check", measure=measure_name(viewer, one)),
        None,
        viewer.say("you.check" if looks else "you.checked", who=viewer.person(one.verifier)),
        viewer.say("ends.check"),
        (act_button(viewer, case, "measure", about=subject.id, style=Style.PRIMARY),),
        viewer.say("when.check", day=viewer.day_of(one.since)),
    )


def _verifies(viewer: Viewer, measure: Measure) -> bool:
    return viewer.context.actor.person == measure.verifier


def _item(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    found = next((one for one in case.open_items if str(one.id) == subject.id), None)
    if found is None:
        return None
    return Thing(
        viewer.say("thing.item", question=viewer.question(*found.place)),
        found.due_on,
        _whose(viewer, found.owner, "item"),
        viewer.say("ends.item"),
        _find_out(viewer, case, found),
    )


def _find_out(viewer: Viewer, case: Case, item: OpenItem) -> tuple[Button, ...]:
    if not may(viewer.context.actor, Verb.FIND_OUT, case, item):
        return (_see(viewer, case),)
    return (open_button(viewer, case, "find_out", str(item.id), Style.PRIMARY),)


def _evidence(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    found: Evidence | None = next((one for one in case.evidence if str(one.id) == subject.id), None)
    if found is None:
        return None
    return Thing(
        proof_name(viewer, found),
        found.expires_on,
        _whose(viewer, found.holder, "evidence"),
        viewer.say("ends.evidence"),
        (_see(viewer, case),),
    )


def _round(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    days = [one.due_on for one in case.round.openings if one.due_on is not None]
    return Thing(
        viewer.say("thing.round"),
        days[-1] if days else None,
        _whose(viewer, case.owner, "case"),
        viewer.say("ends.round"),
        _resume(viewer, case),
    )


def _review(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    day = case.review_on
    why, ends = _whose(viewer, case.owner, "case"), viewer.say("ends.review")
    return Thing(viewer.say("thing.review"), day, why, ends, (_see(viewer, case),))


def _launch(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    day = planned_launch(case)
    if day is None:
        return None
    why = _whose(viewer, case.owner, "case")
    if day > viewer.context.today:
        what, ends = viewer.say("thing.launch"), viewer.say("ends.launch")
        return Thing(what, day, why, ends, (*_resume(viewer, case),))
    buttons = (
        tuple(answer_buttons(viewer, case)) if may(viewer.context.actor, Verb.CHANGE, case) else ()
    )
    what, ends = viewer.say("thing.launch_day"), viewer.say("ends.launch_day")
    return Thing(what, day, why, ends, buttons or (_see(viewer, case),))


def _draft(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    why, ends = _whose(viewer, case.owner, "case"), viewer.say("ends.draft")
    now = viewer.say("when.draft", day=viewer.day_of(touched_at(case)))
    return Thing(viewer.say("thing.draft"), None, why, ends, _resume(viewer, case), now)


def _escalation(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    what, ends = viewer.say("thing.escalation"), viewer.say("ends.escalation")
    pending = case.pending
    if pending is None:
        return None
    now = viewer.say("when.escalation", at=pending.decision_due_at)
    who = _whose(viewer, pending.responsible, "escalation")
    return Thing(what, None, who, ends, (_see(viewer, case),), now)


def _news(viewer: Viewer, case: Case, subject: Subject, args: Args) -> Thing | None:
    """Say what happened, in the words of the message that it would have been."""
    view, about = args.get(NEWS_VIEW, ""), args.get("about", "")
    key = f"told.{view}"
    if key not in viewer.words.bot:
        return None
    said = viewer.say(key, reference=case.reference)
    measure = _measure(viewer, case, Subject(Kind.MEASURE, about), args) if about else None
    return Thing(said, None, (), (), measure.act if measure else (_see(viewer, case),))


def _resume(viewer: Viewer, case: Case) -> tuple[Button, ...]:
    if not case.round.is_open or not may(viewer.context.actor, Verb.ANSWER, case):
        return (_see(viewer, case),)
    args = {"case": str(case.id)}
    return (Button("resume", viewer.say("button.resume"), args, style=Style.PRIMARY),)


def _whose(viewer: Viewer, owner: str | None, what: str) -> Text:
    """Say that it is the reader's own, or whose it is when they only hear of it."""
    if viewer.context.actor.person == owner:
        return viewer.say(f"you.{what}")
    return viewer.say("you.hear", who=viewer.person(owner))


_Draw: TypeAlias = Callable[[Viewer, Case, Subject, Args], Thing | None]

_THINGS: Mapping[Kind, _Draw] = {
    Kind.ESCALATION: _escalation,
    Kind.MEASURE: _measure,
    Kind.CHECK: _check,
    Kind.ITEM: _item,
    Kind.EVIDENCE: _evidence,
    Kind.ROUND: _round,
    Kind.REVIEW: _review,
    Kind.LAUNCH: _launch,
    Kind.DRAFT: _draft,
    Kind.NEWS: _news,
}
