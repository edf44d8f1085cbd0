"""What is owed is sent once, whatever breaks on the way; what cannot be sent is said loudly."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, delete, select
from structlog.testing import capture_logs

from bot.delivery import LEASE
from bot.delivery.sending import SEND_SECONDS
from flows.cards import Card
from flows.errors import Disconnected, Permanent, Transient, Unknown
from flows.events import Reviewed, Submitted
from storage import outbox, store
from storage.database import Database, Session
from storage.tables import DataKeyRow, OutboxRow
from tests.bot.house import NOON, House, case_of, sending
from tests.bot.reminded import becomes
from tests.worked import worked

LONG = timedelta(hours=2)
LAUNCH = outbox.Place("memory", "launch")
ARGS = {"contact": "launch_channel"}


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as house:
        yield house


def states(house: House) -> dict[str, int]:
    return house.database.transact(outbox.counts)


def owe(house: House, *owed: outbox.Owed) -> None:
    for one in owed:
        assert house.database.transact(outbox.enqueue, one, NOON)


async def test_a_message_is_sent_once_however_often_one_delivers(house: House) -> None:
    await house.start()
    for _ in range(3):
        await house.later(timedelta(minutes=1))
    assert len(house.channel.sent("launch")) == 1
    assert states(house) == {"sent": 1}


async def test_a_failed_send_is_tried_again_later_and_not_before(house: House) -> None:
    await house.start()
    house.channel.troubles = [Transient("busy", retry_after=600)]
    await house.delivery.deliver()
    assert states(house) == {"pending": 1}
    await house.later(timedelta(minutes=9))
    assert house.channel.sent("launch") == []
    await house.later(timedelta(minutes=2))
    assert len(house.channel.sent("launch")) == 1
    assert states(house) == {"sent": 1}


async def test_a_send_whose_answer_was_lost_is_looked_up_and_not_repeated(house: House) -> None:
    await house.start()
    house.channel.troubles = [Unknown("the answer was lost")]
    await house.delivery.deliver()
    await house.later(LONG)
    assert house.channel.looks == 1
    assert len(house.channel.sent("launch")) == 1
    assert states(house) == {"sent": 1}


async def test_a_send_that_never_arrived_is_repeated_after_the_look(house: House) -> None:
    await house.start()
    house.channel.troubles = [Transient("refused")]
    await house.delivery.deliver()
    await house.later(LONG)
    assert house.channel.looks == 1
    assert len(house.channel.sent("launch")) == 1


async def test_where_one_cannot_look_an_escalation_is_sent_again(house: House) -> None:
    await house.start()
    house.channel.blind = True
    house.channel.troubles = [Unknown("the answer was lost")]
    await house.delivery.deliver()
    await house.later(LONG)
    assert len(house.channel.sent("launch")) == 2
    assert states(house) == {"sent": 1}


async def test_a_look_that_fails_is_not_followed_by_a_send(house: House) -> None:
    await house.start()
    house.channel.troubles = [Unknown("the answer was lost")]
    house.channel.look_troubles = [Transient("busy"), Unknown("nothing came")]
    await house.delivery.deliver()
    for looks in (1, 2):
        await house.later(LONG)
        assert house.channel.looks == looks
        assert len(house.channel.sent("launch")) == 1
        assert states(house) == {"pending": 1}
    await house.later(LONG)
    assert len(house.channel.sent("launch")) == 1
    assert states(house) == {"sent": 1}


async def test_after_three_looks_that_failed_an_escalation_is_sent_once_more_and_no_more(
    house: House,
) -> None:
    await house.start()
    house.channel.troubles = [Unknown("the answer was lost"), Unknown("and again")]
    house.channel.look_troubles = [Unknown("nothing came") for _ in range(20)]
    await house.delivery.deliver()
    for sent in (1, 1, 2, 2, 2):
        await house.later(LONG)
        assert len(house.channel.sent("launch")) == sent
    for _ in range(10):
        await house.later(LONG)
    assert len(house.channel.sent("launch")) == 2
    assert states(house) == {"dead": 1}


async def test_after_three_looks_that_failed_a_report_is_held(house: House) -> None:
    owe(house, outbox.Owed("k", LAUNCH, "test", NOON, ARGS, ambiguous="hold"))
    house.channel.troubles = [Unknown("the answer was lost")]
    house.channel.look_troubles = [Unknown("nothing came") for _ in range(20)]
    await house.delivery.deliver()
    for _ in range(10):
        await house.later(LONG)
    assert len(house.channel.sent("launch")) == 1
    assert house.channel.looks == 3
    assert states(house) == {"dead": 1}


async def test_what_a_chat_that_asked_to_wait_did_not_take_is_sent_without_a_look(
    house: House,
) -> None:
    owe(house, outbox.Owed("k", LAUNCH, "test", NOON, ARGS, ambiguous="hold"))
    house.channel.blind = True
    house.channel.troubles = [Transient("ratelimited", retry_after=600)]
    await house.delivery.deliver()
    await house.later(LONG)
    assert house.channel.looks == 0
    assert len(house.channel.sent("launch")) == 1


async def test_where_one_cannot_look_a_message_comes_twice_at_most(house: House) -> None:
    await house.start()
    house.channel.blind = True
    house.channel.troubles = [Unknown("the answer was lost") for _ in range(9)]
    for _ in range(12):
        await house.later(LONG)
    assert len(house.channel.sent("launch")) == 2
    assert states(house) == {"dead": 1}


async def test_a_second_sending_that_was_surely_not_taken_is_made_up_for(house: House) -> None:
    await house.start()
    house.channel.blind = True
    house.channel.troubles = [Unknown("lost"), Transient("ratelimited", retry_after=60)]
    for _ in range(4):
        await house.later(LONG)
    assert len(house.channel.sent("launch")) == 2
    assert states(house) == {"sent": 1}


async def test_what_is_held_is_not_sent_again_by_a_change_of_the_set_up(house: House) -> None:
    owe(house, outbox.Owed("k", LAUNCH, "test", NOON, ARGS, ambiguous="hold"))
    house.channel.blind = True
    house.channel.troubles = [Unknown("the answer was lost")]
    for _ in range(3):
        await house.later(LONG)
    assert states(house) == {"dead": 1}
    assert house.database.transact(outbox.revive, LAUNCH, house.clock.now()) == 0
    await house.later(LONG)
    assert len(house.channel.sent("launch")) == 1


async def test_what_was_given_up_and_arrived_after_all_is_found_and_not_repeated(
    house: House,
) -> None:
    await house.start()
    failures = [Transient("busy") for _ in range(outbox.ATTEMPTS - 1)]
    house.channel.troubles = [*failures, Unknown("the answer to the last try was lost")]
    for _ in range(outbox.ATTEMPTS):
        await house.later(LONG)
    assert (states(house)["dead"], len(house.channel.sent("launch"))) == (1, 1)
    assert house.database.transact(outbox.revive, LAUNCH, house.clock.now()) == 1
    await house.delivery.deliver()
    assert "dead" not in states(house)
    assert len(house.channel.sent("launch")) == 1


async def test_a_sealed_message_leaves_at_a_full_hour_however_it_came_to_be_tried_again(
    house: House,
) -> None:
    owe(house, outbox.Owed("k", LAUNCH, "test", NOON, ARGS, lane="sealed"))
    house.channel.troubles = [
        Transient("busy"),
        Transient("busy", retry_after=30),
        Disconnected("invalid_auth"),
    ]
    for left in (2, 1, 0):
        await house.delivery.deliver()
        assert len(house.channel.troubles) == left
        await house.later(timedelta(minutes=59))
        assert len(house.channel.troubles) == left
        assert house.channel.messages == []
        await house.clock.advance(timedelta(minutes=1))
    await house.delivery.deliver()
    assert house.views("launch") == ["test"]


async def test_a_sealed_message_ends_after_as_many_hours_as_any_other(house: House) -> None:
    owe(house, outbox.Owed("k", LAUNCH, "test", NOON, ARGS, lane="sealed"))
    house.channel.refuses["launch"] = Transient("busy")
    await house.delivery.deliver()
    for _ in range(4):
        await house.later(timedelta(hours=1))
    assert states(house) == {"pending": 1}
    await house.later(timedelta(hours=1))
    assert states(house) == {"dead": 1}


async def test_a_message_that_can_never_arrive_is_dead_and_said(house: House) -> None:
    await house.start()
    house.channel.troubles = [Permanent("gone")]
    with capture_logs() as logged:
        await house.delivery.deliver()
    assert states(house) == {"dead": 1}
    assert [line["action"] for line in logged if line["log_level"] == "error"] == ["dead"]
    await house.later(LONG)
    assert house.channel.sent("launch") == []


async def test_an_outage_of_hours_is_survived_and_what_fails_for_longer_is_given_up(
    house: House,
) -> None:
    house.delivery.jitter = lambda: 0
    house.channel.refuses["launch"] = Transient("busy")
    await house.start()
    await house.delivery.deliver()
    for _ in range(5 * 60):
        await house.later(timedelta(minutes=1))
    assert states(house) == {"pending": 1}
    for _ in range(60):
        await house.later(timedelta(minutes=1))
    assert states(house)["dead"] == 1


async def test_what_fails_is_tried_no_more_after_its_last_try(house: House) -> None:
    await house.start()
    house.channel.troubles = [Transient("busy") for _ in range(20)]
    for _ in range(outbox.ATTEMPTS + 4):
        await house.later(LONG)
    assert states(house) == {"dead": 1}
    assert len(house.channel.troubles) == 20 - outbox.ATTEMPTS


async def test_a_chat_that_asks_to_wait_again_and_again_costs_a_message_no_try(
    house: House,
) -> None:
    await house.start()
    often = 3 * outbox.ATTEMPTS
    house.channel.troubles = [Transient("busy", retry_after=0.05) for _ in range(often)]
    for left in range(often - 1, -1, -1):
        await house.delivery.deliver()
        await house.later(timedelta(milliseconds=900))
        assert len(house.channel.troubles) == left, "within a second it is not asked again"
        await house.clock.advance(timedelta(milliseconds=100))
    await house.delivery.deliver()
    assert len(house.channel.sent("launch")) == 1
    assert (states(house), house.channel.looks) == ({"sent": 1}, 0)


async def test_one_message_that_breaks_does_not_stop_the_others(house: House) -> None:
    await house.start()
    await house.start()
    house.channel.troubles = [ZeroDivisionError("a bug")]
    await house.delivery.deliver()
    assert len(house.channel.sent("launch")) == 1
    await house.later(LONG)
    assert len(house.channel.sent("launch")) == 2


async def test_the_root_message_is_edited_in_place_when_the_turn_changes(house: House) -> None:
    await house.screen(worked("G02"))
    await house.delivery.deliver()
    await house.delivery.deliver()
    (root,) = house.channel.sent("launch")
    assert "human rights team" in root.payload["text"]
    assert states(house)["sent"] == len(house.channel.messages)


async def test_a_case_that_moved_on_while_its_message_was_under_way_is_caught_up(
    house: House,
) -> None:
    form = await house.start()
    case_id = case_of(form)
    page = sending(form, worked("G01"))
    house.channel.meanwhile = lambda: house.says("mira", page, case_id)
    await house.delivery.deliver()
    await house.delivery.deliver()
    (root,) = house.channel.sent("launch")
    assert root.edits == 1


async def test_a_sealed_case_that_moved_on_meanwhile_is_caught_up_at_the_next_full_hour(
    house: House,
) -> None:
    await house.screen(worked("RV08"))
    await house.delivery.deliver()
    concern = house.database.transact(sealed_case)

    async def move_on() -> None:
        becomes(house, house.database.transact(store.load, house.keys, concern))

    house.channel.meanwhile = move_on
    await house.later(timedelta(hours=1, seconds=2))
    (told,) = [one for one in house.channel.sent("team") if one.payload["view"] == "concern"]
    await house.delivery.deliver()
    assert told.edits == 0
    await house.later(timedelta(minutes=59, seconds=58))
    assert told.edits == 1


def sealed_case(session: Session) -> UUID:
    sealed = select(OutboxRow).where(OutboxRow.lane == "sealed", OutboxRow.view == "concern")
    found = session.exec(sealed).one().case_id
    assert found is not None
    return found


async def test_an_edit_that_fails_is_tried_again(house: House) -> None:
    case_id = await house.screen(worked("G01"), send=False)
    await house.delivery.deliver()
    review = await house.says("mira", Reviewed(), case_id)
    assert isinstance(review, Card)
    await house.says("mira", Submitted(review.buttons[0].revision), case_id)
    house.channel.troubles = [Transient("busy")]
    await house.delivery.deliver()
    (root,) = house.channel.sent("launch")
    assert root.edits == 0
    await house.later(LONG)
    assert root.edits == 1


async def test_a_restart_takes_over_what_a_dead_process_had_claimed(house: House) -> None:
    await house.start()
    taken = house.database.transact(outbox.claim, 10, timedelta(hours=9), house.clock.now())
    assert len(taken) == 1
    await house.delivery.deliver()
    assert house.channel.sent("launch") == []
    house.database.transact(outbox.free_leases)
    await house.delivery.deliver()
    assert len(house.channel.sent("launch")) == 1
    assert house.channel.looks == 1


def erase(session: Session, case_id: UUID) -> None:
    session.exec(delete(DataKeyRow).where(col(DataKeyRow.case_id) == case_id))


async def test_a_message_of_a_case_that_nobody_can_read_ends_dead_and_stops_no_other(
    house: House,
) -> None:
    erased = await house.screen(worked("G02"))
    house.database.transact(erase, erased)
    await house.screen(worked("G02"))
    for _ in range(30):
        await house.later(LONG)
    assert {sent.payload["view"] for sent in house.channel.sent("team")} == {"early", "submitted"}
    assert len(house.channel.sent("team")) == 2
    assert states(house).keys() == {"sent", "dead"}


def test_a_lease_is_far_longer_than_a_send_may_take() -> None:
    assert LEASE.total_seconds() >= 3 * SEND_SECONDS


async def test_a_process_that_was_held_up_gives_a_message_back_untried(house: House) -> None:
    await house.start()
    house.delivery.lease = timedelta(0)
    await house.delivery.begin()
    await house.delivery.stop()
    assert house.channel.messages == []
    (again,) = house.database.transact(outbox.claim, 9, LEASE, house.clock.now())
    assert (again.attempt, again.may_be_there) == (1, False)


async def test_whoever_is_told_to_stop_claims_nothing_more(house: House) -> None:
    await house.start()
    await house.delivery.stop()
    assert await house.delivery.deliver() == 0
    assert states(house) == {"pending": 1}
