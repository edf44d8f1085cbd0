"""What brings a case back though nobody presses a button: its review day, and another pack."""

from uuid import UUID

import structlog

from bot.dispatch.on_cases import OnCases
from bot.dispatch.turns import Dispatch
from flows.case import Case
from flows.errors import Conflict
from flows.events import Triggered
from flows.pack import anchors
from flows.pack.differences import changed_questions
from flows.people.context import Context
from flows.people.profile import SALIENT, Actor
from storage import store
from storage.database import Session

log = structlog.get_logger("dispatch")


async def bring_back(dispatch: Dispatch) -> int:
    """Bring back every case whose review is due or that an older pack asked; return how many.

    Each is a transaction of its own. Where somebody saved first, the next tick tries again; one
    that cannot be read is told to the operator and stops no other.
    """
    brought = 0
    for case_id in await dispatch.database.run(_due, dispatch):
        try:
            brought += await dispatch.database.run(_bring, dispatch, case_id)
        except Conflict:
            log.debug("somebody saved first", action="bring_back")
        except Exception as error:  # noqa: BLE001
            name = type(error).__name__
            log.error("a case was not brought back", action="bring_back", error=name)
    if brought:
        dispatch.wake()
    return brought


def _due(session: Session, dispatch: Dispatch) -> tuple[UUID, ...]:
    meaning, today = dispatch.shelf.accepted.meaning, dispatch.clock.now().date()
    older = store.cases_of_other_packs(session, meaning)
    return tuple(dict.fromkeys((*older, *store.reviews_due(session, today))))


def _bring(session: Session, dispatch: Dispatch, case_id: UUID) -> bool:
    """Bring one case back as it is now, and tell whether anything was left to do."""
    case = store.load(session, dispatch.keys, case_id)
    event = _event(session, dispatch, case)
    if event is None:
        return False
    now = dispatch.clock.now()
    roster = dispatch.register.roster(session)
    dispatch.shelf.keep(session, now)
    context = Context(now, Actor(SALIENT), roster.people)
    cases = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
    cases.besides(case_id, event, context.actor)
    return True


def _event(session: Session, dispatch: Dispatch, case: Case) -> Triggered | None:
    """Return what brings a case back; while a round of it is open, nothing does."""
    accepted = dispatch.shelf.accepted
    if case.round.is_open:
        return None
    if case.pack != accepted.meaning:
        changed = changed_questions(dispatch.shelf.pack(session, case.pack), accepted)
        return Triggered(anchors.ANOTHER_PACK, changed=changed, pack=accepted.meaning)
    is_due = case.review_on is not None and case.review_on <= dispatch.clock.now().date()
    return Triggered(anchors.REVIEW_DAY) if is_due else None
