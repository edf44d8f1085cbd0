"""Looking up an id tells what it is and everything that refers to it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows.pack.conditions import read_condition
from flows.pack.lint.draft import Draft
from flows.pack.lint.places import SHARED, USED
from flows.pack.references import find, known_ids, refers_to
from flows.pack.source import Source
from flows.pack.spoken import spoken, when
from storage.packs import BUILT_IN, read_source
from tests.flows.pack.broken_packs import Edit, edited


@cache
def shipped() -> Source:
    return read_source(BUILT_IN)


def told(id: str) -> set[str]:
    return {f"{each.who}: {each.how}" for each in refers_to(shipped(), id)}


def test_a_question_tells_every_condition_that_looks_at_it() -> None:
    assert told("H06") == {
        "risk RK03: raised when H06 has yes",
        "risk RK18: rated higher when H06 has yes",
        "risk RK23: rated higher when H06 has yes",
    }


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("P01", {"step 1: ask"}),
        (
            "R01",
            {"trigger TR04: then, set for risk, R01", "dismissed: when R01 has not_applicable"},
        ),
        ("S01", {"severity: dimensions, question", "trigger TR05: then, rate"}),
        ("K01", {"relationship KR3: effective from", "step 4: ask per risk"}),
        ("V01", {"rule ER16: when red_flags hard 0, soft 1"}),
        ("P04", {"rule ER10: when any_gate_unsure", "question P08: asked when P04 has $SURV"}),
        ("SURV", {"risk RK01: raised when P04 has $SURV"}),
        ("W", {"step 2: open modules"}),
        ("RK22", {"measure MT06: risks"}),
        ("MT44", {"gap GP06: mitigation", "suggestion MS05: when measure MT44, MT45, MT46"}),
        ("MT47", {"suggestion MS04: when measure_step track"}),
        ("RL02", {"rule ER02: when red_line any"}),
        ("ER08", {"early_notice: rules", "decider DC1: when rule ER08"}),
        ("hr_escalation", {"rule ER01: route", "open_items: days if route hr_escalation"}),
        ("executive_sponsor", {"escalation: ladder", "decider DC2: if they differ"}),
        ("human_rights_team", {"launch: launched while, to"}),
        ("privacy", {"risk RK01: rights"}),
        ("TR05", {"measure state verified_not_effective: fires"}),
        ("cause", set[str]()),
        ("contribute", {"relationship KR1: effective"}),
    ],
)
def test_each_kind_of_referrer_is_told(id: str, expected: set[str]) -> None:
    assert find(shipped(), id)
    assert expected <= told(id)


def test_no_kind_of_place_that_names_an_id_is_left_out() -> None:
    draft = Draft(shipped())
    for pattern, kind in (each for each in USED if each[1] not in SHARED):
        for path, value in draft.at(pattern):
            if str(value) in draft.of(kind):
                found = {each.spot for each in refers_to(shipped(), str(value))}
                assert draft.source.spot(path) in found, (path, value)
                break  # one of each kind; a look-up reads the whole pack


def test_every_test_of_a_question_in_the_files_is_a_reference() -> None:
    """Counted in the text itself, without the code that reads conditions."""
    text = "\n".join(
        line.partition(" #")[0]
        for file in BUILT_IN.glob("*.yaml")
        for line in file.read_text("utf-8").splitlines()
    )
    for id in ("P05", "U01", "U02", "F01", "D01", "W01", "S05", "R01", "Z01"):
        tests = len(re.findall(rf"{{{id}: [\[$]", text))
        found = [each for each in refers_to(shipped(), id) if f" {id} has" in each.how]
        same_line_twice = tests - len(found)
        assert 0 <= same_line_twice <= 4, (id, tests, len(found))


def test_words_that_replace_a_text_refer_to_it(tmp_path: Path) -> None:
    words = "texts:\n  P01.text: Name?\nremarks:\n  P01: {label: Why?}\n"
    source = edited(tmp_path, Edit("words/en.yaml", "", words))
    found = {f"{each.who}: {each.how}" for each in refers_to(source, "P01")}
    assert {"words en: texts: P01.text", "words en: remarks: P01"} <= found


def test_an_entry_is_told_with_its_conditions_in_words_and_its_options() -> None:
    (question,) = find(shipped(), "P08")
    assert question.kind == "question"
    assert question.spot.file == "questions_general.yaml"
    assert str(question.told["ask_if"]).startswith("P04 has bio_id or emotion")
    assert question.options["designed"] == "Yes, it is built to be hidden"
    (risk,) = find(shipped(), "RK25")
    assert risk.told["raised_if"] == "P04 has market"
    (named,) = find(shipped(), "GOVSEC")
    assert named.told == {"holds": ["gov_police", "military"]}
    assert find(shipped(), "nothing") == ()
    assert {"P01", "SURV", "hr_review", "privacy"} <= known_ids(shipped())


@pytest.mark.parametrize(
    ("raw", "clause"),
    [
        ({"P04": ["ugc"]}, "P04 has ugc"),
        (
            {"all": [{"raised": "any"}, {"red_line": "any"}]},
            "a harm is raised and a red line is true",
        ),
        (
            {"any": [{"all": [{"A": ["x"]}, {"B": ["y"]}]}, {"nothing_else": True}]},
            "(A has x and B has y) or nothing else in the list is true",
        ),
        ({"not": {"A": ["x"]}}, "not (A has x)"),
        (
            {"live_risk": {"severity": 3, "likelihood_at_least": 2, "answer": {"A": ["x"]}}},
            "some live risk has severity 3 and likelihood at least 2 and the answer A has x",
        ),
        ({"this_risk": {"severity_at_least": 3}}, "this risk has severity at least 3"),
        ({"any_gate_unsure": True}, "a gate is answered with not sure"),
        ({"unsure_at_least": 3}, "3 or more answers are not sure"),
        (
            {"red_flags": {"hard": 0, "soft_at_least": 1}},
            "there are exactly 0 hard red flags and at least 1 soft red flags",
        ),
        ({"rule": ["A", "B"]}, "rule A or B fires"),
        ({"route": ["hold"]}, "the route is hold"),
        ({"measure": ["A"]}, "measure A is on the list"),
        ({"measure_step": ["act"]}, "a measure of step act is on the list"),
    ],
)
def test_each_form_of_the_grammar_is_said_in_words(raw: Mapping[str, Any], clause: str) -> None:
    assert spoken(read_condition(raw, {})) == clause


def test_the_keys_of_conditions_are_said_in_words() -> None:
    assert when("if") == "when"
    assert when("floors_if") == "rated higher when"
    assert when("only_by_if") == "only by if"
