"""What an id of a pack stands for, and everything in the pack that refers to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.pack.lint.draft import Data, Draft, words
from flows.pack.lint.grammar import Conditions, Part, is_condition_key
from flows.pack.lint.places import DEFINED, NAMED_BY_FORM, SHARED, USED
from flows.pack.source import Path, Source, Spot
from flows.pack.spoken import spoken, when


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """One place that names an id: where, in which entry, and how."""

    spot: Spot
    who: str
    how: str


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of a pack, with its conditions in plain words, and the texts of its options."""

    kind: str
    id: str
    spot: Spot
    told: Data
    options: Mapping[str, str]


def find(source: Source, id: str) -> tuple[Found, ...]:
    """Return every entry with an id; two kinds of things may share one."""
    draft = Draft(source)
    conditions = Conditions(draft)
    return tuple(
        _found(draft, conditions, kind, id, draft.of(kind)[id]) for kind in _kinds(draft, id)
    )


def known_ids(source: Source) -> frozenset[str]:
    """Return every id that can be looked up."""
    draft = Draft(source)
    return frozenset(id for kind in _LOOKED_UP for id in draft.of(kind))


def refers_to(source: Source, id: str) -> tuple[Reference, ...]:
    """Return every place that names an id, by file and line."""
    draft = Draft(source)
    conditions, owners = Conditions(draft), _owners(draft)
    kinds = frozenset(_kinds(draft, id))
    found = [
        *(_reference(draft, owners, path) for path in _uses(draft, kinds, id)),
        *(_in_condition(draft, owners, part) for part in _tests(conditions, kinds, id)),
        *_in_words(source, id),
    ]
    return tuple(sorted(set(found)))


_LOOKED_UP = tuple(kind for kind in DEFINED if kind not in SHARED)


def _kinds(draft: Draft, id: str) -> Iterator[str]:
    return (kind for kind in _LOOKED_UP if id in draft.of(kind))


def _found(draft: Draft, conditions: Conditions, kind: str, id: str, path: Path) -> Found:
    asked = draft.questions.get(id) if kind == "question" else None
    options = asked.options if asked else {}
    texts = {option: str(draft.entry(at).get("text")) for option, at in options.items()}
    told = _told(draft, conditions, path)
    entry = told if isinstance(told, Mapping) else {"holds": told}
    return Found(kind, id, draft.source.spot(path), entry, texts)


def _told(draft: Draft, conditions: Conditions, path: Path) -> object:
    """Return the part at a path with every condition in plain words."""
    if path in conditions.whole:
        return spoken(conditions.whole[path])
    match draft.value(path):
        case Mapping() as entry:
            return {key: _told(draft, conditions, (*path, key)) for key in entry}
        case list() as rows:
            return [_told(draft, conditions, (*path, at)) for at, _ in enumerate(rows)]
        case value:
            return value


def _owners(draft: Draft) -> Mapping[Path, str]:
    """Return the kind and id of every entry, by its path."""
    return {path: f"{kind} {id}" for kind in _LOOKED_UP for id, path in draft.of(kind).items()}


def _uses(draft: Draft, kinds: frozenset[str], id: str) -> Iterator[Path]:
    for pattern, kind in USED:
        if kind in kinds:
            yield from (path for path, value in draft.at(pattern) if str(value) == id)
    if "question" in kinds:
        for path, _ in draft.at(f"review_triggers.*.then.set_for_risk.{id}"):
            yield path


def _tests(conditions: Conditions, kinds: frozenset[str], id: str) -> Iterator[Part]:
    for part in conditions.parts:
        if (
            ("question" in kinds and part.key == id)
            or ("set" in kinds and part.value == f"${id}")
            or (NAMED_BY_FORM.get(part.key) in kinds and id in words(part.value))
            or _counted(conditions.draft, kinds, part, id)
        ):
            yield part


def _counted(draft: Draft, kinds: frozenset[str], part: Part, id: str) -> bool:
    """Whether a condition looks at something without its name."""
    asked = draft.questions.get(id)
    match part.key:
        case "red_line":
            return "red line" in kinds
        case "red_flags":
            return asked is not None and "flag" in asked.written
        case "any_gate_unsure":
            return asked is not None and asked.written.get("gate") is True
        case "measure_step":
            step = draft.entry(draft.of("measure").get(id, ("",))).get("step")
            return step in words(part.value)
        case _:
            return False


def _reference(draft: Draft, owners: Mapping[Path, str], path: Path) -> Reference:
    who, rest = _owner(owners, path)
    keys = [str(step).replace("_", " ") for step in rest if isinstance(step, str)]
    return Reference(draft.source.spot(path), who, ", ".join(keys))


def _in_condition(draft: Draft, owners: Mapping[Path, str], part: Part) -> Reference:
    who, rest = _owner(owners, part.path)
    key = next(str(step) for step in rest if is_condition_key(step))
    value = ", ".join(words(part.value)) or _shown(part.value)
    how = f"{when(key)} {part.key}{' has' if part.key in draft.questions else ''} {value}"
    return Reference(draft.source.spot((*part.path, part.key)), who, how.rstrip())


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    return "" if value is True else str(value)


def _owner(owners: Mapping[Path, str], path: Path) -> tuple[str, Path]:
    """Return the entry around a path and the rest of the path, the section when there is none."""
    for end in range(len(path), 0, -1):
        if path[:end] in owners:
            return owners[path[:end]], path[end:]
    return str(path[0]), path[1:]


def _in_words(source: Source, id: str) -> Iterator[Reference]:
    for locale, language in source.words.items():
        for section in ("texts", "remarks"):
            part = language.get(section)
            for key in part if isinstance(part, Mapping) else ():
                if str(key).partition(".")[0] == id:
                    spot = source.spot(("words", locale, section, key))
                    yield Reference(spot, f"words {locale}", f"{section}: {key}")
