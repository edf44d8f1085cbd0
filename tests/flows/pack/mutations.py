"""The shipped pack with one thing wrong in it, and the property that must notice.

Each mutation is an edit that somebody could make in good faith.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from flows.case import Answers
from flows.pack.model import Pack
from flows.screening.cases import as_expected
from tests.flows.pack import invariants
from tests.flows.pack.invariants import Assess, Property
from tests.worked import entry, pack_with, raw_cases, worked

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mutation:
    """An edit of the pack's data, and the properties that each fail on what it makes."""

    name: str
    edit: Callable[[Data], None]
    killed_by: tuple[Property, ...]

    def pack(self) -> Pack:
        return _made(self)


@cache
def _made(mutation: Mutation) -> Pack:
    return pack_with(mutation.edit)


def without_unsure_as(data: Data) -> None:
    """Let *not sure* count as nothing in every question."""
    for question in data["questions"]:
        question["unsure_as"] = []
    for module in data["modules"]:
        for question in module["questions"]:
            question["unsure_as"] = []


def rule(data: Data, id: str) -> Data:
    return entry(data["rules"], id)


def risk(data: Data, id: str) -> Data:
    return entry(data["risks"], id)


def question(data: Data, id: str) -> Data:
    return entry(data["questions"], id)


def drop(data: Data, kind: str, id: str) -> None:
    data[kind] = [each for each in data[kind] if each["id"] != id]


def swap_upper_routes(data: Data) -> None:
    data["routes"][2:] = reversed(data["routes"][2:])


def tell_a_private_wish(data: Data) -> None:
    """Show *privately* in the shared record and let a rule look at it."""
    del data["confidentiality"]["private_case"]["stored_in_shared_record_as"]["confidential"]
    rule(data, "ER15")["if"] = {"Z01": ["want_review", "confidential"]}


def excuse_a_severe_harm(data: Data) -> None:
    """Let a severe harm pass while nobody knows who will be told of it."""
    severe = rule(data, "ER01")
    severe["if"] = {"all": [severe["if"], {"not": {"X01": ["unsure"]}}]}


