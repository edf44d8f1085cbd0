"""What the clock brings about a case."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """The time of a stage has come: of which thing, which stage, for whom.

    `skipped` are earlier stages of the same thing whose time came meanwhile and that are not told
    any more.
    """

    subject: str
    stage: str
    who: str = ""
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Stages were put into somebody's morning message; those `skipped` gave way to newer ones."""

    who: str
    told: tuple[str, ...]
    skipped: tuple[str, ...] = ()


OnReminding: TypeAlias = ReminderDue | Gathered
"""What the clock brings about a case."""
