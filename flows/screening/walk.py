"""The fixed order of work, walked once over the answers at hand.

The same walk serves a finished screening, where a closed question without an answer counts
as *not sure*, and one under way, where it ends at the first page that is not complete.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from flows.case import SKIPPED, Answer, Answers, Place
from flows.events import PageRef
from flows.pack.anchors import APPLIES
from flows.pack.model import Pack
from flows.pack.questions import OrderStep, Question
from flows.screening.evaluation import holds
from flows.screening.facts import Cite, Facts, distinct
from flows.screening.severity import rate

PAGE_SIZE = 5
"""The most questions on one page of the general part; the pages of a risk are fixed."""

ACTION = "action"
"""The section of per-risk questions about what will be done; the rest is about the harm."""


class Missing(Enum):
    """What a question without an answer means to a walk."""

    UNSURE = auto()
    """The screening is finished: a closed question counts as *not sure*."""

    STOP = auto()
    """The screening is under way: the walk ends with the page it stands on."""

    AHEAD = auto()
    """Look ahead for what is still to be asked: what hangs on a general question stays out,
    every raised risk is taken to apply."""


@dataclass(frozen=True, slots=True)
class Page:
    """Questions that are shown together: of one section, or about one risk.

    `shown` may hold questions that another answer on the same page makes unasked.
    """

    section: str
    risk: str | None
    shown: tuple[str, ...]
    complete: bool

    @property
    def ref(self) -> PageRef:
        return PageRef(self.shown[0], self.risk)


@dataclass(slots=True)
class Walk:
    """Where a screening stands: what was asked, in order, on which pages, and what is known."""

    pack: Pack
    answers: Answers
    missing: Missing
    facts: Facts
    asked: list[Place] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    steps_done: list[int] = field(default_factory=list)
    waits: bool = False
    blocked: bool = False

    @property
    def raised(self) -> list[str]:
        """The raised risks, sorted by id."""
        return sorted(self.facts.raised)


def walk(pack: Pack, answers: Answers, missing: Missing) -> Walk:
    """Walk the order of work over the answers; `missing` says what one not given means."""
    course = Walk(pack, answers, missing, Facts(pack))
    for step in pack.order_of_work:
        _do(step, course)
        if course.blocked:
            break
        course.steps_done.append(step.step)
    return course


def _do(step: OrderStep, course: Walk) -> None:
    for part in _PARTS:
        part(step, course)
        if course.blocked:
            return


def _open_modules(step: OrderStep, course: Walk) -> None:
    for module in step.open_modules:
        if holds(course.pack.module[module].opens_if, course.facts) is None:
            continue
        course.modules.append(module)
        _ask((question.id for question in course.pack.module[module].questions), course)
        if course.blocked:
            return


def _raise_risks(step: OrderStep, course: Walk) -> None:
    for risk in course.pack.risks if step.raise_risks else ():
        because = holds(risk.raised_if, course.facts)
        if because is not None:
            course.facts.raised[risk.id] = distinct(because)
    for reported in course.answers.reported if step.raise_risks else ():
        course.facts.raised.setdefault(reported, (Cite(APPLIES, reported),))


def _ask_step(step: OrderStep, course: Walk) -> None:
    _ask(step.ask, course)


def _add_risks(step: OrderStep, course: Walk) -> None:
    """Raise the risks that a person named beside those the answers raised."""
    question = step.add_risks_from or ""
    seen = course.facts.see(question, None)
    for option in sorted(seen[0]) if seen is not None else ():
        if option in course.pack.risk:
            course.facts.raised.setdefault(option, (Cite(question),))


def _rate_risks(step: OrderStep, course: Walk) -> None:
    for risk in course.raised if step.rate_risks else ():
        course.facts.rated[risk] = rate(course.facts, risk)


def _ask(questions: Iterable[str], course: Walk) -> None:
    page: list[str] = []
    for id in questions:
        question = course.pack.question[id]
        if page and _needs_new_page(question, page, course):
            _close_page(page, None, course)
            page = []
        if course.blocked:
            return
        if holds(question.ask_if, course.facts) is not None:
            page.append(id)
            _take(question, None, course)
    _close_page(page, None, course)


def _needs_new_page(question: Question, page: list[str], course: Walk) -> bool:
    return (
        len(page) == PAGE_SIZE
        or course.pack.question[page[0]].section != question.section
        or not question.depends_on.isdisjoint(page)
    )


def _ask_per_risk(step: OrderStep, course: Walk) -> None:
    parts = tuple(_pages_of_risk(course.pack, step.ask_per_risk))
    for risk in course.raised if step.ask_per_risk else ():
        for part in parts:
            _ask_about(risk, part, course)
            if course.blocked:
                return


def _pages_of_risk(pack: Pack, questions: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the two pages of a risk: *the harm*, and *what you do* with free words last."""
    action = tuple(id for id in questions if pack.question[id].section == ACTION)
    rest = tuple(id for id in questions if id not in action)
    yield tuple(id for id in rest if pack.question[id].closed)
    yield action + tuple(id for id in rest if not pack.question[id].closed)


def _ask_about(risk: str, questions: tuple[str, ...], course: Walk) -> None:
    shown: list[str] = []
    for id in questions:
        question = course.pack.question[id]
        asked = holds(question.ask_if, course.facts, risk) is not None
        if asked:
            _take(question, risk, course)
        if asked or not question.depends_on.isdisjoint(questions):
            shown.append(id)
    _close_page(shown, risk, course)


def _take(question: Question, risk: str | None, course: Walk) -> None:
    """Note that a question is asked, and let its answer be seen when there is one."""
    course.asked.append((question.id, risk))
    answer = answer_of(course.answers, question.id, risk)
    if answer is None:
        course.waits = True
        if question.closed and _counts_as_unsure(course.missing, risk):
            answer = SKIPPED
    if answer is not None:
        course.facts.take(question, risk, answer)


def _counts_as_unsure(missing: Missing, risk: str | None) -> bool:
    return missing is Missing.UNSURE or (missing is Missing.AHEAD and risk is not None)


def _close_page(page: list[str], risk: str | None, course: Walk) -> None:
    if not page:
        return
    complete = not course.waits
    course.waits = False
    section = course.pack.question[page[0]].section
    course.pages.append(Page(section, risk, tuple(page), complete))
    course.blocked = course.missing is Missing.STOP and not complete


def answer_of(answers: Answers, question: str, risk: str | None) -> Answer | None:
    """Return what was answered at one place, None when nothing was."""
    if risk is None:
        return answers.general.get(question)
    return answers.risks.get(risk, {}).get(question)


_PARTS = (_open_modules, _raise_risks, _ask_step, _add_risks, _ask_per_risk, _rate_risks)
"""What a step may hold, in the order in which it is done."""
