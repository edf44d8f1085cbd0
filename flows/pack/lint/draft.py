"""A pack as it was written, looked at piece by piece: nothing in it need have the right shape.

The parts are plain dicts and lists, as YAML makes them. Patterns such as `risks.*.rights.*` name
places: a star stands for every entry of a list or every value of a mapping. What is not there,
or not of the expected kind, is simply not found.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from flows.case import UNSURE
from flows.pack.lint.places import DEFINED, OPTIONS
from flows.pack.questions import FREE, SEVERAL, Kind
from flows.pack.source import Finding, Path, Source

Data: TypeAlias = Mapping[str, object]

_ALWAYS_ALONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the checks need to know of a question."""

    id: str
    path: Path
    kind: str
    written: Data
    options: Mapping[str, Path]
    answers: frozenset[str]
    module: str = ""

    @property
    def closed(self) -> bool:
        return self.kind not in FREE

    @property
    def per_risk(self) -> bool:
        return self.written.get("per_risk") is True

    @property
    def unsure_as(self) -> frozenset[str]:
        """What *not sure* counts as too."""
        return frozenset(words(self.written.get("unsure_as")))

    @property
    def alone(self) -> frozenset[str]:
        """The answers that cannot stand beside others: all of them when only one can be given."""
        if self.kind not in SEVERAL:
            return self.answers
        return frozenset((*words(self.written.get("exclusive")), _ALWAYS_ALONE)) & self.answers

    def as_tested(self, answer: frozenset[str]) -> frozenset[str]:
        """Return what a condition sees in an answer."""
        return answer | self.unsure_as if UNSURE in answer else answer


class Draft:
    """The written pack with indexes of its ids."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.data = source.data

    def at(self, pattern: str) -> Iterator[tuple[Path, object]]:
        """Yield every part at a place, with its path."""
        places: Iterable[tuple[Path, object]] = [((), self.data)]
        for step in pattern.split("."):
            places = [inner for path, value in places for inner in _inside(path, value, step)]
        yield from places

    def entries(self, pattern: str) -> Iterator[tuple[Path, Data]]:
        """Yield every mapping at a place."""
        for path, value in self.at(pattern):
            if isinstance(value, dict):
                yield path, value

    @cached_property
    def everything(self) -> Mapping[Path, object]:
        """Every part of the pack by its path, in written order."""
        parts: dict[Path, object] = {}
        _walk((), self.data, parts)
        return parts

    def of(self, kind: str) -> Mapping[str, Path]:
        """Return where each id of a kind is defined first."""
        return self._ids[kind]

    @cached_property
    def _ids(self) -> Mapping[str, Mapping[str, Path]]:
        ids: dict[str, dict[str, Path]] = {kind: {} for kind in DEFINED}
        for kind, first in ids.items():
            for id, path in self.definitions(kind):
                first.setdefault(id, path)
        return ids

    def definitions(self, kind: str) -> Iterator[tuple[str, Path]]:
        """Yield each id of a kind with the path of its entry, those written twice included."""
        for pattern in DEFINED[kind]:
            place, _, key = pattern.rpartition("/")
            for path, value in self.at(place):
                if key == "*" and isinstance(value, dict):
                    yield from ((each, (*path, each)) for each in value)
                elif isinstance(value, dict) and isinstance(value.get(key), str | int):
                    yield str(value[key]), path

    @cached_property
    def questions(self) -> Mapping[str, Asked]:
        """The questions of the screening by id, as far as they can be read."""
        found = (self._asked(id, path) for id, path in self.of("question").items())
        return {asked.id: asked for asked in found}

    def _asked(self, id: str, path: Path) -> Asked:
        written = self.entry(path)
        kind = str(written.get("type"))
        options = self._options((*path, "options"))
        if kind == Kind.YES_NO and not options:
            options = self._options((OPTIONS,))
        picks = {Kind.MULTI_RISK: "risk", Kind.MULTI_MITIGATION: "measure"}
        more = self.of(picks[Kind(kind)]) if kind in picks else {}
        module = str(self.entry(path[:2]).get("id")) if path[0] == "modules" else ""
        return Asked(id, path, kind, written, options, frozenset((*options, *more)), module)

    def _options(self, path: Path) -> Mapping[str, Path]:
        listed = self.value(path)
        rows = enumerate(listed) if isinstance(listed, list) else ()
        return {
            str(row["id"]): (*path, at)
            for at, row in rows
            if isinstance(row, dict) and isinstance(row.get("id"), str)
        }

    def value(self, path: Path) -> object:
        """Return what stands at a path, None when nothing does."""
        return self.everything.get(path)

    def entry(self, path: Path) -> Data:
        """Return the mapping at a path, an empty one when there is none."""
        value = self.value(path)
        return value if isinstance(value, dict) else {}

    def finding(self, path: Path, wrong: str, instead: str, about: str = "") -> Finding:
        """Make a finding of the part at a path, named by the id of the entry around it."""
        return Finding(self.source.spot(path), about or self.about(path), wrong, instead)

    def about(self, path: Path) -> str:
        """Return the id of the nearest entry around a path; of an option, `question.option`."""
        for end in range(len(path), 0, -1):
            name = self.entry(path[:end]).get("id")
            if isinstance(name, str | int):
                owner = end - 2 if path[end - 2] == "options" else 0
                return f"{self.about(path[:owner])}.{name}" if owner else str(name)
        return str(path[0]) if path else ""


def words(value: object) -> tuple[str, ...]:
    """Return the strings of a list, none when it is no list."""
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


def near(word: str, known: Iterable[str], else_: str) -> str:
    """Return what to write instead of a misspelt id: the nearest known ones, or a general hint."""
    names = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), names, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(names[each] for each in close)}?" if close else else_


def _inside(path: Path, value: object, step: str) -> Iterator[tuple[Path, object]]:
    if step == "*" and isinstance(value, list):
        yield from (((*path, at), each) for at, each in enumerate(value))
    elif step == "*" and isinstance(value, dict):
        yield from (((*path, key), each) for key, each in value.items())
    elif isinstance(value, dict) and step in value:
        yield (*path, step), value[step]


def _walk(path: Path, value: object, parts: dict[Path, object]) -> None:
    parts[path] = value
    if isinstance(value, dict):
        for key, part in value.items():
            _walk((*path, key), part, parts)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            _walk((*path, at), part, parts)
