"""Cases as they are written in files: read into answers, and the result as they expect it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.case import UNSURE, Answer, Answers
from flows.errors import CaseFileError
from flows.pack import anchors
from flows.pack.model import Pack
from flows.pack.questions import Kind, Question
from flows.screening.assessment import Assessment

ALWAYS: Mapping[str, Answer] = {
    anchors.APPLIES: ("applies",),
    anchors.MEASURES: ("defaults",),
    anchors.LEVERAGE: ("contract",),
}
"""What per-risk questions are answered with when a case does not write them."""


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """One case of a file: who it is, what it tells, what was answered, what should come out."""

    id: str
    name: str
    story: str
    answers: Answers
    expect: Mapping[str, object]


def read_case(pack: Pack, raw: object, number: int) -> WrittenCase:
    """Read one case; `number` names it when it has no id.

    Raises CaseFileError naming case, id and what is allowed.
    """
    if not isinstance(raw, Mapping):
        raise CaseFileError(f"case {number}: a case is a mapping with `answers` and `risks`")
    name = str(raw.get("id", number))
    unknown = set(raw) - {"id", "name", "story", "answers", "risks", "expect", "teaches", "note"}
    if unknown:
        allowed = "id, name, story, answers, risks, expect"
        raise CaseFileError(
            f"case {name}: unknown key {min(map(str, unknown))}; allowed: {allowed}"
        )
    where = f"case {name}"
    given = _mapping(raw.get("answers"), f"{where}: answers")
    general = _answers(pack, where, given, per_risk=False)
    risks = {
        _risk(pack, name, risk): {**ALWAYS, **_ratings(pack, name, risk, own)}
        for risk, own in _mapping(raw.get("risks"), f"{where}: risks").items()
    }
    everywhere = {risk.id: {**ALWAYS, **risks.get(risk.id, {})} for risk in pack.risks}
    return WrittenCase(
        id=name,
        name=str(raw.get("name", name)),
        story=str(raw.get("story", "")),
        answers=Answers(general, everywhere),
        expect=_mapping(raw.get("expect"), f"case {name}: expect"),
    )


def as_expected(assessment: Assessment, route_order: Mapping[str, int]) -> dict[str, object]:
    """Return the result with exactly the keys of `expect`, in their order."""
    by_id = sorted(assessment.findings, key=lambda finding: finding.risk)
    return {
        "questions_asked": assessment.questions_asked,
        "modules": list(assessment.modules),
        "risks": {f.risk: [f.scale, f.scope, f.repair, f.severity, f.likelihood] for f in by_id},
        "order": [finding.risk for finding in assessment.findings],
        "red_lines": list(assessment.red_lines),
        "red_flags": {kind: len(flags) for kind, flags in assessment.red_flags.items()},
        "rules": list(assessment.rules),
        "gaps": list(assessment.gaps),
        "mitigations": list(assessment.measures),
        "unknowns": len(assessment.unknowns),
        "route": assessment.route,
        "escalate": route_order[assessment.route] == max(route_order.values()),
        "launch": assessment.launch,
        "private_case": assessment.private_case,
        "notify": list(assessment.notify),
        "next_review_days": assessment.next_review_days,
    }


def allowed_options(pack: Pack, question: Question) -> tuple[str, ...]:
    """Return every id that may stand in an answer to a closed question."""
    own = tuple(option.id for option in question.options)
    if question.type == Kind.MULTI_RISK:
        return own + tuple(pack.risk)
    if question.type == Kind.MULTI_MITIGATION:
        return own + tuple(pack.measure)
    return own


def _mapping(raw: object, where: str) -> Mapping[str, object]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise CaseFileError(f"{where}: needs a mapping; found {raw!r:.60}")
    return {str(key): value for key, value in raw.items()}


def _risk(pack: Pack, case: str, risk: str) -> str:
    if risk not in pack.risk:
        raise CaseFileError(f"case {case}: {risk} is no risk; allowed: {_range(pack.risk)}")
    return risk


def _ratings(pack: Pack, case: str, risk: str, raw: object) -> dict[str, Answer]:
    where = f"case {case}: {risk}"
    return _answers(pack, where, _mapping(raw, where), per_risk=True)


def _answers(
    pack: Pack, where: str, raw: Mapping[str, object], *, per_risk: bool
) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for id, value in raw.items():
        question = pack.question.get(id)
        if question is None or question.per_risk is not per_risk:
            ids = [q.id for q in pack.question.values() if q.per_risk is per_risk]
            kind = "question asked for each risk" if per_risk else "general question"
            raise CaseFileError(f"{where}: {id} is no {kind}; allowed: {', '.join(ids)}")
        answers[id] = _answer(pack, f"{where}: {id}", question, value)
    return answers


def _answer(pack: Pack, where: str, question: Question, raw: object) -> Answer:
    if not question.closed:
        if not isinstance(raw, str):
            raise CaseFileError(f"{where} needs text; found {raw!r:.60}")
        return raw
    chosen = raw if isinstance(raw, list) else [raw]
    allowed = allowed_options(pack, question)
    for option in chosen:
        if isinstance(option, bool):
            raise CaseFileError(f"{where} is read as {option}: write the word in quotes")
        if str(option) not in allowed:
            raise CaseFileError(f"{where} is {str(option)!r:.60}; allowed: {', '.join(allowed)}")
    if len(chosen) != 1 and not question.several:
        raise CaseFileError(f"{where} takes one option; found {len(chosen)}")
    return tuple(str(option) for option in chosen) or (UNSURE,)


def _range(ids: Mapping[str, object]) -> str:
    return f"{min(ids)} to {max(ids)}"
