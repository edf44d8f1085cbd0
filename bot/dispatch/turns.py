"""The turn: who acts, what it comes to, and what is kept of it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias, assert_never
from uuid import UUID, uuid5

import structlog

from bot.audience import Roster
from bot.contract import Clock, Handled, Inbound, Reader
from bot.counting import Counts, Uncounted
from bot.dispatch.again import at_present, changes
from bot.dispatch.catching_up import catch_up
from bot.dispatch.keeping import ForCase, Keeping
from bot.dispatch.leaving import leave
from bot.dispatch.listing import page_of, seen_by
from bot.dispatch.on_cases import OnCases
from bot.dispatch.owing import owe
from bot.dispatch.personal import settle_own
from bot.logbook import places_of
from bot.register import Register
from flows.cards import Reply
from flows.case import Summary
from flows.casework.organisation.leaving import Left, leaver_of
from flows.casework.organisation.role_giving import give_roles
from flows.casework.organisation.setting_up import Arranged, arrange
from flows.casework.rounds.reporting import ask_which, report
from flows.errors import Conflict, SalientError, TurnBroken
from flows.events import (
    ConcernAsked,
    ConcernSent,
    ContactsTried,
    FormOpened,
    HelpAsked,
    IncidentAsked,
    IncidentSent,
    KeepAsked,
    KeepSent,
    LeaverAsked,
    LeaverSent,
    ListAsked,
    LoadHandedOn,
    NotUnderstood,
    NotYetAsked,
    ResumeAsked,
    Resumed,
    RolesAsked,
    RoleSent,
    SettingsAsked,
    SettingsSent,
    SetUpAsked,
    SetUpSent,
    StartAsked,
    StartConfirmed,
)
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.due import Calendar
from flows.people.organisation import Contact, Organisation
from flows.people.profile import Actor, Profile
from flows.views.home import (
    help_card,
    list_card,
    not_understood,
    not_yet,
    resume_card,
    start_form,
)
from flows.views.notices import notice
from flows.views.organisation.leaving import LEAVER
from flows.views.rounds.reporting import concern_form
from flows.views.viewer import Viewer
from storage import figures, journal, outbox, store
from storage.database import Database, Session
from storage.keys import Keyring
from storage.shelf import Shelf

log = structlog.get_logger("dispatch")

Presence: TypeAlias = tuple[Calendar, date | None, str | None, bool]
"""Somebody's days and hours, until when they are away, who stands in, and whether a way leads to
them."""

TRIES = 5
"""How often a turn is stepped again after a conflict before the person is asked to retry."""

CASE_IDS = UUID("5a11e27f-0000-4000-8000-5a11e27f0000")
"""The name space of case ids: the same event always begins the same case."""

ORGANISATION = "organisation"
"""The journal's stream of what is about no case."""


OnOrganisation: TypeAlias = SetUpAsked | SetUpSent | ContactsTried | RolesAsked | RoleSent
"""What is about the organisation, for its admins."""


@dataclass(slots=True)
class Dispatch:
    """The one way in. `wake` is called after each commit that left something to be sent.

    `homes` are the channels where everybody has a page of their own that is kept up to date.
    `presence` is how people were here, and in which days and hours, when it was planned for them.
    """

    database: Database
    keys: Keyring
    shelf: Shelf
    register: Register
    clock: Clock
    wake: Callable[[], None]
    homes: frozenset[str] = frozenset()
    counts: Counts = field(default_factory=Uncounted)
    presence: dict[str, Presence] = field(default_factory=dict)

    async def handle(self, inbound: Inbound) -> Handled:
        """Return what the person sees. Raises Conflict when others always saved first."""
        for _ in range(TRIES):
            try:
                handled, owes, counts = await self._try(inbound)
            except Conflict:
                log.debug("stepping again after a conflict", action="conflict")
            else:
                if owes:
                    self.wake()
                if counts:
                    self.counts.turned()
                return handled
        raise Conflict

    async def _try(self, inbound: Inbound) -> tuple[Handled, bool, bool]:
        """Return what the person sees, whether something is owed, whether the turn is counted."""
        try:
            return await self.database.run(self._taken, inbound, self.clock.now())
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

    def _taken(
        self, session: Session, inbound: Inbound, now: datetime
    ) -> tuple[Handled, bool, bool]:
        handled = self.turn(session, inbound, now)
        return handled, outbox.owes(session), _is_counted(session, inbound)

    def turn(self, session: Session, inbound: Inbound, now: datetime) -> Handled:
        """Do one turn inside a transaction, which is the caller's to commit."""
        where = inbound.where
        roster = self.register.roster(session)
        person = roster.accounts.get((where.channel, where.tenant, inbound.account))
        if person is None:
            return self._turned_away(now)
        profile = roster.people.get(person, Profile(person))
        context = Context(now, Actor(person, profile.roles), roster.people)
        is_change = changes(inbound.event)
        again = (is_change or inbound.once) and store.seen(
            session, where.channel, inbound.event_id, now
        )
        if not isinstance(inbound.event, ConcernAsked | ConcernSent):  # nothing tells of a concern
            name = type(inbound.event).__name__
            log.info("handled", action=name, channel=where.channel, again=again)
        reader = Reader(profile.locale, profile.zone)
        if again and not is_change:
            return Handled((), reader)
        replies = _Turning(self, session, roster, inbound, context, again).replies()
        return Handled(replies, reader)

    def _turned_away(self, now: datetime) -> Handled:
        """Answer somebody whose account is not known here; nothing is read or kept."""
        log.warning("an account that is not known was turned away", action="stranger")
        viewer = Viewer(self.shelf.accepted, Context(now, Actor("")))
        return Handled((notice(viewer, "stranger"),), Reader())


