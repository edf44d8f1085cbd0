"""Every worked product, route variant, severity row and relationship row comes out exactly."""

import pytest

from flows.case import Answers
from flows.screening.assessment import assess
from flows.screening.cases import as_expected
from flows.screening.facts import Facts
from flows.screening.severity import Measured, rate, take_severity
from tests.worked import (
    boundary,
    entry,
    pack_with,
    raw_cases,
    raw_variants,
    the_pack,
    worked,
)

SEVERITY = {row["id"]: row for row in boundary()["severity_table"]}
RELATIONSHIPS = {row["id"]: row for row in boundary()["relationship_table"]}
SOME_RISK = "RK07"


@pytest.mark.parametrize("id", sorted(raw_cases()))
def test_worked_product_comes_out_exactly(id: str) -> None:
    case = worked(id)
    result = as_expected(assess(the_pack(), case.answers), the_pack().route_rank)
    assert result == case.expect
    assert list(result) == list(case.expect)


@pytest.mark.parametrize("id", sorted(raw_variants()))
def test_route_variant_changes_what_it_says(id: str) -> None:
    case = worked(id)
    result = as_expected(assess(the_pack(), case.answers), the_pack().route_rank)
    risks = case.expect.get("risks", {})
    assert isinstance(risks, dict)
    for key, value in case.expect.items():
        assert (risks if key == "risks" else value) == result[key], key


@pytest.mark.parametrize("id", sorted(SEVERITY))
def test_severity_row(id: str) -> None:
    """UNGP 14: the worst of the three; three serious ones together are severe (pack)."""
    row = SEVERITY[id]
    floors = dict(zip(("scale", "scope", "repair"), row["floor"], strict=True))
    pack = pack_with(
        lambda data: entry(data["risks"], SOME_RISK).update(floor=floors, floors_if=[])
    )
    facts = Facts(pack)
    facts.raised[SOME_RISK] = ()
    for question, answer in zip(("S01", "S02", "S03"), row["s"], strict=True):
        facts.take(pack.question[question], SOME_RISK, (str(answer),))
    group = "children" if row["uplift"] else "general"
    facts.take(pack.question["F01"], None, (group,))
    finding = rate(facts, SOME_RISK).finding
    assert [finding.scale, finding.scope, finding.repair, finding.severity] == row["out"]


@pytest.mark.parametrize("id", sorted(RELATIONSHIPS))
def test_relationship_row(id: str) -> None:
    """UNGP 13 and 19: a link may turn into contributing; severity is not touched."""
    row = RELATIONSHIPS[id]
    pack = the_pack()
    facts = Facts(pack)
    facts.raised[SOME_RISK] = ()
    for question in ("K01", "S05"):
        facts.take(pack.question[question], SOME_RISK, (row[question],))
    for question in ("U07", "V07"):
        facts.take(pack.question[question], None, (row[question],))
    assert rate(facts, SOME_RISK).finding.relationship == row["effective"]


def test_severity_rests_on_the_worst_dimension_alone() -> None:
    values = {
        "scale": Measured(2, ()),
        "scope": Measured(1, ()),
        "repair": Measured(5, ()),
    }
    assert take_severity(the_pack(), values).value == 5


def test_the_order_of_answers_and_of_risks_changes_nothing() -> None:
    """INV01."""
    answers = worked("G05").answers
    general, risks = list(answers.general.items()), list(answers.risks.items())
    turned = Answers(dict(reversed(general)), dict(reversed(risks)))
    assert assess(the_pack(), turned) == assess(the_pack(), answers)
