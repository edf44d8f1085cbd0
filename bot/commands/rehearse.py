"""`salient rehearse [ID]`: a worked product played in the terminal until it is closed."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.logbook import start_logging
from bot.rehearsal import START, Rehearsal, stage, worked_products
from storage.packs import load_pack

DEFAULT = "G02"
FIRST_DAY = START.replace(hour=0, tzinfo=None)

Id = Annotated[str, typer.Argument(help="The worked product; --list shows them.")]
Listed = Annotated[bool, typer.Option("--list", help="Show the worked products and stop.")]
Short = Annotated[bool, typer.Option("--to-result", help="Stop when the screening was sent.")]
Keep = Annotated[Path | None, typer.Option("--keep", help="Keep the database, with its key.")]


Begins = Annotated[
    datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The day on which it begins.")
]


def rehearse(
    id: Id = DEFAULT,
    listed: Listed = False,
    to_result: Short = False,
    keep: Keep = None,
    begins: Begins = FIRST_DAY,
) -> None:
    """Play a worked product from the first question until it is closed, as a transcript."""
    start_logging(level=logging.ERROR)
    products = worked_products(load_pack())
    if listed:
        for product in products.values():
            typer.echo(f"{product.id}  {product.name}")
        return
    if id not in products:
        typer.echo(f"{id} is no worked product; there are {', '.join(products)}", err=True)
        raise typer.Exit(2)
    morning = begins.replace(hour=START.hour, tzinfo=UTC)
    with stage(keep, morning) as salient:
        rehearsal = Rehearsal(salient, products[id], typer.echo)
        asyncio.run(rehearsal.play_to_the_result() if to_result else rehearsal.play())
    if keep is not None:
        typer.echo(f"\nKept: {keep} and its key {keep.name}.key")
