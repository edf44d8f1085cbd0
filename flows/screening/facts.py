"""What is known at one point of the order of work, as conditions look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from flows.case import UNSURE, Answer, Finding
from flows.pack.model import Pack
from flows.pack.questions import Question


class Cite(NamedTuple):
    """An answer behind a result: its question, and the risk when it was asked for one."""

    question: str
    risk: str | None = None


Because: TypeAlias = tuple[Cite, ...]

Seen: TypeAlias = tuple[frozenset[str], Cite]
"""An answer as conditions see it, and where it stands."""

_NOTHING: Mapping[str, Seen] = {}


def distinct(cites: list[Cite] | Because) -> Because:
    """Return the cites without doubles, in the order they came."""
    return tuple(dict.fromkeys(cites))


@dataclass(frozen=True, slots=True)
class Rated:
    """A finding with the answers that made it as severe and as likely as it is."""

    finding: Finding
    severity_because: Because
    likelihood_because: Because
    derivation: str = ""


@dataclass(slots=True)
class Facts:
    """Answers as conditions see them, and what has been worked out so far.

    Filled from top to bottom by one walk through the order of work and used by nobody else:
    a fact that is not there yet makes its condition false.
    """

    pack: Pack
    general: dict[str, Seen] = field(default_factory=dict)
    risks: dict[str, dict[str, Seen]] = field(default_factory=dict)
    raised: dict[str, Because] = field(default_factory=dict)
    rated: dict[str, Rated] = field(default_factory=dict)
    unsure: list[Cite] = field(default_factory=list)
    unsure_gates: list[Cite] = field(default_factory=list)
    gates: list[Cite] = field(default_factory=list)
    flags: dict[str, list[Cite]] = field(default_factory=lambda: {"hard": [], "soft": []})
    red_lines: dict[str, Because] = field(default_factory=dict)
    rules: dict[str, Because] = field(default_factory=dict)
    route: str = ""
    measures: list[str] = field(default_factory=list)
    nothing_else: bool = False

    def take(self, question: Question, risk: str | None, answer: Answer) -> None:
        """Let a question that was asked be seen, with what *not sure* counts as."""
        cite = Cite(question.id, risk)
        seen = question.as_tested(answer)
        if risk is None:
            self.general[question.id] = seen, cite
        else:
            self.risks.setdefault(risk, {})[question.id] = seen, cite
        if question.gate:
            self.gates.append(cite)
        if UNSURE in seen:
            self.unsure.append(cite)
            if question.gate:
                self.unsure_gates.append(cite)
        if question.flag is not None and seen & self.pack.flag_options[question.id]:
            self.flags[question.flag].append(cite)

    def see(self, question: str, risk: str | None) -> Seen | None:
        """Return an answer and where it stands; None when the question was not asked."""
        seen = self.general.get(question)
        if seen is None and risk is not None:
            return self.risks.get(risk, _NOTHING).get(question)
        return seen
