"""What follows a screening, to rows and back: one table for each kind of thing in a case.

A case never takes anything out of its tuples, so a thing is known by its place in them. The
columns that lists and reports ask for are plain; the whole thing is encrypted in `content`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import TypeAdapter
from sqlmodel import SQLModel

from flows.case import (
    Case,
    Closure,
    Escalation,
    Evidence,
    ExpertQuestion,
    LaunchWord,
    Measure,
    OpenItem,
    Rating,
    Remedy,
    Snooze,
)
from flows.errors import StoreError
from storage.codec import Values, packed, place_of_row, unpacked
from storage.keys import Key
from storage.tables import (
    AgreedRatingRow,
    ClosureRow,
    EscalationRow,
    EvidenceRow,
    ExpertQuestionRow,
    LaunchWordRow,
    MeasureRow,
    OpenItemRow,
    RemedyRow,
    SnoozeRow,
)

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Kind(Generic[Thing]):
    """One kind of thing that hangs from a case: its field there, its table, its plain columns.

    One that is `append_only` may never differ from what was saved.
    """

    field: str
    row: type[SQLModel]
    adapter: TypeAdapter[Thing]
    plain: Callable[[Thing], Values]
    append_only: bool = False

    def of(self, case: Case) -> tuple[Thing, ...]:
        things: tuple[Thing, ...] = getattr(case, self.field)
        return things

    def values(self, case_id: UUID, position: int, thing: Thing, key: Key) -> Values:
        """Return the row of a thing."""
        plain = packed({"it": self.adapter.dump_python(thing, mode="json")})
        content = key.encrypt(self._column, place_of_row(case_id, position), plain)
        at = {"case_id": case_id, "position": position}
        return {**at, **self.plain(thing), "content": content}

    def read(self, row: Any, key: Key) -> Thing:
        place = place_of_row(row.case_id, row.position)
        plain = unpacked(key.decrypt(self._column, place, row.content))
        return self.adapter.validate_python(plain["it"])

    def changed(self, before: Case | None, after: Case) -> Iterator[tuple[int, Thing, bool]]:
        """Yield what must be written: place, thing, and whether it is new."""
        old = self.of(before) if before is not None else ()
        new = self.of(after)
        if len(new) < len(old):
            raise StoreError(f"nothing is taken out of a case, and {self.field} became fewer")
        for position, thing in enumerate(new):
            if position >= len(old):
                yield position, thing, True
            elif thing != old[position]:
                if self.append_only:
                    raise StoreError(f"what stands in {self.field} cannot be changed")
                yield position, thing, False

    @property
    def _column(self) -> str:
        return f"{self.row.__tablename__}.content"


def _escalation(it: Escalation) -> Values:
    return {
        "round": it.round,
        "route": it.route,
        "decider": it.policy.decider,
        "urgent": it.urgent,
        "opened_at": it.opened_at,
        "acknowledged_at": it.acknowledged.at if it.acknowledged is not None else None,
        "first_due_at": it.first_due_at,
        "decision_due_at": it.decision_due_at,
        "stopped_at": it.stopped_at,
        "superseded_at": it.superseded_at,
        "decided_at": it.decision.at if it.decision is not None else None,
        "outcome": it.decision.outcome if it.decision is not None else None,
        "review_on": it.decision.review_on if it.decision is not None else None,
    }


def _measure(it: Measure) -> Values:
    return {
        "source": it.source,
        "origin": it.origin,
        "state": it.state.value,
        "since": it.since,
        "owner": it.owner,
        "verifier": it.verifier,
        "due_on": it.due_on,
    }


def _open_item(it: OpenItem) -> Values:
    return {
        "question": it.place[0],
        "owner": it.owner,
        "due_on": it.due_on,
        "opened_at": it.opened_at,
        "answered_at": it.answered.at if it.answered is not None else None,
    }


def _expert_question(it: ExpertQuestion) -> Values:
    return {
        "expert": it.expert,
        "asked_at": it.at,
        "replied_at": it.replied_at,
        "settled_at": it.settled.at if it.settled is not None else None,
    }


def _evidence(it: Evidence) -> Values:
    return {
        "kind": it.kind.value,
        "owner": it.owner,
        "kept_at": it.at,
        "expires_on": it.expires_on,
    }


def _rating(it: Rating) -> Values:
    return {
        "risk": it.risk,
        "scale": it.scale,
        "scope": it.scope,
        "repair": it.repair,
        "likelihood": it.likelihood,
        "dismissed": it.dismissed,
        "agreed_at": it.at,
    }


def _closure(it: Closure) -> Values:
    return {"risk": it.risk, "round": it.round, "closed_at": it.at}


def _remedy(it: Remedy) -> Values:
    return {"risk": it.risk, "since": it.since}


def _snooze(it: Snooze) -> Values:
    return {
        "subject": it.subject,
        "person": it.person,
        "until": it.until,
        "snoozed_at": it.at,
    }


def _launch_word(it: LaunchWord) -> Values:
    return {"answer": it.answer, "planned_on": it.planned_on, "said_at": it.at}


KINDS: tuple[Kind[Any], ...] = (
    Kind("escalations", EscalationRow, TypeAdapter(Escalation), _escalation),
    Kind("measures", MeasureRow, TypeAdapter(Measure), _measure),
    Kind("open_items", OpenItemRow, TypeAdapter(OpenItem), _open_item),
    Kind("expert_questions", ExpertQuestionRow, TypeAdapter(ExpertQuestion), _expert_question),
    Kind("evidence", EvidenceRow, TypeAdapter(Evidence), _evidence, append_only=True),
    Kind("ratings", AgreedRatingRow, TypeAdapter(Rating), _rating, append_only=True),
    Kind("closures", ClosureRow, TypeAdapter(Closure), _closure, append_only=True),
    Kind("remedies", RemedyRow, TypeAdapter(Remedy), _remedy, append_only=True),
    Kind("snoozes", SnoozeRow, TypeAdapter(Snooze), _snooze, append_only=True),
    Kind("launch_words", LaunchWordRow, TypeAdapter(LaunchWord), _launch_word, append_only=True),
)
"""Everything that hangs from a case beside its rounds."""
