"""When somebody is told: at once, at a bearable hour, in the next morning, or somebody else."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.audience import Reached, Roster
from bot.dispatch.places import next_full_hour, place_of
from flows.case import Case
from flows.effects import Notify
from flows.people.due import A_DAY, MIDNIGHT, heard_at, morning_after
from flows.people.hearing import AT_ONCE, OF_ITS_OWN, STAGES, may_hear, waits_for_no_hours
from flows.people.profile import Actor, Profile
from flows.views.reminding.over import REMINDER
from flows.views.reminding.things import NEWS_VIEW
from storage import heard, outbox, reminders
from storage.database import Session


@dataclass(frozen=True, slots=True)
class Telling:
    """What one effect owes, in the transaction of its turn."""

    session: Session
    roster: Roster
    effect: Notify
    now: datetime
    case: Case | None

    def tell(self, reached: Reached) -> None:
        """Owe a message to whoever is reached, or keep it for their morning message."""
        effect, case = self.effect, self.case
        if case is None or effect.view in AT_ONCE or not (reached.person or reached.role):
            self._owe(reached, self.now)
            return
        reached = self._instead(case, reached)
        if effect.sealed:
            self._owe(reached, self._sealed_at(reached))
        elif reached.person is None or effect.view in STAGES:
            self._owe(reached, self.now if self._is_urgent() else self._heard(reached, self.now))
        elif self._waits_for_morning(reached.person, case.id):
            self._gather(reached.person, case.id)
        else:
            heard.note_told(self.session, reached.person, case.id, self.now)
            self._owe(reached, self._heard(reached, self.now))

    def _waits_for_morning(self, person: str, case_id: UUID) -> bool:
        """Tell whether this is news, or would be a second ping before somebody acted (ME3)."""
        news = self.effect.view not in OF_ITS_OWN
        return news or heard.waits_for_act(self.session, person, case_id)

    def _is_urgent(self) -> bool:
        if self.case is None:
            return self.effect.urgent
        return self.effect.urgent or waits_for_no_hours(self.case, self.effect.view)

    def _instead(self, case: Case, reached: Reached) -> Reached:
        """Return who hears it: whoever stands in for somebody who is away, if they may."""
        stand_in = stands_in(self.roster, reached.person or "", case)
        if stand_in is None:
            return reached
        return replace(reached, address=self.roster.personal[stand_in], person=stand_in)

    def _heard(self, reached: Reached, moment: datetime) -> datetime:
        return bearable_at(self.roster, reached.person, reached.role, moment)

    def _sealed_at(self, reached: Reached) -> datetime:
        """Return the first full hour at which somebody of the team may be told."""
        hour = next_full_hour(self.now)
        at = hour if self._is_urgent() else self._heard(reached, hour)
        return at if at == hour else next_full_hour(at - timedelta(microseconds=1))

    def _gather(self, person: str, case_id: UUID) -> None:
        """Keep what happened for the next morning message of somebody."""
        effect = self.effect
        news = reminders.Planned(
            key=f"{effect.key}:{person}",
            subject=reminders.NEWS,
            stage=effect.view,
            due_at=self._morning_of(person),
            person=person,
            gathered=True,
            args={**effect.args, NEWS_VIEW: effect.view},
        )
        reminders.add(self.session, case_id, news, self.now)

    def _morning_of(self, person: str) -> datetime:
        """Return which morning it waits for: a stage for that of today, all else for the next."""
        calendar = self.roster.people.get(person, Profile(person)).calendar
        today = calendar.local(self.now).date()
        is_stage = self.effect.view == REMINDER
        return morning_after(calendar.at(today, MIDNIGHT) if is_stage else self.now, calendar)

    def _key(self, reached: Reached, due_at: datetime) -> str:
        """Return what makes it exist once; a conversation is reminded of a case once a day."""
        case = self.case
        if case is None or self.effect.view != REMINDER or reached.person is not None:
            return self.effect.key
        return f"{REMINDER}:{case.id}:{reached.role}:{due_at:%Y-%m-%d}"

    def _owe(self, reached: Reached, due_at: datetime) -> None:
        effect = self.effect
        owed = outbox.Owed(
            key=f"{self._key(reached, due_at)}:{reached.address.conversation}",
            place=place_of(reached.address),
            view=effect.view,
            due_at=next_full_hour(self.now) if effect.sealed and due_at <= self.now else due_at,
            args=effect.args,
            lane="sealed" if effect.sealed else "normal",
            recipient=reached.person,
            role=reached.role,
            case_id=self.case.id if self.case is not None else None,
            any_hour=self._is_urgent(),
        )
        outbox.enqueue(self.session, owed, self.now)


def reader_for(roster: Roster, person: str) -> str | None:
    """Return who reads what somebody is told: they, or whoever stands in; None: it waits.

    Whoever stands in and is away as well, or has no way to be told, reads nothing.
    """
    profile = roster.people.get(person, Profile(person))
    reader = person if profile.away_until is None else profile.stand_in
    if reader is None or reader not in roster.personal:
        return None
    is_away = reader != person and roster.people[reader].away_until is not None
    return None if is_away else reader


def stands_in(roster: Roster, person: str, case: Case) -> str | None:
    """Return who hears of a case for somebody who is away, if they may; None: nobody does."""
    reader = reader_for(roster, person)
    if reader is None or reader == person:
        return None
    return reader if may_hear(Actor(reader, roster.people[reader].roles), case) else None


def bearable_at(roster: Roster, person: str | None, role: str | None, moment: datetime) -> datetime:
    """Return the first moment from this one on at which a person, or one of a role, may be told.

    A person who is away with nobody standing in hears it when they are back; a role that has
    nobody who is here is told all the same, in the hours of those who are away.
    """
    people = roster.people
    if person:
        return _not_before(people[person], moment) if person in people else moment
    held = [people[one] for one in roster.holders.get(role or "", ()) if one in people]
    here = [one for one in held if one.away_until is None]
    return min((heard_at(moment, one.calendar) for one in here or held), default=moment)


def _not_before(one: Profile, moment: datetime) -> datetime:
    """Return when somebody can be told, who may be away with nobody standing in."""
    if one.away_until is not None:
        moment = max(moment, one.calendar.at(one.away_until + A_DAY, MIDNIGHT))
    return heard_at(moment, one.calendar)
