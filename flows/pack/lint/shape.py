"""Whether every part of a pack has the shape that the program reads, told in plain words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from flows.pack.lint.draft import Draft, near
from flows.pack.lint.grammar import is_condition_key
from flows.pack.model import Pack
from flows.pack.source import Finding, Path
from flows.pack.words import Words

MADE_BY_THE_PROGRAM = ("meaning", "wording", "words")

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list such as [one, other]",
    "dict_type": "lines of `key: value`",
    "model_type": "lines of `key: value`",
}
"""What pydantic asked for, in the words of an editor."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What pydantic says of one part."""

    kind: str
    place: tuple[int | str, ...]
    message: str
    found: object
    allowed: str


def check(draft: Draft) -> Iterator[Finding]:
    """Find parts that are missing, not known or of the wrong kind."""
    yield from draft.source.findings
    for key in MADE_BY_THE_PROGRAM:
        if key in draft.data:
            yield draft.finding((key,), f"{key} is made by the program", "take it out", key)
    written = {key: part for key, part in draft.data.items() if key not in MADE_BY_THE_PROGRAM}
    sets = draft.entry(("sets",))
    yield from _validate(draft, (), Pack, written, {"sets": sets})
    for locale, words in draft.source.words.items():
        yield from _validate(draft, ("words", locale), Words, words, None)


def _validate(
    draft: Draft,
    path: Path,
    model: type[BaseModel],
    written: Mapping[str, object],
    context: dict[str, Any] | None,
) -> Iterator[Finding]:
    try:
        model.model_validate(written, context=context)
    except ValidationError as error:
        told: set[Path] = set()
        for problem in _problems(error):
            inner = _known(written, problem)
            unread = len(inner) == 1 and bool(draft.source.unread)
            if inner not in told and not unread and not _is_condition(problem):
                told.add(inner)
                yield _finding(draft, path, inner, model, problem)


def _problems(error: ValidationError) -> Iterator[Problem]:
    for each in error.errors(include_url=False):
        allowed = str(each.get("ctx", {}).get("expected", ""))
        yield Problem(each["type"], each["loc"], each["msg"], each["input"], allowed)


def _known(written: object, problem: Problem) -> Path:
    """Return the part of pydantic's location that is a path of ours.

    A union adds the names of its members, which are dropped; a key that is missing stays.
    """
    path: Path = ()
    for step in problem.place:
        match written:
            case Mapping() if step in written or problem.kind == "missing":
                written = written.get(step)
            case list() if isinstance(step, int):
                written = written[step]
            case _:
                break
        path = (*path, step)
    return path


def _is_condition(problem: Problem) -> bool:
    """Whether this is a condition, whose faults are told one by one elsewhere."""
    return is_condition_key(problem.place[-1]) and isinstance(problem.found, Mapping)


def _finding(
    draft: Draft, base: Path, inner: Path, model: type[BaseModel], problem: Problem
) -> Finding:
    path, about = (*base, *inner), ""
    key, found = inner[-1], problem.found
    if base:
        about = ".".join(str(step) for step in base)
    if problem.kind == "missing":
        return draft.finding(path, f"{key} is missing", f"add `{key}: ...`", about)
    known = keys_at(model, inner[:-1])
    if found is None and key not in known:
        split = _split_by_a_comma(draft, path)
        if split:
            wrong = f"a comma split this text: {split[1]!r} stands alone"
            return draft.finding(path, wrong, f'put it in quotes: {split[0]}: "..., ..."', about)
    if problem.kind == "extra_forbidden":
        how = near(str(key), known, "take it out")
        return draft.finding(path, f"{key} is no key that can stand here", how, about)
    name = next(step for step in reversed(inner) if isinstance(step, str))
    return draft.finding(path, f"{name}: found {_shown(found)}", _wanted(problem), about)


def _split_by_a_comma(draft: Draft, path: Path) -> tuple[str, str] | None:
    """Return the key before a lone piece of text and that piece, None when it is no such piece.

    In `{name: work, rest and pay, plain: ...}` the second comma makes a key without a value.
    """
    around = draft.value(path[:-1]) if path[:1] != ("words",) else None
    key = path[-1]
    if not isinstance(around, Mapping) or around.get(key, "") is not None:
        return None
    before = list(around)[: list(around).index(key)]
    texts = [each for each in before if around[each] is not None]
    return (texts[-1], str(key)) if texts else None


def keys_at(model: type[BaseModel], path: Path) -> frozenset[str]:
    """Return the keys that may stand in the mapping at a path."""
    kind: object = model
    for step in path:
        if isinstance(step, str) and isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field for name, field in kind.model_fields.items()}
            kind = fields[step].annotation
        kind = next((each for each in _members(kind) if _is_model(each)), kind)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return frozenset()
    return frozenset(field.alias or name for name, field in kind.model_fields.items())


def _members(kind: object) -> Iterator[object]:
    """Yield what a list or an optional value is made of, lists of lists included."""
    for each in get_args(kind):
        yield each
        yield from _members(each)


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _wanted(problem: Problem) -> str:
    if problem.kind in _WANTED:
        return f"write {_WANTED[problem.kind]}"
    message = problem.message.removeprefix("Value error, ")
    return f"write {problem.allowed}" if problem.allowed else message[0].lower() + message[1:]


def _shown(found: object) -> str:
    if found is None:
        return "nothing"
    if isinstance(found, Mapping):
        return "lines of `key: value`"
    return "a list" if isinstance(found, list) else str(found)