def worked_products_come_out_as_written(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """The second net, for what only an example can tell."""
    cases = [worked(id) for id in raw_cases()]
    return all(
        as_expected(assess(pack, case.answers), pack.route_rank) == case.expect for case in cases
    )


LOW = {"scale": 1, "scope": 1, "repair": 1}

MUTATIONS = (
    Mutation(
        "floor_dropped",
        lambda data: risk(data, "RK07").update(floor=LOW),
        (invariants.severity_is_no_lower_than_any_value_and_its_floor,),
    ),
    Mutation(
        "floors_under_a_condition_dropped",
        lambda data: risk(data, "RK18").update(floors_if=[]),
        (invariants.severity_is_no_lower_than_any_value_and_its_floor,),
    ),
    Mutation(
        "uplift_removed",
        lambda data: data["severity"]["uplift"].update(add=0),
        (invariants.severity_is_no_lower_than_any_value_and_its_floor,),
    ),
    Mutation(
        "threshold_of_severe_moved",
        lambda data: rule(data, "ER01").update({"if": {"live_risk": {"severity_at_least": 5}}}),
        (
            invariants.raising_a_rating_never_lowers_the_route,
            invariants.a_severe_harm_is_always_escalated,
        ),
    ),
    Mutation(
        "likelihood_lets_a_severe_harm_pass",
        lambda data: rule(data, "ER01")["if"]["live_risk"].update(likelihood_at_least=3),
        (invariants.a_severe_harm_is_always_escalated,),
    ),
    Mutation(
        "likelihood_lowers_a_route",
        lambda data: rule(data, "ER09").update(
            {"if": {"live_risk": {"severity": 3, "likelihood": 3}}}
        ),
        (invariants.raising_a_rating_never_lowers_the_route,),
    ),
    Mutation(
        "likelihood_floor_dropped",
        lambda data: data["likelihood"]["floors"].pop(0),
        (invariants.likelihood_is_no_lower_than_answered_and_as_history_tells,),
    ),
    Mutation(
        "history_makes_severe",
        lambda data: risk(data, "RK07")["floors_if"].append({"if": {"S05": ["here"]}, "scale": 5}),
        (invariants.likelihood_and_history_never_change_severity,),
    ),
    Mutation(
        "unsure_as_emptied_in_one_question",
        lambda data: question(data, "Z01").update(unsure_as=[]),
        (invariants.not_sure_instead_of_an_answer_never_lowers_the_route,),
    ),
    Mutation(
        "unsure_as_emptied_everywhere",
        without_unsure_as,
        (invariants.not_sure_instead_of_an_answer_never_lowers_the_route,),
    ),
    Mutation(
        "unsure_rating_low",
        lambda data: data["severity"].update(unsure_rating=1),
        (invariants.not_sure_instead_of_an_answer_never_lowers_the_route,),
    ),
    Mutation(
        "not_sure_excuses",
        excuse_a_severe_harm,
        (invariants.not_sure_beside_other_options_never_lowers_the_route,),
    ),
    Mutation(
        "gate_flag_removed",
        lambda data: question(data, "U02").pop("gate"),
        (invariants.not_sure_in_a_gate_is_reviewed,),
    ),
    Mutation(
        "unsure_gate_not_reviewed",
        lambda data: drop(data, "rules", "ER10"),
        (invariants.not_sure_in_a_gate_is_reviewed,),
    ),
    Mutation(
        "more_unknowns_allowed",
        lambda data: rule(data, "ER18").update({"if": {"unsure_at_least": 5}}),
        (invariants.three_unknowns_are_reviewed,),
    ),
    Mutation(
        "three_threes_removed",
        lambda data: data["severity"]["three_threes"].update(severity_at_least=3),
        (invariants.three_serious_values_make_a_severe_harm,),
    ),
    Mutation(
        "going_without_measures_allowed",
        lambda data: drop(data, "rules", "ER17"),
        (invariants.measures_touch_the_route_only_where_none_is_chosen,),
    ),
    Mutation(
        "a_measure_buys_a_lower_route",
        lambda data: rule(data, "ER19").update(
            route="hr_review", **{"if": {"live_risk": {"answer": {"M01": ["defaults"]}}}}
        ),
        (invariants.measures_touch_the_route_only_where_none_is_chosen,),
    ),
    Mutation(
        "relationship_makes_severe",
        lambda data: risk(data, "RK07")["floors_if"].append({"if": {"K01": ["cause"]}, "scale": 4}),
        (invariants.the_relationship_never_changes_severity_or_route,),
    ),
    Mutation(
        "private_wish_told",
        tell_a_private_wish,
        (invariants.a_private_wish_leaves_no_trace,),
    ),
    Mutation(
        "no_concern_read_as_a_wish",
        lambda data: data["confidentiality"]["private_case"].update(result_as="want_review"),
        (invariants.a_harmless_product_is_only_recorded,),
    ),
    Mutation(
        "harm_raised_by_a_name",
        lambda data: risk(data, "RK18")["raised_if"]["any"].append({"P05": ["basic"]}),
        (invariants.a_harmless_product_is_only_recorded,),
    ),
    Mutation(
        "raised_harm_without_a_rule",
        lambda data: drop(data, "rules", "ER19"),
        (invariants.a_route_names_its_rules_and_a_rule_its_answers,),
    ),
    Mutation(
        "rule_that_cannot_say_why",
        lambda data: rule(data, "ER20").update({"if": {"not": {"raised": "any"}}}),
        (invariants.a_route_names_its_rules_and_a_rule_its_answers,),
    ),
    Mutation(
        "tracking_not_topped_up",
        lambda data: drop(data, "suggestions", "MS04"),
        (invariants.a_serious_harm_is_tracked_and_a_severe_one_told_and_put_right,),
    ),
    Mutation(
        "routes_out_of_order",
        swap_upper_routes,
        (invariants.a_severe_harm_is_always_escalated,),
    ),
    Mutation(
        "likelihood_first",
        lambda data: data["attention"].insert(0, data["attention"].pop(2)),
        (invariants.harms_are_listed_by_severity_before_likelihood,),
    ),
    Mutation(
        "rule_of_an_option_that_is_none",
        lambda data: rule(data, "ER06").update({"if": {"E03": ["ja"]}}),
        (invariants.everything_named_exists_and_every_weakness_has_an_answer,),
    ),
    Mutation(
        "gap_without_a_measure",
        lambda data: entry(data["gaps"], "GP05").update(mitigation="MT99"),
        (invariants.everything_named_exists_and_every_weakness_has_an_answer,),
    ),
    # What no invariant can see: a rule less is a pack like any other.
    Mutation(
        "past_harm_without_a_rule",
        lambda data: drop(data, "rules", "ER08"),
        (worked_products_come_out_as_written,),
    ),
    Mutation(
        "no_leverage_without_a_measure",
        lambda data: drop(data, "suggestions", "MS07"),
        (worked_products_come_out_as_written,),
    ),
    Mutation(
        "repressive_place_is_no_high_risk",
        lambda data: data["sets"]["HIGHRISK"].remove("repressive"),
        (worked_products_come_out_as_written,),
    ),
)
