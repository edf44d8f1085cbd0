"""What must hold for every answer set, each as a function of its own.

A property is asked with a pack, an evaluator, the answers of somebody and a source of chance
for the change that it tries. What the pack promises (its floors, gates, routes and questions)
is read from the pack that ships, so that a pack which was altered cannot excuse itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TypeAlias, TypeVar

from flows.case import SKIPPED, UNSURE, Answer, Answers, Place
from flows.pack import anchors
from flows.pack.conditions import (
    Condition,
    Contains,
    MeasureListed,
    RouteIs,
    RuleFired,
    parts_of,
)
from flows.pack.entry import Entry
from flows.pack.model import Pack
from flows.pack.questions import Question
from flows.pack.rating import Floor, FloorIf
from flows.screening.assessment import Assessment
from flows.screening.cases import allowed_options
from flows.screening.evaluation import holds
from flows.screening.walk import Missing, answer_of, walk
from tests.worked import the_pack

Assess: TypeAlias = Callable[[Pack, Answers], Assessment]
Property: TypeAlias = Callable[[Pack, Assess, Answers, Random], bool]
T = TypeVar("T")

TRIED = 2
"""How many changes of one answer set a property tries."""

LIKELIHOOD, HISTORY, RELATIONSHIP, CLOSING = "S04", "S05", "K01", "Z01"
DIMENSIONS = {"scale": "S01", "scope": "S02", "repair": "S03"}
GATES = ("P04", "P05", "P06", "U01", "U02", "U03", "U04", "F01")
HARMLESS_BUYERS = (
    *("consumers", "business", "employers", "schools", "health_providers", "finance"),
    *("advertisers", "internal_only"),
)
GIVES_WAY = {"RK29": "RK14"}
"""Harms that fall away when another one is raised which covers them: *not sure* in U05 counts
as harassment too, and abuse between users is then asked about as that."""


# What one result must be.


def severity_is_no_lower_than_any_value_and_its_floor(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV07, the uplift included."""
    promised = the_pack()
    facts = walk(promised, answers, Missing.UNSURE).facts
    vulnerable = holds(promised.severity.uplift.condition, facts) is not None
    for finding in assess(pack, answers).findings:
        risk = promised.risk[finding.risk]
        floors: list[Floor | FloorIf] = [risk.floor]
        floors += [f for f in risk.floors_if if holds(f.condition, facts, finding.risk) is not None]
        for name in DIMENSIONS:
            floor = max(getattr(each, name) for each in floors)
            if name == "scale" and vulnerable:
                floor = min(floor + 1, 5)
            if not floor <= getattr(finding, name) <= finding.severity:
                return False
    return True


