"""The set-up through a turn: saved and written down once, tried, and nobody's message forgotten."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from flows.cards import Card, Form, Notice, Reply, Value
from flows.events import ContactsTried, ListAsked, SetUpAsked, SetUpSent
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation, is_complete
from storage import journal, outbox, store
from storage.database import Database, Session
from storage.tables import JournalRow
from tests.bot.house import House
from tests.worked import worked

STREAM = "organisation"
FILLED: dict[str, Value] = {
    "team": ("hana",),
    "team_conversation": "new team",
    "launch_conversation": "new launch",
    "sponsor": "sam",
    "product_leads": ("leo",),
}


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        house.welcome("ada", "admin")
        yield house


def organisation(house: House) -> Organisation:
    return house.database.transact(store.organisation)


def done(house: House) -> list[tuple[str, str]]:
    """Return who did what to the organisation, as it is written down."""
    entries = house.database.transact(journal.entries, STREAM)
    return [(entry.actor, entry.action) for entry in entries]


async def filled(house: House, who: str = "ada", /, **other: Value) -> SetUpSent:
    """Return what saving the form means as it is drawn for somebody now."""
    form = await house.says(who, SetUpAsked(change=True))
    assert isinstance(form, Form)
    return SetUpSent(form.submit.revision, {**FILLED, **other})


async def sets_up(house: House, **other: Value) -> Reply:
    return await house.says("ada", await filled(house, "ada", **other), id="the set-up")


async def test_a_set_up_is_saved_and_everybody_named_gets_a_test(house: House) -> None:
    house.welcome("ida")
    reply = await sets_up(house, team=("ida", "hana"))
    assert isinstance(reply, Card)
    assert reply.view == "organisation"
    saved = organisation(house)
    assert is_complete(saved)
    assert saved.holding("human_rights_team") == ("ida", "hana")
    assert saved.holding("legal") == ("lea",)
    assert saved.contacts["human_rights_team"] == Contact("memory", "new team")
    assert saved.contacts[LAUNCH_CHANNEL] == Contact("memory", "new launch")
    for _ in range(2):
        await house.delivery.deliver()
    for place in ("new team", "new launch", "person:sam"):
        assert house.views(place) == ["test"]
    assert house.views("team") == []


async def test_a_set_up_is_written_down_where_an_audit_looks(
    house: House, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sets_up(house)
    assert done(house) == [("ada", "organisation_set_up")]
    assert house.database.transact(journal.verify) == ()
    monkeypatch.setenv("SALIENT_DATABASE_URL", database_url)
    audit = CliRunner().invoke(app, ["audit", "verify"])
    assert (audit.exit_code, "complete and unaltered" in audit.output) == (0, True)
    house.database.transact(_forge)
    audit = CliRunner().invoke(app, ["audit", "verify"])
    assert audit.exit_code == 1
    assert f"{STREAM} entry 2: " in audit.output


def _forge(session: Session) -> None:
    """Write what nobody did at the end of the stream."""
    (last,) = journal.entries(session, STREAM)
    session.add(
        JournalRow(
            stream=STREAM,
            seq=2,
            at=last.at,
            actor="eve",
            action=last.action,
            payload={},
            previous="a",
            hash="b",
        )
    )


async def test_a_second_delivery_shows_the_set_up_and_changes_nothing(house: House) -> None:
    sent = await filled(house)
    await house.says("ada", sent, id="the set-up")
    before, owed = organisation(house), house.database.transact(outbox.counts)
    await house.clock.advance(timedelta(minutes=5))
    for event in (sent, replace(sent, values={**sent.values, "sponsor": "lea"})):
        again = await house.says("ada", event, id="the set-up")
        assert isinstance(again, Card)
        assert again.view == "organisation"
    assert organisation(house) == before
    assert house.database.transact(outbox.counts) == owed
    assert done(house) == [("ada", "organisation_set_up")]


async def test_a_set_up_that_does_not_fit_comes_back_and_saves_nothing(house: House) -> None:
    before = organisation(house)
    wrong: tuple[dict[str, Value], ...] = ({"team": ()}, {"sponsor": "a stranger"})
    for other in wrong:
        reply = await house.says("ada", await filled(house, "ada", **other))
        assert isinstance(reply, Form)
        assert [field.id for field in reply.fields if field.error] == list(other)
    assert organisation(house) == before
    assert done(house) == []
    assert house.database.transact(outbox.counts) == {}


async def test_whoever_is_no_admin_is_refused_and_it_is_written_down(house: House) -> None:
    before = organisation(house)
    for event in (SetUpSent(before.revision, FILLED), ContactsTried(), SetUpAsked()):
        assert isinstance(await house.says("mira", event), Notice)
    assert organisation(house) == before
    assert done(house) == [("mira", "refused")] * 3
    assert house.database.transact(outbox.counts) == {}


async def test_two_admins_who_save_at_once_do_not_undo_one_another(house: House) -> None:
    house.welcome("eve", "admin")
    one, other = await filled(house, sponsor="lea"), await filled(house, "eve", sponsor="vik")
    assert one.revision == other.revision
    replies = await asyncio.gather(house.says("ada", one), house.says("eve", other))
    won = next(number for number, reply in enumerate(replies) if isinstance(reply, Card))
    lost = replies[1 - won]
    assert isinstance(lost, Form)
    sponsor = next(field.value for field in lost.fields if field.id == "sponsor")
    assert organisation(house).holding("executive_sponsor") == (("lea", "vik")[won],)
    assert sponsor == ("lea", "vik")[1 - won]
    assert done(house) == [(("ada", "eve")[won], "organisation_set_up")]
    again = SetUpSent(lost.submit.revision, {**FILLED, "sponsor": "vik"})
    assert isinstance(await house.says("eve", again), Card)
    assert organisation(house).holding("executive_sponsor") == ("vik",)


async def test_whoever_is_named_may_act_from_the_next_turn_on(house: House) -> None:
    house.welcome("ida")
    case_id = await house.screen(worked("G02"))
    reference = house.database.transact(store.load, house.keys, case_id).reference
    assert reference not in str(await house.says("ida", ListAsked()))
    await sets_up(house, team=("ida",))
    assert reference in str(await house.says("ida", ListAsked()))
    assert reference not in str(await house.says("hana", ListAsked()))


# Where cases are told of once it is set up.


async def test_open_cases_are_told_of_in_new_conversations_once_each(house: House) -> None:
    await house.screen(worked("G01"))  # on record: nobody waits for it
    await house.screen(worked("G02"), send=False)
    await house.screen(worked("G05"))
    await house.delivery.deliver()
    await sets_up(house)
    for conversation in ("newer team", "new team", "new team"):
        await house.delivery.deliver()
        await house.says("ada", await filled(house, team_conversation=conversation))
    await house.delivery.deliver()
    tests = [view for view in house.views("new launch") if view == "test"]
    assert sorted(house.views("new launch")) == ["root", "root", *tests]
    for conversation in ("new team", "newer team"):
        told = [view for view in house.views(conversation) if view != "test"]
        assert sorted(told) == ["early", "submitted"]
    assert house.views("launch").count("root") == 3
    assert house.views("person:sam").count("informed") == 1


async def test_what_nobody_could_be_told_before_the_set_up_is_told_by_it(house: House) -> None:
    before = organisation(house)
    bare = Organisation(before.revision + 1, {"admin": ("ada",)})
    house.database.transact(store.save_organisation, before, bare, "test", house.clock.now())
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    assert {sent.payload["view"] for sent in house.channel.messages} == {"unreachable"}
    await sets_up(house)
    await house.delivery.deliver()
    assert sorted(house.views("new launch")) == ["root", "test"]
    assert sorted(house.views("new team")) == ["submitted", "test"]


async def test_a_concern_is_told_in_a_new_conversation_at_the_full_hour(house: House) -> None:
    await house.screen(worked("RV08"))
    await house.later(timedelta(hours=1))
    assert "concern" in house.views("team")
    await sets_up(house)
    await house.delivery.deliver()
    assert "concern" not in house.views("new team")
    await house.later(timedelta(hours=1))
    assert house.views("new team").count("concern") == 1


async def test_what_a_conversation_refused_arrives_once_it_takes_messages(house: House) -> None:
    house.refuses("launch", "not_in_channel")
    await house.start()
    await house.delivery.deliver()
    assert house.views("launch") == []
    house.channel.refuses.clear()
    for _ in range(2):
        card = await house.says("ada", ContactsTried())
        assert isinstance(card, Card)
        await house.delivery.deliver()
    assert sorted(house.views("launch")) == ["root", "test"]
    assert house.channel.looks == 0


async def test_contacts_are_tried_once_however_often_the_click_arrives(house: House) -> None:
    for _ in range(3):
        card = await house.says("ada", ContactsTried(), id="the click")
        assert isinstance(card, Card)
        await house.later(timedelta(minutes=2))
    assert house.views("team") == house.views("launch") == house.views("person:sam") == ["test"]
    assert done(house) == [("ada", "contacts_tried")]
    await house.says("ada", ContactsTried())
    await house.delivery.deliver()
    assert house.views("team") == ["test", "test"]
