"""A pack as it was written: plain data, and where in which file each part stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the top of the merged data, such as ('risks', 3, 'floor')."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A line of a file; lines count from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that an editor should mend: where, what it is about, what to write instead."""

    spot: Spot
    id: str
    wrong: str
    instead: str

    def __str__(self) -> str:
        about = f" {self.id}:" if self.id else ""
        return f"{self.spot.file}:{self.spot.line}:{about} {self.wrong} -> {self.instead}"


@dataclass(frozen=True, slots=True)
class Source:
    """The merged mappings of a pack's files, its words by language, and what YAML itself tells.

    A path in `spots` that begins with 'words' leads into `words`. Files in `unread` gave
    nothing at all, so that whatever needs them would be told in vain.
    """

    data: Mapping[str, object]
    words: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    spots: Mapping[Path, Spot] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    unread: frozenset[str] = frozenset()

    def spot(self, path: Path) -> Spot:
        """Return where a part stands, or the nearest part around it."""
        while path and path not in self.spots:
            path = path[:-1]
        return self.spots.get(path, Spot("pack.yaml", 1))
