"""Which single answer, given otherwise, would alter the route.

For the human rights team alone: it shows how firmly a finding stands, and would show a
product team what to tick.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.case import SKIPPED, UNSURE, Answer, Answers, Place
from flows.pack.model import Pack
from flows.pack.questions import Kind, Question
from flows.screening.assessment import Assessment, assess
from flows.screening.cases import allowed_options
from flows.screening.taking import with_answers
from flows.screening.walk import answer_of

LOWEST_RATING = ("1",)


@dataclass(frozen=True, slots=True)
class Change:
    """One answer given otherwise, by one option, and the route it would lead to."""

    question: str
    risk: str | None
    was: tuple[str, ...]
    instead: tuple[str, ...]
    route: str


def smallest_change(pack: Pack, answers: Answers) -> Change | None:
    """Return the smallest change that would alter the route; None when no single one does.

    One closed answer or rating changes by one option, and never to *not sure*. Questions it
    opens count as skipped, risks it raises take their floors. Nearer steps of a rating come
    first, then changes that would lower the route, then the order of work.
    """
    now = assess(pack, answers)
    asked = _as_asked(answers, now)
    found = [
        (distance, pack.route_rank[changed.route] > pack.route_rank[now.route], at, change)
        for at, (distance, change, changed) in enumerate(_tried(pack, asked, now))
        if changed.route != now.route
    ]
    return min(found, key=lambda entry: entry[:3])[3] if found else None


def _as_asked(answers: Answers, now: Assessment) -> Answers:
    """Return the answers that count; those put aside would make an opened question answered."""
    asked = ((place, answer_of(answers, *place)) for place in now.asked)
    return with_answers(
        Answers(reported=answers.reported),
        {place: given for place, given in asked if given is not None},
    )


def _tried(
    pack: Pack, answers: Answers, now: Assessment
) -> Iterator[tuple[int, Change, Assessment]]:
    for question, risk in now.asked:
        for distance, was, instead in _others(pack, pack.question[question], answers, risk):
            after = with_answers(answers, {(question, risk): instead})
            changed = assess(pack, _with_floors(pack, after, now))
            yield distance, Change(question, risk, was, instead, changed.route), changed


def _others(
    pack: Pack, question: Question, answers: Answers, risk: str | None
) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Yield how far another answer is, what was answered, and the other answer."""
    if not question.closed:
        return
    given = answer_of(answers, question.id, risk)
    was = given if isinstance(given, tuple) else SKIPPED
    for option in _options(pack, question):
        if option == UNSURE and UNSURE not in was:
            continue
        instead = _toggled(question, was, option) if question.several else (option,)
        if instead not in (was, SKIPPED, ()):
            yield _distance(pack, question, was, option), was, instead


def _options(pack: Pack, question: Question) -> tuple[str, ...]:
    """Return the options worth trying: no rule asks which measures there are, only whether."""
    if question.type == Kind.MULTI_MITIGATION:
        return tuple(option.id for option in question.options)
    return allowed_options(pack, question)


def _toggled(question: Question, was: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Return an answer with one option more, less, or in the place of the only one."""
    if option in was:
        return tuple(other for other in was if other != option)
    if was == SKIPPED or option in question.alone or not question.alone.isdisjoint(was):
        return (option,) if len(was) == 1 else was
    return (*was, option)


def _distance(pack: Pack, question: Question, was: tuple[str, ...], option: str) -> int:
    if question.type != Kind.SCALE:
        return 1
    rating = pack.severity.unsure_rating if was == SKIPPED else int(was[0])
    return abs(rating - int(option))


def _with_floors(pack: Pack, answers: Answers, now: Assessment) -> Answers:
    """Answer the three ratings of every risk not raised before with the lowest step.

    The floors of the pack then decide; whatever else is asked of such a risk is skipped.
    """
    lowest: dict[Place, Answer] = {
        (dimension.question, risk): LOWEST_RATING
        for risk in pack.risk
        if risk not in now.raised
        for dimension in pack.severity.dimensions
    }
    kept = {risk: own for risk, own in answers.risks.items() if risk in now.raised}
    return with_answers(replace(answers, risks=kept), lowest)
