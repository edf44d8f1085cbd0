"""What the answers come to: severity, rules, route, gaps, measures, and the reasons for each.

Pure arithmetic over pack and answers: the same answers give the same result, whoever asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flows.case import Answer, Answers, Confidentiality, Finding, Place
from flows.pack.model import Pack
from flows.pack.ruling import Service, Suggestion
from flows.screening.evaluation import holds, true_entries
from flows.screening.facts import Because, Cite, Facts, Rated
from flows.screening.severity import attention
from flows.screening.walk import Missing, Walk, walk


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of a screening. `because` values are the answers that made something true.

    `findings` stand in order of attention; `rules`, `gaps` and `measures` are sorted by id.
    `decider` is the pack's rule of who decides, empty on a route that needs no decision.
    """

    questions_asked: int
    asked: tuple[Place, ...]
    modules: tuple[str, ...]
    findings: tuple[Finding, ...]
    rated: Mapping[str, Rated]
    raised: Mapping[str, Because]
    red_lines: Mapping[str, Because]
    red_flags: Mapping[str, Because]
    rules: Mapping[str, Because]
    gaps: Mapping[str, Because]
    measures: tuple[str, ...]
    unknowns: tuple[Cite, ...]
    route: str
    launch: str
    next_review_days: int
    service: Service | None
    urgent: bool
    decider: str
    notify: tuple[str, ...]
    private_case: bool
    confidentiality: Confidentiality
    hold_publication: bool

    @property
    def severity(self) -> int:
        """The highest severity of all findings, 0 when there is none."""
        return max((finding.severity for finding in self.findings), default=0)


def assess(pack: Pack, answers: Answers) -> Assessment:
    """Assess a finished screening; a closed question without an answer counts as *not sure*."""
    private = asks_in_private(pack, answers.general.get(pack.private_question))
    course = walk(pack, as_shared(pack, answers), Missing.UNSURE)
    facts = course.facts
    _find_red_lines(facts)
    true_entries(pack.rules, facts, facts.rules.__setitem__)
    facts.rules = dict(sorted(facts.rules.items()))
    facts.route = max(
        (pack.rule[rule].route for rule in facts.rules), key=pack.route_rank.__getitem__
    )
    gaps = _gaps(facts)
    _suggest(course, gaps)
    return _assessment(course, gaps, private)


def early_rules(course: Walk) -> Mapping[str, Because]:
    """Return the rules for an early notice that are true as far as a screening has come.

    Tested once a stage named by the pack is done; a question without an answer makes
    nothing true.
    """
    pack = course.pack
    if set(course.steps_done).isdisjoint(pack.early_notice.after_steps):
        return {}
    facts = course.facts
    _find_red_lines(facts)
    found = {rule: holds(pack.rule[rule].condition, facts) for rule in pack.early_notice.rules}
    return {rule: because for rule, because in found.items() if because is not None}


def roles_to_tell(pack: Pack, result: Assessment) -> tuple[str, ...]:
    """Return the roles that hear of a result: whom the pack names, and who decides or advises.

    Where the pack tells the team alone, nobody else is invited before the team has judged who
    is safe to tell.
    """
    if result.confidentiality is not Confidentiality.OPEN:
        return result.notify
    chosen = (each for each in pack.hr_decision.deciders if each.id == result.decider)
    deciders = (role for each in chosen for role in (*each.decide, *each.advice))
    return tuple(dict.fromkeys((*result.notify, *deciders)))


def confidentiality(pack: Pack, facts: Facts) -> Confidentiality:
    """Return who may see a case with these answers; the first class that applies."""
    for entry in pack.confidentiality.class_if:
        if holds(entry.condition, facts) is not None:
            return Confidentiality(entry.to)
    return Confidentiality(pack.confidentiality.default)


def asks_in_private(pack: Pack, answer: Answer | None) -> bool:
    """Tell whether the answer to the closing question asks to be heard in private."""
    facts = Facts(pack)
    if answer is not None:
        facts.take(pack.question[pack.private_question], None, answer)
    return holds(pack.confidentiality.private_case.condition, facts) is not None


