"""Whether more severity, likelihood or doubt could ever lower a route (invariants INV02, INV04).

A rule that asks for less, through `not` or an exact number, stops being true when things get
worse. That is fine only where another rule, with a route at least as high, is true by then.
"""

from collections.abc import Iterator
from dataclasses import replace

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
    RiskTests,
    UnsureAtLeast,
)
from flows.pack.lint.draft import Draft
from flows.pack.lint.grammar import Conditions
from flows.pack.source import Finding, Path


def check(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    """Find rules that fall away as things get worse, with no other rule to take over."""
    ranks = {id: rank for rank, id in enumerate(draft.of("route"))}
    rules: list[tuple[int, Path, Condition]] = []
    for path, rule in draft.entries("rules.*"):
        condition = conditions.whole.get((*path, "if"))
        if condition is not None:
            rules.append((ranks.get(str(rule.get("route")), 0), (*path, "if"), condition))
    for rank, path, condition in rules:
        others = [other for height, at, other in rules if height >= rank and at != path]
        for worse in _falls_at(draft, condition) if rank else ():
            if not any(_fires_at(other, worse) for other in others):
                yield draft.finding(path, *_TOLD)


_TOLD = (
    "a worse answer could lower the route: this rule asks for less, by `not` or an exact number",
    "test `..._at_least` without `not`, or add a rule of at least this route for the worse case",
)


def _falls_at(draft: Draft, condition: Condition, upright: bool = True) -> Iterator[Condition]:
    """Yield what becomes true at the moment when a condition stops being true."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _falls_at(draft, part, upright)
        case Not(part):
            yield from _falls_at(draft, part, not upright)
        case LiveRisk(tests) if upright:
            yield from (LiveRisk(worse) for worse in _past(tests))
        case RedFlags(hard, soft) if upright:
            if hard is not None:
                yield RedFlags(hard_at_least=hard + 1)
            if soft is not None:
                yield RedFlags(soft_at_least=soft + 1)
        case LiveRisk() | RedFlags() | Raised() | RedLine() | UnsureAtLeast() | AnyGateUnsure():
            if not upright:
                yield condition
        case Contains(question, options):
            asked = draft.questions.get(question)
            doubt = {UNSURE} | (asked.unsure_as if asked else frozenset())
            if not upright and options & doubt:
                yield Contains(question, frozenset(options & doubt))
        case _:
            pass


def _past(tests: RiskTests) -> Iterator[RiskTests]:
    """Yield the ratings just above an exact one."""
    if tests.severity is not None:
        yield replace(tests, severity=None, severity_at_least=tests.severity + 1)
    if tests.likelihood is not None:
        yield replace(tests, likelihood=None, likelihood_at_least=tests.likelihood + 1)


def _fires_at(rule: Condition, worse: Condition) -> bool:
    """Whether a rule is surely true when something is."""
    match rule, worse:
        case AnyOf(parts), _:
            return any(_fires_at(part, worse) for part in parts)
        case All(parts), _:
            return all(_fires_at(part, worse) for part in parts)
        case LiveRisk(asks), LiveRisk(has):
            return _weaker(asks, has)
        case RedFlags(), RedFlags():
            return (
                _at_least(rule.hard_at_least, worse.hard_at_least, worse.hard)
                and _at_least(rule.soft_at_least, worse.soft_at_least, worse.soft)
                and rule.hard is None
                and rule.soft is None
            )
        case UnsureAtLeast(asks_for), UnsureAtLeast(count):
            return asks_for <= count
        case Contains(question, options), Contains(other, doubt):
            return question == other and doubt <= options
        case _:
            return rule == worse


def _weaker(asks: RiskTests, has: RiskTests) -> bool:
    """Whether every risk that passes `has` passes `asks`."""
    return (
        asks.severity in (None, has.severity)
        and asks.likelihood in (None, has.likelihood)
        and asks.answer in (None, has.answer)
        and _at_least(asks.severity_at_least, has.severity_at_least, has.severity)
        and _at_least(asks.likelihood_at_least, has.likelihood_at_least, has.likelihood)
    )


def _at_least(asked: int | None, *given: int | None) -> bool:
    return asked is None or any(number is not None and asked <= number for number in given)
