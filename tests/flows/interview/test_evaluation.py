"""A condition is true for reasons: the answers it cites are those that made it so."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.case import UNSURE, Answers, Finding
from flows.pack.conditions import FORMS, read_condition
from flows.screening.assessment import assess, early_rules
from flows.screening.cases import as_expected
from flows.screening.evaluation import Truth, holds
from flows.screening.facts import Because, Cite, Facts, Rated
from flows.screening.interview import stand
from flows.screening.walk import Missing, walk
from tests.worked import pack_with, raw_cases, raw_variants, the_pack, worked

SEVERE, MILD, CLOSED = "RK07", "RK19", "RK30"

ADS, WORK, NOBODY, LOOK = Cite("P04"), Cite("U02"), Cite("E03"), Cite("Z01")
SCALE, LIKELY, HERE, FLAG = (
    Cite("S01", SEVERE),
    Cite("S04", SEVERE),
    Cite("S05", SEVERE),
    Cite("V01"),
)

GIVEN = {
    "P04": ("ads", UNSURE),
    "U02": ("work",),
    "E03": ("no",),
    "Z01": (UNSURE,),
    "V01": ("yes",),
}


def known() -> Facts:
    """Return what is known of a product with one severe harm, a mild one and one red flag."""
    facts = Facts(the_pack())
    for question, answer in GIVEN.items():
        facts.take(the_pack().question[question], None, answer)
    facts.raised = {SEVERE: (WORK,), MILD: (ADS,)}
    for question, answers in {"S01": "4", "S04": "2", "S05": "here"}.items():
        facts.take(the_pack().question[question], SEVERE, (answers,))
    facts.take(the_pack().question["S05"], MILD, ("no",))
    facts.rated = {
        SEVERE: Rated(Finding(SEVERE, 4, 1, 1, 4, 5), (SCALE,), (LIKELY, HERE)),
        MILD: Rated(Finding(MILD, 1, 1, 1, 1, 1), (ADS,), ()),
    }
    facts.red_lines = {"RL01": (ADS, WORK)}
    facts.rules = {"ER02": (ADS, WORK), "ER08": (SCALE, HERE)}
    facts.route = "hr_review"
    facts.measures = ["MT47"]
    return facts


# Form, condition, the answers that make it true (None: it is false).
CONDITIONS: tuple[tuple[str, Mapping[str, object], Truth], ...] = (
    ("question", {"P04": ["ads", "host"]}, (ADS,)),
    ("question", {"P04": ["host"]}, None),
    ("question", {"P04": ["unsure"]}, (ADS,)),
    ("question", {"Z01": ["want_review"]}, (LOOK,)),
    ("question", {"P05": ["none", "unsure"]}, None),
    ("all", {"all": [{"P04": ["ads"]}, {"U02": ["work"]}, {"P04": ["unsure"]}]}, (ADS, WORK)),
    ("all", {"all": [{"P04": ["ads"]}, {"U02": ["home"]}]}, None),
    ("any", {"any": [{"U02": ["home"]}, {"P04": ["ads"]}]}, (ADS,)),
    ("any", {"any": [{"U02": ["work"]}, {"P04": ["ads"]}, {"U02": ["work"]}]}, (WORK, ADS)),
    ("any", {"any": [{"U02": ["home"]}, {"P04": ["host"]}]}, None),
    ("not", {"not": {"E03": ["yes"]}}, (NOBODY,)),
    ("not", {"not": {"P05": ["none"]}}, ()),
    ("not", {"not": {"E03": ["no"]}}, None),
    ("raised", {"raised": "any"}, (WORK, ADS)),
    ("max_severity", {"max_severity": 4}, (SCALE,)),
    ("max_severity", {"max_severity": 1}, (SCALE, ADS)),
    ("max_severity", {"max_severity": 5}, None),
    ("live_risk", {"live_risk": {"severity": 1}}, (ADS,)),
    ("live_risk", {"live_risk": {"severity": 3}}, None),
    ("live_risk", {"live_risk": {"likelihood": 5}}, (LIKELY, HERE)),
    ("live_risk", {"live_risk": {"severity_at_least": 4, "likelihood_at_least": 2}},
     (SCALE, LIKELY, HERE)),
    ("live_risk", {"live_risk": {"severity": 1, "likelihood_at_least": 2}}, None),
    ("live_risk", {"live_risk": {"answer": {"S05": ["no", "here"]}}}, (HERE, Cite("S05", MILD))),
    ("live_risk", {"live_risk": {"severity_at_least": 3, "answer": {"S05": ["here"]}}},
     (SCALE, HERE)),
    ("live_risk", {"live_risk": {"severity_at_least": 3, "answer": {"S05": ["no"]}}}, None),
    ("this_risk", {"this_risk": {"severity": 4}}, (SCALE,)),
    ("this_risk", {"this_risk": {"severity": 4, "answer": {"S05": ["here"]}}}, (SCALE, HERE)),
    ("this_risk", {"this_risk": {"severity": 4, "answer": {"S05": ["no"]}}}, None),
    ("this_risk", {"this_risk": {"severity": 1}}, None),
    ("any_gate_unsure", {"any_gate_unsure": True}, (ADS,)),
    ("unsure_at_least", {"unsure_at_least": 2}, (ADS, LOOK)),
    ("unsure_at_least", {"unsure_at_least": 3}, None),
    ("red_line", {"red_line": "any"}, (ADS, WORK)),
    ("red_flags", {"red_flags": {"hard": 0, "soft": 1}}, (FLAG,)),
    ("red_flags", {"red_flags": {"soft_at_least": 1}}, (FLAG,)),
    ("red_flags", {"red_flags": {"hard_at_least": 1}}, None),
    ("red_flags", {"red_flags": {"hard": 0, "soft_at_least": 2}}, None),
    ("red_flags", {"red_flags": {"hard": 0, "soft": 0}}, None),
    ("rule", {"rule": ["ER08", "ER02"]}, (SCALE, HERE, ADS, WORK)),
    ("rule", {"rule": ["ER01"]}, None),
    ("route", {"route": ["hr_review", "hr_escalation"]}, ()),
    ("route", {"route": ["hr_escalation"]}, None),
    ("measure", {"measure": ["MT47", "MT44"]}, ()),
    ("measure", {"measure": ["MT44"]}, None),
    ("measure_step", {"measure_step": ["track"]}, ()),
    ("measure_step", {"measure_step": ["act"]}, None),
    ("nothing_else", {"nothing_else": True}, None),
)  # fmt: skip


@pytest.mark.parametrize(("form", "written", "because"), CONDITIONS)
def test_condition_is_true_for_these_answers(
    form: str, written: Mapping[str, object], because: Truth
) -> None:
    condition = read_condition(written, the_pack().sets)
    assert holds(condition, known(), SEVERE) == because


def test_every_form_has_a_row_where_it_is_true_and_one_where_it_is_false() -> None:
    seen = {(form, because is not None) for form, _, because in CONDITIONS}
    always_false_when_nothing_is_known = {"raised", "any_gate_unsure", "red_line"}
    for form in FORMS | {"question"}:
        assert (form, True) in seen or form == "nothing_else"
        assert (form, False) in seen or form in always_false_when_nothing_is_known


@pytest.mark.parametrize(
    "written",
    [written for form, written, _ in CONDITIONS if form not in {"not", "red_flags"}],
)
def test_condition_is_false_when_nothing_is_known(written: Mapping[str, object]) -> None:
    assert holds(read_condition(written, the_pack().sets), Facts(the_pack())) is None


def test_no_condition_is_true_without_a_reason() -> None:
    assert holds(None, Facts(the_pack())) == ()


def test_nothing_else_cites_every_gate() -> None:
    facts = known()
    facts.nothing_else = True
    assert holds(read_condition({"nothing_else": True}, {}), facts) == (ADS, WORK)


def test_this_risk_is_false_where_no_risk_is_at_hand_or_it_is_not_rated() -> None:
    condition = read_condition({"this_risk": {"severity_at_least": 1}}, {})
    assert holds(condition, known(), MILD) == (ADS,)
    assert holds(condition, known(), CLOSED) is None
    assert holds(condition, known()) is None


def test_per_risk_question_is_the_answer_for_the_risk_at_hand() -> None:
    condition = read_condition({"S05": ["here"]}, {})
    assert holds(condition, known(), SEVERE) == (HERE,)
    assert holds(condition, known(), MILD) is None
    assert holds(condition, known(), CLOSED) is None
    assert holds(condition, known()) is None


FIRED = [
    (id, rule)
    for id in (*sorted(raw_cases()), *sorted(raw_variants()))
    for rule in assess(the_pack(), worked(id).answers).rules
]


@pytest.mark.parametrize(("id", "rule"), FIRED)
def test_rule_is_false_without_the_answers_it_cites(id: str, rule: str) -> None:
    because = assess(the_pack(), worked(id).answers).rules[rule]
    condition = the_pack().rule[rule].condition
    facts = at_the_end(worked(id).answers)
    assert because
    assert holds(condition, facts) == because
    forget(because, facts)
    assert holds(condition, facts) is None


def at_the_end(answers: Answers) -> Facts:
    """Return what the rules of a finished screening look at."""
    facts = walk(the_pack(), answers, Missing.UNSURE).facts
    result = assess(the_pack(), answers)
    facts.red_lines = dict(result.red_lines)
    facts.nothing_else = result.route == "record_only"
    return facts


def forget(cites: Because, facts: Facts) -> None:
    """Take answers away, with everything that rests on them."""
    for question, risk in cites:
        (facts.general if risk is None else facts.risks[risk]).pop(question)
    gone = set(cites)
    facts.raised = {risk: why for risk, why in facts.raised.items() if gone.isdisjoint(why)}
    facts.rated = {
        risk: rated
        for risk, rated in facts.rated.items()
        if gone.isdisjoint(rated.severity_because) and gone.isdisjoint(rated.likelihood_because)
    }
    facts.red_lines = {line: why for line, why in facts.red_lines.items() if gone.isdisjoint(why)}
    facts.unsure = [cite for cite in facts.unsure if cite not in gone]
    facts.unsure_gates = [cite for cite in facts.unsure_gates if cite not in gone]
    facts.flags = {
        kind: [cite for cite in flags if cite not in gone] for kind, flags in facts.flags.items()
    }
    facts.nothing_else = facts.nothing_else and gone.isdisjoint(facts.gates)


@pytest.mark.parametrize("id", sorted(raw_cases()))
def test_private_wish_shows_what_no_concern_shows(id: str) -> None:
    """INV10, and `answered`, as which the shared record keeps both."""
    answers = worked(id).answers
    results = {
        option: assess(the_pack(), Answers({**answers.general, "Z01": (option,)}, answers.risks))
        for option in ("confidential", "answered", "no_concern", "want_review")
    }
    assert results["answered"] == results["no_concern"]
    assert replace(results["confidential"], private_case=False) == results["no_concern"]
    assert results["confidential"].private_case
    assert "ER15" in results["want_review"].rules
    shown = as_expected(results["confidential"], the_pack().route_rank)
    assert shown == {
        **as_expected(results["no_concern"], the_pack().route_rank),
        "private_case": True,
    }


def test_closing_question_left_out_is_no_private_wish_but_a_wish_for_review() -> None:
    result = assess(the_pack(), Answers())
    assert not result.private_case
    assert "ER15" in result.rules


def test_early_rules_are_told_once_the_gates_are_done_and_not_before() -> None:
    """The weapon of a military customer: ER03 needs two gates, and no more than two steps."""
    answers = worked("G05").answers
    gates = next(step.ask for step in the_pack().order_of_work if step.id == "gates")
    some = {question: answers.general.get(question, "words") for question in gates[:6]}
    assert early_rules(stand(the_pack(), Answers(some))) == {}
    everything = {**answers.general, **dict.fromkeys(("P01", "P02", "P03"), "words")}
    early = early_rules(stand(the_pack(), Answers(everything)))
    assert early.keys() <= set(the_pack().early_notice.rules)
    assert "ER03" in early
    assert set(early["ER03"]) == {Cite("P04"), Cite("U01")}


def test_no_route_but_the_urgent_one_asks_for_an_answer_on_the_same_day() -> None:
    times = {
        id: service and service.first_answer_working_days
        for id, service in (
            (id, assess(the_pack(), worked(id).answers).service) for id in sorted(raw_cases())
        )
    }
    routes = {id: assess(the_pack(), worked(id).answers).route for id in times}
    assert {times[id] for id in times if routes[id] == "hr_escalation"} <= {0, 1}
    assert {times[id] for id in times if routes[id] == "hr_review"} == {2}
    assert {times[id] for id in times if routes[id] in ("self_manage", "record_only")} == {None}


def test_relationship_is_open_where_no_derivation_matches() -> None:
    pack = pack_with(lambda data: data["relationship"]["derive"].pop())
    findings = assess(pack, worked("G02").answers).findings
    assert {finding.relationship for finding in findings} <= {"", "contribute"}
    assert "" in {finding.relationship for finding in findings}
