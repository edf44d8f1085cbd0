"""The order of work: what is asked too late to be looked at, never, or only after itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.pack.conditions import FORMS, Condition, questions_in
from flows.pack.lint.draft import Data, Draft, words
from flows.pack.lint.grammar import Conditions, Part
from flows.pack.lint.possible import World
from flows.pack.source import Finding, Path


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens: a question is asked, harms are raised, or they are rated."""

    what: str
    id: str
    path: Path


class Timeline:
    """When each question is asked and each result is known, as positions in one row."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.events = tuple(_events(draft))
        self.place = {
            event.id: at for at, event in enumerate(self.events) if event.what == "question"
        }

    @cached_property
    def raised(self) -> int:
        return self._first("raise")

    @cached_property
    def rated(self) -> int:
        return self._first("rate")

    def _first(self, what: str) -> int:
        places = (at for at, event in enumerate(self.events) if event.what == what)
        return next(places, len(self.events))

    @cached_property
    def checked(self) -> int:
        """When red lines and flags are known; the rules follow, and what follows from them."""
        return len(self.events) + 1

    def moment(self, path: Path) -> int:
        """Return when the condition at a path is tested."""
        section = path[0]
        if path[-1] == "opens_if":
            module = str(self.draft.entry(path[:-1]).get("id"))
            asked = [q.id for q in self.draft.questions.values() if q.module == module]
            return min((self.place[id] for id in asked if id in self.place), default=self.checked)
        if section in {"questions", "modules"}:
            return self.place.get(str(self.draft.entry(path[:-1]).get("id")), self.checked)
        if path[-1] == "raised_if":
            return self.raised
        if section in {"risks", "severity", "likelihood", "dismissed"}:
            return self.rated
        return self.checked + {"red_lines": -1, "rules": 0}.get(str(section), 1)

    def known(self, part: Part) -> int:
        """Return when what a part of a condition looks at is known; it can be tested after."""
        if part.key not in FORMS:
            return self.place.get(part.key, -1)
        if part.key in {"max_severity", "live_risk", "this_risk"}:
            only = isinstance(part.value, Mapping) and set(part.value) == {"answer"}
            return self.raised if only else self.rated
        if part.key in {"red_line", "red_flags"}:
            return self.checked - 1
        return {"raised": self.raised, "rule": self.checked, "route": self.checked}.get(
            part.key, -1
        )


def _events(draft: Draft) -> Iterator[Event]:
    for path, step in draft.entries("order_of_work.*"):
        for module in words(step.get("open_modules")):
            for asked in draft.questions.values():
                if asked.module == module:
                    yield Event("question", asked.id, asked.path)
        if step.get("raise_risks") is True:
            yield Event("raise", "", path)
        for key in ("ask", "ask_per_risk"):
            for at, id in enumerate(words(step.get(key))):
                yield Event("question", id, (*path, key, at))
        if step.get("rate_risks") is True:
            yield Event("rate", "", path)


def check(draft: Draft, conditions: Conditions) -> Iterator[Finding]:
    """Find what is asked twice, too late or never, and what can never be true."""
    timeline = Timeline(draft)
    waits = _waits(draft, conditions)
    yield from _steps(draft)
    yield from _asked_twice(draft, timeline)
    yield from _cycles(draft, waits)
    yield from _too_late(conditions, timeline, waits)
    yield from _never(draft, conditions, timeline)


def _steps(draft: Draft) -> Iterator[Finding]:
    for key in ("raise_risks", "rate_risks"):
        steps = [path for path, step in draft.entries("order_of_work.*") if step.get(key) is True]
        if len(steps) != 1:
            wrong = f"{len(steps)} steps say {key}"
            yield draft.finding(("order_of_work",), wrong, f"write `{key}: true` in one step")
    for path, id in draft.at("order_of_work.*.ask.*"):
        asked = draft.questions.get(str(id))
        if asked and asked.per_risk:
            yield draft.finding(path, f"{id} is asked for each risk", "move it to ask_per_risk")
    for path, id in draft.at("order_of_work.*.ask_per_risk.*"):
        asked = draft.questions.get(str(id))
        if asked and not asked.per_risk:
            how = "add `per_risk: true` to it, or move it to ask"
            yield draft.finding(path, f"{id} is not asked for each risk", how)


def _asked_twice(draft: Draft, timeline: Timeline) -> Iterator[Finding]:
    seen: set[str] = set()
    for event in timeline.events:
        if event.what == "question":
            if event.id in seen:
                how = "keep one place in order_of_work"
                yield draft.finding(event.path, f"{event.id} is asked twice", how)
            seen.add(event.id)


def _waits(draft: Draft, conditions: Conditions) -> Mapping[str, frozenset[str]]:
    """Return for each question those that it waits for, its module's condition included."""
    direct: dict[str, frozenset[str]] = {}
    for asked in draft.questions.values():
        own = conditions.whole.get((*asked.path, "ask_if"))
        module = conditions.whole.get((*asked.path[:2], "opens_if")) if asked.module else None
        looked_at = [questions_in(condition) for condition in (own, module) if condition]
        direct[asked.id] = frozenset().union(*looked_at)
    waits: dict[str, frozenset[str]] = {}
    for id in direct:
        reached: set[str] = set()
        ahead = [*direct[id]]
        while ahead:
            other = ahead.pop()
            if other not in reached:
                reached.add(other)
                ahead += direct.get(other, ())
        waits[id] = frozenset(reached)
    return waits