@dataclass(frozen=True, slots=True)
class _Turning:
    """One turn of somebody who is known, inside its transaction."""

    dispatch: Dispatch
    session: Session
    roster: Roster
    inbound: Inbound
    context: Context
    again: bool

    @property
    def viewer(self) -> Viewer:
        return Viewer(self.dispatch.shelf.accepted, self.context)

    @property
    def _cases(self) -> OnCases:
        dispatch = self.dispatch
        return OnCases(
            self.session, dispatch.keys, dispatch.shelf, self.roster, self.context, dispatch.homes
        )

    @property
    def _case_id(self) -> UUID:
        """The id of the case that this event begins: a second delivery finds the same."""
        return uuid5(CASE_IDS, f"{self.inbound.where.channel}:{self.inbound.event_id}")

    def replies(self) -> tuple[Reply, ...]:
        match self.inbound.event:
            case StartAsked():
                return (start_form(self.viewer),)
            case ListAsked(section):
                lines = page_of(self.session, self.dispatch.keys, self.context.actor)
                return (list_card(self.viewer, lines, section),)
            case HelpAsked():
                return (help_card(self.viewer),)
            case NotYetAsked(word):
                return (not_yet(self.viewer, word),)
            case NotUnderstood():
                return (not_understood(self.viewer, self._drafts()),)
            case ResumeAsked():
                return self._resume()
            case (
                SetUpAsked() | SetUpSent() | ContactsTried() | RolesAsked() | RoleSent()
            ) as event:
                return self._arrange(event)
            case LeaverAsked() | LeaverSent() as event:
                return self._leave(event)
            case IncidentAsked() as event:
                return self._incident(event)
            case ConcernAsked():
                return (concern_form(self.viewer),)
            case IncidentSent() | ConcernSent() as event:
                return (self._report(event),)
            case SettingsAsked() | SettingsSent() as event:
                return self._settle(event)
            case KeepAsked() | KeepSent() as event:
                return self._keep_message(event)
            case StartConfirmed(lead):
                return self._cases.start(self._case_id, lead)
            case event:
                shown = at_present(event) if self.again else event
                return self._cases.act(self.inbound.case, shown) if shown is not None else ()

    # --------------------------------------------------------------- about no case

    def _drafts(self) -> tuple[Summary, ...]:
        """Return the open screenings that the actor answers, the latest change first."""
        actor = self.context.actor
        every = store.summaries(self.session, self.dispatch.keys, actor.person)
        return tuple(one for one in every if one.is_draft and may(actor, Verb.ANSWER, one))

    def _resume(self) -> tuple[Reply, ...]:
        drafts = self._drafts()
        if len(drafts) == 1:
            return self._cases.act(drafts[0].case_id, Resumed())
        return (resume_card(self.viewer, drafts),)

    def _incident(self, event: IncidentAsked) -> tuple[Reply, ...]:
        """Ask which launch did harm, then what happened: on its case, or with a launch by name."""
        seen = seen_by(self.session, self.dispatch.keys, self.context.actor)
        asked = ask_which(self.viewer, event, seen)
        if isinstance(asked, UUID):
            return self._cases.act(asked, FormOpened("incident_on"))
        return (asked,)

    def _report(self, event: IncidentSent | ConcernSent) -> Reply:
        """Raise with the human rights team alone what was written; a second delivery does not."""
        reported = report(self.viewer, event)
        if reported.raised is not None and not self.again:
            self._cases.open_sealed(reported.raised)
        return reported.reply

    def _settle(self, event: SettingsAsked | SettingsSent) -> tuple[Reply, ...]:
        """Show or keep what somebody set for themselves; a second delivery only shows it."""
        dispatch, asked = self.dispatch, SettingsAsked() if self.again else event
        pack, context = dispatch.shelf.accepted, self.context
        settled = settle_own(self.session, dispatch.register, pack, asked, context)
        by, now = context.actor.person, context.now
        journal.append(self.session, ORGANISATION, by, settled.journal, now)
        if settled.journal:  # other days and hours: other times to be reminded
            roster = dispatch.register.roster(self.session)
            replace(self._cases, roster=roster).plan_for(by)
        return settled.replies

    def _keep_message(self, event: KeepAsked | KeepSent) -> tuple[Reply, ...]:
        """Hold a message, or hand it to its case; a second delivery of that is told so."""
        dispatch = self.dispatch
        keeping = Keeping(self.session, dispatch.keys, dispatch.shelf, self.context)
        if isinstance(event, KeepAsked):
            return (keeping.asked(event, self.inbound),)
        became = keeping.sent(event)
        if isinstance(became, ForCase):
            return self._cases.act(became.case, became.evidence)
        return (became,)

    def _arrange(self, event: OnOrganisation) -> tuple[Reply, ...]:
        """Show, change or try the organisation; a second delivery only shows."""
        where, before = self.inbound.where, store.organisation(self.session)
        here = Contact(where.channel, "", where.tenant)
        arranged = self._arranged(before, event, here)
        now, by = self.context.now, self.context.actor.person
        if arranged.organisation != before:
            store.save_organisation(self.session, before, arranged.organisation, by, now)
        changed = arranged.organisation != before
        self._keep_arranged(arranged, catches_up=changed or bool(arranged.effects))
        return arranged.replies

    def _arranged(self, before: Organisation, event: OnOrganisation, here: Contact) -> Arranged:
        pack = self.dispatch.shelf.accepted
        match event:
            case RolesAsked() | RoleSent():
                asked = RolesAsked() if self.again else event
                return give_roles(pack, before, asked, self.context, here)
            case SetUpAsked() | SetUpSent() | ContactsTried():
                again = SetUpAsked() if self.again else event
                return arrange(pack, before, again, self.context, here)
            case _:
                assert_never(event)

    def _leave(self, event: LeaverAsked | LeaverSent) -> tuple[Reply, ...]:
        """Show what somebody holds, or hand all of it over; a second delivery only shows."""
        asked = LeaverAsked({LEAVER: leaver_of(event)}) if self.again else event
        dispatch = self.dispatch
        pack, keys, register = dispatch.shelf.accepted, dispatch.keys, dispatch.register
        left = leave(self.session, keys, register, pack, asked, self.context, self._hand_on)
        self._keep_arranged(left, catches_up=bool(left.taker))
        return (left.reply,)

    def _hand_on(self, case_id: UUID, event: LoadHandedOn, roster: Roster) -> None:
        known = replace(self.context, people=roster.people)
        replace(self._cases, roster=roster, context=known).besides(case_id, event, known.actor)

    def _keep_arranged(self, kept: Arranged | Left, *, catches_up: bool) -> None:
        """Tell what the organisation is now; what nobody could be told before is told then."""
        now, by, dispatch = self.context.now, self.context.actor.person, self.dispatch
        roster = dispatch.register.roster(self.session)
        if catches_up:
            catch_up(self.session, dispatch.keys, dispatch.shelf, roster, now)
        if kept.journal:
            journal.append(self.session, ORGANISATION, by, kept.journal, now)
        for effect in kept.effects:
            owe(self.session, roster, effect, now)


def _is_counted(session: Session, inbound: Inbound) -> bool:
    """Tell whether a turn may be counted: one about a concern would tell of it."""
    if isinstance(inbound.event, ConcernAsked | ConcernSent):
        return False
    return inbound.case is None or figures.is_counted(session, inbound.case)
