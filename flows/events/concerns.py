"""What opens a sealed case: a word that only the human rights team may know of."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ConcernRaised:
    """Somebody asked, in private, for the human rights team to look.

    `launch` is the reference of the case it is about, if it is about one; `words` is what
    happened. Both are known to the human rights team alone.
    """

    launch: str
    raised_by: str
    words: str = ""
    may_write_back: bool = True


@dataclass(frozen=True, slots=True)
class ConcernOpened:
    """A sealed case was opened for a concern. Id and reference come from the shell."""

    case_id: UUID
    reference: str
    concern: ConcernRaised
