"""The desk keeps the contract of every channel."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.desk.channel import CONVERSATIONS, DeskChannel
from bot.channels.desk.hub import Hub
from bot.channels.desk.people import PEOPLE
from bot.contract import Address, NotSent, Reader, SentRef, Surface
from bot.contract.acting import act_text
from flows.cards import Notice
from flows.errors import Permanent
from tests.channels.contract import ChannelContract
from tests.channels.desk import DeskHarness
from tests.fakes import NOON, FakeClock, FakeDeskMessages

CASE = "5a11e27f-1111-4000-8000-000000000001"


class TestDesk(ChannelContract):
    @pytest.fixture
    def harness(self) -> DeskHarness:
        return DeskHarness()


def payload(**changed: object) -> dict[str, object]:
    act = act_text("see", {"case": CASE}, 3)
    return {"as": "manager", "event": "nonce", "act": act, "values": {}, **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"as": "nobody"},
        {"as": None},
        {"event": ""},
        {"event": "a b"},
        {"event": "x" * 65},
        {"act": ""},
        {"act": "[]"},
        {"act": "{"},
        {"act": "[" * 3000},
        {"act": act_text("dance", {}, 0)},
        {"act": act_text("see", {}, 0)},
        {"act": act_text("see", {"case": "12"}, 0)},
        {"act": act_text("see", {"case": "{" + CASE + "}"}, 0)},
        {"act": act_text("list", {"case": "12"}, 0)},
        {"act": act_text("see", {"case": CASE}, -1)},
        {"act": act_text("see", {"case": CASE}, 2**40)},
        {"act": '{"verb":"see","args":{"case":"' + CASE + '"},"revision":true}'},
        {"act": '{"verb":"see","args":{"case":7},"revision":0}'},
        {"act": '{"verb":"see","args":{"case":"' + CASE + '","x":"\\ud800"},"revision":0}'},
        {"act": '{"verb":"see","args":{"case":"' + CASE + '"},"revision":' + "9" * 3000 + "}"},
        {"act": act_text("see", {"case": CASE, "x": "y" * 5000}, 0)},
        {"values": None},
        {"values": {"P01": 7}},
        {"values": {"P01": [7]}},
        {"values": {7: "x"}},
    ],
)
def test_what_the_desk_did_not_draw_is_nothing(changed: dict[str, object]) -> None:
    channel = DeskHarness().channel
    assert channel.parse(payload()) is not None
    assert channel.parse(payload(**changed)) is None


def test_the_same_form_sent_twice_is_one_event_and_a_mended_one_another() -> None:
    channel = DeskHarness().channel
    act = act_text("answer", {"case": CASE, "page": "P01", "intent": "next"}, 0)
    first, again, mended, later = (
        channel.parse(payload(act=act, values={"P01": value}, event=event))
        for value, event in (("a", "n1"), ("a", "n1"), ("b", "n1"), ("a", "n2"))
    )
    ids = [inbound.event_id for inbound in (first, again, mended, later) if inbound is not None]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


async def test_a_message_is_kept_once_found_and_edited() -> None:
    messages, clock = FakeDeskMessages(), FakeClock()
    channel = DeskChannel(messages, clock, Hub())
    to = Address("desk", "human_rights")
    drawn = channel.render(Notice(("Hello.",)), Reader(), Surface.SHARED)
    assert await channel.find_sent(to, "key", NOON) == NotSent()
    ref = await channel.send(to, drawn, "key")
    assert await channel.send(to, drawn, "key") == ref
    assert await channel.find_sent(to, "key", NOON) == ref
    await clock.advance(timedelta(hours=1))
    await channel.update(ref, {**drawn, "said": "Hello again."})
    (kept,) = await messages.newest("human_rights", 5)
    assert (kept.payload["said"], kept.edited_at) == ("Hello again.", clock.now())


async def test_what_is_not_there_is_refused_for_good() -> None:
    channel = DeskChannel(FakeDeskMessages(), FakeClock(), Hub())
    with pytest.raises(Permanent):
        await channel.send(Address("desk", "person:nobody"), {}, "key")
    with pytest.raises(Permanent):
        await channel.update(SentRef(Address("desk", "launch"), "gone"), {})


async def test_a_message_wakes_whoever_watches() -> None:
    hub = Hub()
    channel = DeskChannel(FakeDeskMessages(), FakeClock(), hub)
    idle = hub.watch(0.01)
    assert await anext(idle) == frozenset(), "nothing happened"
    await idle.aclose()
    news = hub.watch(60)
    first = asyncio.ensure_future(anext(news))
    await asyncio.sleep(0)
    await channel.send(Address("desk", "launch"), {}, "key")
    hub.wake("clock")
    assert await first == frozenset({"launch", "clock"})
    hub.close()
    assert [each async for each in news] == []
    assert [each async for each in hub.watch(60)] == [], "closed for those who come later"


def test_everybody_has_a_conversation() -> None:
    assert {person.conversation for person in PEOPLE} < CONVERSATIONS
