"""People come as they are met, roles keep their order, and every change moves a number."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from alembic import command
from sqlalchemy import text
from sqlmodel import Session, select

from flows.errors import Conflict, StoreError
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from storage import schema, store
from storage.database import Database, engine_for
from storage.store import Account, ChatProfile
from storage.tables import RoleGrantRow
from tests.databases import Kind
from tests.storage.examples import NOW

ANN = Account("slack", "T1", "U1")
PROFILE = ChatProfile("Ann Other", "ann@example.com", "Europe/Vienna", "de-AT")
LATER = NOW + timedelta(days=1)


def meet(database: Database, account: Account = ANN, profile: ChatProfile = PROFILE) -> str:
    return database.transact(store.meet, account, profile, NOW)


def version(database: Database) -> int:
    return database.transact(store.people_version)


@pytest.fixture
def staffed(database: Database) -> Database:
    """A database that knows three people."""
    for person in ("ann", "bob", "cai"):
        database.transact(store.add_person, person, person.title(), NOW)
    return database


def test_somebody_is_written_down_when_they_are_met(database: Database) -> None:
    person = meet(database)
    assert database.transact(store.people) == (store.Person(person, PROFILE),)
    assert database.transact(store.person_of_account, "slack", "T1", "U1") == person
    assert person == store.person_id(ANN)
    others = {meet(database, replace(ANN, tenant="T2")), meet(database, replace(ANN, id="U2"))}
    assert len({person, *others}) == 3


def test_meeting_again_changes_only_what_is_new(database: Database) -> None:
    person, before = meet(database), version(database)
    assert meet(database) == person
    assert version(database) == before

    for new in (
        replace(PROFILE, name="Ann M. Other"),
        replace(PROFILE, email="ann.other@example.com"),
        replace(PROFILE, zone="Asia/Tokyo"),
        replace(PROFILE, locale="ja-JP"),
        replace(PROFILE, gone=True),
        PROFILE,
    ):
        before = version(database)
        assert meet(database, profile=new) == person
        assert database.transact(store.people)[0].profile == new
        assert version(database) == before + 1


def test_what_a_chat_does_not_tell_stays_known(database: Database) -> None:
    meet(database)
    before = version(database)
    meet(database, profile=ChatProfile("", zone="\0"))
    assert database.transact(store.people)[0].profile == PROFILE
    assert version(database) == before


def test_a_profile_without_anything_is_kept_and_read(database: Database) -> None:
    meet(database, profile=ChatProfile("A\0nn"))
    assert database.transact(store.people)[0].profile == ChatProfile("Ann")


def test_a_login_that_was_given_to_somebody_is_met_as_them(staffed: Database) -> None:
    staffed.transact(store.add_account, ANN, "bob")
    assert meet(staffed) == "bob"
    assert staffed.transact(store.names, ["bob"]) == {"bob": PROFILE.name}
    assert len(staffed.transact(store.people)) == 3


def test_one_account_met_by_eight_at_once_is_one_person(database: Database) -> None:
    together = Barrier(8)

    def arrive(_: int) -> str:
        together.wait()
        return meet(database)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(arrive, range(8)))) == 1
    assert len(database.transact(store.people)) == 1


def test_two_who_both_see_nobody_write_one_person_down(
    database: Database, database_kind: Kind
) -> None:
    if database_kind == "sqlite":
        return  # one writer has the file to itself
    together = Barrier(2)

    def arrive(session: Session) -> str:
        assert store.people(session) == ()
        together.wait()
        return store.meet(session, ANN, PROFILE, NOW)

    with ThreadPoolExecutor(2) as threads:
        met = set(threads.map(lambda _: database.transact(arrive), range(2)))
    assert met == {store.person_id(ANN)}
    assert len(database.transact(store.people)) == 1
    assert list(database.transact(store.accounts)) == [ANN]


def test_accounts_are_told_of_one_chat_or_of_all(staffed: Database) -> None:
    desk = Account("desk", "", "a")
    staffed.transact(store.add_account, ANN, "ann")
    staffed.transact(store.add_account, desk, "bob")
    assert staffed.transact(store.accounts) == {ANN: "ann", desk: "bob"}
    assert staffed.transact(store.accounts, "slack") == {ANN: "ann"}
    assert staffed.transact(store.accounts, "teams") == {}


def test_every_change_of_a_person_or_account_moves_the_version_once(database: Database) -> None:
    assert version(database) == 0
    for number in (1, 1):
        database.transact(store.add_person, "ann", "Ann", NOW)
        assert version(database) == number
    for number in (2, 2):
        database.transact(store.add_account, ANN, "ann")
        assert version(database) == number
    database.transact(store.add_person, "ann", "Ann Other", LATER)
    assert version(database) == 3


def test_a_change_that_is_taken_back_leaves_the_version(database: Database) -> None:
    def breaking(session: Session) -> None:
        assert not store.has_moved_people(session)
        store.meet(session, ANN, PROFILE, NOW)
        assert store.people_version(session) > 0
        assert store.has_moved_people(session)
        raise StoreError

    with pytest.raises(StoreError):
        database.transact(breaking)
    assert version(database) == 0


def test_holders_of_a_role_keep_the_order_in_which_they_were_named(staffed: Database) -> None:
    staffed.transact(store.grant, "legal", ["cai", "ann"], "bob", NOW)
    staffed.transact(store.add_grant, "legal", "bob", "bob", LATER)
    assert holders(staffed) == {"legal": ("cai", "ann", "bob")}
    staffed.transact(store.grant, "legal", ["bob", "cai"], "ann", LATER)
    assert holders(staffed) == {"legal": ("bob", "cai")}
    roles = {person.id: person.roles for person in staffed.transact(store.people)}
    assert roles == {"ann": frozenset(), "bob": {"legal"}, "cai": {"legal"}}
    staffed.transact(store.grant, "legal", [], "ann", LATER)
    assert holders(staffed) == {}


def test_who_granted_a_role_stays_for_those_who_keep_it(staffed: Database) -> None:
    staffed.transact(store.grant, "legal", ["ann"], "cai", NOW)
    staffed.transact(store.grant, "legal", ["bob", "ann"], "bob", LATER)
    assert staffed.transact(_grants) == {"ann": ("cai", NOW), "bob": ("bob", LATER)}


def test_a_grant_that_changes_nothing_moves_nothing(staffed: Database) -> None:
    staffed.transact(store.grant, "legal", ["ann", "bob"], "cai", NOW)
    before = version(staffed), staffed.transact(store.organisation)
    staffed.transact(store.grant, "legal", ["ann", "bob"], "cai", NOW)
    staffed.transact(store.add_grant, "legal", "bob", "cai", NOW)
    assert (version(staffed), staffed.transact(store.organisation)) == before

    staffed.transact(store.add_grant, "legal", "cai", "cai", NOW)
    assert version(staffed) == before[0] + 1
    assert staffed.transact(store.organisation).revision == before[1].revision + 1


def test_a_role_goes_to_nobody_unknown(staffed: Database) -> None:
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        staffed.transact(store.grant, "legal", ["nobody"], "ann", NOW)
    assert holders(staffed) == {}


def test_eight_who_add_a_holder_at_once_are_all_heard(staffed: Database) -> None:
    people = [f"p{number}" for number in range(8)]
    for person in people:
        staffed.transact(store.add_person, person, person, NOW)

    def add(person: str) -> None:
        staffed.transact(store.add_grant, "legal", person, "ann", NOW)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add, people))
    assert sorted(holders(staffed)["legal"]) == people


def test_the_organisation_is_read_as_it_was_saved(staffed: Database) -> None:
    nothing = staffed.transact(store.organisation)
    assert nothing == Organisation()
    saved = Organisation(
        0,
        {"admin": ("bob", "ann"), "legal": ("cai",)},
        {"legal": Contact("slack", "C1", "T1"), LAUNCH_CHANNEL: Contact("slack", "C2", "T1")},
        {"legal": ("bob", "ann"), "admin": ("cai",)},
    )
    before = version(staffed)
    staffed.transact(store.save_organisation, nothing, saved, "ann", NOW)
    first = staffed.transact(store.organisation)
    assert first == replace(saved, revision=1)
    assert version(staffed) > before

    changed = replace(
        first,
        holders={"admin": ("ann", "bob"), "privacy_officer": ("cai",)},
        contacts={LAUNCH_CHANNEL: Contact("slack", "C3", "T1")},
        backups={"legal": ("ann",)},
    )
    staffed.transact(store.save_organisation, first, changed, "ann", NOW)
    second = staffed.transact(store.organisation)
    assert second.revision == 2
    assert second.holders == {"admin": ("ann", "bob"), "privacy_officer": ("cai",)}
    assert second.contacts == changed.contacts
    assert second.backups == {"legal": ("ann",)}


def test_of_two_admins_the_one_who_saves_later_is_told(staffed: Database) -> None:
    seen = staffed.transact(store.organisation)
    mine, theirs = (replace(seen, holders={"legal": (who,)}) for who in ("ann", "bob"))
    staffed.transact(store.save_organisation, seen, mine, "ann", NOW)
    before = version(staffed)
    with pytest.raises(Conflict):
        staffed.transact(store.save_organisation, seen, theirs, "bob", NOW)
    assert holders(staffed) == {"legal": ("ann",)}
    assert version(staffed) == before

    staffed.transact(store.grant, "legal", ["cai"], "ann", NOW)
    with pytest.raises(Conflict):
        staffed.transact(store.save_organisation, replace(seen, revision=1), theirs, "bob", NOW)


def test_of_two_admins_at_the_same_moment_one_is_told(staffed: Database) -> None:
    seen = staffed.transact(store.organisation)

    def save(person: str) -> str:
        after = replace(seen, holders={"legal": (person,)})
        try:
            staffed.transact(store.save_organisation, seen, after, person, NOW)
        except Conflict:
            return "conflict"
        return person

    with ThreadPoolExecutor(2) as threads:
        told = set(threads.map(save, ["ann", "bob"]))
    assert "conflict" in told
    assert holders(staffed) == {"legal": tuple(told - {"conflict"})}


def test_people_of_the_first_schema_are_there_after_the_second(empty_database_url: str) -> None:
    with closing(Database(empty_database_url)) as database:
        _migrate(database, "0001")
        with database.engine.begin() as connection:
            at = {"at": NOW.replace(tzinfo=None), "id": "ann"}
            connection.execute(text("INSERT INTO person VALUES (:id, 'Ann', :at)"), at)
            connection.execute(text("INSERT INTO account VALUES ('slack', 'T1', 'U1', :id)"), at)
        schema.upgrade_open(database)
        assert database.transact(store.people) == (store.Person("ann", ChatProfile("Ann")),)
        assert database.transact(store.person_of_account, "slack", "T1", "U1") == "ann"
        assert meet(database) == "ann"
        assert database.transact(store.people)[0].profile == PROFILE


def holders(database: Database) -> dict[str, tuple[str, ...]]:
    return dict(database.transact(store.organisation).holders)


def _grants(session: Session) -> dict[str, tuple[str, datetime]]:
    rows = session.exec(select(RoleGrantRow))
    return {row.person: (row.granted_by, row.granted_at) for row in rows}


def _migrate(database: Database, revision: str) -> None:
    engine = engine_for(database.url, migrating=True)
    with engine.begin() as connection:
        command.upgrade(schema.config_for(connection), revision)
    engine.dispose()
