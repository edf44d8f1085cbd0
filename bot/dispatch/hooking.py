"""What another system of the organisation reports of a launch."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.dispatch.on_cases import OnCases
from bot.dispatch.turns import Dispatch
from flows.events import Triggered
from flows.people.context import Context
from flows.people.profile import HOOK, Actor
from flows.views.rounds.standing import WORDS
from storage import store
from storage.database import Session


@dataclass(frozen=True, slots=True)
class Reported:
    """A trigger of the pack that happened to a launch, by the id of the message that said so.

    `launch` is its key; `questions` are what a change of law touches.
    """

    id: str
    launch: str
    trigger: str
    words: str = ""
    questions: tuple[str, ...] = ()


async def fire(dispatch: Dispatch, reported: Reported) -> bool:
    """Fire a trigger on every case of a launch; return False when no such launch is known.

    A second delivery changes nothing. Raises Conflict when somebody saved first: send it again.
    """
    found = await dispatch.database.run(_fire, dispatch, reported)
    dispatch.wake()
    return found


def _fire(session: Session, dispatch: Dispatch, reported: Reported) -> bool:
    cases = store.cases_named(session, reported.launch)
    if cases and not store.seen(session, HOOK, reported.id, dispatch.clock.now()):
        _on_each(session, dispatch, cases, reported)
    return bool(cases)


def _on_each(
    session: Session, dispatch: Dispatch, cases: Sequence[UUID], reported: Reported
) -> None:
    now, roster = dispatch.clock.now(), dispatch.register.roster(session)
    context = Context(now, Actor(HOOK), roster.people)
    on = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
    values = {WORDS: reported.words}
    for case_id in cases:
        event = Triggered(reported.trigger, values, reported.questions)
        on.besides(case_id, event, context.actor)
