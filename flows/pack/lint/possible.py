"""Whether a condition can be true for any answers that a person can give.

What cannot be decided counts as possible: a finding here is always a fault.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import TypeAlias

from flows.case import UNSURE
from flows.pack.conditions import (
    All,
    AnyGateUnsure,
    AnyOf,
    Condition,
    Contains,
    LiveRisk,
    Not,
    Raised,
    RedFlags,
    RedLine,
    RouteIs,
    RuleFired,
    ThisRisk,
    UnsureAtLeast,
)
from flows.pack.lint.draft import Asked, Draft
from flows.pack.lint.grammar import Conditions

Literal: TypeAlias = tuple[bool, Condition]
"""A condition without others inside, and whether it is to be true or false."""

Tests: TypeAlias = list[tuple[bool, frozenset[str]]]


class World:
    """What can happen, as far as the order of work has been walked."""

    def __init__(self, draft: Draft, conditions: Conditions) -> None:
        self.draft = draft
        self.conditions = conditions
        self.never: set[str] = set()
        self.opened: set[str] = set()
        self.closed: set[str] = set()
        self.raised = True
        self.red_lines = True
        self.rules: frozenset[str] = frozenset(draft.of("rule"))

    def raise_risks(self, possible: Iterable[str]) -> None:
        self.raised = any(possible)

    def possible(self, condition: Condition | None) -> bool:
        """Whether some answers make a condition true; one that cannot be read may be."""
        return condition is None or any(self._agree(way) for way in ways(condition))

    def _agree(self, literals: tuple[Literal, ...]) -> bool:
        """Whether these can all hold at once."""
        tests: dict[str, Tests] = {}
        for wanted, leaf in literals:
            if isinstance(leaf, Contains):
                tests.setdefault(leaf.question, []).append((wanted, leaf.options))
            elif (not wanted, leaf) in literals or (wanted and not self._can(leaf)):
                return False
        return all(self._answerable(id, listed) for id, listed in tests.items())

    def _answerable(self, id: str, tests: Tests) -> bool:
        asked = self.draft.questions.get(id)
        if asked is None or not frozenset().union(*(options for _, options in tests)) <= (
            asked.answers
        ):
            return True
        answers = [frozenset[str]()]
        if id not in self.never:
            answers += _answers(asked, tests)
        return any(
            all(bool(options & answer) == wanted for wanted, options in tests) for answer in answers
        )

    def _can(self, leaf: Condition) -> bool:
        match leaf:
            case Raised():
                return self.raised
            case LiveRisk(tests) | ThisRisk(tests):
                return self.raised and self.possible(tests.answer)
            case RedFlags(hard, soft, hard_at_least, soft_at_least):
                wanted = {"hard": (hard, hard_at_least), "soft": (soft, soft_at_least)}
                return all(
                    (number or 0) <= self._flags(kind)
                    for kind, numbers in wanted.items()
                    for number in numbers
                )
            case RedLine():
                return self.red_lines
            case AnyGateUnsure():
                return any(asked.written.get("gate") is True for asked in self._asked())
            case UnsureAtLeast(count):
                risks = len(self.draft.of("risk"))
                closed = (asked for asked in self._asked() if asked.closed)
                return count <= sum(risks if asked.per_risk else 1 for asked in closed)
            case RuleFired(rules):
                unknown = set(rules) - set(self.draft.of("rule"))
                return bool(unknown or self.rules & set(rules))
            case RouteIs(routes):
                unknown = set(routes) - set(self.draft.of("route"))
                return bool(unknown or self._routes() & set(routes))
            case _:
                return True

    def _asked(self) -> Iterator[Asked]:
        return (asked for id, asked in self.draft.questions.items() if id not in self.never)

    def _flags(self, kind: str) -> int:
        return sum(asked.written.get("flag") == kind for asked in self._asked())

    def _routes(self) -> set[str]:
        entries = (self.draft.entry(self.draft.of("rule")[rule]) for rule in self.rules)
        return {str(entry.get("route")) for entry in entries}


def ways(condition: Condition, wanted: bool = True) -> Iterator[tuple[Literal, ...]]:
    """Yield every way to make a condition true (or false): literals that hold together."""
    match condition:
        case Not(part):
            yield from ways(part, not wanted)
        case All(parts) | AnyOf(parts):
            if isinstance(condition, All) is wanted:
                for together in product(*(tuple(ways(part, wanted)) for part in parts)):
                    yield tuple(chain.from_iterable(together))
            else:
                for part in parts:
                    yield from ways(part, wanted)
        case _:
            yield ((wanted, condition),)


def _answers(asked: Asked, tests: Tests) -> Iterator[frozenset[str]]:
    """Yield the answers worth trying: each that stands alone, and the fullest other one.

    The fullest leaves out what must not be there, so no other answer does better.
    """
    for option in asked.alone:
        yield asked.as_tested(frozenset({option}))
    unwanted = frozenset().union(*(options for wanted, options in tests if not wanted))
    if asked.unsure_as & unwanted:
        unwanted |= {UNSURE}
    yield asked.as_tested(asked.answers - asked.alone - unwanted)
