"""Who is who, in memory as the store has it: shared by replicas, never written down here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock
from typing import TypeAlias

from bot.audience import Roster
from bot.calendars import Defaults, absence_at, calendar_of, next_turn
from bot.clock import SystemClock
from bot.contract import Address, Clock, Met
from flows.people.authority import LEAD_ROLE
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from flows.people.preferences import Preferences, Usual
from flows.people.profile import Profile
from storage import store
from storage.database import Database, Session

Newcomer: TypeAlias = Callable[[Session, Met, str, datetime], None]
"""What is done, in the same transaction, about somebody who is met for the first time."""

NEVER = -1
"""The version of a roster that was not read yet."""

FIRST = Preferences()
LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Register:
    """The roster as the store has it, read again when its version moved or now is not of its time.

    That time begins when it was read, since a clock may be set back, and ends when somebody goes
    away or comes back, and with the year. Without a clock the
    time is that of the machine; `country` is whose holidays count for whoever set none.

    `personal_conversation` tells, by channel, in which conversation an account is reached in
    person; where it tells nothing, the channel finds the way from the account itself.
    """

    def __init__(
        self,
        default_zone: str,
        personal_conversation: Mapping[str, Callable[[str], str]] | None = None,
        *,
        country: str = "",
        clock: Clock | None = None,
    ) -> None:
        self._defaults = Defaults(default_zone, country)
        self._clock = clock or SystemClock()
        self._personal_conversation = personal_conversation or {}
        self._version, self._latest = NEVER, Roster()
        self._read_at = self._until = LONG_AGO
        self._lock = Lock()

    @property
    def latest(self) -> Roster:
        """The roster as it was read last; empty before that."""
        return self._latest

    def roster(self, session: Session) -> Roster:
        """Return the roster as it is now."""
        # The version first: what changes meanwhile makes the copy old, and it is read again.
        version, now = store.people_version(session), self._clock.now()
        with self._lock:
            if version == self._version and self._read_at <= now < self._until:
                return self._latest
        roster, until = self._read(session, now)
        if not store.has_moved_people(session):  # what is not committed yet may never be
            self._keep(version, now, until, roster)
        return roster

    def usual(self, session: Session, person: str) -> Usual:
        """Return what counts for somebody while they set nothing themselves."""
        return self._defaults.usual(store.chat_profile(session, person))

    def _keep(self, version: int, read_at: datetime, until: datetime, roster: Roster) -> None:
        with self._lock:
            if version >= self._version:  # another thread may have read a newer one
                self._version, self._latest = version, roster
                self._read_at, self._until = read_at, until

    def _read(self, session: Session, now: datetime) -> tuple[Roster, datetime]:
        people = {person.id: person for person in store.people(session)}
        accounts, set_to = store.accounts(session), store.every_preference(session)
        organisation = store.organisation(session)
        holders, personal = _present(organisation, people), self._personal(people, accounts)
        profiles = {
            id: self._profile(person, set_to.get(id, FIRST), people, id in personal, now)
            for id, person in people.items()
        }
        conversations = {name: _address(c) for name, c in organisation.contacts.items()}
        launch_channel = conversations.pop(LAUNCH_CHANNEL, None)
        standing_in = _standing_in(organisation, holders, personal)
        in_order = {id: profiles[id] for id in _in_order(holders, people)}
        roster = Roster(
            people={id: _acting(id, one, standing_in) for id, one in in_order.items()},
            holders=_joined(holders, standing_in),
            personal=personal,
            conversations=conversations,
            backups=organisation.backups,
            standing_in=standing_in,
            launch_channel=launch_channel,
            accounts={(a.channel, a.tenant, a.id): person for a, person in accounts.items()},
        )
        calendars = {id: profile.calendar for id, profile in profiles.items()}
        return roster, next_turn(set_to, calendars, now)

    def _profile(
        self,
        person: store.Person,
        set_to: Preferences,
        people: Mapping[str, store.Person],
        reachable: bool,
        now: datetime,
    ) -> Profile:
        """Return somebody as they set it, and who stands in for them when they are away now."""
        told, usual = person.profile, self._defaults.usual(person.profile)
        calendar = calendar_of(set_to, usual, now)
        away = absence_at(now, set_to, calendar)
        stands_in = away is not None and _is_here(people, away.stand_in)
        return Profile(
            name=told.name,
            locale=set_to.language or usual.language,
            zone=calendar.zone,
            roles=frozenset() if told.gone else person.roles,
            calendar=calendar,
            reachable=reachable,
            away_until=away.last if away is not None else None,
            stand_in=away.stand_in if away is not None and stands_in else None,
            gone=told.gone,
        )

    def _personal(
        self, people: Mapping[str, store.Person], accounts: Mapping[store.Account, str]
    ) -> dict[str, Address]:
        """Return where each person is reached: in the account by which they were met first."""
        first: dict[str, store.Account] = {}
        for account, person in accounts.items():
            if person not in first or store.person_id(account) == person:
                first[person] = account
        return {
            person: self._in_person(account)
            for person, account in first.items()
            if _is_here(people, person)
        }

    def _in_person(self, account: store.Account) -> Address:
        conversation = self._personal_conversation.get(account.channel, str)
        return Address(account.channel, conversation(account.id), account.tenant)


@dataclass(frozen=True, slots=True)
class ChannelDirectory:
    """Who is who between the accounts of one chat and the people of the organisation.

    What was read last answers at once; `refresh` reads it for the start.
    """

    database: Database
    register: Register
    channel: str
    clock: Clock
    newcomer: Newcomer = lambda session, met, person, now: None

    def person_of(self, tenant: str, account: str) -> str | None:
        """Return the person behind an account; None when they were never met."""
        return self.register.latest.accounts.get((self.channel, tenant, account))

    def account_of(self, tenant: str, person: str) -> str | None:
        """Return a person's account in this chat; None when they have none."""
        return self.register.latest.account_of(self.channel, tenant, person)

    async def meet(self, met: Met) -> str:
        """Write a person down, or what is new about them, and return the person."""
        person = await self.database.run(self._met, met)
        await self.refresh()
        return person

    def _met(self, session: Session, met: Met) -> str:
        account, now = store.Account(self.channel, met.tenant, met.account), self.clock.now()
        profile = store.ChatProfile(met.name, met.email, met.zone, met.locale, met.gone)
        known = store.person_of_account(session, account.channel, account.tenant, account.id)
        person = store.meet(session, account, profile, now)
        if known is None:
            self.newcomer(session, met, person, now)
        return person

    async def refresh(self) -> None:
        """Read what is in the store, if it moved."""
        await self.database.run(self.register.roster)