def three_serious_values_make_a_severe_harm(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """Section 6: so that three serious values cannot pass as average."""
    return all(
        finding.severity >= 4
        for finding in assess(pack, answers).findings
        if min(finding.scale, finding.scope, finding.repair) >= 3
    )


def likelihood_is_no_lower_than_answered_and_as_history_tells(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """Section 6: at least 3 when it happened elsewhere or nobody has looked, 5 when here."""
    least = {"similar": 3, UNSURE: 3, "here": 5}
    for finding in assess(pack, answers).findings:
        if finding.dismissed:
            continue
        history = _told(answers, HISTORY, finding.risk)
        rating = _told(answers, LIKELIHOOD, finding.risk)
        answered = 4 if UNSURE in rating else int(rating[0])
        if finding.likelihood < max(answered, *(least.get(option, 1) for option in history)):
            return False
    return True


def harms_are_listed_by_severity_before_likelihood(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """Section 6: higher severity first, then repair, then likelihood, then id."""
    order = [
        (-finding.severity, -finding.repair, -finding.likelihood, finding.risk)
        for finding in assess(pack, answers).findings
    ]
    return order == sorted(order)


def a_severe_harm_is_always_escalated(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """Section 6: no likelihood, and nothing else, stops an escalation."""
    result = assess(pack, answers)
    return result.severity < 4 or result.route == "hr_escalation"


def three_unknowns_are_reviewed(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """Section 7.3, wherever the three are."""
    places = [place for place, _ in _answered(pack, answers) if place[0] not in GATES]
    for place in chance.sample(places, min(3, len(places))):
        answers = _with(answers, place, UNSURE)
    result = assess(pack, answers)
    return len(result.unknowns) < 3 or _rank(result) >= _rank_of("hr_review")


def a_serious_harm_is_tracked_and_a_severe_one_told_and_put_right(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """Section 10: the measures that are put on the list when nothing else brings them."""
    result = assess(pack, answers)
    steps = {the_pack().measure[measure].step for measure in result.measures}
    return (result.severity < 3 or "track" in steps) and (
        result.severity < 4
        or ("communicate" in steps and not {"MT44", "MT45", "MT46"}.isdisjoint(result.measures))
    )


def a_route_names_its_rules_and_a_rule_its_answers(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV11."""
    result = assess(pack, answers)
    asked = set(result.asked)
    said_why = all(because and asked.issuperset(because) for because in result.rules.values())
    named = result.route in {pack.rule[rule].route for rule in result.rules}
    missed = bool(result.findings) and result.route == "record_only"
    return said_why and named and not missed


def a_harmless_product_is_only_recorded(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV13: twelve questions, or twenty when a high-risk place is named."""
    places = _some(chance, ["low", "conflict", "repressive", "weak_law", "sanctioned", "global"])
    general: dict[str, Answer] = {
        "P04": ("none",),
        "P05": (chance.choice(["none", "basic"]),),
        "P06": ("none",),
        "U01": _some(chance, HARMLESS_BUYERS),
        "U02": ("none",),
        "U03": places,
        "U04": (chance.choice(["no", "limited"]),),
        "F01": ("general",),
        "Z01": (chance.choice(["no_concern", "confidential"]),),
    }
    dangerous = set(places) - {"low", "global"}
    if dangerous:
        general |= {"H02": ("no",), "H06": ("no",)}
        others = [question.id for question in the_pack().module["H"].questions]
        others = [question for question in others if question not in general]
        unknown = chance.sample(others, chance.randint(0, 2))
        for id in others:
            options = allowed_options(the_pack(), the_pack().question[id])
            told = chance.choice([option for option in options if option != UNSURE])
            general[id] = SKIPPED if id in unknown else (told,)
    result = assess(pack, Answers(general))
    asked = 20 if dangerous else 12
    return result.route == "record_only" and result.questions_asked == asked


# What a change of the answers must do, and must not.


def the_order_of_answering_changes_nothing(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV01."""
    shuffled = Answers(
        _shuffled(answers.general, chance),
        {
            risk: _shuffled(answers.risks[risk], chance)
            for risk in chance.sample(list(answers.risks), len(answers.risks))
        },
    )
    return assess(pack, shuffled) == assess(pack, answers) == assess(pack, answers)


def raising_a_rating_never_lowers_the_route(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV02, from one step to a higher one.

    *Not sure* is left aside: it is an unknown too, and knowing more may take one away.
    """
    before = assess(pack, answers)
    ratings = {*DIMENSIONS.values(), LIKELIHOOD}
    steps = [
        (place, int(answer[0]))
        for place, answer in _answered(pack, answers)
        if place[0] in ratings and UNSURE not in answer and answer[0] < "5"
    ]
    return all(
        _rank(assess(pack, _with(answers, place, str(chance.randint(step + 1, 5)))))
        >= _rank(before)
        for place, step in _few(chance, steps)
    )


def likelihood_and_history_never_change_severity(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV03."""
    before = _values(assess(pack, answers))
    places = [p for p, _ in _answered(pack, answers) if p[0] in (LIKELIHOOD, HISTORY)]
    return all(
        _values(assess(pack, _with(answers, place, option))) == before
        for place in _few(chance, places)
        for option in chance.sample(allowed_options(pack, pack.question[place[0]]), 2)
    )


def not_sure_beside_other_options_never_lowers_the_route(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV04."""
    places = [
        (place, answer)
        for place, answer in _answered(pack, answers)
        if pack.question[place[0]].several and UNSURE not in answer
    ]
    never_lower = _never_lower_than(pack, assess, answers)
    return all(
        never_lower(_with(answers, place, *answer, UNSURE))
        for place, answer in _few(chance, places)
    )


def not_sure_instead_of_an_answer_never_lowers_the_route(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV05; S05 is excepted, for a known harm is worse than an unknown one (section 7.6)."""
    places = [
        place
        for place, answer in _answered(pack, answers)
        if not pack.question[place[0]].several and place[0] != HISTORY and answer != SKIPPED
    ]
    never_lower = _never_lower_than(pack, assess, answers)
    return all(never_lower(_with(answers, place, UNSURE)) for place in _few(chance, places))


def not_sure_in_a_gate_is_reviewed(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV06: ticked, ticked beside others, or skipped."""
    gate = chance.choice(GATES)
    general = {id: answer for id, answer in answers.general.items() if id != gate}
    beside = (*_told(answers, gate, None), UNSURE) if pack.question[gate].several else SKIPPED
    return all(
        _rank(assess(pack, Answers(changed, answers.risks))) >= _rank_of("hr_review")
        for changed in (general, {**general, gate: SKIPPED}, {**general, gate: beside})
    )


def measures_touch_the_route_only_where_none_is_chosen(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV08."""
    before = assess(pack, answers)
    places = [p for p, _ in _answered(pack, answers) if p[0] == anchors.MEASURES]
    severity = {finding.risk: finding.severity for finding in before.findings}
    for place in _few(chance, places):
        named = _with(answers, place, *chance.sample(sorted(pack.measure), 2))
        more = _with(answers, place, "defaults", *chance.sample(sorted(pack.measure), 5))
        if assess(pack, named).route != assess(pack, more).route:
            return False
        without = assess(pack, _with(answers, place, "none"))
        if severity[place[1] or ""] < 3:
            if without.route != assess(pack, named).route:
                return False
        elif _rank(without) < _rank_of("hr_review"):
            return False
        described = _with_words(answers, place[1] or "", "other words")
        if assess(pack, described).route != before.route:
            return False
    return True


def the_relationship_never_changes_severity_or_route(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV09: leverage is left equal, and *not sure* is no relationship but an unknown."""
    places = [p for p, _ in _answered(pack, answers) if p[0] == RELATIONSHIP]
    for place in _few(chance, places):
        kept = _with(answers, (anchors.LEVERAGE, place[1]), "contract")
        results = [
            assess(pack, _with(kept, place, relationship))
            for relationship in ("cause", "contribute", "linked")
        ]
        if len({(result.route, tuple(_values(result).items())) for result in results}) != 1:
            return False
    return True


def a_private_wish_leaves_no_trace(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV10."""
    privately = assess(pack, _with(answers, (CLOSING, None), "confidential"))
    not_at_all = assess(pack, _with(answers, (CLOSING, None), "no_concern"))
    return privately.private_case and replace(privately, private_case=False) == not_at_all


# What the pack itself must be.


def everything_named_exists_and_every_weakness_has_an_answer(
    pack: Pack, assess: Assess, answers: Answers, chance: Random
) -> bool:
    """INV12."""
    return (
        all(_known(pack, condition) for condition in _conditions(pack))
        and all(
            any(pack.measure[id].step == "act" for id in risk.mitigations if id in pack.measure)
            for risk in pack.risks
        )
        and all(gap.mitigation in pack.measure for gap in pack.gaps)
        and all(
            measure.owner in pack.role
            and measure.indicator
            and measure.due_days > 0
            and measure.verify_days > 0
            for measure in pack.mitigations
        )
    )


PROPERTIES: tuple[Property, ...] = (
    the_order_of_answering_changes_nothing,
    raising_a_rating_never_lowers_the_route,
    likelihood_and_history_never_change_severity,
    not_sure_beside_other_options_never_lowers_the_route,
    not_sure_instead_of_an_answer_never_lowers_the_route,
    not_sure_in_a_gate_is_reviewed,
    severity_is_no_lower_than_any_value_and_its_floor,
    measures_touch_the_route_only_where_none_is_chosen,
    the_relationship_never_changes_severity_or_route,
    a_private_wish_leaves_no_trace,
    a_route_names_its_rules_and_a_rule_its_answers,
    everything_named_exists_and_every_weakness_has_an_answer,
    a_harmless_product_is_only_recorded,
    three_serious_values_make_a_severe_harm,
    likelihood_is_no_lower_than_answered_and_as_history_tells,
    harms_are_listed_by_severity_before_likelihood,
    a_severe_harm_is_always_escalated,
    three_unknowns_are_reviewed,
    a_serious_harm_is_tracked_and_a_severe_one_told_and_put_right,
)
"""INV01 to INV13 in order, then what the pack's guide promises beside them."""


def _never_lower_than(pack: Pack, assess: Assess, answers: Answers) -> Callable[[Answers], bool]:
    """Return what tells whether a change leaves the route as high as it was.

    What was said of a harm that gave way to another one does not count: all of it is asked
    again for the one in its place.
    """
    before = assess(pack, answers)

    def never_lower(changed: Answers) -> bool:
        after = assess(pack, changed)
        if _rank(after) >= _rank(before):
            return True
        gone = before.raised.keys() - after.raised.keys()
        if not gone or not all(GIVES_WAY.get(risk) in after.raised for risk in gone):
            return False
        without = Answers(answers.general, {**answers.risks, **dict.fromkeys(gone, _LOWEST)})
        return _rank(after) >= _rank(assess(pack, without))

    return never_lower


_LOWEST: Mapping[str, Answer] = {
    anchors.APPLIES: ("applies",),
    **dict.fromkeys((*DIMENSIONS.values(), LIKELIHOOD), ("1",)),
    HISTORY: ("no",),
    RELATIONSHIP: ("cause",),
    anchors.MEASURES: ("defaults",),
}


def _rank(result: Assessment) -> int:
    return _rank_of(result.route)


def _rank_of(route: str) -> int:
    return the_pack().route_rank[route]


def _values(result: Assessment) -> dict[str, tuple[int, int, int, int]]:
    return {f.risk: (f.scale, f.scope, f.repair, f.severity) for f in result.findings}


def _answered(pack: Pack, answers: Answers) -> list[tuple[Place, tuple[str, ...]]]:
    """Return every place of a closed question with its answer."""
    return [
        ((question, risk), answer)
        for risk, own in ((None, answers.general), *answers.risks.items())
        for question, answer in own.items()
        if not isinstance(answer, str)
    ]


def _told(answers: Answers, question: str, risk: str | None) -> tuple[str, ...]:
    """Return what was ticked; a closed question without an answer was skipped."""
    answer = answer_of(answers, question, risk)
    return SKIPPED if answer is None or isinstance(answer, str) else answer


def _with(answers: Answers, place: Place, *options: str) -> Answers:
    question, risk = place
    if risk is None:
        return Answers({**answers.general, question: options}, answers.risks)
    own = {**answers.risks.get(risk, {}), question: options}
    return Answers(answers.general, {**answers.risks, risk: own})


def _with_words(answers: Answers, risk: str, words: str) -> Answers:
    own = {
        question: words if isinstance(answer, str) else answer
        for question, answer in answers.risks[risk].items()
    }
    return Answers(answers.general, {**answers.risks, risk: own})


def _few(chance: Random, of: list[T]) -> list[T]:
    return chance.sample(of, min(TRIED, len(of)))


def _some(chance: Random, options: Sequence[str]) -> tuple[str, ...]:
    return tuple(chance.sample(options, chance.randint(1, len(options))))


def _shuffled(answers: Mapping[str, Answer], chance: Random) -> dict[str, Answer]:
    order = chance.sample(list(answers), len(answers))
    return {question: _turned(answers[question], chance) for question in order}


def _turned(answer: Answer, chance: Random) -> Answer:
    return answer if isinstance(answer, str) else tuple(chance.sample(answer, len(answer)))


def _conditions(entry: object) -> Iterator[Condition]:
    """Yield every condition inside an entry of the pack, parts of conditions included."""
    if isinstance(entry, Entry):
        for name in type(entry).model_fields:
            yield from _conditions(getattr(entry, name))
    elif isinstance(entry, tuple):
        for part in entry:
            yield from _conditions(part)
    elif isinstance(entry, Condition):
        yield from parts_of(entry)


def _known(pack: Pack, condition: Condition) -> bool:
    match condition:
        case Contains(id, options):
            question: Question | None = pack.question.get(id)
            return question is not None and options <= {*allowed_options(pack, question), UNSURE}
        case RuleFired(ids):
            return pack.rule.keys() >= set(ids)
        case RouteIs(ids):
            return pack.route.keys() >= set(ids)
        case MeasureListed(ids):
            return pack.measure.keys() >= set(ids)
        case _:
            return True
