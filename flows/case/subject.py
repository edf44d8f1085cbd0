"""What a reminder is about: one thing of a case, by its kind and its id."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """The kinds of things that somebody is reminded of."""

    ESCALATION = "escalation"
    MEASURE = "measure"
    CHECK = "check"
    """Whether a measure works: the same measure, seen from whoever looks at it."""

    ITEM = "item"
    EVIDENCE = "evidence"
    ROUND = "round"
    REVIEW = "review"
    LAUNCH = "launch"
    DRAFT = "draft"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing of a case. `id` is that of the thing, empty for what a case has only one of."""

    kind: Kind
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}" if self.id else self.kind.value

    @property
    def uuid(self) -> UUID:
        return UUID(self.id)

    @classmethod
    def read(cls, text: str) -> "Subject | None":
        """Return what a text names; None when it names nothing."""
        kind, _, id = text.partition(":")
        return cls(Kind(kind), id) if kind in set(Kind) else None
