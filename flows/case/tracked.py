"""What is done after the answers: measures, what is still to be found out, proof, closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flows.case.escalated import Signed
from flows.case.screened import Answer, Place


class MeasureState(StrEnum):
    """How far a measure has come; the ids are those of the pack's `measure_states`."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    EFFECTIVE = "verified_effective"
    NOT_EFFECTIVE = "verified_not_effective"
    NOT_NEEDED = "not_needed"


# States in which a measure can be planned, worked on, dropped, looked at. One that works is looked
# at again, since it may not work any more.
PLANNABLE = (
    MeasureState.PROPOSED,
    MeasureState.PLANNED,
    MeasureState.IN_PROGRESS,
    MeasureState.NOT_EFFECTIVE,
    MeasureState.NOT_NEEDED,
)
WORKABLE = (MeasureState.PLANNED, MeasureState.IN_PROGRESS, MeasureState.NOT_EFFECTIVE)
REFUSABLE = (MeasureState.PROPOSED, *WORKABLE)
VERIFIABLE = (MeasureState.IMPLEMENTED, MeasureState.EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step in the life of a measure. `words` is what was said with it.

    `value` is what the indicator read, when somebody looked; `next_step` what follows when the
    measure did not work.
    """

    state: MeasureState
    by: str
    at: datetime
    words: str = ""
    value: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a measure cannot go on, and who can move it."""

    why: str
    who: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measure:
    """A mitigation with owner, day and indicator (UNGP 19, 20).

    `source` is the measure of the pack, empty for one in words of its own; `origin` says where
    it came from: suggested, added, condition or trigger. `stages` is its whole life, the newest
    last. `verifier` is never its owner.
    """

    id: UUID
    source: str
    text: str
    risks: tuple[str, ...]
    origin: str
    revision: int
    stages: tuple[Stage, ...]
    owner: str | None = None
    due_on: date | None = None
    indicator: str = ""
    baseline: str = ""
    target: str = ""
    verifier: str | None = None
    blocked: Blocked | None = None

    @property
    def state(self) -> MeasureState:
        return self.stages[-1].state

    @property
    def since(self) -> datetime:
        return self.stages[-1].at

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do about it (the pack's `closing.measure_states`)."""
        return self.state in (MeasureState.EFFECTIVE, MeasureState.NOT_NEEDED)

    @property
    def is_taken(self) -> bool:
        """Tell whether somebody took it: who is only suggested has no part in it yet."""
        return self.state is not MeasureState.PROPOSED

    def failed_since(self, moment: datetime) -> bool:
        """Tell whether somebody saw after a moment that it does not work."""
        return any(
            each.state is MeasureState.NOT_EFFECTIVE and each.at > moment for each in self.stages
        )

    @property
    def implemented_by(self) -> str | None:
        """Who did it, the last time it was done."""
        done = (each.by for each in reversed(self.stages) if each.state is MeasureState.IMPLEMENTED)
        return next(done, None)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A *not sure* with an owner and a day."""

    id: UUID
    place: Place
    round: int
    owner: str
    due_on: date
    opened_at: datetime
    revision: int
    answered: Signed | None = None


@dataclass(frozen=True, slots=True)
class ExpertQuestion:
    """One question of the screening, put to one named person; their reply is a proposal.

    `accepted` is None until somebody of the product side took the proposal or left it, or another
    pack asks the question no more.
    """

    id: UUID
    place: Place
    expert: str
    by: str
    at: datetime
    revision: int
    words: str = ""
    proposal: Answer | None = None
    note: str = ""
    replied_at: datetime | None = None
    accepted: bool | None = None
    settled: Signed | None = None

    @property
    def waits(self) -> bool:
        """Tell whether the reply is still waited for."""
        return self.replied_at is None and self.settled is None


class EvidenceKind(StrEnum):
    LINK = "link"
    NOTE = "note"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A link, a note or a kept message, with the hash of its content when it was kept.

    It is about a measure, about one question of the screening, or about the case as a whole.
    """

    id: UUID
    kind: EvidenceKind
    text: str
    hash: str
    by: str
    at: datetime
    author: str = ""
    link: str = ""
    measure: UUID | None = None
    place: Place | None = None
    owner: str | None = None
    expires_on: date | None = None

    @property
    def holder(self) -> str:
        """Who looks after it."""
        return self.owner or self.by


def expiring(evidence: Iterable[Evidence], measures: Iterable[Measure]) -> tuple[Evidence, ...]:
    """Return the proofs that hold until a day.

    Of each thing the newest counts, since what it took the place of may expire; what nobody needs
    any more asks for none.
    """
    dropped = {one.id for one in measures if one.state is MeasureState.NOT_NEEDED}
    newest = {(one.measure, one.place): one for one in evidence}.values()
    needed = (one for one in newest if one.measure not in dropped)
    return tuple(one for one in needed if one.expires_on is not None)


@dataclass(frozen=True, slots=True)
class Closure:
    """That a risk is closed in a round: by a word from outside the product team where it is needed,
    else by itself, when nothing was left to do for it."""

    risk: str
    round: int
    by: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A harm that happened, and since when it is known: the clock of remedy (UNGP 22)."""

    risk: str
    since: datetime
    reported_by: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """That somebody put off what they are reminded of: a thing of the case, until a day.

    `subject` names the thing as reminders do. Nothing of the rules changes by it.
    """

    subject: str
    person: str
    until: date
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LaunchWord:
    """What became of a launch on its day, by an id of the pack's `launch.on_the_day.answers`.

    `planned_on` is the new day of one that was moved.
    """

    answer: str
    by: str
    at: datetime
    planned_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a launch is not pursued any more; the record stays."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unreached:
    """A role that could not be reached about this case; `instead` are roles or people told."""

    role: str
    at: datetime
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Following:
    """Who wants to hear of a case beside those who take part, and who does not any more."""

    followers: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
