"""The invariants of the content that can be seen without asking anybody anything.

Their numbers are those of the content: measures (INV12), who reads what is not known (INV06),
what must not touch severity or the route (INV03, INV08, INV09, INV10).
"""

from collections.abc import Iterator, Mapping

from flows.pack.anchors import APPLIES
from flows.pack.conditions import FORMS, AnyGateUnsure, AnyOf, Condition, NothingElse
from flows.pack.lint.draft import Draft, words
from flows.pack.lint.grammar import Conditions, Part
from flows.pack.questions import Kind
from flows.pack.source import Finding, Path


def check(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    """Find where the content breaks one of its own promises."""
    yield from _measures(draft)
    yield from _picked_measures(draft)
    yield from _when_nothing_is_found(draft, conditions)
    yield from _gates(draft, conditions)
    yield from _early_notice(draft)
    yield from _dismissed(draft, conditions)
    yield from _private(draft, conditions)
    for part in conditions.parts:
        yield from _wrong_place(draft, part)
    yield from _touches_severity(draft, conditions)


def _measures(draft: Draft) -> Iterator[Finding]:
    measures = draft.of("measure").items()
    acts = {id for id, path in measures if draft.entry(path).get("step") == "act"}
    for path, risk in draft.entries("risks.*"):
        if not acts & set(words(risk.get("mitigations"))):
            how = "add a measure of step act to its mitigations"
            yield draft.finding(path, "no measure of step act would change anything", how)
    for path, measure in draft.entries("mitigations.*"):
        for key in ("owner", "indicator"):
            if measure.get(key) == "":
                yield draft.finding((*path, key), f"{key} is empty", f"write the {key}")
        for key in ("due_days", "verify_days"):
            days = measure.get(key)
            if isinstance(days, int) and days <= 0:
                wrong, how = f"{key} is {days}", "write a number of days above 0"
                yield draft.finding((*path, key), wrong, how)
    for path, gap in draft.entries("gaps.*"):
        if gap.get("mitigation") == "":
            yield draft.finding((*path, "mitigation"), "no measure closes this gap", "name one")


def _picked_measures(draft: Draft) -> Iterator[Finding]:
    wanted = {
        "order_of_work.*.add_risks_from": Kind.MULTI_RISK,
        "suggestions.*.add_from": Kind.MULTI_MITIGATION,
    }
    for pattern, kind in wanted.items():
        for path, id in draft.at(pattern):
            asked = draft.questions.get(str(id))
            if asked and asked.kind != kind:
                wrong = f"{id} has the type {asked.kind}, and only {kind} can add these"
                yield draft.finding(path, wrong, f"name a question of type {kind}")


def _when_nothing_is_found(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    lowest = next(iter(draft.of("route")), "")
    found = False
    for path, rule in draft.entries("rules.*"):
        if conditions.whole.get((*path, "if")) == NothingElse():
            found = True
            if rule.get("route") != lowest:
                wrong = "the rule for *nothing found* does not lead to the lowest route"
                yield draft.finding((*path, "route"), wrong, f"write {lowest}")
    if not found:
        how = f"add a rule with `if: {{nothing_else: true}}` and `route: {lowest}`"
        yield draft.finding(("rules",), "no rule says what happens when nothing is found", how)


def _gates(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    read_by_people = {
        id for id, path in draft.of("route").items() if "service" in draft.entry(path)
    }
    for path, rule in draft.entries("rules.*"):
        condition = conditions.whole.get((*path, "if"))
        if _alone(condition, AnyGateUnsure()) and rule.get("route") in read_by_people:
            return
    for asked in draft.questions.values():
        if asked.written.get("gate") is True:
            wrong = "*not sure* at this gate is read by nobody: no rule fires on any_gate_unsure"
            how = "add a rule `if: {any_gate_unsure: true}` with a route that has service times"
            yield draft.finding((*asked.path, "unsure_as"), wrong, how)


def _alone(condition: Condition | None, leaf: Condition) -> bool:
    """Whether a condition is true whenever one leaf is."""
    return condition == leaf or (isinstance(condition, AnyOf) and leaf in condition.parts)


def _early_notice(draft: Draft) -> Iterator[Finding]:
    highest = [*draft.of("route")][-1:]
    for path, id in draft.at("early_notice.rules.*"):
        rule = draft.entry(draft.of("rule").get(str(id), ("rules",)))
        if rule and rule.get("route") not in highest:
            wrong = f"{id} is told early and does not lead to the highest route"
            how = f"take it out, or give it the route {' '.join(highest)}"
            yield draft.finding(path, wrong, how)


def _dismissed(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    keys = [part.key for part in conditions.inside(("dismissed", "if")) if part.key not in FORMS]
    if keys and keys != [APPLIES]:
        wrong = f"a harm is set aside in {APPLIES}, and this looks at {', '.join(keys)}"
        how = f"test {APPLIES} and nothing else"
        yield draft.finding(("dismissed", "if"), wrong, how, "dismissed")


def _private(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    """Find what would let others see that somebody spoke privately (INV10)."""
    place: Path = ("confidentiality", "private_case")
    case = draft.entry(place)
    shown_as = case.get("stored_in_shared_record_as")
    if isinstance(shown_as, Mapping) and len(set(map(str, shown_as.values()))) > 1:
        wrong = "the shared record would show who spoke privately"
        how = "store all of these answers under one word"
        yield draft.finding((*place, "stored_in_shared_record_as"), wrong, how, "private_case")
    for private in conditions.inside((*place, "if")):
        hidden = {*conditions.options_in(private)}
        twin = str(case.get("result_as"))
        for part, asked in conditions.questions():
            tested = {*conditions.options_in(part)}
            told = tested & hidden and twin not in tested
            told = told or (twin in tested and not hidden <= tested)
            if asked.id == private.key and told and part.path[:2] != place:
                wrong = f"this tells a private answer from {twin}, so others could see it"
                how = f"test {twin} and {', '.join(sorted(hidden))} together, or neither"
                yield draft.finding((*part.path, part.key), wrong, how)


_LISTS = ("suggestions",)
_ENTRIES = ("rules", "relationship")
_EACH_RISK = ("relationship", "likelihood", "dismissed", "measure_states", "measure_due", "closing")


def _wrong_place(draft: Draft, part: Part) -> Iterator[Finding]:
    """Find forms where the program has nothing to test them with."""
    section = part.path[0]
    where = ""
    if part.key in {"measure", "measure_step"} and section not in _LISTS:
        where = "suggestions"
    if part.key == "nothing_else" and section not in _ENTRIES:
        where = "rules and relationship.derive"
    if part.key == "this_risk" and not _for_one_risk(draft, part.path):
        where = "places where one risk is looked at; elsewhere use live_risk"
    if where:
        how = f"it can stand in {where}"
        yield draft.finding((*part.path, part.key), f"{part.key} means nothing here", how)
    asked = draft.questions.get(part.key)
    if asked and asked.per_risk and not (part.for_a_risk or _for_one_risk(draft, part.path)):
        wrong = f"{asked.id} is answered for each risk, and no risk is looked at here"
        how = f"write live_risk: {{answer: {{{asked.id}: [...]}}}}"
        yield draft.finding((*part.path, part.key), wrong, how)


def _for_one_risk(draft: Draft, path: Path) -> bool:
    around = (draft.entry(path[:end]) for end in range(len(path)))
    return path[0] in _EACH_RISK or any(entry.get("per_risk") is True for entry in around)


_ROUTE_AND_SEVERITY = ("risks", "severity", "likelihood", "red_lines", "rules", "dismissed")


def _touches_severity(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    relationship = {str(id) for _, id in draft.at("relationship.derive.*.effective_from")}
    likelihood = {str(id) for _, id in draft.at("likelihood.question")}
    likelihood |= {
        part.key for part in conditions.parts if part.path[:2] == ("likelihood", "floors")
    }
    for part, asked in conditions.questions():
        rating = part.path[0] == "severity" or "floors_if" in part.path
        if asked.id in relationship and part.path[0] in _ROUTE_AND_SEVERITY:
            wrong = f"{asked.id} says how we are involved, which never changes severity or route"
            how = "take this test out"
            yield draft.finding((*part.path, part.key), wrong, how)
        if asked.id in likelihood and rating:
            wrong = f"{asked.id} is about likelihood, which never changes severity"
            yield draft.finding((*part.path, part.key), wrong, "take this test out")
