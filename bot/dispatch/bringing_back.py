"""What brings a case back though nobody presses a button: its review day, and another pack."""

from collections.abc import Iterator
from uuid import UUID

import structlog

from bot.dispatch.on_cases import OnCases
from bot.dispatch.turns import Dispatch
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

    Each is a transaction of its own. Where somebody saved first, the next tick tries again.
    """
    brought = 0
    for case_id, event in await dispatch.database.run(_due, dispatch):
        try:
            await dispatch.database.run(_bring, dispatch, case_id, event)
        except Conflict:
            log.debug("somebody saved first", action="bring_back")
        except Exception as error:  # noqa: BLE001  # one case that breaks stops no other
            name = type(error).__name__
            log.error("a case was not brought back", action="bring_back", error=name)
        else:
            brought += 1
    if brought:
        dispatch.wake()
    return brought


def _due(session: Session, dispatch: Dispatch) -> list[tuple[UUID, Triggered]]:
    return [*_by_pack(session, dispatch), *_by_date(session, dispatch)]


def _by_date(session: Session, dispatch: Dispatch) -> Iterator[tuple[UUID, Triggered]]:
    today = dispatch.clock.now().date()
    for case_id in store.reviews_due(session, today):
        case = store.load(session, dispatch.keys, case_id)
        if case.review_on is not None and case.review_on <= today:
            yield case_id, Triggered(anchors.REVIEW_DAY)


def _by_pack(session: Session, dispatch: Dispatch) -> Iterator[tuple[UUID, Triggered]]:
    accepted = dispatch.shelf.accepted
    for case_id, meaning in store.cases_of_other_packs(session, accepted.meaning):
        older = dispatch.shelf.pack(session, meaning)
        changed = changed_questions(older, accepted)
        yield case_id, Triggered(anchors.ANOTHER_PACK, changed=changed, pack=accepted.meaning)


def _bring(session: Session, dispatch: Dispatch, case_id: UUID, event: Triggered) -> None:
    now = dispatch.clock.now()
    roster = dispatch.register.roster(session)
    dispatch.shelf.keep(session, now)
    context = Context(now, Actor(SALIENT), roster.people)
    cases = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
    cases.besides(case_id, event, context.actor)
