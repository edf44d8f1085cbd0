"""The register follows the store, and nobody is told where they cannot be reached."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.audience import Found, Reached, Roster
from bot.channels.desk import people as seats
from bot.contract import Address, Directory, Met
from bot.register import ChannelDirectory, Register
from bot.wiring.desk import desk_register, seat
from flows.effects import ToLaunchChannel, ToPerson, ToRole
from flows.errors import StoreError
from flows.people.due import Calendar
from flows.people.organisation import LAUNCH_CHANNEL, Contact
from flows.people.preferences import Absence, Preferences
from flows.people.profile import Profile
from storage import store
from storage.database import Database, Session
from storage.store import Account, ChatProfile
from tests.fakes import FakeClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEAM = Contact("slack", "C1", "T1")
LAUNCHES = Contact("slack", "C2", "T1")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def register() -> Register:
    return Register("Europe/Vienna")


def meet(
    database: Database, account: str, zone: str = "", locale: str = "", gone: bool = False
) -> str:
    profile = ChatProfile(account.title(), zone=zone, locale=locale, gone=gone)
    return database.transact(store.meet, Account("slack", "T1", account), profile, NOON)


def grant(database: Database, role: str, *people: str) -> None:
    database.transact(store.grant, role, people, "ann", NOON)


def contact(database: Database, **contacts: Contact) -> None:
    before = database.transact(store.organisation)
    after = replace(before, contacts={**before.contacts, **contacts})
    database.transact(store.save_organisation, before, after, "ann", NOON)


def back(database: Database, **backups: tuple[str, ...]) -> None:
    before = database.transact(store.organisation)
    after = replace(before, backups=backups)
    database.transact(store.save_organisation, before, after, "ann", NOON)


def in_slack(account: str) -> Address:
    return Address("slack", account, "T1")


def test_people_are_as_their_chat_tells_them(database: Database, register: Register) -> None:
    told = meet(database, "ann", zone="Asia/Tokyo", locale="ja-JP")
    silent = meet(database, "bob")
    grant(database, "legal", silent)
    roster = database.transact(register.roster)
    assert roster.people == {
        told: Profile("Ann", "ja-JP", "Asia/Tokyo", calendar=Calendar("Asia/Tokyo")),
        silent: Profile(
            "Bob", "en", "Europe/Vienna", frozenset({"legal"}), Calendar("Europe/Vienna")
        ),
    }
    assert roster.accounts == {("slack", "T1", "ann"): told, ("slack", "T1", "bob"): silent}
    assert roster.account_of("slack", "T1", silent) == "bob"
    assert roster.account_of("slack", "T2", silent) is None
    assert roster.reach(ToPerson(silent)) == (Reached(in_slack("bob"), silent),)


def test_what_did_not_move_is_not_read_again(database: Database, register: Register) -> None:
    meet(database, "ann")
    roster = database.transact(register.roster)
    meet(database, "ann")
    assert database.transact(register.roster) is roster
    assert register.latest is roster
    meet(database, "bob")
    assert database.transact(register.roster) is not roster


def test_a_clock_that_was_ahead_leaves_nothing_of_its_time_behind(database: Database) -> None:
    ann = meet(database, "ann")
    absence = Absence(date(2026, 3, 2), date(2026, 3, 6), "bob")
    wanted = Preferences(country="DE", absence=absence)
    database.transact(store.save_preferences, ann, Preferences(), wanted)
    clock = FakeClock(NOON)
    register = Register("Europe/Berlin", clock=clock)

    def now() -> tuple[bool, bool]:
        profile = database.transact(register.roster).people[ann]
        return date(2026, 5, 1) in profile.calendar.holidays, profile.away_until is not None

    assert now() == (True, True)
    clock.at = NOON.replace(year=2036)
    assert now() == (False, False)
    for at in (NOON, NOON.replace(day=9), NOON):
        clock.at = at
        assert now() == (True, at == NOON)
    read = register.latest
    assert database.transact(register.roster) is read, "it is not read at every turn since"


def test_a_replica_sees_what_another_wrote_at_its_next_call(
    database: Database, register: Register
) -> None:
    other = Register("UTC")
    ann, bob = meet(database, "ann"), meet(database, "bob")
    for one in (register, other):
        assert database.transact(one.roster).reach(ToRole("legal")) == ()

    grant(database, "legal", bob, ann)
    for one in (register, other):
        reached = database.transact(one.roster).reach(ToRole("legal"))
        assert [each.person for each in reached] == [bob, ann]

    contact(database, legal=TEAM)
    for one in (register, other):
        reached = database.transact(one.roster).reach(ToRole("legal"))
        assert reached == (Reached(Address("slack", "C1", "T1"), role="legal"),)


def test_what_was_never_committed_is_not_remembered(database: Database, register: Register) -> None:
    def breaking(session: Session) -> None:
        store.meet(session, Account("slack", "T1", "eve"), ChatProfile("Eve"), NOON)
        assert [one.name for one in register.roster(session).people.values()] == ["Eve"]
        raise StoreError

    with pytest.raises(StoreError):
        database.transact(breaking)
    ann = meet(database, "ann")
    assert list(database.transact(register.roster).people) == [ann]


def test_each_role_is_reached_in_the_order_in_which_its_holders_were_named(
    database: Database, register: Register
) -> None:
    ann, bob, cai = (meet(database, who) for who in ("ann", "bob", "cai"))
    grant(database, "legal", ann, bob, cai)
    assert [*database.transact(register.roster).people] == [ann, bob, cai]
    *_, second, first = database.transact(register.roster).people
    grant(database, "product_lead", first, second)
    roster = database.transact(register.roster)
    assert [each.person for each in roster.reach(ToRole("legal"))] == [ann, bob, cai]
    assert [each.person for each in roster.reach(ToRole("product_lead"))] == [first, second]
    leads = [id for id, profile in roster.people.items() if "product_lead" in profile.roles]
    assert leads == [first, second]
    assert set(roster.people) == {ann, bob, cai}


def test_somebody_who_is_gone_keeps_only_their_name(database: Database, register: Register) -> None:
    ann, bob = meet(database, "ann"), meet(database, "bob")
    grant(database, "admin", ann, bob)
    assert [one.person for one in database.transact(register.roster).admins()] == [ann, bob]

    meet(database, "ann", gone=True)
    roster = database.transact(register.roster)
    assert roster.people[ann] == Profile(
        "Ann",
        zone="Europe/Vienna",
        calendar=Calendar("Europe/Vienna"),
        reachable=False,
        gone=True,
    )
    assert roster.holders == {"admin": (bob,)}
    assert roster.reach(ToPerson(ann)) == ()
    assert [one.person for one in roster.admins()] == [bob]
    assert database.transact(store.organisation).holders == {"admin": (ann, bob)}

    meet(database, "ann")
    assert [one.person for one in database.transact(register.roster).admins()] == [ann, bob]


def test_a_holder_without_an_account_is_passed_over(database: Database, register: Register) -> None:
    database.transact(store.add_person, "nobody", "No Body", NOON)
    ann = meet(database, "ann")
    grant(database, "legal", "nobody", ann)
    roster = database.transact(register.roster)
    assert roster.reach(ToRole("legal")) == (Reached(in_slack("ann"), ann, "legal"),)
    assert roster.reach(ToPerson("nobody")) == ()


def test_the_launch_channel_is_told_once_it_is_set(database: Database, register: Register) -> None:
    assert database.transact(register.roster).reach(ToLaunchChannel()) == ()
    contact(database, **{LAUNCH_CHANNEL: LAUNCHES})
    roster = database.transact(register.roster)
    assert roster.reach(ToLaunchChannel()) == (Reached(Address("slack", "C2", "T1")),)
    assert roster.conversations == {}


def test_a_role_whose_conversation_fails_is_told_in_person(
    database: Database, register: Register
) -> None:
    ann, bob = meet(database, "ann"), meet(database, "bob")
    grant(database, "legal", bob, ann)
    contact(database, legal=TEAM)
    roster = database.transact(register.roster)
    (failed,) = roster.reach(ToRole("legal"))
    both = roster.next_contacts("legal", failed.address)
    assert both == (
        Reached(in_slack("bob"), bob, "legal"),
        Reached(in_slack("ann"), ann, "legal"),
    )
    assert roster.next_contacts("legal", in_slack("bob")) == both[1:]
    assert roster.next_contacts("nobody_has_this", failed.address) == ()


def test_a_backup_acts_in_a_role_for_as_long_as_nobody_who_holds_it_is_reached(
    database: Database, register: Register
) -> None:
    ann, bob, cai = (meet(database, each) for each in ("ann", "bob", "cai"))
    grant(database, "legal", ann)
    back(database, legal=(bob, cai), auditor=(cai,))
    roster = database.transact(register.roster)
    assert roster.find(ToRole("legal")) == Found((Reached(in_slack("ann"), ann, "legal"),))
    assert roster.people[bob].roles == frozenset()
    assert roster.people[cai].roles == {"auditor"}, "a role that nobody holds is acted in, too"
    assert roster.last_contacts("legal", in_slack("cai")) == (
        Reached(in_slack("bob"), bob, "legal"),
    )

    meet(database, "ann", gone=True)
    roster = database.transact(register.roster)
    found = roster.find(ToRole("legal"))
    assert [one.person for one in found.reached] == [bob, cai]
    assert found.instead == (bob, cai)
    assert "legal" in roster.people[bob].roles

    meet(database, "ann")
    assert database.transact(register.roster).people[bob].roles == frozenset()


def test_what_no_role_can_be_told_the_human_rights_team_is(
    database: Database, register: Register
) -> None:
    roster = database.transact(register.roster)
    assert roster.find(ToRole("legal")) == Found(())
    ann = meet(database, "ann")
    grant(database, "human_rights_team", ann)
    roster = database.transact(register.roster)
    team = (Reached(in_slack("ann"), ann, "human_rights_team"),)
    assert roster.find(ToRole("legal")) == Found(team, ("human_rights_team",))
    assert roster.find(ToRole("human_rights_lead")) == Found(team)
    assert roster.find(ToPerson("nobody")) == Found(())
    assert roster.last_contacts("legal", in_slack("bob")) == team
    assert roster.last_contacts("human_rights_team", in_slack("ann")) == ()
    contact(database, human_rights_team=TEAM)
    roster = database.transact(register.roster)
    met = (Reached(Address("slack", "C1", "T1"), role="human_rights_team"),)
    assert roster.find(ToRole("human_rights_team")) == Found(met)


def test_somebody_in_two_chats_is_reached_where_they_were_met_first(
    database: Database, register: Register
) -> None:
    ann = meet(database, "ann")
    for channel in ("desk", "teams"):
        database.transact(store.add_account, Account(channel, "", "a"), ann)
    database.transact(store.add_person, "seated", "Seated", NOON)
    for channel in ("teams", "desk"):
        database.transact(store.add_account, Account(channel, "", "s"), "seated")
    personal = database.transact(register.roster).personal
    assert personal == {ann: in_slack("ann"), "seated": Address("desk", "s")}


async def test_a_directory_knows_at_once_whom_it_met(
    database: Database, register: Register
) -> None:
    directory: Directory = ChannelDirectory(database, register, "slack", FakeClock(NOON))
    assert directory.person_of("T1", "U1") is None
    met = Met("T1", "U1", "Ann", "ann@example.com", "Asia/Tokyo", "ja-JP")
    person = await directory.meet(met)
    assert directory.person_of("T1", "U1") == person
    assert directory.account_of("T1", person) == "U1"
    assert directory.person_of("T2", "U1") is None
    assert directory.account_of("T2", person) is None
    profile = ChatProfile("Ann", "ann@example.com", "Asia/Tokyo", "ja-JP")
    assert database.transact(store.people) == (store.Person(person, profile),)

    assert await directory.meet(replace(met, gone=True)) == person
    assert database.transact(store.people)[0].profile.gone
    assert directory.person_of("T1", "U1") == person


async def test_a_directory_knows_its_own_chat_and_from_the_start(
    database: Database, register: Register
) -> None:
    ann = meet(database, "ann")
    clock = FakeClock(NOON)
    slack, teams = (
        ChannelDirectory(database, register, channel, clock) for channel in ("slack", "teams")
    )
    await slack.refresh()
    assert slack.person_of("T1", "ann") == ann
    assert teams.person_of("T1", "ann") is None
    assert teams.account_of("T1", ann) is None


def test_the_desk_is_seated_as_it_always_was(database: Database) -> None:
    clock = FakeClock(NOON)
    database.transact(seat, clock)
    roster = database.transact(desk_register("UTC", clock).roster)
    assert roster.people == {p.id: Profile(p.name, roles=p.roles) for p in seats.PEOPLE}
    assert roster.personal == {p.id: Address("desk", f"person:{p.id}") for p in seats.PEOPLE}
    assert roster.conversations == {"human_rights_team": Address("desk", "human_rights")}
    assert roster.launch_channel == Address("desk", "launch")
    assert roster.account_of("desk", "", "manager") == "manager"
    team = tuple(p.id for p in seats.PEOPLE if "human_rights_team" in p.roles)
    assert roster.holders["human_rights_team"] == team


def test_seating_again_leaves_what_an_admin_set(database: Database) -> None:
    clock = FakeClock(NOON)
    database.transact(seat, clock)
    before = database.transact(store.people_version)
    database.transact(seat, clock)
    assert database.transact(store.people_version) == before

    grant(database, "legal", "sponsor")
    contact(database, human_rights_team=TEAM)
    grant(database, "auditor")
    database.transact(seat, clock)
    organisation = database.transact(store.organisation)
    assert organisation.holders["legal"] == ("sponsor",)
    assert organisation.contacts["human_rights_team"] == TEAM
    assert organisation.holders["auditor"] == ("legal",)


def test_an_empty_roster_reaches_nobody() -> None:
    roster = Roster()
    for audience in (ToLaunchChannel(), ToPerson("ann"), ToRole("legal")):
        assert roster.reach(audience) == ()
    assert roster.admins() == ()
