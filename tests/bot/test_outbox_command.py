"""`salient outbox`: what it prints, how it refuses, and that a running server may be there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from bot.__main__ import app, main
from flows.errors import Permanent
from flows.people.preferences import Preferences
from storage import journal, outbox, store
from storage.database import Database, Session, is_sqlite
from storage.outbox import Owed, Place
from tests.bot.house import ROLES, House
from tests.worked import worked

RUN = CliRunner()
HEAD = "id state due tries channel view case last error"


@dataclass(frozen=True)
class Said:
    """What a command said to an operator."""

    code: int
    out: list[str]
    err: list[str]


def salient(*args: str) -> Said:
    done = RUN.invoke(app, ["outbox", *args])
    return Said(done.exit_code, done.stdout.splitlines(), done.stderr.splitlines())


def listed(*args: str) -> list[list[str]]:
    """Return the columns of what is listed, without their heads."""
    said = salient("list", *args)
    assert said.code == 0
    assert said.out[0].split() == HEAD.split()
    return [row.split() for row in said.out[1:]]


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A server at work, whose team cannot be reached."""
    monkeypatch.setenv("SALIENT_DATABASE_URL", database_url)
    with House(Database(database_url)) as made:
        made.clock.at = datetime.now(UTC)  # a command has the clock of the machine
        for person in ROLES:
            made.database.transact(always_there, person)
        made.channel.refuses["team"] = Permanent("gone", reason="is_archived")
        yield made


def always_there(session: Session, person: str) -> None:
    """Let somebody be told at any hour, whenever this test runs."""
    at_any_hour = Preferences(days=frozenset(range(7)), quiet=(time(0), time(0)))
    store.save_preferences(session, person, Preferences(), at_any_hour)


async def lose_two(house: House) -> None:
    """Let two messages of an open case end dead, and stop the server where it must be alone."""
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    if is_sqlite(house.database.url):
        house.database.close()


async def test_list_tells_what_is_dead_while_a_server_runs(house: House) -> None:
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    rows = listed()
    assert {(row[1], row[5], *row[6:]) for row in rows} == {
        ("dead", "1", "memory", "early", "SAL-1", "is_archived"),
        ("dead", "1", "memory", "submitted", "SAL-1", "is_archived"),
    }
    assert {row[4] for row in rows} == {"UTC"}


async def test_requeue_sends_what_is_named_once_more(house: House) -> None:
    await lose_two(house)
    (first, *_), (second, *_) = listed()
    said = salient("requeue", first)
    assert (said.code, said.out) == (
        0,
        ["1 message will be sent again, as soon as a server runs."],
    )
    assert [row[0] for row in listed("--state", "pending")] == [first]
    assert [row[0] for row in listed("--state", "dead")] == [second]


async def test_requeue_all_dead_is_journaled_as_the_operator_and_arrives(house: House) -> None:
    await lose_two(house)
    assert salient("requeue", "--all-dead").code == 0
    assert salient("list").out == ["No message is late, dead or held."]
    database = Database(house.database.url.render_as_string(hide_password=False))
    try:
        entries = database.transact(journal.entries, "organisation")
        done = [one for one in entries if one.action == "requeued_by_hand"]
        assert [one.actor for one in done] == ["operator", "operator"]
        del house.channel.refuses["team"]
        house.clock.at = datetime.now(UTC)
        house.delivery.database = database
        await house.delivery.deliver()
    finally:
        database.close()
    assert sorted(house.views("team")) == ["early", "submitted"]


async def test_cancel_gives_up_and_requeue_takes_it_back(house: House) -> None:
    await lose_two(house)
    ids = [row[0] for row in listed()]
    assert salient("cancel", *ids).out == ["2 messages cancelled."]
    assert salient("list").out == ["No message is late, dead or held."]
    assert sorted(row[0] for row in listed("--state", "cancelled")) == sorted(ids)
    assert salient("requeue", *ids).code == 0


async def test_an_unknown_id_changes_nothing_and_ends_with_two(house: House) -> None:
    await lose_two(house)
    (first, *_), *_ = listed()
    for command in ("requeue", "cancel"):
        said = salient(command, first, "5a11e27f")
        assert said.code == 2
        assert said.err == [
            "there is no message 5a11e27f: `salient outbox list` shows them",
            "Nothing was changed.",
        ]
    assert len(listed("--state", "dead")) == 2


@pytest.mark.parametrize("args", [(), ("5a11e27f", "--all-dead")])
def test_requeue_takes_either_ids_or_all_dead(args: tuple[str, ...], house: House) -> None:
    said = salient("requeue", *args)
    assert (said.code, said.err) == (2, ["write either the ids of messages or --all-dead"])


def test_sealed_messages_are_listed_only_when_asked_for(house: House) -> None:
    told = house.database.transact(_owe_dead, house.clock.at)
    assert salient("list").out == ["No message is late, dead or held."]
    assert [(row[0], row[7], row[8]) for row in listed("--sealed")] == [(told, "-", "-")]


def _owe_dead(session: Session, now: datetime) -> str:
    place = Place("memory", "team")
    owed = Owed("k", place, "concern", now, lane="sealed", case_id=uuid4())
    outbox.enqueue(session, owed, now)
    (claimed,) = outbox.claim(session, 9, outbox.FIRST_WAIT, now, "sealed")
    outbox.settle_dead(session, claimed, "is_archived")
    return claimed.id.hex[:8]


async def test_while_a_server_runs_a_shared_database_is_mended_and_a_file_asks_to_stop_it(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    if not is_sqlite(house.database.url):
        assert salient("requeue", "--all-dead").code == 0
        return
    monkeypatch.setattr("sys.argv", ["salient", "outbox", "requeue", "--all-dead"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "stop the other Salient first" in capsys.readouterr().err
    assert len(listed("--state", "dead")) == 2
