"""One thing that somebody did, from the chat to the store and back: one transaction.

Load, step, save, journal and effects happen together or not at all. A conflict means that
somebody saved first: load again and step again, which is safe because `step` is pure.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID, uuid4, uuid5

import structlog

from bot.audience import Reached, Roster
from bot.contract import Clock, Handled, Inbound, Reader
from bot.logbook import places_of
from flows.cards import Reply
from flows.case import Case, Summary
from flows.effects import Effect, Notify, Open, Refresh
from flows.errors import Conflict, NotFound, SalientError, TurnBroken
from flows.events import (
    Answered,
    CaseOpened,
    ConcernOpened,
    Event,
    HelpAsked,
    ListAsked,
    PageOpened,
    PromptAnswered,
    Request,
    Resumed,
    Reviewed,
    SmallestChangeAsked,
    StartAsked,
    StartConfirmed,
    Started,
    Submitted,
)
from flows.pack import anchors
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.profile import Actor, Profile
from flows.step import Turn, step
from flows.views.home import help_card, list_card, start_form
from flows.views.notices import not_yours, notice
from flows.views.viewer import Viewer
from storage import journal, outbox, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.shelf import Shelf

log = structlog.get_logger("dispatch")

TRIES = 5
"""How often a turn is stepped again after a conflict before the person is asked to retry."""

CASE_IDS = UUID("5a11e27f-0000-4000-8000-5a11e27f0000")
"""The name space of case ids: the same event always begins the same case."""

SALIENT = "salient"
"""The actor of what the bot itself does."""


@dataclass(slots=True)
class Dispatch:
    """The one way in. `wake` is called after every commit: something may be due."""

    database: Database
    keys: Keyring
    shelf: Shelf
    roster: Roster
    clock: Clock
    wake: Callable[[], None]

    async def handle(self, inbound: Inbound) -> Handled:
        """Return what the person sees. Raises Conflict when others always saved first."""
        for _ in range(TRIES):
            try:
                handled = await self._try(inbound)
            except Conflict:
                log.debug("stepping again after a conflict", action="conflict")
            else:
                self.wake()
                return handled
        raise Conflict

    async def _try(self, inbound: Inbound) -> Handled:
        try:
            return await self.database.run(self.turn, inbound, self.clock.now())
        except SalientError:
            raise
        except Exception as error:
            code = secrets.token_hex(4)
            log.error(
                "a turn broke; nothing of it was kept",
                action="broken",
                code=code,
                error=type(error).__name__,
                at=places_of(error),
            )
            raise TurnBroken(code) from error

    def turn(self, session: Session, inbound: Inbound, now: datetime) -> Handled:
        """Do one turn inside a transaction, which is the caller's to commit."""
        person = store.person_of_account(
            session, inbound.where.channel, inbound.where.tenant, inbound.account
        )
        if person is None:
            return self._turned_away(now)
        profile = self.roster.people.get(person, Profile(person))
        context = Context(now, Actor(person, profile.roles), self.roster.people)
        again = changes(inbound.event) and store.seen(
            session, inbound.where.channel, inbound.event_id, now
        )
        replies = self._replies(session, inbound, context, again)
        log.info(
            "handled",
            action=type(inbound.event).__name__,
            channel=inbound.where.channel,
            again=again,
        )
        return Handled(replies, Reader(profile.locale, profile.zone))

    def _turned_away(self, now: datetime) -> Handled:
        """Answer somebody whose account is not known here; nothing is read or kept."""
        log.warning("an account that is not known was turned away", action="stranger")
        viewer = Viewer(self.shelf.accepted, Context(now, Actor("")))
        return Handled((notice(viewer, "stranger"),), Reader())

    def _replies(
        self, session: Session, inbound: Inbound, context: Context, again: bool
    ) -> tuple[Reply, ...]:
        viewer = Viewer(self.shelf.accepted, context)
        match inbound.event:
            case StartAsked():
                return (start_form(viewer),)
            case ListAsked():
                return (list_card(viewer, self._visible(session, context)),)
            case HelpAsked():
                return (help_card(viewer),)
            case StartConfirmed(lead):
                return self._start(session, inbound, lead, context)
            case event:
                return self._on_case(session, inbound.case, event, context, again)

    def _visible(self, session: Session, context: Context) -> tuple[Summary, ...]:
        every = store.summaries(session, self.keys)
        return tuple(summary for summary in every if may(context.actor, Verb.SEE, summary))

    def _start(
        self, session: Session, inbound: Inbound, lead: str | None, context: Context
    ) -> tuple[Reply, ...]:
        """Begin a case; a second delivery of the same event finds the case it began."""
        case_id = uuid5(CASE_IDS, f"{inbound.where.channel}:{inbound.event_id}")
        try:
            store.load(session, self.keys, case_id)
        except NotFound:
            self.shelf.keep(session, context.now)
            event = Started(case_id, store.next_reference(session), lead)
            turn = step(self.shelf.accepted, None, event, context)
            return self._keep(session, None, turn, context)
        return self._on_case(session, case_id, Resumed(), context, again=False)

    def _on_case(
        self,
        session: Session,
        case_id: UUID | None,
        event: Event,
        context: Context,
        again: bool,
    ) -> tuple[Reply, ...]:
        try:
            case = store.load(session, self.keys, case_id or UUID(int=0))
        except NotFound:
            return (not_yours(Viewer(self.shelf.accepted, context)),)
        pack = self.shelf.pack(session, case.pack)
        known = replace(context, same_launch=self._same_launch(session, case, event, context))
        turn = step(pack, case, at_present(event) if again else event, known)
        return self._keep(session, case, turn, context)

    def _same_launch(
        self, session: Session, case: Case, event: Event, context: Context
    ) -> tuple[Summary, ...]:
        """Return open cases of the launch that this page names, as far as the actor may see."""
        if not isinstance(event, Answered):
            return ()
        name = event.values.get(anchors.NAME, "")
        if not isinstance(name, str) or not name.strip():
            return ()
        given = case.round.given.get((anchors.NAME, None)) if case.rounds else None
        if given is not None and given.value == name:
            return ()
        return tuple(
            other
            for other in store.open_cases_of_launch(session, self.keys, name)
            if other.case_id != case.id and may(context.actor, Verb.SEE, other)
        )

    def _keep(
        self,
        session: Session,
        before: Case | None,
        turn: Turn,
        context: Context,
        actor: str | None = None,
    ) -> tuple[Reply, ...]:
        if turn.case != before:
            store.save(session, self.keys, before, turn.case, context.now)
        journal.append(
            session, str(turn.case.id), actor or context.actor.person, turn.journal, context.now
        )
        for effect in turn.effects:
            self._write_down(session, turn.case, effect, context)
        return turn.replies

    def _write_down(self, session: Session, case: Case, effect: Effect, context: Context) -> None:
        match effect:
            case Notify():
                self._owe(session, case, effect, context.now)
            case Refresh():
                for owed in _edits(session, case, effect, context.now):
                    outbox.enqueue(session, owed, context.now)
            case Open(concern):
                reference = store.sealed_reference(session)
                event = ConcernOpened(uuid4(), reference, concern)
                turn = step(self.shelf.accepted, None, event, context)
                self.shelf.keep(session, context.now)
                self._keep(session, None, turn, context, SALIENT)
            case _:
                assert_never(effect)

    def _owe(self, session: Session, case: Case, effect: Notify, now: datetime) -> None:
        """Owe a message to everybody of an audience; one that nobody hears is said loudly."""
        reached = self.roster.reach(effect.audience)
        if not reached:
            log.error(
                "nobody can be reached: tell the admins", action="unreached", view=effect.view
            )
        for one in reached:
            outbox.enqueue(session, _owed(case, effect, one, now), now)


