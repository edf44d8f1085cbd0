"""`salient check`: whether Slack takes us, and whether everybody can be reached there."""

import asyncio
import logging
from typing import Annotated

import typer

from bot.checking import check as tried
from bot.logbook import start_logging
from bot.settings import Settings, read_settings

NoMessages = Annotated[bool, typer.Option("--no-messages", help="Send no test messages.")]


def check(no_messages: NoMessages = False) -> None:
    """Try token, scopes, signing secret and a test message to every contact.

    Exit 1 when anything is to mend.
    """
    start_logging(level=logging.CRITICAL)
    if not asyncio.run(_is_well(read_settings(), messages=not no_messages)):
        raise typer.Exit(1)


async def _is_well(settings: Settings, *, messages: bool) -> bool:
    """Print what was tried, each as soon as it is known; tell whether nothing is to mend."""
    well = True
    async for told in tried(settings, messages=messages):
        typer.echo(str(told))
        well = well and told.is_well
    return well