def _cycles(draft: Draft, waits: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    for id, others in waits.items():
        if id in others:
            circle = sorted(other for other in others if id in waits.get(other, ()))
            wrong = f"{id} waits for itself: a circle of {', '.join(circle)}"
            path = (*draft.of("question")[id], "ask_if")
            yield draft.finding(path, wrong, "take one of the conditions out")


def _too_late(
    conditions: Conditions, timeline: Timeline, waits: Mapping[str, frozenset[str]]
) -> Iterator[Finding]:
    draft = conditions.draft
    for root in conditions.roots:
        moment = timeline.moment(root)
        owner = draft.about(root)
        for part in conditions.inside(root):
            in_circle = owner in waits.get(part.key, ()) and part.key in waits.get(owner, ())
            if timeline.known(part) >= moment and not in_circle:
                wrong = f"{part.key} is not known yet when this is tested"
                how = "look at something earlier, or change order_of_work"
                yield draft.finding((*part.path, part.key), wrong, how)


def _never(draft: Draft, conditions: Conditions, timeline: Timeline) -> Iterator[Finding]:
    """Walk through the order of work and find what can never happen."""
    opened = {str(id) for _, id in draft.at("order_of_work.*.open_modules.*")}
    world = World(draft, conditions)
    for path, module in draft.entries("modules.*"):
        id = str(module.get("id"))
        if id not in opened:
            world.closed.add(id)
            yield draft.finding(path, f"module {id} is never opened", "add it to open_modules")
    for id, path in draft.of("question").items():
        if id not in timeline.place:
            world.never.add(id)
        if id in world.never and draft.questions[id].module not in world.closed:
            yield draft.finding(path, f"{id} is never asked", "add it to order_of_work")
    for event in timeline.events:
        if event.what == "question" and event.id in draft.questions:
            yield from _never_asked(world, event.id)
        if event.what == "raise":
            world.raise_risks(_true(world, "risks.*", "raised_if"))
            yield from _impossible(world, "risks.*", "raised_if", "can never be raised")
    yield from _impossible(world, "risks.*.floors_if.*", "if", "this floor can never count")
    world.red_lines = bool(_true(world, "red_lines.*", "if"))
    yield from _impossible(world, "red_lines.*", "if", "this red line can never be true")
    world.rules = frozenset(_true(world, "rules.*", "if"))
    yield from _impossible(world, "rules.*", "if", "can never fire")
    for pattern in _AFTERWARDS:
        yield from _impossible(world, pattern, "if", "can never be true")


_AFTERWARDS = (
    "severity.uplift",
    "likelihood.floors.*",
    "dismissed",
    "relationship.derive.*",
    "gaps.*",
    "suggestions.*",
    "notify.*",
    "only.*",
    "hr_decision.deciders.*",
    "consistency_prompts.*",
)


def _never_asked(world: World, id: str) -> Iterator[Finding]:
    draft, asked = world.draft, world.draft.questions[id]
    if asked.module in world.closed:
        world.never.add(id)
        return
    if asked.module and asked.module not in world.opened:
        world.opened.add(asked.module)
        path = (*asked.path[:2], "opens_if")
        if not world.possible(world.conditions.whole.get(path)):
            world.closed.add(asked.module)
            world.never.add(id)
            yield draft.finding(path, f"module {asked.module} can never open", _HOW)
            return
    path = (*asked.path, "ask_if")
    if not world.possible(world.conditions.whole.get(path)):
        world.never.add(id)
        yield draft.finding(path, f"{id} can never be asked", _HOW)


_HOW = "its condition can never be true: mend the condition"


def _conditions_at(world: World, pattern: str, key: str) -> Iterator[tuple[Path, Condition, Data]]:
    for path, entry in world.draft.entries(pattern):
        condition = world.conditions.whole.get((*path, key))
        if condition is not None:
            yield (*path, key), condition, entry


def _true(world: World, pattern: str, key: str) -> list[str]:
    """Return the ids of the entries whose condition can be true."""
    return [
        str(entry.get("id"))
        for _, condition, entry in _conditions_at(world, pattern, key)
        if world.possible(condition)
    ]


def _impossible(world: World, pattern: str, key: str, wrong: str) -> Iterator[Finding]:
    for path, condition, _ in _conditions_at(world, pattern, key):
        if not world.possible(condition):
            yield world.draft.finding(path, wrong, _HOW)
