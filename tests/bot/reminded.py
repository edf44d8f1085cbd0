"""A house in which time passes: cases with things that are due, and what comes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from bot.dispatch.firing import Fired, fire_due
from bot.dispatch.planning import replan
from flows.case import Case, MeasureState
from flows.people.preferences import Absence
from storage import journal, reminders, store
from storage.database import Session
from tests.bot.house import House
from tests.flows.due.cases import measure as a_measure
from tests.flows.due.cases import tracking

SPACE = UUID("00000000-0000-4000-8000-00000000cafe")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def numbered(case: Case, number: int) -> Case:
    """Return a case under a number of its own."""
    return replace(case, id=uuid5(SPACE, str(number)), reference=f"SAL-{number}")


def with_measure(number: int = 1, state: MeasureState = MeasureState.PLANNED, **other: Any) -> Case:
    """Return a case with one measure, which the engineer owns and the team looks at."""
    known = {"owner": "vik", "verifier": "hana", "id": uuid5(SPACE, f"measure {number}")}
    return numbered(tracking(measures=(a_measure(state, **{**known, **other}),)), number)


def given(house: House, *cases: Case) -> None:
    """Let there be cases as if they had come to be in some way, with their reminders."""
    for case in cases:
        house.database.transact(_saved, house, None, case)


def becomes(house: House, case: Case, **changes: Any) -> Case:
    """Let a case be otherwise now, as after a turn, with nothing planned anew."""
    after = replace(case, revision=case.revision + 1, **changes)
    house.database.transact(store.save, house.keys, case, after, house.clock.now())
    return after


def finished(case: Case, state: MeasureState = MeasureState.IMPLEMENTED) -> dict[str, Any]:
    (one,) = case.measures
    stage = replace(one.stages[-1], state=state)
    return {"measures": (replace(one, stages=(*one.stages, stage)),)}


async def plan(house: House) -> None:
    await replan(house.dispatch)


async def tick(house: House, moment: str = "") -> Fired:
    """Let it be a moment, and do all that is due then."""
    if moment:
        house.clock.at = at(moment)
    fired = await fire_due(house.dispatch)
    await house.delivery.deliver()
    return fired


def sets(house: House, who: str, **wanted: Any) -> None:
    """Let somebody set something for themselves."""
    house.database.transact(_set, who, wanted)


def is_away(house: House, who: str, first: str, last: str, stand_in: str) -> None:
    absence = Absence(date.fromisoformat(first), date.fromisoformat(last), stand_in)
    sets(house, who, absence=absence)


def rows(house: House, case: Case) -> dict[str, str]:
    """Return every stage of the reminders of a case with its state."""
    every = house.database.transact(reminders.of_case, case.id)
    return {
        f"{one.planned.stage} {one.planned.person or one.planned.role or ''}".strip(): state
        for one, state in every
    }


def noted(house: House, case: Case, action: str) -> list[dict[str, Any]]:
    """Return what the journal of a case says of an action."""
    entries = house.database.transact(journal.entries, str(case.id))
    return [dict(one.details) for one in entries if one.action == action]


def texts(house: House, conversation: str, view: str = "morning") -> list[str]:
    sent = house.channel.sent(conversation)
    return [one.payload["text"] for one in sent if one.payload["view"] == view]


def _saved(session: Session, house: House, before: Case | None, after: Case) -> None:
    house.packs.keep(session, house.clock.now())
    store.save(session, house.keys, before, after, house.clock.now())


def _set(session: Session, who: str, wanted: dict[str, Any]) -> None:
    before = store.preferences(session, who)
    after = replace(before, revision=before.revision + 1, **wanted)
    store.save_preferences(session, who, before, after)
