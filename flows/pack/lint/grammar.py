"""Every condition of a pack, read part by part, so that each fault is told where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from flows.pack.conditions import FORMS, Condition, ConditionError, Sets, read_condition
from flows.pack.lint.draft import Asked, Draft, near, words
from flows.pack.lint.places import NAMED_BY_FORM
from flows.pack.ruling import Measure
from flows.pack.source import Finding, Path

STEPS = frozenset(get_args(Measure.model_fields["step"].annotation))
"""The steps of due diligence that a measure can belong to."""

RATINGS = range(1, 6)
_HARMLESS = {"raised": "any"}
_RATED = frozenset({"severity", "severity_at_least", "likelihood", "likelihood_at_least"})


@dataclass(frozen=True, slots=True)
class Part:
    """One condition, alone or inside another: its single key, the value, and where it stands.

    `for_a_risk` says that a live risk around it is looked at.
    """

    path: Path
    key: str
    value: object
    for_a_risk: bool = False


class Conditions:
    """The conditions of a draft: whole where they can be read, in parts always."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.sets: Sets = {
            str(name): words(options) for name, options in draft.entry(("sets",)).items()
        }

    @cached_property
    def whole(self) -> Mapping[Path, Condition]:
        """Every condition that can be read, by its path."""
        found: dict[Path, Condition] = {}
        for path in self.roots:
            try:
                found[path] = read_condition(self.draft.value(path), self.sets)
            except ConditionError:
                continue
        return found

    @cached_property
    def roots(self) -> tuple[Path, ...]:
        """Where conditions stand: under `if`, or under a key that ends in `_if`."""
        return tuple(
            path
            for path, value in self.draft.everything.items()
            if path and is_condition_key(path[-1]) and isinstance(value, dict)
        )

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every condition and every one inside it that has a single key, in written order."""
        return tuple(part for root in self.roots for part in self.inside(root))

    def inside(self, path: Path, for_a_risk: bool = False) -> Iterator[Part]:
        """Yield the condition at a path and every one inside it."""
        raw = self.draft.value(path)
        if isinstance(raw, Mapping) and len(raw) == 1:
            key, value = next(iter(raw.items()))
            yield Part(path, key, value, for_a_risk)
            for inner in _opened(key, value)[1]:
                yield from self.inside((*path, *inner), for_a_risk or key == "live_risk")

    def questions(self) -> Iterator[tuple[Part, Asked]]:
        """Yield every test of a known question."""
        for part in self.parts:
            if part.key not in FORMS and part.key in self.draft.questions:
                yield part, self.draft.questions[part.key]

    def options_in(self, part: Part) -> tuple[str, ...]:
        """Return the options that a part tests, with its named list written out."""
        if isinstance(part.value, str):
            return self.sets.get(part.value.removeprefix("$"), ())
        return words(part.value)


def is_condition_key(key: str | int) -> bool:
    """Whether a mapping under this key is a condition."""
    return isinstance(key, str) and (key == "if" or key.endswith("_if"))


def check(conditions: Conditions) -> Iterator[Finding]:
    """Find conditions that cannot be read, and ids in them that do not exist."""
    for root in conditions.roots:
        yield from _unreadable(conditions, root)
    for part in conditions.parts:
        if part.key in FORMS:
            yield from _unknown_names(conditions, part)
            yield from _out_of_range(conditions, part)
        elif part.key in conditions.draft.questions:
            yield from _unknown_options(conditions, part)


def _unreadable(conditions: Conditions, path: Path) -> Iterator[Finding]:
    draft, raw = conditions.draft, conditions.draft.value(path)
    if not isinstance(raw, Mapping) or len(raw) != 1:
        how = "a condition is one key and its value; join several with `all: [...]`"
        yield draft.finding(path, f"this condition cannot be read: {_shown(raw)}", how)
        return
    key, value = next(iter(raw.items()))
    if key not in FORMS and key not in draft.questions:
        how = near(key, {*FORMS, *draft.questions}, "write the id of a question")
        wrong = f"{key} is neither a question nor a form of the grammar"
        yield draft.finding((*path, key), wrong, how)
        return
    frame, inner = _opened(key, value)
    try:
        read_condition(frame, conditions.sets)
    except ConditionError as error:
        yield draft.finding((*path, key), f"this condition cannot be read: {error}", _how(draft))
    for each in inner:
        yield from _unreadable(conditions, (*path, *each))


def _how(draft: Draft) -> str:
    return "see the grammar in docs/pack.md; lists in sets.yaml: " + ", ".join(draft.of("set"))


def _opened(key: str, value: object) -> tuple[object, list[Path]]:
    """Return a condition with harmless ones instead of those inside it, and where those are."""
    if key in {"all", "any"} and isinstance(value, list):
        return {key: [_HARMLESS for _ in value]}, [(key, at) for at, _ in enumerate(value)]
    if key == "not":
        return {key: _HARMLESS}, [(key,)]
    if key in {"live_risk", "this_risk"} and isinstance(value, Mapping) and "answer" in value:
        return {key: {**value, "answer": _HARMLESS}}, [(key, "answer")]
    return {key: value}, []


def _unknown_names(conditions: Conditions, part: Part) -> Iterator[Finding]:
    draft = conditions.draft
    kind = NAMED_BY_FORM.get(part.key)
    known = set(draft.of(kind)) if kind else STEPS if part.key == "measure_step" else None
    if known is None or not isinstance(part.value, list):
        return
    for at, name in enumerate(part.value):
        if isinstance(name, str) and name not in known:
            how = near(name, known, f"write one of {_some(known)}")
            wrong = f"there is no {kind or 'step of due diligence'} {name}"
            yield draft.finding((*part.path, part.key, at), wrong, how)


def _out_of_range(conditions: Conditions, part: Part) -> Iterator[Finding]:
    tests = part.value if isinstance(part.value, Mapping) else {}
    numbers = {name: tests[name] for name in _RATED if name in tests}
    if part.key == "max_severity":
        numbers = {part.key: part.value}
    for name, number in numbers.items():
        if isinstance(number, int) and number not in RATINGS:
            wrong = f"{name} is tested for {number}, and ratings run from 1 to 5"
            path = (*part.path, part.key, name)
            yield conditions.draft.finding(path, wrong, "write a number from 1 to 5")


def _unknown_options(conditions: Conditions, part: Part) -> Iterator[Finding]:
    draft, asked = conditions.draft, conditions.draft.questions[part.key]
    if not asked.closed:
        wrong = f"{asked.id} is answered freely ({asked.kind}), so it has no options to test"
        yield draft.finding((*part.path, part.key), wrong, "test a closed question")
        return
    for at, option in enumerate(conditions.options_in(part)):
        if option not in asked.answers:
            path = (*part.path, part.key, at)
            wrong = f"{asked.id} has no option {option}"
            if isinstance(part.value, str):
                path, wrong = path[:-1], f"{wrong}, which {part.value} holds"
            how = near(option, asked.answers, f"write one of {_some(asked.answers)}")
            yield draft.finding(path, wrong, how)


def _some(known: frozenset[str] | set[str]) -> str:
    listed = sorted(known)
    return ", ".join(listed[:12]) + (" ..." if len(listed) > 12 else "")


def _shown(raw: object) -> str:
    return (
        "several keys: " + ", ".join(map(str, raw))
        if isinstance(raw, Mapping) and raw
        else ("nothing" if not raw else str(raw))
    )
