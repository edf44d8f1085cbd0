"""Cases with something that has a day, and what is reminded of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flows.case import (
    Case,
    Confidentiality,
    Evidence,
    EvidenceKind,
    Kind,
    Measure,
    MeasureState,
    OpenItem,
    Stage,
    Subject,
)
from flows.people.due import Calendar
from flows.people.due.reminders import reminders
from flows.people.due.stages import Due
from flows.people.profile import Profile
from tests.flows.screening import NOW, PEOPLE, played
from tests.worked import the_pack

DAY = date(2026, 4, 15)
"""A Wednesday, with no weekend within two days of it."""

NUMBER = UUID("00000000-0000-4000-8000-0000000000a1")
MEASURE = Subject(Kind.MEASURE, str(NUMBER))
LATER = NOW + timedelta(days=400)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def tracking(**other: Any) -> Case:
    """Return a product that its team handles alone, sent on a Monday, without its measures."""
    return replace(played("G09").case, **{"measures": (), **other})


def measure(state: MeasureState = MeasureState.PLANNED, **other: Any) -> Measure:
    known = {
        "id": NUMBER,
        "source": "MT21",
        "text": "",
        "risks": (),
        "origin": "suggested",
        "revision": 1,
        "stages": (Stage(state, "mira", NOW),),
        "owner": "ines",
        "due_on": DAY,
        "verifier": "jonas",
    }
    return Measure(**{**known, **other})


def item(**other: Any) -> OpenItem:
    known = {
        "id": NUMBER,
        "place": ("E01", None),
        "round": 1,
        "owner": "ines",
        "due_on": DAY,
        "opened_at": NOW,
        "revision": 1,
    }
    return OpenItem(**{**known, **other})


def proof(number: int = 1, **other: Any) -> Evidence:
    known = {
        "id": UUID(int=number),
        "kind": EvidenceKind.NOTE,
        "text": "",
        "hash": "",
        "by": "mira",
        "at": NOW,
        "owner": "ines",
        "expires_on": DAY,
    }
    return Evidence(**{**known, **other})


def with_measure(state: MeasureState = MeasureState.PLANNED, **other: Any) -> Case:
    return tracking().with_measure(measure(state, **other))


def restricted(case: Case, *participants: str) -> Case:
    return replace(case, confidentiality=Confidentiality.RESTRICTED, participants=participants)


def sealed(case: Case) -> Case:
    return replace(case, confidentiality=Confidentiality.SEALED, participants=())


def with_calendars(**calendars: Calendar) -> Mapping[str, Profile]:
    """Return everybody, some of them in other days and hours."""
    others = {who: replace(PEOPLE[who], calendar=one) for who, one in calendars.items()}
    return {**PEOPLE, **others}


def with_profiles(**profiles: Mapping[str, Any]) -> Mapping[str, Profile]:
    others = {who: replace(PEOPLE[who], **one) for who, one in profiles.items()}
    return {**PEOPLE, **others}


@dataclass(frozen=True)
class Reminded:
    """What is reminded of a case, of one kind of thing."""

    dues: tuple[Due, ...]

    @property
    def stages(self) -> list[tuple[str, str]]:
        """Each stage with whom it is for."""
        return [(one.stage, one.who) for one in self.dues]

    @property
    def whom(self) -> set[str]:
        return {one.who for one in self.dues}

    @property
    def times(self) -> dict[str, datetime]:
        """When each stage is due, of whoever hears it first."""
        return {one.stage: one.at for one in reversed(self.dues)}

    def of(self, stage: str) -> list[Due]:
        return [one for one in self.dues if one.stage == stage]


def reminded(
    case: Case,
    kind: Kind = Kind.MEASURE,
    people: Mapping[str, Profile] = PEOPLE,
    now: datetime = NOW,
) -> Reminded:
    every = reminders(the_pack(), case, people, now)
    return Reminded(tuple(one for one in every if one.subject.kind is kind))
