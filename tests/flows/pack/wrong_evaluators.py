"""Evaluators that get one thing wrong, to see that the properties would tell.

Each takes the true result, or truly assesses something else, and spoils it as a plausible
mistake in the engine would.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from flows.case import Answers, Finding
from flows.pack.model import Pack
from flows.screening.assessment import Assessment, assess
from tests.flows.pack import invariants
from tests.flows.pack.invariants import Assess, Property
from tests.flows.pack.mutations import without_unsure_as
from tests.worked import pack_with


def severity_as_the_mean(pack: Pack, answers: Answers) -> Assessment:
    """Severity is averaged, as risk matrices do."""
    return _with_severity(pack, answers, lambda f: round((f.scale + f.scope + f.repair) / 3))


def severity_times_likelihood(pack: Pack, answers: Answers) -> Assessment:
    """Severity is weighed with likelihood, as risk matrices do."""
    return _with_severity(pack, answers, lambda f: -(-f.severity * f.likelihood // 5))


def not_sure_means_nothing(pack: Pack, answers: Answers) -> Assessment:
    """Conditions do not see what *not sure* counts as."""
    return assess(_numb_pack(), answers)


def the_first_option_counts(pack: Pack, answers: Answers) -> Assessment:
    """Of several options ticked only the first is seen."""
    first = {question: answer[:1] for question, answer in answers.general.items()}
    return assess(pack, Answers(first, answers.risks))


def rules_without_reasons(pack: Pack, answers: Answers) -> Assessment:
    """Rules fire, and nobody is told why."""
    result = assess(pack, answers)
    return replace(result, rules=dict.fromkeys(result.rules, ()))


def the_team_is_told_of_a_private_wish(pack: Pack, answers: Answers) -> Assessment:
    """What was said in private shows in the list of those who are told."""
    result = assess(pack, answers)
    if not result.private_case:
        return result
    return replace(result, notify=(*result.notify, "human_rights_team"))


WRONG: Mapping[Assess, tuple[Property, ...]] = {
    severity_as_the_mean: (
        invariants.severity_is_no_lower_than_any_value_and_its_floor,
        invariants.three_serious_values_make_a_severe_harm,
    ),
    severity_times_likelihood: (
        invariants.likelihood_and_history_never_change_severity,
        invariants.severity_is_no_lower_than_any_value_and_its_floor,
    ),
    not_sure_means_nothing: (invariants.not_sure_instead_of_an_answer_never_lowers_the_route,),
    the_first_option_counts: (invariants.the_order_of_answering_changes_nothing,),
    rules_without_reasons: (invariants.a_route_names_its_rules_and_a_rule_its_answers,),
    the_team_is_told_of_a_private_wish: (invariants.a_private_wish_leaves_no_trace,),
}
"""The wrong evaluators, each with the properties that notice."""


def _with_severity(pack: Pack, answers: Answers, take: Callable[[Finding], int]) -> Assessment:
    """Return the result with severities taken otherwise, and the route that ER01 then leaves."""
    result = assess(pack, answers)
    findings = tuple(replace(finding, severity=take(finding)) for finding in result.findings)
    severe = any(finding.severity >= 4 for finding in findings)
    rules = {rule: why for rule, why in result.rules.items() if severe or rule != "ER01"}
    route = max((pack.rule[rule].route for rule in rules), key=pack.route_rank.__getitem__)
    return replace(result, findings=findings, rules=rules, route=route)


@cache
def _numb_pack() -> Pack:
    """Return the shipped pack with nothing that *not sure* counts as."""
    return pack_with(without_unsure_as)
