"""Reminders planned anew, though no case changed: at a start, and when somebody's days change."""

from uuid import UUID

import structlog

from bot.dispatch.on_cases import OnCases
from bot.dispatch.turns import Dispatch
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


def _replan(session: Session, dispatch: Dispatch, case_id: UUID) -> None:
    roster = dispatch.register.roster(session)
    context = Context(dispatch.clock.now(), Actor(SALIENT), roster.people)
    cases = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
    cases.plan(case_id)
