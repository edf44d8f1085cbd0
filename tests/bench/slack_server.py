"""The least that can be measured against: bolt behind our endpoint, with a listener that acks.

`python -m tests.bench.slack_server ack` answers with nothing; `row URL` stores one row before
it answers, the least that a stored turn can cost. Whoever measures reads the port and closes
the standard input to end it.
"""

import asyncio
import re
import sys
from datetime import UTC, datetime

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.channels.slack.api import silent
from bot.channels.slack.endpoint import Endpoint
from storage import store
from storage.database import Database

SECRET = "0123456789abcdef0123456789abcdef"


def bare(database: Database | None) -> AsyncApp:
    """Return a bolt application that acks a sent window, and first stores a row if it can."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="unused")

    async def sent(ack: AsyncAck, body: dict[str, dict[str, str]]) -> None:
        if database is not None:
            await database.run(store.seen, "slack", body["view"]["hash"], _now())
        await ack()

    app = AsyncApp(
        process_before_response=True,
        authorize=authorize,
        request_verification_enabled=False,
        logger=silent,
    )
    app.view_submission(re.compile(""))(sent)
    return app


async def serve(database: Database | None) -> None:
    app = web.Application()
    app.router.add_post("/slack/events", Endpoint(bare(database), SECRET, _now).take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    asyncio.run(serve(Database(sys.argv[2]) if sys.argv[1] == "row" else None))
