"""How severe and how likely one risk is, what it rests on, and what is owed for it.

Severity is the worst of scale, scope and repair, never a mean and never lowered by
likelihood (UNGP 14 and 24; the pack's `severity.yaml`).
"""

from typing import NamedTuple

from flows.case import UNSURE, Finding
from flows.pack.model import Pack
from flows.pack.questions import Question
from flows.pack.rating import Derivation, Dimension, Floor
from flows.screening.evaluation import holds
from flows.screening.facts import Because, Facts, Rated, distinct


class Measured(NamedTuple):
    """One value from 1 to 5 and the answers that made it."""

    value: int
    because: Because


def rate(facts: Facts, risk: str) -> Rated:
    """Rate one raised risk: floors first, then answers, then the uplift.

    A dismissed risk is rated by floor and uplift alone until the team has read why.
    """
    pack = facts.pack
    dismissed = holds(pack.dismissed.condition, facts, risk) is not None
    lowest = floors(facts, risk)
    uplift = holds(pack.severity.uplift.condition, facts)
    values: dict[str, Measured] = {}
    for dimension in pack.severity.dimensions:
        floor = lowest[dimension.id]
        answered = None if dismissed else _answer(facts, dimension.question, risk)
        values[dimension.id] = _lifted(pack, dimension, _higher(floor, answered), uplift)
    severity = take_severity(pack, values)
    likelihood = _likelihood(facts, risk, dismissed)
    derivation, relationship = ("", "") if dismissed else _relationship(facts, risk)
    finding = Finding(
        risk=risk,
        scale=values["scale"].value,
        scope=values["scope"].value,
        repair=values["repair"].value,
        severity=severity.value,
        likelihood=likelihood.value,
        dismissed=dismissed,
        relationship=relationship,
    )
    return Rated(finding, severity.because, likelihood.because, derivation)


def take_severity(pack: Pack, values: dict[str, Measured]) -> Measured:
    """Return the highest dimension; three serious ones together are severe as well."""
    highest = max(measured.value for measured in values.values())
    threes = pack.severity.three_threes
    together = all(measured.value >= threes.each_at_least for measured in values.values())
    if together and highest < threes.severity_at_least:
        everything = [cite for measured in values.values() for cite in measured.because]
        return Measured(threes.severity_at_least, distinct(everything))
    worst = [m.because for m in values.values() if m.value == highest]
    return Measured(highest, distinct([cite for because in worst for cite in because]))


def attention(pack: Pack, findings: list[Finding]) -> list[Finding]:
    """Sort findings in the order they deserve attention (UNGP 24)."""
    ordered = sorted(findings, key=lambda finding: finding.risk)
    for key in reversed(pack.attention):
        name = "risk" if key.by == "id" else key.by
        ordered.sort(key=lambda finding: getattr(finding, name), reverse=key.highest_first)
    return ordered


def floors(facts: Facts, risk: str) -> dict[str, Measured]:
    """Return the lowest value of each dimension that the answers allow, and because of which."""
    base = facts.pack.risk[risk].floor
    raised = facts.raised[risk]
    lowest = {name: Measured(getattr(base, name), raised) for name in Floor.model_fields}
    for entry in facts.pack.risk[risk].floors_if:
        because = holds(entry.condition, facts, risk)
        if because is None:
            continue
        for name, floor in lowest.items():
            if (value := getattr(entry, name)) > floor.value:
                lowest[name] = Measured(value, because)
    return lowest


def _higher(floor: Measured, answered: Measured | None) -> Measured:
    return floor if answered is None or answered.value < floor.value else answered


def _lifted(
    pack: Pack, dimension: Dimension, measured: Measured, uplift: Because | None
) -> Measured:
    if uplift is None or not dimension.uplift:
        return measured
    value = min(pack.severity.highest, measured.value + pack.severity.uplift.add)
    return Measured(value, distinct([*measured.because, *uplift]))


def _answer(facts: Facts, question: str, risk: str) -> Measured | None:
    """Return a rating as answered, *not sure* as the pack counts it; None when not asked."""
    seen = facts.see(question, risk)
    if seen is None:
        return None
    if UNSURE in seen[0]:
        return Measured(facts.pack.severity.unsure_rating, (seen[1],))
    return Measured(int(min(seen[0])), (seen[1],))


def _likelihood(facts: Facts, risk: str, dismissed: bool) -> Measured:
    pack = facts.pack
    if dismissed:
        return Measured(pack.dismissed.likelihood, ())
    likelihood = _answer(facts, pack.likelihood.question, risk) or Measured(1, ())
    for floor in pack.likelihood.floors:
        because = holds(floor.condition, facts, risk)
        if because is not None and floor.at_least > likelihood.value:
            likelihood = Measured(floor.at_least, because)
    return likelihood


def _relationship(facts: Facts, risk: str) -> tuple[str, str]:
    """Return which derivation matched first and the effective relationship it gives."""
    facts.nothing_else = True
    for entry in facts.pack.relationship.derive:
        if holds(entry.condition, facts, risk) is not None:
            facts.nothing_else = False
            return entry.id, entry.effective or _as_answered(facts, entry, risk)
    facts.nothing_else = False
    return "", ""


def _as_answered(facts: Facts, entry: Derivation, risk: str) -> str:
    question: Question = facts.pack.question[entry.effective_from or ""]
    seen = facts.see(question.id, risk)
    return next(iter(seen[0] - {UNSURE}), "") if seen is not None else ""