def _present(
    organisation: Organisation, people: Mapping[str, store.Person]
) -> dict[str, tuple[str, ...]]:
    """Return the holders of each role who are not gone, in the order in which they were named."""
    return {
        role: tuple(id for id in named if _is_here(people, id))
        for role, named in organisation.holders.items()
    }


def _is_here(people: Mapping[str, store.Person], id: str) -> bool:
    return id in people and not people[id].profile.gone


def _standing_in(
    organisation: Organisation,
    holders: Mapping[str, tuple[str, ...]],
    personal: Mapping[str, Address],
) -> dict[str, tuple[str, ...]]:
    """Return who acts in a role for as long as nobody who holds it can be reached."""
    backed = {
        role: tuple(one for one in named if one in personal)
        for role, named in organisation.backups.items()
        if not any(one in personal for one in holders.get(role, ()))
    }
    return {role: named for role, named in backed.items() if named}


def _joined(
    holders: Mapping[str, tuple[str, ...]], standing_in: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    every = dict.fromkeys((*holders, *standing_in))
    return {role: (*holders.get(role, ()), *standing_in.get(role, ())) for role in every}


def _acting(person: str, profile: Profile, standing_in: Mapping[str, tuple[str, ...]]) -> Profile:
    """Return a profile with the roles that somebody stands in for."""
    more = frozenset(role for role, named in standing_in.items() if person in named)
    return replace(profile, roles=profile.roles | more)


def _in_order(
    holders: Mapping[str, tuple[str, ...]], people: Mapping[str, store.Person]
) -> dict[str, None]:
    """Return everybody, holders of roles first and as named: what nobody has falls to the first.

    Product leads come before all others, because a case falls to one of them.
    """
    named = (id for role in sorted(holders) for id in holders[role])
    return dict.fromkeys([*holders.get(LEAD_ROLE, ()), *named, *people])


def _address(contact: Contact) -> Address:
    return Address(contact.channel, contact.conversation, contact.tenant)
