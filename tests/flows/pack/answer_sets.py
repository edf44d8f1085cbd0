"""Answer sets as somebody could have given them: what is really asked is answered, nothing else.

A walk through the order of work asks; whoever answers does so at that moment. Answers follow
a worked product as far as it goes and a share of the way a habit of answering, so that small
changes to plausible products are as common as products that nobody has thought of.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from flows.case import SKIPPED, UNSURE, Answer, Answers
from flows.pack import anchors
from flows.pack.model import Pack
from flows.pack.questions import Kind, Question
from flows.screening.walk import Missing, answer_of, walk
from tests.worked import raw_cases, raw_variants, the_pack, worked

SAME_EVERY_TIME = settings(derandomize=True, database=None, deadline=None)
"""Examples are drawn from the code alone, so that a run tells the same everywhere."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A way of answering; shares are of one, and `ratings` is drawn from as it stands."""

    name: str
    ratings: str
    unsure: float = 0.0
    worst: float = 0.0
    nothing: float = 0.6
    dismisses: float = 0.0
    goes_without_measure: float = 0.0
    names_more_harms: float = 0.0


HABITS = {
    habit.name: habit
    for habit in (
        Habit("calm", ratings="1112"),
        Habit("moderate", ratings="11223", unsure=0.01, worst=0.1, names_more_harms=0.3),
        Habit("serious", ratings="2333", worst=0.2, nothing=0.4, names_more_harms=0.1),
        Habit("grave", ratings="234455", worst=0.5, nothing=0.1, names_more_harms=0.2),
        Habit("unsure", ratings="1123", unsure=0.25, worst=0.1),
        Habit("evasive", ratings="113", dismisses=0.4, goes_without_measure=0.4),
    )
}

_WRITTEN = sorted({**raw_cases(), **raw_variants()}.items())
_MILD = [id for id, raw in _WRITTEN if raw["expect"].get("route") != "hr_escalation"]
_VERY_LARGE = [id for id, raw in _WRITTEN if "D" in raw["expect"].get("modules", ())]
PRODUCTS = (*(id for id, _ in _WRITTEN), *_MILD, *_MILD, *_VERY_LARGE, *_VERY_LARGE)
"""Worked products and their variants.

Mild ones come more often, since most chance answers are grave, and so do very large platforms,
since few answers lead to module D.
"""


@dataclass(frozen=True, slots=True)
class Scenario:
    """How one answer set comes about: `own` percent of the answers are by habit.

    All others are those of the product, as far as it has any.
    """

    product: str
    habit: str
    own: int
    seed: int

    def answers(self, pack: Pack) -> Answers:
        """Return the answers to every question that the pack asks somebody like this."""
        if pack is the_pack():
            return _answers_to_the_pack(self)
        return _Respondent(pack, self).answer_all()

    def chance(self) -> Random:
        """Return the source of everything else that is chosen at random for this scenario."""
        return Random(self.seed + 1)


def scenarios() -> st.SearchStrategy[Scenario]:
    return st.builds(
        Scenario,
        product=st.sampled_from(PRODUCTS),
        habit=st.sampled_from(sorted(HABITS)),
        own=st.sampled_from([2, 5, 15, 50, 100]),
        seed=st.integers(0, 2**20),
    )


@cache
def _answers_to_the_pack(scenario: Scenario) -> Answers:
    return _Respondent(the_pack(), scenario).answer_all()


class _Told(Mapping[str, Answer]):
    """Answers that are made up when they are asked for."""

    def __init__(self, make: Callable[[str], Answer]) -> None:
        self.given: dict[str, Answer] = {}
        self._make = make

    def __getitem__(self, question: str) -> Answer:
        if question not in self.given:
            self.given[question] = self._make(question)
        return self.given[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self.given)

    def __len__(self) -> int:
        return len(self.given)


class _Respondent:
    """Somebody who answers whatever is asked."""

    def __init__(self, pack: Pack, scenario: Scenario) -> None:
        self.pack = pack
        self.product = worked(scenario.product).answers
        self.habit = HABITS[scenario.habit]
        self.own = scenario.own / 100
        self.chance = Random(scenario.seed)

    def answer_all(self) -> Answers:
        general = _Told(lambda question: self.answer(question, None))
        risks = {risk: self.about(risk) for risk in self.pack.risk}
        walk(self.pack, Answers(general, risks), Missing.UNSURE)
        return Answers(general.given, {risk: told.given for risk, told in risks.items() if told})

    def about(self, risk: str) -> _Told:
        return _Told(lambda question: self.answer(question, risk))

    def answer(self, id: str, risk: str | None) -> Answer:
        question = self.pack.question[id]
        if not question.closed:
            return "words"
        written = answer_of(self.product, id, risk)
        if written is not None and self.chance.random() >= self.own:
            return written
        if self.chance.random() < self.habit.unsure:
            return SKIPPED
        return self.by_habit(question)

    def by_habit(self, question: Question) -> Answer:
        habit, chance = self.habit, self.chance
        if question.type == Kind.SCALE:
            return (chance.choice(habit.ratings),)
        if question.id == anchors.APPLIES:
            return ("not_applicable" if chance.random() < habit.dismisses else "applies",)
        if question.id == anchors.MEASURES:
            return ("none" if chance.random() < habit.goes_without_measure else "defaults",)
        if question.type == Kind.MULTI_RISK:
            more = chance.random() < habit.names_more_harms
            return (chance.choice(sorted(self.pack.risk)),) if more else ("none",)
        return self.choose(question)

    def choose(self, question: Question) -> Answer:
        worst = tuple(question.unsure_as or ())
        if worst and self.chance.random() < self.habit.worst:
            return worst[:1]
        if question.alone and question.several and self.chance.random() < self.habit.nothing:
            return (self.chance.choice(sorted(question.alone)),)
        skip = {UNSURE, *worst} | (question.alone if question.several else set())
        options = [option.id for option in question.options if option.id not in skip]
        if not options:
            return worst[:1]
        many = self.chance.randint(1, min(3, len(options))) if question.several else 1
        return tuple(self.chance.sample(options, many))
