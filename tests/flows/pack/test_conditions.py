"""Each form of the condition grammar reads into its shape; a wrong one says what may stand."""

import pytest

from flows.errors import PackError
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
    read_condition,
)
from tests.worked import pack_with

SETS = {"SURV": ("bio_id", "emotion")}
ADS = Contains("P04", frozenset({"ads"}))

FORMS = (
    ({"P04": ["ads"]}, ADS),
    ({"P04": "$SURV"}, Contains("P04", frozenset({"bio_id", "emotion"}))),
    ({"all": [{"P04": ["ads"]}]}, All((ADS,))),
    ({"any": [{"P04": ["ads"]}]}, AnyOf((ADS,))),
    ({"not": {"P04": ["ads"]}}, Not(ADS)),
    ({"raised": "any"}, Raised()),
    ({"max_severity": 3}, LiveRisk(RiskTests(severity_at_least=3))),
    (
        {"live_risk": {"severity": 3, "likelihood_at_least": 2, "answer": {"P04": ["ads"]}}},
        LiveRisk(RiskTests(severity=3, likelihood_at_least=2, answer=ADS)),
    ),
    (
        {"this_risk": {"severity_at_least": 3, "likelihood": 5}},
        ThisRisk(RiskTests(severity_at_least=3, likelihood=5)),
    ),
    ({"any_gate_unsure": True}, AnyGateUnsure()),
    ({"unsure_at_least": 3}, UnsureAtLeast(3)),
    ({"red_line": "any"}, RedLine()),
    ({"red_flags": {"hard": 0, "soft_at_least": 1}}, RedFlags(hard=0, soft_at_least=1)),
    ({"rule": ["ER08"]}, RuleFired(("ER08",))),
    ({"route": ["hr_review"]}, RouteIs(("hr_review",))),
    ({"measure": ["MT44", "MT45"]}, MeasureListed(("MT44", "MT45"))),
    ({"measure_step": ["track"]}, StepListed(("track",))),
    ({"nothing_else": True}, NothingElse()),
)

WRONG: tuple[tuple[object, str], ...] = (
    ([], "one key and its value; found []"),
    ({}, "one key and its value; found {}"),
    ({"P04": ["ads"], "U02": ["work"]}, "one key and its value"),
    ({True: ["ads"]}, "the key True is no word: put it in quotes"),
    ({"P04": "ads"}, "P04 needs a list such as [one, other]; found 'ads'"),
    ({"P04": []}, "P04 needs a list"),
    ({"P04": ["ads", True]}, "P04: True is no word; write it in quotes"),
    ({"P04": "$NOBODY"}, "$NOBODY is no list of sets.yaml"),
    ({"all": {"P04": ["ads"]}}, "all needs a list of conditions"),
    ({"any": []}, "any needs a list of conditions; found []"),
    ({"any": [{"P04": "ads"}]}, "P04 needs a list"),
    ({"not": [{"P04": ["ads"]}]}, "one key and its value"),
    ({"raised": True}, "raised takes only 'any'; found True"),
    ({"any_gate_unsure": "yes"}, "any_gate_unsure takes only True; found 'yes'"),
    ({"max_severity": "3"}, "max_severity needs a whole number; found '3'"),
    ({"unsure_at_least": True}, "unsure_at_least needs a whole number; found True"),
    ({"live_risk": {}}, "live_risk takes severity, severity_at_least, likelihood"),
    ({"live_risk": {"severe": 3}}, "live_risk takes severity, severity_at_least, likelihood"),
    ({"this_risk": {"severity": None}}, "severity needs a whole number; found None"),
    ({"red_flags": {"some": 1}}, "red_flags takes hard, soft, hard_at_least, soft_at_least"),
    ({"rule": "ER08"}, "rule needs a list"),
    ({"P04": "x" * 200}, "xxxx..."),
)


@pytest.mark.parametrize(("written", "shape"), FORMS)
def test_form_reads_into_its_shape(written: object, shape: Condition) -> None:
    assert read_condition(written, SETS) == shape


@pytest.mark.parametrize(("written", "said"), WRONG)
def test_wrong_condition_says_what_may_stand_there(written: object, said: str) -> None:
    with pytest.raises(PackError) as caught:
        read_condition(written, SETS)
    assert said in str(caught.value)


def test_questions_are_found_however_deep_they_stand() -> None:
    condition = read_condition(
        {
            "all": [
                {"not": {"any": [{"P04": ["ads"]}, {"raised": "any"}]}},
                {"live_risk": {"answer": {"M04": ["none"]}}},
                {"this_risk": {"answer": {"S05": ["here"]}}},
                {"max_severity": 3},
            ]
        },
        SETS,
    )
    assert questions_in(condition) == {"P04", "M04", "S05"}
    assert sum(1 for _ in parts_of(condition)) == 10


def test_pack_with_a_wrong_condition_names_its_place() -> None:
    with pytest.raises(PackError) as caught:
        pack_with(lambda data: data["rules"][0].update({"if": {"P04": "$NOBODY"}}))
    assert "rules.0.if: Value error, $NOBODY is no list of sets.yaml" in str(caught.value.args)
