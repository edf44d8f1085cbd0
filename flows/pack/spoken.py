"""Conditions in plain words, for people who read a pack without reading its grammar."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from flows.pack.conditions import (
    All,
    AnyGateUnsure,
    AnyOf,
    Condition,
    Contains,
    LiveRisk,
    MeasureListed,
    Not,
    NothingElse,
    Raised,
    RedFlags,
    RedLine,
    RiskTests,
    RouteIs,
    RuleFired,
    StepListed,
    ThisRisk,
    UnsureAtLeast,
)


def spoken(condition: Condition) -> str:
    """Return a condition as an English clause."""
    match condition:
        case Contains(question, options):
            return f"{question} has {_or(sorted(options))}"
        case All(parts):
            return " and ".join(map(_inner, parts))
        case AnyOf(parts):
            return " or ".join(map(_inner, parts))
        case Not(part):
            return f"not ({spoken(part)})"
        case Raised():
            return "a harm is raised"
        case LiveRisk(tests):
            return f"some live risk has {' and '.join(_tests(tests))}"
        case ThisRisk(tests):
            return f"this risk has {' and '.join(_tests(tests))}"
        case AnyGateUnsure():
            return "a gate is answered with not sure"
        case UnsureAtLeast(count):
            return f"{count} or more answers are not sure"
        case RedLine():
            return "a red line is true"
        case RedFlags():
            return f"there are {' and '.join(_flags(condition))}"
        case RuleFired(rules):
            return f"rule {_or(rules)} fires"
        case RouteIs(routes):
            return f"the route is {_or(routes)}"
        case MeasureListed(measures):
            return f"measure {_or(measures)} is on the list"
        case StepListed(steps):
            return f"a measure of step {_or(steps)} is on the list"
        case NothingElse():
            return "nothing else in the list is true"
        case _:
            assert_never(condition)


def when(key: str) -> str:
    """Return what it means that a condition stands under a key."""
    return _KEYS.get(key, key.replace("_", " "))


_KEYS = {
    "if": "when",
    "ask_if": "asked when",
    "opens_if": "opens when",
    "raised_if": "raised when",
    "floors_if": "rated higher when",
}


def _inner(condition: Condition) -> str:
    clause = spoken(condition)
    return f"({clause})" if isinstance(condition, All | AnyOf) else clause


def _tests(tests: RiskTests) -> Iterator[str]:
    numbers = (
        ("severity", tests.severity),
        ("severity at least", tests.severity_at_least),
        ("likelihood", tests.likelihood),
        ("likelihood at least", tests.likelihood_at_least),
    )
    yield from (f"{name} {number}" for name, number in numbers if number is not None)
    if tests.answer is not None:
        yield f"the answer {_inner(tests.answer)}"


def _flags(flags: RedFlags) -> Iterator[str]:
    numbers = (
        ("exactly {} hard red flags", flags.hard),
        ("exactly {} soft red flags", flags.soft),
        ("at least {} hard red flags", flags.hard_at_least),
        ("at least {} soft red flags", flags.soft_at_least),
    )
    return (words.format(number) for words, number in numbers if number is not None)


def _or(names: Iterable[str]) -> str:
    return " or ".join(names)