def changes(event: Event | Request) -> bool:
    """Tell whether an event may change anything, so that a second delivery must be known."""
    return not isinstance(event, StartAsked | ListAsked | HelpAsked)


def at_present(event: Event) -> Event:
    """Return what a second delivery shows: where things stand, and nothing happens twice."""
    match event:
        case Answered() | PromptAnswered() | Submitted():
            return Resumed()
        case Started() | ConcernOpened():
            return CaseOpened()
        case Resumed() | PageOpened() | Reviewed() | CaseOpened():
            return event
        case SmallestChangeAsked():
            return event
        case _:
            assert_never(event)


def next_full_hour(now: datetime) -> datetime:
    """Return when a sealed message leaves, so that its time tells nothing of what was just done."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _owed(case: Case, effect: Notify, reached: Reached, now: datetime) -> outbox.Owed:
    address = reached.address
    return outbox.Owed(
        key=f"{effect.key}:{address.conversation}",
        place=outbox.Place(address.channel, address.conversation, address.tenant, address.thread),
        view=effect.view,
        due_at=next_full_hour(now) if effect.sealed else now,
        args=effect.args,
        lane="sealed" if effect.sealed else "normal",
        recipient=reached.person,
        role=reached.role,
        case_id=case.id,
    )


def _edits(session: Session, case: Case, effect: Refresh, now: datetime) -> list[outbox.Owed]:
    return [
        outbox.Owed(
            key=f"{effect.key}:{copy.id}",
            place=copy.place,
            view=effect.view,
            due_at=now,
            args={"case": str(case.id)},
            kind="edit",
            case_id=case.id,
            edits=copy.id,
        )
        for copy in outbox.posted_copies(session, case.id, effect.view)
    ]
