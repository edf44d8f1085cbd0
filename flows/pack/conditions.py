"""The condition grammar: a small closed language that packs are written in.

A condition is a mapping with exactly one key; the forms are those of the grammar in
`docs/pack.md`. Reading one here only gives it a shape: whether the ids in it exist is the
linter's question, and whether it is true is asked in `flows/screening/evaluation.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flows.errors import PackError


class ConditionError(PackError):
    """A condition cannot be read: an editor must mend it."""


@dataclass(frozen=True, slots=True)
class Contains:
    """The answer to a question contains at least one of these options."""

    question: str
    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class Raised:
    """At least one harm is raised."""


@dataclass(frozen=True, slots=True)
class RiskTests:
    """Tests that one and the same risk must pass, every one of them."""

    severity: int | None = None
    severity_at_least: int | None = None
    likelihood: int | None = None
    likelihood_at_least: int | None = None
    answer: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class LiveRisk:
    """Some live risk passes every test."""

    tests: RiskTests


@dataclass(frozen=True, slots=True)
class ThisRisk:
    """The risk at hand passes every test."""

    tests: RiskTests


@dataclass(frozen=True, slots=True)
class AnyGateUnsure:
    """A gate that was asked is unsure or skipped."""


@dataclass(frozen=True, slots=True)
class UnsureAtLeast:
    count: int


@dataclass(frozen=True, slots=True)
class RedLine:
    """Some red line is true."""


@dataclass(frozen=True, slots=True)
class RedFlags:
    hard: int | None = None
    soft: int | None = None
    hard_at_least: int | None = None
    soft_at_least: int | None = None


@dataclass(frozen=True, slots=True)
class RuleFired:
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteIs:
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureListed:
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepListed:
    """A measure of one of these steps of due diligence is on the list so far."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingElse:
    """No other entry of the same list is true."""


Condition: TypeAlias = (
    Contains
    | All
    | AnyOf
    | Not
    | Raised
    | LiveRisk
    | ThisRisk
    | AnyGateUnsure
    | UnsureAtLeast
    | RedLine
    | RedFlags
    | RuleFired
    | RouteIs
    | MeasureListed
    | StepListed
    | NothingElse
)

Sets: TypeAlias = Mapping[str, tuple[str, ...]]


def read_condition(raw: object, sets: Sets) -> Condition:
    """Read a condition from its mapping, with `$NAME` resolved from `sets`.

    Raises ConditionError, saying what was found and what may stand there.
    """
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise ConditionError(f"a condition is one key and its value; found {_shown(raw)}")
    (key, value), *_ = raw.items()
    if not isinstance(key, str):
        raise ConditionError(f"the key {key!r} is no word: put it in quotes")
    form = _FORMS.get(key)
    if form is not None:
        return form(key, value, sets)
    return Contains(key, frozenset(_options(key, value, sets)))


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Yield the condition itself and every condition inside it."""
    yield condition
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from parts_of(part)
        case Not(part):
            yield from parts_of(part)
        case LiveRisk(tests) | ThisRisk(tests):
            if tests.answer is not None:
                yield from parts_of(tests.answer)
        case _:
            pass


def questions_in(condition: Condition) -> frozenset[str]:
    """Return the ids of the questions that a condition looks at by name."""
    return frozenset(part.question for part in parts_of(condition) if isinstance(part, Contains))


def _shown(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else text[:77] + "..."


def _options(key: str, value: object, sets: Sets) -> tuple[str, ...]:
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in sets:
            raise ConditionError(f"{value} is no list of sets.yaml")
        return sets[value[1:]]
    return _words(key, value)


def _words(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ConditionError(f"{key} needs a list such as [one, other]; found {_shown(value)}")
    for word in value:
        if not isinstance(word, str):
            raise ConditionError(f"{key}: {word!r} is no word; write it in quotes")
    return tuple(value)


def _group(make: Callable[[tuple[Condition, ...]], Condition]) -> "_Form":
    def read(key: str, value: object, sets: Sets) -> Condition:
        if not isinstance(value, list) or not value:
            raise ConditionError(f"{key} needs a list of conditions; found {_shown(value)}")
        return make(tuple(read_condition(part, sets) for part in value))

    return read


def _constant(word: object, made: Condition) -> "_Form":
    def read(key: str, value: object, sets: Sets) -> Condition:
        if value is not word and value != word:
            raise ConditionError(f"{key} takes only {_shown(word)}; found {_shown(value)}")
        return made

    return read


def _names(make: Callable[[tuple[str, ...]], Condition]) -> "_Form":
    def read(key: str, value: object, sets: Sets) -> Condition:
        return make(_words(key, value))

    return read


def _number(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConditionError(f"{key} needs a whole number; found {_shown(value)}")
    return value


def _numbers(key: str, value: object, allowed: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not value or not set(value) <= set(allowed):
        raise ConditionError(f"{key} takes {', '.join(allowed)}; found {_shown(value)}")
    return value


_RISK_TESTS = ("severity", "severity_at_least", "likelihood", "likelihood_at_least")
_FLAG_TESTS = ("hard", "soft", "hard_at_least", "soft_at_least")


def _risk_tests(key: str, value: object, sets: Sets) -> RiskTests:
    tests = _numbers(key, value, (*_RISK_TESTS, "answer"))
    numbers = {name: _number(name, tests[name]) for name in _RISK_TESTS if name in tests}
    answer = read_condition(tests["answer"], sets) if "answer" in tests else None
    return RiskTests(**numbers, answer=answer)


def _read_not(key: str, value: object, sets: Sets) -> Condition:
    return Not(read_condition(value, sets))


def _read_live_risk(key: str, value: object, sets: Sets) -> Condition:
    return LiveRisk(_risk_tests(key, value, sets))


def _read_this_risk(key: str, value: object, sets: Sets) -> Condition:
    return ThisRisk(_risk_tests(key, value, sets))


def _read_max_severity(key: str, value: object, sets: Sets) -> Condition:
    return LiveRisk(RiskTests(severity_at_least=_number(key, value)))


def _read_unsure(key: str, value: object, sets: Sets) -> Condition:
    return UnsureAtLeast(_number(key, value))


def _read_flags(key: str, value: object, sets: Sets) -> Condition:
    flags = _numbers(key, value, _FLAG_TESTS)
    return RedFlags(**{name: _number(name, number) for name, number in flags.items()})


_Form: TypeAlias = Callable[[str, object, Sets], Condition]

_FORMS: Mapping[str, _Form] = {
    "all": _group(All),
    "any": _group(AnyOf),
    "not": _read_not,
    "raised": _constant("any", Raised()),
    "max_severity": _read_max_severity,
    "live_risk": _read_live_risk,
    "this_risk": _read_this_risk,
    "any_gate_unsure": _constant(True, AnyGateUnsure()),
    "unsure_at_least": _read_unsure,
    "red_line": _constant("any", RedLine()),
    "red_flags": _read_flags,
    "rule": _names(RuleFired),
    "route": _names(RouteIs),
    "measure": _names(MeasureListed),
    "measure_step": _names(StepListed),
    "nothing_else": _constant(True, NothingElse()),
}

FORMS: frozenset[str] = frozenset(_FORMS)
"""The words that open a form of the grammar; any other key is a question."""
