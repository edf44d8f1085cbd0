"""Everything put together: the one place that knows everybody. Nothing happens at import."""

from bot.settings import Settings
from bot.wiring.checking import Trial, trying_slack
from bot.wiring.desk import Salient, assemble, run_desk, seat
from bot.wiring.slack import DESK, SLACK, manifest, run_slack

__all__ = [
    "DESK",
    "SLACK",
    "Salient",
    "Trial",
    "assemble",
    "manifest",
    "run",
    "seat",
    "trying_slack",
]


async def run(settings: Settings) -> None:
    """Serve until told to stop: in Slack when it is set up, on the rehearsal desk otherwise."""
    await (run_desk if settings.slack is None else run_slack)(settings)
