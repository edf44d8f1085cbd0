"""Whether a condition is true, and the answers that made it so.

One function tells both, so that no reason shown to a person can differ from the rule that
was applied: None is false; a tuple of cites, possibly empty, is true.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias, assert_never

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
    parts_of,
    questions_in,
)
from flows.pack.ruling import Rule
from flows.screening.facts import Because, Cite, Facts, Rated, distinct

Truth: TypeAlias = Because | None


def holds(condition: Condition | None, facts: Facts, risk: str | None = None) -> Truth:
    """Return the answers that make a condition true, or None when it is false.

    `risk` is the risk at hand where one risk is looked at. No condition is true.
    """
    if condition is None:
        return ()
    match condition:  # the commonest forms first; taking them apart by attribute is quicker
        case Contains():
            seen = facts.see(condition.question, risk)
            if seen is None or condition.options.isdisjoint(seen[0]):
                return None
            return (seen[1],)
        case All():
            return _all(condition.parts, facts, risk)
        case LiveRisk():
            return _live_risk(condition.tests, facts)
        case AnyOf():
            return _any(condition.parts, facts, risk)
        case Not(part):
            return _not(part, facts, risk)
        case ThisRisk(tests):
            return _this_risk(tests, facts, risk)
        case Raised():
            return _union(facts.raised.values())
        case AnyGateUnsure():
            return _some(facts.unsure_gates)
        case UnsureAtLeast(count):
            return tuple(facts.unsure) if len(facts.unsure) >= count else None
        case RedLine():
            return _union(facts.red_lines.values())
        case RedFlags():
            return _flags(condition, facts)
        case RuleFired(rules):
            return _union(facts.rules[rule] for rule in rules if rule in facts.rules)
        case RouteIs(routes):
            return () if facts.route in routes else None
        case MeasureListed(measures):
            return None if set(measures).isdisjoint(facts.measures) else ()
        case StepListed(steps):
            listed = (facts.pack.measure[measure].step for measure in facts.measures)
            return () if any(step in steps for step in listed) else None
        case NothingElse():
            return tuple(facts.gates) if facts.nothing_else else None
        case _:
            assert_never(condition)


def true_entries(
    rules: Iterable[Rule], facts: Facts, found: Callable[[str, Because], None]
) -> None:
    """Report every rule that is true; those that ask for *nothing else* are tested last."""
    last: list[Rule] = []
    some = False
    for rule in rules:
        if _is_last(rule.condition):
            last.append(rule)
        elif (because := holds(rule.condition, facts)) is not None:
            some = True
            found(rule.id, because)
    facts.nothing_else = not some
    for rule in last:
        if (because := holds(rule.condition, facts)) is not None:
            found(rule.id, because)
    facts.nothing_else = False


def _is_last(condition: Condition) -> bool:
    return any(isinstance(part, NothingElse) for part in parts_of(condition))


def _all(parts: tuple[Condition, ...], facts: Facts, risk: str | None) -> Truth:
    cites: list[Cite] = []
    for part in parts:
        because = holds(part, facts, risk)
        if because is None:
            return None
        cites += because
    return distinct(cites)


def _any(parts: tuple[Condition, ...], facts: Facts, risk: str | None) -> Truth:
    found = [because for part in parts if (because := holds(part, facts, risk)) is not None]
    if len(found) == 1:
        return found[0]
    return distinct([cite for because in found for cite in because]) if found else None


def _not(part: Condition, facts: Facts, risk: str | None) -> Truth:
    if holds(part, facts, risk) is not None:
        return None
    looked_at = (facts.see(question, risk) for question in sorted(questions_in(part)))
    return tuple(seen[1] for seen in looked_at if seen is not None)


def _some(cites: list[Cite]) -> Truth:
    return tuple(cites) if cites else None


def _union(found: Iterable[Because]) -> Truth:
    each = list(found)
    if len(each) > 1:
        return distinct([cite for because in each for cite in because])
    return each[0] if each else None


def _live_risk(tests: RiskTests, facts: Facts) -> Truth:
    each = [
        because
        for risk, rated in facts.rated.items()
        if _numbers_pass(tests, rated)
        and (because := _answer_passes(tests, rated, facts, risk)) is not None
    ]
    return _union(each)


def _this_risk(tests: RiskTests, facts: Facts, risk: str | None) -> Truth:
    rated = facts.rated.get(risk) if risk is not None else None
    if rated is None or not _numbers_pass(tests, rated):
        return None
    return _answer_passes(tests, rated, facts, risk)


def _answer_passes(tests: RiskTests, rated: Rated, facts: Facts, risk: str | None) -> Truth:
    """Return why a risk whose numbers pass is what the tests look for."""
    answer = holds(tests.answer, facts, risk)
    if answer is None:
        return None
    of_severity = tests.severity is not None or tests.severity_at_least is not None
    of_likelihood = tests.likelihood is not None or tests.likelihood_at_least is not None
    if of_likelihood or (of_severity and answer):
        severity = rated.severity_because if of_severity else ()
        likelihood = rated.likelihood_because if of_likelihood else ()
        return distinct((*severity, *likelihood, *answer))
    return rated.severity_because if of_severity else answer


def _numbers_pass(tests: RiskTests, rated: Rated) -> bool:
    finding = rated.finding
    return (
        (tests.severity is None or finding.severity == tests.severity)
        and (tests.severity_at_least is None or finding.severity >= tests.severity_at_least)
        and (tests.likelihood is None or finding.likelihood == tests.likelihood)
        and (tests.likelihood_at_least is None or finding.likelihood >= tests.likelihood_at_least)
    )


def _flags(tests: RedFlags, facts: Facts) -> Truth:
    hard, soft = facts.flags["hard"], facts.flags["soft"]
    passed = (
        (tests.hard is None or len(hard) == tests.hard)
        and (tests.soft is None or len(soft) == tests.soft)
        and (tests.hard_at_least is None or len(hard) >= tests.hard_at_least)
        and (tests.soft_at_least is None or len(soft) >= tests.soft_at_least)
    )
    return (*hard, *soft) if passed else None
