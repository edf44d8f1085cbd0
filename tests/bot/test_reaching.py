"""Where a message is not taken somebody else hears of it, and an admin why; each of them once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, update
from structlog.testing import capture_logs

from bot.dispatch.owing import owe
from flows.cards import Card
from flows.case import Confidentiality
from flows.effects import Notify, ToPerson
from flows.errors import Disconnected, Permanent, Transient
from flows.events import Reviewed, Submitted
from flows.people.authority import Verb, may
from flows.people.profile import Actor
from storage import journal, outbox, store
from storage.database import Database, Session
from storage.tables import CaseRow
from tests.bot.house import NOON, House
from tests.worked import worked

LONG = timedelta(hours=2)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        house.welcome("ida", "human_rights_team")
        for admin in ("ada", "eve"):
            house.welcome(admin, "admin")
        yield house


def states(house: House) -> dict[str, int]:
    return house.database.transact(outbox.counts)


def copies(house: House, case_id: UUID) -> int:
    return len(house.database.transact(outbox.posted_copies, case_id, "root"))


async def send(house: House, case_id: UUID) -> None:
    """Send the screening whose answers are all there."""
    review = await house.says("mira", Reviewed(), case_id)
    assert isinstance(review, Card)
    await house.says("mira", Submitted(review.buttons[0].revision), case_id)


async def test_what_a_role_cannot_be_told_where_it_meets_each_of_it_is_told(house: House) -> None:
    house.refuses("team", "not_in_channel")
    await house.screen(worked("G02"))
    for _ in range(3):
        await house.later(timedelta(minutes=1))
    for person in ("hana", "ida"):
        assert sorted(house.views(f"person:{person}")) == ["early", "submitted"]
    (told, _) = house.channel.sent("person:hana")
    assert "SAL-1" in told.payload["text"]
    assert house.views("person:leo") == ["informed"]


def marked(house: House, case_id: UUID) -> list[tuple[str, tuple[str, ...]]]:
    case = house.database.transact(store.load, house.keys, case_id)
    return [(one.role, one.instead) for one in case.unreached]


async def test_a_role_that_takes_nothing_is_marked_on_the_case_with_who_hears_instead(
    house: House,
) -> None:
    house.refuses("team", "is_archived")
    case_id = await house.screen(worked("G02"))
    await house.delivery.deliver()
    assert marked(house, case_id) == [("human_rights_team", ("hana", "ida"))]
    entries = house.database.transact(journal.entries, str(case_id))
    assert [one.actor for one in entries if one.action == "role_unreached"] == ["salient"]


async def test_a_lead_who_takes_nothing_leaves_it_to_the_next_contact_and_the_case_says_so(
    house: House,
) -> None:
    house.refuses("person:sam", "account_gone")
    case_id = await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert marked(house, case_id) == [("executive_sponsor", ("human_rights_team",))]


@pytest.mark.parametrize(
    ("confidentiality", "heard"),
    [(Confidentiality.OPEN, ["informed"]), (Confidentiality.RESTRICTED, [])],
)
async def test_a_last_contact_who_may_not_open_the_case_is_not_told_instead(
    house: House, confidentiality: Confidentiality, heard: list[str]
) -> None:
    house.welcome("otto")
    before = house.database.transact(store.organisation)
    backed = replace(before, revision=before.revision + 1, backups={"executive_sponsor": ("otto",)})
    house.database.transact(store.save_organisation, before, backed, "test", NOON)
    house.refuses("person:sam", "account_gone")
    case_id = await house.screen(worked("G05"))
    house.database.transact(classify, case_id, confidentiality)
    for _ in range(2):
        await house.delivery.deliver()
    assert house.views("person:otto") == heard
    assert ("informed" in house.views("team")) is (not heard), "the team always may"


async def test_a_role_is_not_marked_while_somebody_else_of_it_hears(house: House) -> None:
    house.welcome("sol", "executive_sponsor")
    house.refuses("person:sam", "account_gone")
    case_id = await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert marked(house, case_id) == []


async def test_admins_are_told_once_a_day_of_a_conversation_that_takes_nothing(
    house: House,
) -> None:
    house.refuses("team", "is_archived")
    await house.screen(worked("G02"))
    await house.screen(worked("G05"))
    await house.delivery.deliver()
    for admin in ("ada", "eve"):
        (told,) = house.channel.sent(f"person:{admin}")
        assert told.payload["view"] == "unreachable"
        assert "gone or closed" in told.payload["text"]
        assert "team" in told.payload["text"]
        assert "SAL-" not in told.payload["text"]
    await house.clock.advance(timedelta(days=1))
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    assert house.views("person:ada") == ["unreachable"] * 2


async def test_two_conversations_that_take_nothing_are_told_of_each(house: House) -> None:
    house.refuses("team", "is_archived")
    house.refuses("launch", "not_in_channel")
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    texts = [sent.payload["text"] for sent in house.channel.sent("person:ada")]
    assert len(texts) == 2
    assert sum("Invite it there" in text for text in texts) == 1


async def test_where_nobody_of_a_role_is_reached_it_comes_to_an_end(house: House) -> None:
    for place in ("team", "person:hana", "person:ida"):
        house.refuses(place, "account_gone")
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    assert "pending" not in states(house)
    assert states(house)["dead"] == 2 * 3  # the early notice and the whole, in three places
    assert house.views("person:ada") == ["unreachable"] * 3


async def test_whoever_is_told_in_person_is_told_once_when_another_cannot_be(house: House) -> None:
    house.welcome("sol", "executive_sponsor")
    house.refuses("person:sam", "account_gone")
    await house.screen(worked("G05"))
    await house.delivery.deliver()
    assert house.views("person:sol") == ["informed"]


async def test_a_person_who_cannot_be_reached_is_told_to_the_admins(house: House) -> None:
    house.refuses("person:leo", "account_gone")
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    (told,) = house.channel.sent("person:ada")
    assert told.payload["view"] == "unreachable"
    assert "Name somebody else in the set-up" in told.payload["text"]
    assert "Leo" not in told.payload["text"]


async def test_admins_who_cannot_be_reached_themselves_are_not_told_for_ever(house: House) -> None:
    for place in ("launch", "person:ada", "person:eve"):
        house.refuses(place, "account_gone")
    await house.start()
    await house.delivery.deliver()
    assert "pending" not in states(house)
    assert house.channel.messages == []


async def test_of_a_sealed_message_no_admin_hears_but_the_team_does(house: House) -> None:
    house.refuses("team", "is_archived")
    await house.screen(worked("RV08"))
    await house.delivery.deliver()
    await house.clock.advance(timedelta(days=1, seconds=13))
    with capture_logs() as logged:
        for _ in range(2):
            await house.delivery.deliver()
        assert "concern" not in house.views("person:hana"), "it leaves at a full hour as well"
        await house.later(timedelta(hours=1, seconds=-13))
    assert house.views("person:ada") == []
    for person in ("hana", "ida"):
        assert house.views(f"person:{person}").count("concern") == 1
    assert logged == []


async def test_that_nobody_hears_of_something_sealed_is_told_to_nobody(house: House) -> None:
    def owe_it(session: Session, *, sealed: bool) -> None:
        told = Notify(ToPerson("nobody"), "concern", "a key", sealed=sealed)
        owe(session, house.register.roster(session), told, NOON)

    with capture_logs() as logged:
        house.database.transact(owe_it, sealed=True)
        assert logged == []
        house.database.transact(owe_it, sealed=False)
        assert [line["action"] for line in logged] == ["unreached"]


async def try_to_the_end(house: House) -> None:
    for _ in range(60):  # what its reader is told at bearable hours alone is tried by day
        await house.later(LONG)


async def test_a_message_given_up_after_many_tries_is_told_as_loudly_as_one_refused(
    house: House,
) -> None:
    house.channel.refuses["team"] = Transient("busy")
    await house.screen(worked("G02"), send=False)
    await try_to_the_end(house)
    assert states(house)["dead"] == 1
    assert house.views("person:hana") == ["early"]
    for admin in ("ada", "eve"):
        (told,) = house.channel.sent(f"person:{admin}")
        assert told.payload["view"] == "lost"
        assert "Human rights team" in told.payload["text"]
        assert "salient outbox requeue" in told.payload["text"]


async def test_what_was_given_up_is_named_only_where_an_admin_may_know_it(house: House) -> None:
    house.channel.refuses["launch"] = Transient("busy")
    await house.screen(worked("G01"))
    await try_to_the_end(house)
    assert "SAL-1" in house.channel.sent("person:ada")[-1].payload["text"]


async def test_what_was_given_up_of_a_restricted_case_is_not_named(house: House) -> None:
    house.channel.refuses["team"] = Transient("busy")
    case_id = await house.screen(worked("G02"))
    case = house.database.transact(store.load, house.keys, case_id)
    restricted = replace(case, confidentiality=Confidentiality.RESTRICTED)
    assert not may(Actor("ada", frozenset({"admin"})), Verb.SEE, restricted)
    house.database.transact(classify, case_id, Confidentiality.RESTRICTED)
    await try_to_the_end(house)
    (told,) = house.channel.sent("person:ada")
    assert told.payload["view"] == "lost"
    assert "SAL-" not in told.payload["text"]


def classify(session: Session, case_id: UUID, confidentiality: Confidentiality) -> None:
    values = {"confidentiality": confidentiality.value}
    session.exec(update(CaseRow).where(col(CaseRow.id) == case_id).values(**values))


async def test_many_messages_given_up_in_one_conversation_are_told_once_a_day(
    house: House,
) -> None:
    house.channel.refuses["team"] = Transient("busy")
    await house.screen(worked("G02"))
    await house.screen(worked("G05"))
    house.delivery.jitter = lambda: 0
    for _ in range(7 * 6):
        await house.later(timedelta(minutes=10))
    assert states(house)["dead"] >= 3
    assert house.views("person:ada") == ["lost"]


async def test_an_admin_who_cannot_be_told_of_the_lost_is_not_told_of_that(house: House) -> None:
    for place in ("launch", "person:ada", "person:eve"):
        house.channel.refuses[place] = Transient("busy")
    await house.start()
    for _ in range(3):
        await try_to_the_end(house)
    assert "pending" not in states(house)
    assert house.channel.messages == []


# While the chat refuses us altogether.


async def test_being_cut_off_costs_no_try_and_nothing_is_lost(house: House) -> None:
    house.channel.refuses["launch"] = Disconnected("invalid_auth")
    await house.start()
    for _ in range(3 * outbox.ATTEMPTS):
        await house.later(timedelta(minutes=2))
    assert states(house) == {"pending": 1}
    assert house.views("person:ada") == []
    house.channel.refuses.clear()
    await house.later(timedelta(minutes=2))
    assert house.views("launch") == ["root"]
    assert states(house) == {"sent": 1}
    assert house.channel.looks == 0


async def test_whoever_is_cut_off_is_not_asked_again_at_once(house: House) -> None:
    house.channel.refuses["launch"] = Disconnected("invalid_auth")
    await house.start()
    await house.delivery.deliver()
    assert await house.delivery.deliver() == 0


# A message that somebody deleted.


async def test_a_copy_that_was_deleted_is_forgotten_and_nobody_is_told(house: House) -> None:
    case_id = await house.screen(worked("G01"), send=False)
    await house.delivery.deliver()
    assert copies(house, case_id) == 1
    house.channel.messages.clear()
    await send(house, case_id)
    await house.delivery.deliver()
    assert copies(house, case_id) == 0
    assert house.views("person:ada") == []
    assert states(house) == {"sent": 1, "dead": 1}


async def test_a_copy_in_a_conversation_that_refuses_us_is_not_forgotten(house: House) -> None:
    """It stands there still, and can be edited once Salient is let in again."""
    case_id = await house.screen(worked("G01"), send=False)
    await house.delivery.deliver()
    house.channel.troubles = [Permanent("no", reason="not_in_channel")]
    await send(house, case_id)
    await house.delivery.deliver()
    assert states(house) == {"sent": 1, "dead": 1}
    assert copies(house, case_id) == 1


async def test_a_copy_that_cannot_be_edited_for_a_while_is_not_forgotten(house: House) -> None:
    case_id = await house.screen(worked("G01"), send=False)
    await house.delivery.deliver()
    await send(house, case_id)
    house.channel.troubles = [Transient("busy") for _ in range(outbox.ATTEMPTS)]
    await try_to_the_end(house)
    assert house.channel.troubles == []
    assert states(house) == {"sent": 1, "dead": 1}
    assert copies(house, case_id) == 1
    assert house.views("person:ada") == []


async def test_a_message_that_may_be_there_and_is_not_to_come_twice_is_given_up(
    house: House,
) -> None:
    now, place = house.clock.now(), outbox.Place("memory", "launch")
    args = {"contact": "launch_channel"}
    held = outbox.Owed("report", place, "test", now, args, ambiguous="hold")
    house.database.transact(outbox.enqueue, held, now)
    house.channel.blind = True
    house.channel.troubles = [Transient("busy")]
    await house.delivery.deliver()
    await house.later(LONG)
    assert states(house)["dead"] == 1
    assert house.views("launch") == []
    assert house.views("person:ada") == ["lost"]
    assert "not sent a second time" in house.channel.sent("person:ada")[0].payload["text"]