def as_shared(pack: Pack, answers: Answers) -> Answers:
    """Return the answers with a private wish read as no concern, as in the shared record."""
    private = pack.confidentiality.private_case
    hidden = set(private.stored_in_shared_record_as) | set(
        private.stored_in_shared_record_as.values()
    )
    question = pack.private_question
    answer = answers.general.get(question)
    if isinstance(answer, str) or answer is None or hidden.isdisjoint(answer):
        return answers
    read = tuple(private.result_as if option in hidden else option for option in answer)
    return replace(answers, general={**answers.general, question: read})


def _find_red_lines(facts: Facts) -> None:
    for line in facts.pack.red_lines:
        because = holds(line.condition, facts)
        if because is not None:
            facts.red_lines[line.id] = because


def _gaps(facts: Facts) -> Mapping[str, Because]:
    found = {gap.id: holds(gap.condition, facts) for gap in facts.pack.gaps}
    return {gap: because for gap, because in sorted(found.items()) if because is not None}


def _suggest(course: Walk, gaps: Mapping[str, Because]) -> None:
    """Put measures on the list, entry by entry: later entries look at the list so far."""
    facts = course.facts
    for entry in course.pack.suggestions:
        risks: Iterable[str | None] = course.raised if entry.per_risk else (None,)
        for risk in risks:
            if holds(entry.condition, facts, risk) is not None:
                facts.measures += _added(entry, risk, facts, gaps)


def _added(
    entry: Suggestion, risk: str | None, facts: Facts, gaps: Mapping[str, Because]
) -> Iterable[str]:
    match entry.add_from:
        case None:
            return entry.add
        case "risk":
            return facts.pack.risk[risk or ""].mitigations
        case "gaps":
            return [facts.pack.gap[gap].mitigation for gap in gaps]
        case question:
            seen = facts.see(question, risk)
            return sorted(seen[0] & facts.pack.measure.keys()) if seen is not None else ()


def _assessment(course: Walk, gaps: Mapping[str, Because], private: bool) -> Assessment:
    pack, facts = course.pack, course.facts
    route = pack.route[facts.route]
    return Assessment(
        questions_asked=sum(risk is None for _, risk in course.asked),
        asked=tuple(course.asked),
        modules=tuple(course.modules),
        findings=tuple(attention(pack, [rated.finding for rated in facts.rated.values()])),
        rated=facts.rated,
        raised={risk: facts.raised[risk] for risk in course.raised},
        red_lines=facts.red_lines,
        red_flags={kind: tuple(cites) for kind, cites in facts.flags.items()},
        rules=facts.rules,
        gaps=gaps,
        measures=tuple(sorted(set(facts.measures))),
        unknowns=tuple(facts.unsure),
        route=route.id,
        launch=route.launch,
        next_review_days=route.next_review_days,
        service=_service(facts),
        urgent=_is_urgent(facts),
        decider=_decider(facts),
        notify=_notify(facts),
        private_case=private,
        confidentiality=confidentiality(pack, facts),
        hold_publication=holds(pack.confidentiality.not_for_publication_before_review_if, facts)
        is not None,
    )


def _service(facts: Facts) -> Service | None:
    route = facts.pack.route[facts.route]
    return route.urgent_service if _is_urgent(facts) else route.service


def _is_urgent(facts: Facts) -> bool:
    urgent = facts.pack.route[facts.route].urgent_service
    return urgent is not None and holds(urgent.condition, facts) is not None


def _decider(facts: Facts) -> str:
    """Return the first rule of who decides that is true, on a route where somebody must."""
    if facts.pack.route[facts.route].service is None:
        return ""
    deciders = facts.pack.hr_decision.deciders
    return next((each.id for each in deciders if holds(each.condition, facts) is not None), "")


def _notify(facts: Facts) -> tuple[str, ...]:
    for entry in facts.pack.only:
        if holds(entry.condition, facts) is not None:
            return entry.to
    return tuple(
        recipient.id
        for recipient in facts.pack.notify
        if holds(recipient.condition, facts) is not None
    )
