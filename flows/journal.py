"""What the journal remembers: who did what, in ids, never a word that somebody typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. `details` holds ids and numbers only."""

    action: str
    details: Mapping[str, str | int] = field(default_factory=dict)
