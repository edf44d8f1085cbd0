"""`salient audit`: whether the journal is as it was written."""

import typer

from bot.opening import opened_for_reading
from bot.settings import read_settings
from storage import journal

app = typer.Typer(help="Look after the journal.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """Look after the journal."""


@app.command("verify")
def verify() -> None:
    """Find every edited, removed or inserted row of the journal; exit 1 when there is one."""
    database = opened_for_reading(read_settings())
    try:
        flaws = database.transact(journal.verify)
    finally:
        database.close()
    for flaw in flaws:
        typer.echo(str(flaw))
    if flaws:
        raise typer.Exit(1)
    typer.echo("The journal is complete and unaltered.")
