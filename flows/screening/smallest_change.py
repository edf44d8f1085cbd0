"""Which single answer, given otherwise, would alter the route.

For the human rights team alone: it shows how firmly a finding stands, and would show a
product team what to tick.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flows.case import UNSURE, Answer, Answers, Place
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
    found = [
        (distance, pack.route_rank[changed.route] > pack.route_rank[now.route], at, change)
        for at, (distance, change, changed) in enumerate(_tried(pack, answers, now))
        if changed.route != now.route
    ]
    return min(found, key=lambda entry: entry[:3])[3] if found else None


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
    given = answer_of(answers, question.id, risk)
    if not question.closed or isinstance(given, str):
        return
    was = given if given is not None else (UNSURE,)
    for option in allowed_options(pack, question):
        if option == UNSURE or (option in was and not question.several):
            continue
        instead = _toggled(question, was, option) if question.several else (option,)
        if instead and instead != was:
            yield _distance(pack, question, was, option), was, instead


def _toggled(question: Question, was: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Return an answer with one option more, less, or in the place of the only one."""
    if option in was:
        return tuple(other for other in was if other != option)
    if option in question.alone or not question.alone.isdisjoint(was):
        return (option,) if len(was) == 1 else was
    return (*was, option)


def _distance(pack: Pack, question: Question, was: tuple[str, ...], option: str) -> int:
    if question.type != Kind.SCALE:
        return 1
    rating = pack.severity.unsure_rating if UNSURE in was else int(was[0])
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
    return with_answers(Answers(answers.general, kept), lowest)
