"""What a single question, scale or route must keep to: lengths, options, numbers, order."""

from collections.abc import Iterator, Mapping

from flows.case import UNSURE
from flows.pack.anchors import TYPES
from flows.pack.lint.draft import Asked, Draft
from flows.pack.lint.grammar import RATINGS
from flows.pack.lint.places import OPTIONS
from flows.pack.questions import Kind
from flows.pack.source import Finding

LAUNCH = ("cleared", "cleared_with_actions", "pending_review", "hold")
"""What a route can say about the launch, from free to held."""

_SCALE = [str(step) for step in RATINGS]


def check(draft: Draft) -> Iterator[Finding]:
    """Find what is too long, not complete or not in order."""
    yield from _too_long(draft)
    for asked in draft.questions.values():
        yield from _closed(draft, asked)
        yield from _scale(draft, asked)
    yield from _positive(draft)
    yield from _used_by_the_program(draft)
    yield from _severity(draft)
    yield from _routes(draft)


def _too_long(draft: Draft) -> Iterator[Finding]:
    limits = draft.entry(("limits",))
    questions = ("questions.*.text", "modules.*.questions.*.text")
    options = tuple(
        f"{place}.*.text"
        for place in ("questions.*.options", "modules.*.questions.*.options", OPTIONS)
    )
    for key, patterns in (("question_chars", questions), ("option_chars", options)):
        most = limits.get(key)
        for path, text in (found for pattern in patterns for found in draft.at(pattern)):
            if isinstance(most, int) and isinstance(text, str) and len(text) > most:
                wrong = f"this text has {len(text)} characters, and {most} is the most"
                yield draft.finding(path, wrong, f"shorten it by {len(text) - most}")


def _closed(draft: Draft, asked: Asked) -> Iterator[Finding]:
    if not asked.closed or asked.kind not in set(Kind):
        return
    if UNSURE not in asked.answers:
        how = f'add {{id: {UNSURE}, text: "Not sure"}} to its options'
        yield draft.finding((*asked.path, "options"), "nobody can say that they do not know", how)
    if "unsure_as" not in asked.written:
        how = "add `unsure_as: [...]` with the most cautious option"
        yield draft.finding(asked.path, "it is not said what *not sure* counts as", how)


def _scale(draft: Draft, asked: Asked) -> Iterator[Finding]:
    if asked.kind == Kind.SCALE and sorted(asked.options) != [*_SCALE, UNSURE]:
        wrong = f"a scale has the options 1 to 5 and {UNSURE}; found {', '.join(asked.options)}"
        how = f'write "1", "2", "3", "4", "5" and {UNSURE}, the numbers in quotes'
        yield draft.finding((*asked.path, "options"), wrong, how)


def _positive(draft: Draft) -> Iterator[Finding]:
    for pattern in ("questions.*.max_chars", "modules.*.questions.*.max_chars"):
        for path, number in draft.at(pattern):
            if isinstance(number, int) and number <= 0:
                wrong = f"max_chars is {number}, so nothing could be typed"
                yield draft.finding(path, wrong, "write how many characters fit, such as 400")


def _used_by_the_program(draft: Draft) -> Iterator[Finding]:
    for id, kind in TYPES.items():
        asked = draft.questions.get(id)
        if asked is None:
            wrong = f"the program needs a question {id} of type {kind}, and there is none"
            yield draft.finding(("questions",), wrong, f"add {id}", id)
        elif asked.kind != kind:
            wrong = f"{id} has the type {asked.kind}, and the program uses it as {kind}"
            yield draft.finding((*asked.path, "type"), wrong, f"write `type: {kind}`")


def _severity(draft: Draft) -> Iterator[Finding]:
    severity = draft.entry(("severity",))
    for key, number in (("lowest", RATINGS[0]), ("highest", RATINGS[-1])):
        if severity.get(key, number) != number:
            wrong = f"{key} is {severity[key]}, and ratings run from 1 to 5"
            yield draft.finding(("severity", key), wrong, f"write {number}")
    named = [step for _, step in draft.at("severity.bands.*.severity.*")]
    if sorted(named, key=str) != list(RATINGS):
        wrong = "the bands do not name each severity from 1 to 5 exactly once"
        yield draft.finding(("severity", "bands"), wrong, "give every severity to one band")
    ids = [str(id) for _, id in draft.at("severity.dimensions.*.id")]
    if sorted(ids) != ["repair", "scale", "scope"]:
        wrong = f"the dimensions are {', '.join(ids)}"
        how = "write scale, scope and repair, each once"
        yield draft.finding(("severity", "dimensions"), wrong, how)
    yield from _unsure_rating(draft, severity)


def _unsure_rating(draft: Draft, severity: Mapping[str, object]) -> Iterator[Finding]:
    rating = str(severity.get("unsure_rating"))
    rated = [id for _, id in draft.at("severity.dimensions.*.question")]
    rated += [id for _, id in draft.at("likelihood.question")]
    for asked in (draft.questions[id] for id in map(str, rated) if id in draft.questions):
        if asked.kind != Kind.SCALE:
            wrong = f"{asked.id} is a rating and has the type {asked.kind}"
            yield draft.finding((*asked.path, "type"), wrong, f"write `type: {Kind.SCALE}`")
        elif asked.unsure_as != {rating}:
            wrong = f"*not sure* does not count as {rating}, the unsure_rating of the ratings"
            how = f'write `unsure_as: ["{rating}"]`'
            yield draft.finding((*asked.path, "unsure_as"), wrong, how)


def _routes(draft: Draft) -> Iterator[Finding]:
    highest = 0
    for path, launch in draft.at("routes.*.launch"):
        if launch not in LAUNCH:
            how = f"write one of {', '.join(LAUNCH)}"
            yield draft.finding(path, f"there is no launch status {launch}", how)
            continue
        rank = LAUNCH.index(str(launch))
        if rank < highest:
            wrong = f"this route stands above one that says {LAUNCH[highest]}"
            how = f"order the routes from low to high: {', '.join(LAUNCH)}"
            yield draft.finding(path, wrong, how)
        highest = max(highest, rank)
    named = {str(id) for _, id in draft.at("rules.*.route")}
    for id, path in draft.of("route").items():
        if id not in named:
            how = "add a rule that leads to it, or take it out"
            yield draft.finding(path, f"no rule leads to the route {id}", how)
