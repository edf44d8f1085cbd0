"""Reminders planned anew, though no case changed: at a start, and when somebody's days change."""

from uuid import UUID

import structlog

from bot.dispatch.on_cases import OnCases
from bot.dispatch.turns import Dispatch
from flows.errors import SalientError
from flows.people.context import Context
from flows.people.profile import SALIENT, Actor
from storage import store
from storage.database import Session

log = structlog.get_logger("dispatch")


async def replan(dispatch: Dispatch) -> int:
    """Let the reminders of every case be those that it has now; return how many cases there are.

    That is at a start and once a day: calendars reach no further than their years, and another
    version of Salient may remind of more.
    """
    planned = 0
    for case_id in await dispatch.database.run(store.cases_under_way):
        try:
            await dispatch.database.run(_replan, dispatch, case_id)
        except Exception as error:  # noqa: BLE001
            log.error("a case was not planned", action="plan", error=type(error).__name__)
        else:
            planned += 1
    return planned


async def follow_calendars(dispatch: Dispatch) -> None:
    """Plan anew whatever is told to people who are here otherwise than at the last look.

    Their chat, their settings or the turn of a year may have changed their days and hours; they may
    have gone, or come back. The first look, after a start, only remembers.
    """
    roster = await dispatch.database.run(dispatch.register.roster)
    for person, one in roster.people.items():
        now = (one.calendar, one.away_until, one.stand_in, one.reachable)
        if dispatch.presence.get(person, now) == now:
            dispatch.presence[person] = now
            continue
        try:
            await dispatch.database.run(_replan_for, dispatch, person)
        except SalientError as error:  # the next look tries again
            log.error("not planned for somebody", action="plan", error=type(error).__name__)
        else:
            dispatch.presence[person] = now


def _replan_for(session: Session, dispatch: Dispatch, person: str) -> None:
    _cases(session, dispatch).plan_for(person)


def _replan(session: Session, dispatch: Dispatch, case_id: UUID) -> None:
    _cases(session, dispatch).plan(case_id)


def _cases(session: Session, dispatch: Dispatch) -> OnCases:
    roster = dispatch.register.roster(session)
    context = Context(dispatch.clock.now(), Actor(SALIENT), roster.people)
    return OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
