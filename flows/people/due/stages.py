"""One stage of one thing that somebody is reminded of, and who hears it when."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from flows.case import Case, Confidentiality, Kind, Subject
from flows.effects import Audience, ToLaunchChannel, ToPerson, ToRole
from flows.pack.following import Reminder
from flows.people.authority import LEAD_ROLE, TEAM_ROLE, Verb, may, to_tell
from flows.people.due.calendar import A_DAY, MIDNIGHT, Calendar, heard_at, morning_after
from flows.people.due.waiting import latest_day, promise_of
from flows.people.profile import Actor, Profile

OWNER, VERIFIER, PRODUCT_MANAGER = "owner", "verifier", "product_manager"
_NUMBER = re.compile(r"[+-]?[0-9]+$")


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder: which thing, which stage of it, whom, and when (aware UTC).

    `base` is the day that the stage counts from: another day makes another reminder of it.
    One that was `put_off` is another as well, so that it comes back even if it was told before.
    `gathered` ones wait for the morning message of whoever hears them; the others are messages of
    their own. Whom a stage of an escalation is told, the ladder says: it has no audience.
    """

    subject: Subject
    stage: str
    at: datetime
    to: Audience | None
    base: str = ""
    gathered: bool = True
    put_off: bool = False

    def key(self, case: Case) -> str:
        """Return what makes it exist once."""
        return f"{case.id}:{self.subject}:{self.stage}:{self.base}:{self.who}"

    @property
    def who(self) -> str:
        match self.to:
            case ToPerson(person):
                return person
            case ToRole(role):
                return role
            case _:
                return ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What has a day: who holds it, since when it is as it is, and whether its harm is serious."""

    subject: Subject
    day: date
    since: datetime
    owner: str | None
    verifier: str | None = None
    is_serious: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who hears of a case at `now`, in whose days; whom it can tell is worked out once each."""

    case: Case
    known: Mapping[str, Profile]
    now: datetime
    can_tell: dict[str, bool] = field(default_factory=dict)

    def calendar(self, person: str | None) -> Calendar:
        return self.known.get(person or "", Profile("")).calendar

    def calendar_of(self, audience: Audience) -> Calendar:
        """Return whose days count: those of the person, of a role those of the first of it."""
        match audience:
            case ToPerson(person):
                return self.calendar(person)
            case ToRole(role):
                return self.calendar(self._first_of(role))
            case ToLaunchChannel():
                return Calendar()
            case _:
                assert_never(audience)

    def named(self, recipient: str, thing: Thing) -> Audience:
        """Return who a recipient is here; the team, where they cannot or may not be told."""
        people = {
            OWNER: thing.owner,
            VERIFIER: thing.verifier,
            PRODUCT_MANAGER: self.case.owner,
            LEAD_ROLE: self.case.product_lead,
        }
        person = people.get(recipient)
        if person and person not in self.can_tell:
            self.can_tell[person] = self._can_tell(person)
        if person and self.can_tell[person]:
            return ToPerson(person)
        if person or recipient in (OWNER, VERIFIER, PRODUCT_MANAGER):
            return ToRole(TEAM_ROLE)
        return ToRole(to_tell(self.case, (recipient,))[0])

    def due(
        self,
        thing: Thing,
        stage: str,
        day: date,
        recipient: str,
        *,
        gathered: bool = True,
        afterwards: bool = False,
    ) -> Iterator[Due]:
        """Yield a stage that is heard on a day.

        When its hour was over before the thing was so, it is heard `afterwards` or never.
        """
        audience = self.named(recipient, thing)
        gathered = gathered and isinstance(audience, ToPerson)
        calendar = self.calendar_of(audience)
        if self._heard(day, calendar, gathered) < thing.since:
            if not afterwards:
                return
            day = calendar.local(thing.since).date() + A_DAY
        base, (until, known_by) = thing.day.isoformat(), self._snoozed(thing.subject, audience)
        if until > day:
            base, day = f"{base}~{known_by}", until
        at = self._heard(day, calendar, gathered)
        yield Due(thing.subject, stage, at, audience, base, gathered, put_off=until == day)

    def stages(self, thing: Thing, rule: Reminder, day: date) -> Iterator[Due]:
        """Yield a stage of the pack for each whom it names; late and serious stands alone."""
        alone = thing.is_serious and day > thing.day
        for recipient in rule.to:
            yield from self.due(thing, stage_of(rule), day, recipient, gathered=not alone)

    def _heard(self, day: date, calendar: Calendar, gathered: bool) -> datetime:
        starts = calendar.at(day, MIDNIGHT)
        return morning_after(starts, calendar) if gathered else heard_at(starts, calendar)

    def _snoozed(self, subject: Subject, audience: Audience) -> tuple[date, str]:
        """Return until when somebody put a thing off, and what makes that exist once.

        The day before all days when they did not. What they put off before an answer was promised
        comes back for that one, and once there is no promise any more on the day that they named.
        """
        who = audience.person if isinstance(audience, ToPerson) else ""
        puts_off = (
            one.until
            for one in reversed(self.case.snoozes)
            if (one.subject, one.person) == (str(subject), who)
        )
        until = next(puts_off, date.min)
        if until == date.min:
            return until, ""
        latest = latest_day(self.case, who, self.known, self.now)
        if latest is None or until <= latest:
            return until, until.isoformat()
        return latest, f"{until.isoformat()}~{promise_of(self.case)}"

    def _can_tell(self, person: str) -> bool:
        """Tell whether somebody is here, has a way to be told, and may open the case."""
        one = self.known.get(person)
        if one is None or one.gone or not one.reachable:
            return False
        is_sealed = self.case.confidentiality is Confidentiality.SEALED
        return not is_sealed and may(Actor(person, one.roles), Verb.SEE, self.case)

    def _first_of(self, role: str) -> str | None:
        """Return the first person of a role, somebody who can be reached before others."""
        holders = [(not one.reachable, id) for id, one in self.known.items() if role in one.roles]
        return min(holders, key=lambda one: one[0], default=(False, None))[1]


def stage_of(rule: Reminder) -> str:
    """Return what a stage of the pack is called: by its days from the day that it counts from."""
    return f"day{rule.days or 0:+d}"


def step_of(stage: str) -> int:
    """Return how late a stage comes among those of its thing that are heard at the same hour.

    That is the number that its name ends in; a stage without one stands in the middle.
    """
    number = _NUMBER.search(stage)
    return int(number.group()) if number is not None else 0


def case_thing(case: Case, kind: Kind, day: date, since: datetime, id: str = "") -> Thing:
    """Return what its case has one of, which whoever holds the case holds."""
    return Thing(Subject(kind, id), day, since, case.owner)
