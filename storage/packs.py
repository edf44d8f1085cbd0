"""Read a pack folder: its YAML files, the words beside it, and what YAML alone can tell.

Positions, keys written twice and booleans that were meant as words are seen here, where the
text still is; everything that needs to know what a pack is belongs to `flows/pack/lint`.
"""

from collections.abc import Iterator, Mapping
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
_SCALARS = yaml.constructor.SafeConstructor()
_MEANT_AS_WORD = frozenset("yes no on off y n".split())


def load_pack(folder: Path = BUILT_IN) -> Pack:
    """Load a pack folder with the bot's words in every language that ships.

    Raises PackError when a file is missing, is no YAML, or has not the shape of a pack.
    """
    written = read_source(folder)
    return build_pack(written.data, written.words)


def read_source(folder: Path, words: Path = WORDS) -> Source:
    """Read the files of a pack and the words of every language, with their positions."""
    reading = _Reading()
    for file in sorted(folder.glob("*.yaml")):
        reading.merge(file)
    languages = {file.stem: reading.words(file) for file in sorted(words.glob("*.yaml"))}
    if not reading.data:
        raise PackError(f"{folder}: no pack here; a pack is a folder of .yaml files")
    return Source(reading.data, languages, reading.spots, tuple(reading.findings))


class _Reading:
    """The files of one folder, being read."""

    def __init__(self) -> None:
        self.data: dict[str, object] = {}
        self.spots: dict[source.Path, Spot] = {}
        self.findings: list[Finding] = []

    def merge(self, file: Path) -> None:
        for key, value in self._mapping(file, ()).items():
            if key in self.data:
                self._find(self.spots[(key,)], str(key), f"{key} stands in two files", "keep one")
            self.data[key] = value

    def words(self, file: Path) -> Mapping[str, object]:
        return self._mapping(file, ("words", file.stem))

    def _mapping(self, file: Path, path: source.Path) -> dict[str, object]:
        try:
            node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark is not None else 1
            problem = getattr(error, "problem", None) or "this is no YAML"
            self._find(Spot(file.name, line), "", f"cannot be read: {problem}", "mend the YAML")
            return {}
        except UnicodeDecodeError:
            self._find(Spot(file.name, 1), "", "is not UTF-8 text", "save the file as UTF-8")
            return {}
        if node is None:
            return {}
        value = self._value(node, file.name, path)
        if not isinstance(value, dict):
            self._find(Spot(file.name, 1), "", "is no mapping", "begin with `key: value` lines")
            return {}
        return value

    def _value(self, node: yaml.Node, file: str, path: source.Path) -> object:
        self.spots.setdefault(path, Spot(file, node.start_mark.line + 1))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, file, path))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, file, (*path, at)) for at, item in enumerate(node.value)]
        return self._scalar(node, file)

    def _pairs(
        self, node: yaml.MappingNode, file: str, path: source.Path
    ) -> Iterator[tuple[str, object]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            spot = Spot(file, key_node.start_mark.line + 1)
            key = str(self._scalar(key_node, file))
            if key in seen:
                self._find(spot, key, f"the key {key} stands twice", "keep one of the two")
            seen.add(key)
            self.spots[(*path, key)] = spot
            yield key, self._value(value_node, file, (*path, key))

    def _scalar(self, node: yaml.Node, file: str) -> object:
        text = str(node.value)
        if node.tag.endswith(":bool") and text.lower() in _MEANT_AS_WORD:
            spot = Spot(file, node.start_mark.line + 1)
            self._find(spot, text, f"{text} is read as true or false", f'write "{text}" in quotes')
            return text
        return text if node.tag.endswith(":str") else _SCALARS.construct_object(node)

    def _find(self, spot: Spot, about: str, wrong: str, instead: str) -> None:
        self.findings.append(Finding(spot, about, wrong, instead))
