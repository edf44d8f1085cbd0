"""Reminders whose time has come: one transaction a case, and a morning message a person.

Every replica does this at every tick. A row is told once, whoever claims it; one that breaks is
told to the operator and stops no other.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

import structlog

from bot.dispatch.mornings import tell_morning
from bot.dispatch.on_cases import OnCases
from bot.dispatch.planning import follow_calendars
from bot.dispatch.turns import Dispatch
from flows.errors import Conflict
from flows.events import ReminderDue
from flows.people.context import Context
from flows.people.profile import SALIENT, Actor
from storage import reminders, store
from storage.database import Session
from storage.reminders import Kept

log = structlog.get_logger("dispatch")

AT_ONCE = 200
"""How many reminders are claimed together; more wait for the next round."""

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Fired:
    """How many reminders were told or passed over, and how many mornings began."""

    stages: int = 0
    mornings: int = 0

    def __bool__(self) -> bool:
        return bool(self.stages or self.mornings)


async def fire_due(dispatch: Dispatch) -> Fired:
    """Tell everything that is due now, and return how much there was."""
    await follow_calendars(dispatch)
    stages = mornings = 0
    while claimed := await dispatch.database.run(_claim, dispatch):
        fired = 0
        for case_id, rows in _by_case(claimed):
            fired += await _guarded(_fire_case, dispatch, case_id, rows)
        stages += fired
        if not fired:  # nothing of it could be done: the next tick tries again
            break
    for person in await dispatch.database.run(_people, dispatch):
        mornings += await _guarded(_tell, dispatch, person)
    if stages or mornings:
        dispatch.wake()
    return Fired(stages, mornings)


def _claim(session: Session, dispatch: Dispatch) -> list[Kept]:
    return reminders.claim(session, AT_ONCE, LEASE, dispatch.clock.now())


def _people(session: Session, dispatch: Dispatch) -> tuple[str, ...]:
    return reminders.people_due(session, dispatch.clock.now(), AT_ONCE)


def _by_case(claimed: Iterable[Kept]) -> list[tuple[UUID, list[Kept]]]:
    ordered = sorted(claimed, key=lambda one: str(one.case_id))
    return [(id, list(rows)) for id, rows in groupby(ordered, key=lambda one: one.case_id)]


async def _guarded(what: Callable[..., Awaitable[int]], dispatch: Dispatch, *about: object) -> int:
    """Do one of many; what breaks is told, and is tried again."""
    try:
        return await what(dispatch, *about)
    except Conflict:
        log.debug("somebody saved first", action="remind")
    except Exception as error:  # noqa: BLE001
        log.error("a reminder was not told", action="remind", error=type(error).__name__)
    return 0


async def _fire_case(dispatch: Dispatch, case_id: UUID, rows: list[Kept]) -> int:
    return await dispatch.database.run(_fire, dispatch, case_id, rows)


async def _tell(dispatch: Dispatch, person: str) -> int:
    return int(await dispatch.database.run(tell_morning, dispatch, person))


def _fire(session: Session, dispatch: Dispatch, case_id: UUID, rows: list[Kept]) -> int:
    """Tell the newest stage of each thing of a case; the earlier ones are passed over.

    Of everything that is due of it, since a newer stage may not be among what was claimed.
    """
    now = dispatch.clock.now()
    roster = dispatch.register.roster(session)
    context = Context(now, Actor(SALIENT), roster.people)
    cases = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
    pack, case = cases.plan(case_id)
    mine = reminders.still_mine(session, rows, now) and reminders.due_of(session, case_id, now)
    for number, (*earlier, newest) in enumerate(_by_thing(mine)):
        earlier = [*reminders.overtaken(session, newest), *earlier]
        reminders.settle(session, earlier, "skipped", now)
        reminders.settle(session, [newest], "done", now)
        if number and store.revision_of(session, case_id) != case.revision:
            case = store.load(session, dispatch.keys, case_id)
        cases.brings(pack, case, _event(newest, earlier), context.actor)
    done = {one.id for one in mine}
    if left := [one for one in rows if one.id not in done]:
        reminders.release(session, left)
    return len(rows)


def _by_thing(rows: list[Kept]) -> list[list[Kept]]:
    """Part stages by what they are about and whom they are for, the newest of each last."""
    parts: dict[tuple[str, str], list[Kept]] = {}
    for one in rows:
        who = one.planned.person or one.planned.role or ""
        parts.setdefault((one.planned.subject, who), []).append(one)
    return list(parts.values())


def _event(newest: Kept, earlier: list[Kept]) -> ReminderDue:
    planned = newest.planned
    who = planned.person or planned.role or ""
    return ReminderDue(
        planned.subject, planned.stage, who, tuple(one.planned.stage for one in earlier)
    )
