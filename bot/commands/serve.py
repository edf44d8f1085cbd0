"""`salient serve`: run Salient until it is told to stop."""

import asyncio

from bot.logbook import start_logging
from bot.settings import read_settings
from bot.wiring import run


def serve() -> None:
    """Run Salient; with no chat product set up, on the rehearsal desk."""
    start_logging()
    asyncio.run(run(read_settings()))
