"""The linter finds every kind of mistake, all at once, and tells the shipped pack is clean."""

from pathlib import Path

import pytest

from flows.pack.lint import lint
from flows.pack.lint.shape import keys_at
from flows.pack.model import Pack
from flows.pack.source import Finding, Source, Spot
from storage.packs import BUILT_IN, read_source
from tests.flows.pack.broken_packs import Edit, Mistake, edited, expected_line, tells
from tests.flows.pack.mistakes import MISTAKES, rule


def test_the_shipped_pack_is_clean() -> None:
    assert lint(read_source(BUILT_IN)) == ()


def test_the_shipped_pack_is_clean_with_the_words_of_these_tests(tmp_path: Path) -> None:
    assert lint(edited(tmp_path)) == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_each_mistake_is_told_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    found = lint(edited(tmp_path, mistake.edit))
    line = expected_line(mistake)
    assert any(tells(finding, mistake, line) for finding in found), f"{line}\n" + "\n".join(
        map(str, found)
    )
    assert list(found) == sorted(found)


def test_ten_mistakes_at_once_are_all_told(tmp_path: Path) -> None:
    chosen = [mistake for mistake in MISTAKES if mistake.name in TEN]
    found = lint(edited(tmp_path, *(mistake.edit for mistake in chosen)))
    assert len(chosen) == 10
    for mistake in chosen:
        line = expected_line(mistake)
        assert any(tells(finding, mistake, line) for finding in found), mistake.name


TEN = frozenset(
    (
        *("missing key", "key twice", "unknown right", "unknown owner", "unknown recipient"),
        *("unknown option", "long question", "exact likelihood", "boolean word", "comma"),
    )
)


def test_pack_with_a_cycle_is_refused(tmp_path: Path) -> None:
    general = "questions_general.yaml"
    found = lint(
        edited(
            tmp_path,
            Edit(general, "ask_if: {P04: $SURV}", 'ask_if: {P07: ["no"]}'),
            Edit(general, "  ask_if: {raised: any}\n  unsure_as: [\"no\"]\n  feeds: [GP01]",
                 '  ask_if: {P09: ["on"]}\n  unsure_as: ["no"]\n  feeds: [GP01]'),
            Edit(general, '  ask_if: {max_severity: 3}\n  unsure_as: ["on"]',
                 '  ask_if: {P08: [possible]}\n  unsure_as: ["on"]'),
        )
    )  # fmt: skip
    circle = [finding for finding in found if "waits for itself" in finding.wrong]
    assert [finding.id for finding in circle] == ["P07", "P08", "P09"]
    assert all("a circle of P07, P08, P09" in finding.wrong for finding in circle)


def test_a_question_that_waits_for_itself_is_told(tmp_path: Path) -> None:
    edit = Edit("questions_general.yaml", "ask_if: {P04: $SURV}", "ask_if: {P08: [possible]}")
    found = lint(edited(tmp_path, edit))
    assert [finding.wrong for finding in found] == ["P08 waits for itself: a circle of P08"]


def test_what_hangs_from_a_question_that_is_never_asked_is_told_too(tmp_path: Path) -> None:
    found = lint(edited(tmp_path, Edit("pack.yaml", "open_modules: [W, A, V, D, C, H]",
                                       "open_modules: [W, A, V, C, H]")))  # fmt: skip
    told = {finding.id: finding.wrong for finding in found}
    assert told["D"] == "module D is never opened"
    assert told["ER07"] == "can never fire"
    assert told["GP16"] == "can never be true"
    assert "D01" not in told


def test_a_rule_may_ask_for_less_where_another_takes_over(tmp_path: Path) -> None:
    for condition in (
        "{not: {red_flags: {hard_at_least: 1}}}",
        "{not: {red_flags: {soft_at_least: 3}}}",
        "{not: {not: {unsure_at_least: 2}}}",
        "{not: {unsure_at_least: 3}}",
        "{not: {any_gate_unsure: true}}",
        "{not: {red_line: any}}",
        '{not: {E03: ["yes"]}}',
        "{not: {live_risk: {severity_at_least: 4, likelihood_at_least: 2}}}",
        "{not: {live_risk: {severity: 5}}}",
        "{not: {U02: [work]}}",
        "{live_risk: {severity: 4}}",
    ):
        found = lint(edited(tmp_path, rule(f'{{all: [{{E04: ["yes"]}}, {condition}]}}')))
        assert not found, f"{condition}: {found}"


def test_a_rule_must_not_ask_for_less_where_the_other_is_lower_or_asks_for_more(
    tmp_path: Path,
) -> None:
    for condition in (
        "{not: {raised: any}}",
        "{not: {red_flags: {soft_at_least: 1}}}",
        "{not: {live_risk: {likelihood_at_least: 5}}}",
        "{not: {all: [{red_line: any}, {unsure_at_least: 1}]}}",
    ):
        found = lint(edited(tmp_path, rule(f'{{all: [{{E04: ["yes"]}}, {condition}]}}')))
        assert [finding.id for finding in found] == ["ER14"], f"{condition}: {found}"


def test_a_gate_is_read_when_its_rule_looks_at_more(tmp_path: Path) -> None:
    edit = Edit("rules.yaml", "if: {any_gate_unsure: true}",
                "if: {any: [{unsure_at_least: 5}, {any_gate_unsure: true}]}")  # fmt: skip
    assert not lint(edited(tmp_path, edit))


def test_a_file_that_cannot_be_read_does_not_make_its_ids_unknown(tmp_path: Path) -> None:
    found = lint(edited(tmp_path, Edit("rights.yaml", "rights:", "rights: [")))
    assert [finding.spot.file for finding in found] == ["rights.yaml"]


def test_an_empty_pack_is_told_section_by_section() -> None:
    told = {finding.wrong for finding in lint(Source({}))}
    assert {"questions is missing", "rules is missing", "risks is missing"} <= told


def test_a_pack_of_the_wrong_shape_everywhere_is_told_and_never_breaks_the_linter() -> None:
    shipped = read_source(BUILT_IN)
    mixed = [None, 1, "x", [], ["x"], {}, {"id": 1}, {"if": {"all": [{}, 3]}}]
    for section in shipped.data:
        assert lint(Source({**shipped.data, section: mixed}, shipped.words, shipped.spots))
    everywhere: tuple[object, ...] = (None, 1, [], ["x"], {}, {"id": ["x"], "if": {"P04": None}})
    for wrong in everywhere:
        assert lint(Source(dict.fromkeys(shipped.data, wrong), {"en": {"bot": 1, "texts": wrong}}))


def test_the_keys_of_a_place_are_known_through_lists_and_choices() -> None:
    assert "floors_if" in keys_at(Pack, ("risks", 3))
    assert "scale" in keys_at(Pack, ("risks", 3, "floors_if", 0))
    assert "decision_working_days" in keys_at(Pack, ("routes", 0, "service"))
    assert keys_at(Pack, ("rights", 0, "refs")) == frozenset()


def test_a_finding_reads_as_one_line() -> None:
    finding = Finding(Spot("gaps.yaml", 3), "GP01", "title is missing", "add it")
    assert str(finding) == "gaps.yaml:3: GP01: title is missing -> add it"
    assert str(Finding(Spot("x.yaml", 1), "", "no", "yes")) == "x.yaml:1: no -> yes"
