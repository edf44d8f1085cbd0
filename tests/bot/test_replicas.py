"""Three that deliver from one database to one chat: nothing is lost, nothing comes twice."""

from itertools import pairwise

import pytest

from tests.bot.chat_sink import Trouble
from tests.bot.replicas import Replicas, owe_each, sink_with, told, until_settled
from tests.databases import fresh_database

BADLY = Trouble(busy=0.05, broken=0.02, lost=0.05)
PATIENCE_SECONDS = 150


@pytest.mark.parametrize(("kind", "count"), [("postgresql", 3), ("sqlite", 1)])
async def test_whoever_is_killed_nothing_is_lost_and_nothing_comes_twice(
    kind: str, count: int
) -> None:
    with fresh_database(kind) as url, sink_with(BADLY) as sink:  # type: ignore[arg-type]
        owe_each(url, conversations=40, each=3)
        with Replicas(url, sink, count) as replicas:
            until_settled(url, replicas, seconds=PATIENCE_SECONDS, kill_every=1)
        heard = await told(sink)
    assert replicas.kills > 0
    assert len(heard.copies) == 120
    assert set(heard.copies.values()) == {1}


async def test_three_keep_the_pace_of_each_conversation_together() -> None:
    with fresh_database("postgresql") as url, sink_with(Trouble(burst=3)) as sink:
        owe_each(url, conversations=10, each=5)
        with Replicas(url, sink, 3) as replicas:
            until_settled(url, replicas, seconds=PATIENCE_SECONDS)
        heard = await told(sink)
    assert heard.refused == []
    assert set(heard.copies.values()) == {1}
    for name in range(10):
        mine = [(at, key) for at, conversation, key in heard.taken if conversation == f"C{name}"]
        assert [key for _, key in mine] == [f"k{name}-{number}" for number in range(5)]
        assert all(after[0] > before[0] for before, after in pairwise(mine))
