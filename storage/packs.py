"""Read a pack folder: its YAML files, the words beside it, and what YAML alone can tell.

Positions, keys written twice and booleans that were meant as words are seen here, where the
text still is; everything that needs to know what a pack is belongs to `flows/pack/lint`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from flows.errors import PackError
from flows.pack import source
from flows.pack.build import build_pack
from flows.pack.model import Pack
from flows.pack.source import Finding, Source, Spot

CONTENT = Path(__file__).resolve().parent.parent / "flows" / "content"
BUILT_IN = CONTENT / "pack"
WORDS = CONTENT / "words"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MEANT_AS_WORD = frozenset(["yes", "no", "on", "off", "y", "n"])
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")


def load_pack(folder: Path = BUILT_IN) -> Pack:
    """Load a pack folder with the bot's words in every language that ships.

    Raises PackError when a file is missing, is no plain YAML, or has not the shape of a pack.
    """
    written = read_source(folder)
    if written.findings:
        raise PackError(*(str(finding) for finding in written.findings))
    return build_pack(written.data, written.words)


def read_source(folder: Path, words: Path = WORDS) -> Source:
    """Read the files of a pack and the words of every language, with their positions.

    A folder `words` inside the pack adds to the words that ship, entry by entry. Raises
    PackError when the folder holds no pack at all.
    """
    reading = _Reading()
    for file in sorted(folder.glob("*.yaml")):
        reading.merge(file)
    for spoken in (words, folder / "words"):
        for file in sorted(spoken.glob("*.yaml")):
            reading.overlay(file, file.stem)
        for file in sorted(spoken.glob("*/*.yaml")):
            reading.overlay(file, file.parent.name)
    if not reading.data and not reading.findings:
        raise PackError(f"{folder}: no pack here; a pack is a folder of .yaml files")
    findings, unread = tuple(reading.findings), frozenset(reading.unread)
    return Source(reading.data, reading.words, reading.spots, findings, unread)


class _Reading:
    """The files of one folder, being read."""

    def __init__(self) -> None:
        self.data: dict[str, object] = {}
        self.words: dict[str, dict[str, object]] = {}
        self.spots: dict[source.Path, Spot] = {}
        self.findings: list[Finding] = []
        self.unread: set[str] = set()
        self._file = ""
        self._seen: set[int] = set()

    def merge(self, file: Path) -> None:
        """Add the sections of one file to the pack."""
        before = {key: self.spots[(key,)] for key in self.data}
        for key, value in self._mapping(file, file.name, ()).items():
            if key in before:
                wrong = f"{key} stands in {before[key].file} too"
                self._find(self.spots[(key,)], key, wrong, "keep it in one file")
            self.data[key] = value

    def overlay(self, file: Path, locale: str) -> None:
        """Add the words of one file to its language; what is there already is replaced."""
        language = self.words.setdefault(locale, {})
        read = self._mapping(file, f"{file.parent.name}/{file.name}", ("words", locale))
        for key, value in read.items():
            before = language.get(key)
            if isinstance(before, dict) and isinstance(value, dict):
                before.update(value)
            else:
                language[key] = value

    def _mapping(self, file: Path, name: str, path: source.Path) -> dict[str, object]:
        self._file = name
        self._seen.clear()
        try:
            node = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=_LOADER)
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            self.unread.add(name)
            self._find(*_unreadable(name, error))
            return {}
        if isinstance(node, yaml.MappingNode):
            value = self._value(node, path)
            return value if isinstance(value, dict) else {}
        if node is not None:
            wrong = "this file does not begin with a key"
            self.unread.add(name)
            self._find(self._spot(node.start_mark), "", wrong, "begin with lines of `key: value`")
        return {}

    def _value(self, node: yaml.Node, path: source.Path) -> object:
        if id(node) in self._seen:
            spot = self.spots.get(path) or self.spots[path[:-1]]
            self._find(spot, "", "`*` repeats another part", "write the part out in full")
            return None
        self._seen.add(id(node))
        if path:
            self.spots.setdefault(path, self._spot(node.start_mark))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*path, at)) for at, item in enumerate(node.value)]
        return self._scalar(node)

    def _pairs(self, node: yaml.MappingNode, path: source.Path) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            spot = self._spot(key_node.start_mark)
            if not isinstance(key_node, yaml.ScalarNode):
                self._find(spot, "", "a list or mapping stands where a key must", "write a word")
                continue
            key = str(self._scalar(key_node))
            if key in seen:
                self._find(spot, key, f"the key {key} stands twice", "keep one of the two")
            seen.add(key)
            self.spots[(*path, key)] = spot
            yield key, self._value(value_node, (*path, key))

    def _scalar(self, node: yaml.Node) -> object:
        """Return a whole number, a truth, nothing, or else the text as it is written.

        YAML would also make numbers of `1:30` and `1_000`, and days of `2030-01-31`; in a pack
        these are words.
        """
        text, kind = str(node.value), node.tag.rpartition(":")[2]
        if kind == "bool" and text.lower() in _MEANT_AS_WORD:
            spot = self._spot(node.start_mark)
            self._find(spot, text, f"{text} is read as true or false", f'write "{text}" in quotes')
            return text
        if kind == "bool":
            return text.lower() == "true"
        if kind == "int" and _WHOLE.fullmatch(text):
            return int(text)
        return None if kind == "null" else text

    def _spot(self, mark: yaml.Mark) -> Spot:
        return Spot(self._file, mark.line + 1)

    def _find(self, spot: Spot, about: str, wrong: str, instead: str) -> None:
        self.findings.append(Finding(spot, about, wrong, instead))


def _unreadable(name: str, error: Exception) -> tuple[Spot, str, str, str]:
    """Return what to tell of a file that gives nothing to read."""
    match error:
        case yaml.MarkedYAMLError(problem_mark=mark, problem=problem):
            line = mark.line + 1 if mark is not None else 1
            how = "look at this line and the one before: a quote, bracket or indent is wrong"
            return Spot(name, line), "", f"this is no YAML: {problem}", how
        case yaml.YAMLError():
            wrong = "this file holds a character that nobody can see"
            return Spot(name, 1), "", wrong, "type the text anew, or save the file as plain text"
        case OSError():
            how = "look at its name and permissions"
            return Spot(name, 1), "", f"this file cannot be opened: {error.strerror}", how
        case _:
            return Spot(name, 1), "", "this is no UTF-8 text", "save the file as UTF-8"
