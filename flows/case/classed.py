"""Who may see a case, and what a sealed one is about."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Confidentiality(StrEnum):
    """Who may see a case: its product team, named people, or the human rights team alone."""

    OPEN = "open"
    RESTRICTED = "restricted"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Classed:
    """Who may see a case from then on, and why: the reason is for the human rights team alone."""

    confidentiality: Confidentiality
    people: tuple[str, ...]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Concern:
    """What a sealed case is about. Never shown outside the human rights team.

    `launch` is the reference of a case, or nothing.
    """

    launch: str
    raised_by: str
    words: str = ""
    may_write_back: bool = True
