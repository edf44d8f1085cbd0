"""One step of one case in the transaction of a turn: loaded, stepped, saved, and what it owes."""

from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never
from uuid import UUID, uuid4

import structlog

from bot.audience import Roster
from bot.dispatch.owing import owe, owe_edits, owe_homes
from bot.dispatch.reminder_rows import planned_of
from flows.cards import Reply
from flows.case import Case, Confidentiality, Summary
from flows.casework.rights import REFUSED
from flows.effects import Effect, Notify, Open, Refresh
from flows.errors import Conflict, NotFound
from flows.events import (
    Answered,
    AnswersCopied,
    ConcernOpened,
    ConcernRaised,
    Event,
    Gathered,
    LoadHandedOn,
    ReminderDue,
    Resumed,
    RoleUnreached,
    Started,
    Triggered,
)
from flows.pack import anchors
from flows.pack.model import Pack
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.due.reminders import reminders
from flows.people.profile import SALIENT, Actor
from flows.step import Turn, step
from flows.views.home import OVER
from flows.views.notices import not_yours
from flows.views.viewer import Viewer
from storage import heard, journal, store
from storage import reminders as store_reminders
from storage.database import Session
from storage.keys import Keyring
from storage.shelf import Shelf

log = structlog.get_logger("dispatch")

Besides: TypeAlias = RoleUnreached | LoadHandedOn | Triggered | ReminderDue | Gathered
"""What happens to a case though nobody pressed a button of it."""


@dataclass(frozen=True, slots=True)
class OnCases:
    """The cases as one transaction has them; `context` says who acts and when.

    `homes` are the channels where everybody has a page of their own that is kept up to date.
    """

    session: Session
    keys: Keyring
    shelf: Shelf
    roster: Roster
    context: Context
    homes: frozenset[str] = frozenset()

    def start(self, case_id: UUID, lead: str | None) -> tuple[Reply, ...]:
        """Begin a case; where it was begun already, go on in it."""
        try:
            store.load(self.session, self.keys, case_id)
        except NotFound:
            self.shelf.keep(self.session, self.context.now)
            event = Started(case_id, store.next_reference(self.session), lead)
            pack = self.shelf.accepted
            return self._keep(pack, None, step(pack, None, event, self.context))
        return self.act(case_id, Resumed())

    def act(self, case_id: UUID | None, event: Event) -> tuple[Reply, ...]:
        """Do what somebody asked for, and return what they see."""
        try:
            case = store.load(self.session, self.keys, case_id or UUID(int=0))
        except NotFound:
            return (not_yours(Viewer(self.shelf.accepted, self.context)),)
        pack = self.shelf.pack(self.session, case.pack)
        others = self._of_the_launch(case, event)
        known = replace(
            self.context,
            same_launch=tuple(one for one in others if one.phase not in OVER),
            earlier=tuple(one for one in others if one.phase in OVER),
        )
        if isinstance(event, AnswersCopied):
            event = self._copied(event)
        turn = step(pack, case, event, known)
        if not any(entry.action == REFUSED for entry in turn.journal):
            heard.note_act(self.session, self.context.actor.person, case.id, self.context.now)
        return self._keep(pack, case, turn)

    def besides(self, case_id: UUID, event: Besides, actor: Actor) -> None:
        """Do something to a case that no button asks for; nobody is shown what it comes to."""
        case = store.load(self.session, self.keys, case_id)
        moves = isinstance(event, Triggered) and event.pack != ""
        pack = self.shelf.accepted if moves else self.shelf.pack(self.session, case.pack)
        self.brings(pack, case, event, actor)

    def brings(self, pack: Pack, case: Case, event: Besides, actor: Actor) -> None:
        """Do something to a case that was just read."""
        known = replace(self.context, actor=actor)
        self._keep(pack, case, step(pack, case, event, known), actor.person)

    def open_sealed(self, raised: ConcernRaised) -> None:
        """Open a sealed case beside what is done, in the bot's own name."""
        reference = store.sealed_reference(self.session)
        event = ConcernOpened(uuid4(), reference, raised)
        pack = self.shelf.accepted
        self.shelf.keep(self.session, self.context.now)
        self._keep(pack, None, step(pack, None, event, self.context), SALIENT)

    def plan(self, case_id: UUID) -> tuple[Pack, Case]:
        """Let the reminders of a case be those that it has now, and return it with its pack.

        Until the transaction ends nobody else changes it.
        """
        store.lock_case(self.session, case_id)
        case = store.load(self.session, self.keys, case_id)
        pack = self.shelf.pack(self.session, case.pack)
        self._plan(pack, case)
        return pack, case

    def _copied(self, event: AnswersCopied) -> AnswersCopied:
        """Fill in what another case was answered, when the actor may see it."""
        try:
            source = store.load(self.session, self.keys, event.source)
        except NotFound:
            return event
        is_open = source.confidentiality is Confidentiality.OPEN  # else others would read along
        if not source.rounds or not is_open or not may(self.context.actor, Verb.SEE, source):
            return event
        answers = source.shown_round.standing
        return replace(event, reference=source.reference, answers=answers)

    def _of_the_launch(self, case: Case, event: Event) -> tuple[Summary, ...]:
        """Return other cases of the launch that this page names, as far as the actor may see."""
        if not isinstance(event, Answered):
            return ()
        name = event.values.get(anchors.NAME, "")
        if not isinstance(name, str) or not name.strip():
            return ()
        given = case.round.known.get((anchors.NAME, None)) if case.rounds else None
        if given is not None and given.value == name:
            return ()
        return tuple(
            other
            for other in store.cases_of_launch(self.session, self.keys, name)
            if other.case_id != case.id and may(self.context.actor, Verb.SEE, other)
        )

    def plan_for(self, person: str) -> None:
        """Plan anew whatever somebody is reminded of, now that their days or hours are others."""
        store_reminders.bring_back(self.session, person)
        for case_id in store_reminders.cases_of(self.session, person):
            self.planned(case_id)

    def planned(self, case_id: UUID) -> tuple[Pack, Case] | None:
        """Plan a case among others; one that breaks is told to the operator and stops no other."""
        try:
            with self.session.begin_nested():
                return self.plan(case_id)
        except Conflict:
            raise
        except Exception as error:  # noqa: BLE001
            log.error("a case was not planned", action="plan", error=type(error).__name__)
            return None

    def _keep(
        self, pack: Pack, before: Case | None, turn: Turn, actor: str | None = None
    ) -> tuple[Reply, ...]:
        session, now = self.session, self.context.now
        if turn.case != before:
            store.save(session, self.keys, before, turn.case, now)
            owe_homes(session, self.roster, self.homes, before, turn.case, now)
            self._plan(pack, turn.case)
        by = actor or self.context.actor.person
        journal.append(session, str(turn.case.id), by, turn.journal, now)
        for effect in turn.effects:
            self._write_down(turn.case, effect)
        return turn.replies

    def _plan(self, pack: Pack, case: Case) -> None:
        now = self.context.now
        planned = planned_of(case, reminders(pack, case, self.roster.people, now))
        store_reminders.plan(self.session, case.id, planned, now)

    def _write_down(self, case: Case, effect: Effect) -> None:
        match effect:
            case Notify():
                unreached = owe(self.session, self.roster, effect, self.context.now, case)
                if unreached is not None:
                    self.besides(case.id, unreached, Actor(SALIENT))
            case Refresh():
                owe_edits(self.session, case, effect, self.context.now)
            case Open(concern):
                self.open_sealed(concern)
            case _:
                assert_never(effect)
