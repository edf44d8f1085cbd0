"""`salient rehearse [ID]`: a worked product played in the terminal until it is closed."""

import asyncio
import logging
from pathlib import Path
from typing import Annotated

import typer

from bot.logbook import start_logging
from bot.rehearsal import Rehearsal, stage, worked_products
from storage.packs import load_pack

DEFAULT = "G02"

Id = Annotated[str, typer.Argument(help="The worked product; --list shows them.")]
Listed = Annotated[bool, typer.Option("--list", help="Show the worked products and stop.")]
Short = Annotated[bool, typer.Option("--to-result", help="Stop when the screening was sent.")]
Keep = Annotated[Path | None, typer.Option("--keep", help="Keep the database, with its key.")]


def rehearse(
    id: Id = DEFAULT, listed: Listed = False, to_result: Short = False, keep: Keep = None
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
    with stage(keep) as salient:
        rehearsal = Rehearsal(salient, products[id], typer.echo)
        asyncio.run(rehearsal.play_to_the_result() if to_result else rehearsal.play())
    if keep is not None:
        typer.echo(f"\nKept: {keep} and its key {keep.name}.key")
