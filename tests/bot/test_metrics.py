"""What an operator can count, and that it is given as a Prometheus reads it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import Tally
from flows.errors import Disconnected, Permanent, Transient, Unknown
from flows.events import ConcernAsked, ListAsked
from storage import outbox
from storage.database import Database
from storage.figures import Overdue, Waiting
from tests.bot.house import House

NOTHING = Waiting(0, 0, Overdue(timedelta(), timedelta()))
LONG = timedelta(hours=2)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    with House(Database(database_url)) as made:
        yield made


def measured(lines: str) -> dict[str, float]:
    """Return the metrics as a Prometheus reads them, by name and labels."""
    return {
        " ".join((sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items())))): float(
            sample.value
        )
        for family in text_string_to_metric_families(lines)
        for sample in family.samples
    }


def read(house: House) -> dict[str, float]:
    return measured("\n".join(house.metrics()) + "\n")


def sends(house: House) -> dict[str, float]:
    prefix = "salient_sends_total channel=memory result="
    return {k.removeprefix(prefix): v for k, v in read(house).items() if k.startswith(prefix)}


async def test_what_waits_is_told_with_its_age(house: House) -> None:
    assert read(house)["salient_messages_pending"] == 0
    await house.start()
    await house.clock.advance(timedelta(seconds=301))
    told = read(house)
    assert told["salient_messages_pending"] == 1
    assert told["salient_oldest_message_seconds"] == 301
    assert told["salient_database_answers"] == 1
    await house.delivery.deliver()
    told = read(house)
    assert (told["salient_messages_pending"], told["salient_oldest_message_seconds"]) == (0, 0)


@pytest.mark.parametrize(
    ("trouble", "first", "last"),
    [
        (None, {"sent": 1.0}, {"sent": 1.0}),
        (Transient("busy"), {"retried": 1.0}, {"retried": 1.0, "sent": 1.0}),
        (Unknown("lost"), {"retried": 1.0}, {"retried": 1.0, "found": 1.0}),
        (Disconnected("off"), {"waiting": 1.0}, {"waiting": 1.0, "sent": 1.0}),
        (Permanent("gone"), {"dead": 1.0}, {"dead": 1.0}),
    ],
)
async def test_each_send_is_counted_by_what_became_of_it(
    house: House, trouble: Exception | None, first: dict[str, float], last: dict[str, float]
) -> None:
    await house.start()
    house.channel.troubles = [trouble] if trouble is not None else []
    await house.delivery.deliver()
    assert sends(house) == first
    await house.later(LONG)
    assert sends(house) == last
    assert read(house)["salient_messages_dead"] == first.get("dead", 0)


async def test_a_message_given_up_after_many_tries_is_counted_dead_once(house: House) -> None:
    await house.start()
    house.channel.troubles = [Transient("busy") for _ in range(outbox.ATTEMPTS)]
    for _ in range(outbox.ATTEMPTS + 1):
        await house.later(LONG)
    assert sends(house)["dead"] == 1
    assert sends(house)["retried"] == outbox.ATTEMPTS - 1


async def test_a_message_that_is_tried_again_and_again_is_as_old_as_its_first_try(
    house: House,
) -> None:
    await house.start()
    house.channel.refuses["launch"] = Disconnected("the token is refused")
    for _ in range(10):
        await house.later(timedelta(minutes=2))
    assert read(house)["salient_oldest_message_seconds"] == 9 * 120


async def test_turns_are_counted_and_those_about_a_concern_are_not(house: House) -> None:
    before = read(house)["salient_turns_total"]
    await house.says("mira", ListAsked())
    await house.says("mira", ConcernAsked())
    assert read(house)["salient_turns_total"] == before + 1


async def test_the_time_of_a_delivery_is_that_of_its_open_messages(house: House) -> None:
    await house.start()
    await house.delivery.deliver()  # one message, which takes a second here
    told = read(house)
    buckets = {k.split("le=")[1].split()[0]: v for k, v in told.items() if "le=" in k}
    assert buckets == {"0.25": 0, "1.0": 1, "5.0": 1, "15.0": 1, "60.0": 1, "+Inf": 1}


def test_a_histogram_has_no_sum_and_no_metric_tells_when_it_began() -> None:
    tally = Tally()
    tally.turned()
    tally.settled("slack", "sent")
    with tally.timed("sweep"):
        pass
    names = " ".join(measured(tally.text(NOTHING).decode()))
    assert "_sum" not in names
    assert "_created" not in names


def test_where_the_database_does_not_answer_the_counts_are_told_and_nothing_old() -> None:
    tally = Tally()
    tally.turned()
    told = measured(tally.text(None).decode())
    assert told == {"salient_database_answers": 0, "salient_turns_total": 1}


def test_two_tallies_know_nothing_of_one_another() -> None:
    one, other = Tally(), Tally()
    one.turned()
    assert measured(other.text(None).decode())["salient_turns_total"] == 0
