"""Cases as written: what is not there counts as the guide says, what is wrong is named."""

import pytest

from flows.errors import CaseFileError
from flows.screening.cases import ALWAYS, read_case
from tests.worked import the_pack

WRONG: tuple[tuple[object, str], ...] = (
    ([], "case 3: a case is a mapping"),
    ({"id": "X", "answer": {}}, "case X: unknown key answer; allowed: id, name, story, answers"),
    ({"id": "X", "answers": ["ads"]}, "case X: answers: needs a mapping; found ['ads']"),
    ({"answers": {"P99": "no"}}, "case 3: P99 is no general question; allowed: P01, P02"),
    ({"id": "X", "answers": {"S01": "3"}}, "case X: S01 is no general question"),
    ({"id": "X", "risks": {"RK99": {}}}, "case X: RK99 is no risk; allowed: RK01 to RK30"),
    ({"id": "X", "risks": {"RK01": 3}}, "case X: RK01: needs a mapping; found 3"),
    (
        {"id": "X", "risks": {"RK01": {"E03": "no"}}},
        "case X: RK01: E03 is no question asked for each risk; allowed: R01, S01, S02",
    ),
    (
        {"id": "X", "risks": {"RK01": {"S01": 6}}},
        "case X: RK01: S01 is '6'; allowed: 1, 2, 3, 4, 5, unsure",
    ),
    (
        {"id": "X", "answers": {"E03": True}},
        "case X: E03 is read as True: write the word in quotes",
    ),
    ({"id": "X", "answers": {"P04": ["ads", "adds"]}}, "case X: P04 is 'adds'; allowed: none,"),
    ({"id": "X", "answers": {"E03": ["no", "yes"]}}, "case X: E03 takes one option; found 2"),
    ({"id": "X", "answers": {"E03": []}}, "case X: E03 takes one option; found 0"),
    ({"id": "X", "answers": {"P01": 3}}, "case X: P01 needs text; found 3"),
    (
        {"id": "X", "answers": {"R02": ["RK99"]}},
        "case X: R02 is 'RK99'; allowed: none, unsure, RK01",
    ),
    (
        {"id": "X", "risks": {"RK01": {"M01": ["MT99"]}}},
        "case X: RK01: M01 is 'MT99'; allowed: defaults, none, unsure, MT01",
    ),
    ({"id": "X", "expect": []}, "case X: expect: needs a mapping"),
)


@pytest.mark.parametrize(("raw", "said"), WRONG)
def test_wrong_case_is_named_with_what_is_allowed(raw: object, said: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        read_case(the_pack(), raw, 3)
    assert said in str(caught.value)


def test_case_reads_words_numbers_and_lists_as_options() -> None:
    raw = {
        "id": "X",
        "name": "A product",
        "story": "It sells.",
        "answers": {"P01": "Shop", "P04": ["ads", "market"], "U05": [], "R02": ["RK01"]},
        "risks": {"RK01": {"S01": 3, "M01": ["MT03", "MT10"]}},
        "expect": {"route": "hr_review"},
    }
    case = read_case(the_pack(), raw, 1)
    assert (case.id, case.name, case.story) == ("X", "A product", "It sells.")
    assert case.expect == {"route": "hr_review"}
    assert case.answers.general == {
        "P01": "Shop",
        "P04": ("ads", "market"),
        "U05": ("unsure",),
        "R02": ("RK01",),
    }
    assert case.answers.risks["RK01"] == {**ALWAYS, "S01": ("3",), "M01": ("MT03", "MT10")}
    assert case.answers.risks["RK02"] == ALWAYS


def test_case_without_anything_is_one_where_everything_was_skipped() -> None:
    case = read_case(the_pack(), {}, 7)
    assert (case.id, case.name, case.story, case.expect) == ("7", "7", "", {})
    assert case.answers.general == {}
    assert case.answers.risks == dict.fromkeys(the_pack().risk, ALWAYS)
