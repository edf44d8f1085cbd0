"""Reaching Slack, and what comes first then: tried until both are done."""

from structlog.testing import capture_logs

from bot.channels.slack.api import Api
from bot.channels.slack.connection import Connection
from flows.errors import StoreError
from tests.slack.server import LocalSlack


async def test_what_comes_first_is_tried_again_when_the_database_failed(slack: LocalSlack) -> None:
    api = Api(slack.bot_token, slack.url)
    connection, seen = Connection(api), list[str]()

    async def first() -> None:
        seen.append(connection.trouble)
        if len(seen) == 1:
            raise StoreError("busy")

    await api.start()
    try:
        with capture_logs() as logged:
            await connection.reach(first)
    finally:
        await api.close()
    assert "it is tried again" in seen[1]
    assert connection.trouble == ""
    assert [line["action"] for line in logged] == ["slack.unreached", "slack.connected"]
