"""`salient outbox`: the messages that did not arrive, sent again or given up by hand."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import typer

from bot.desk_keeping import DeskTime
from bot.opening import opened_for_mending, opened_for_reading
from bot.settings import read_settings
from storage import undelivered
from storage.database import Session
from storage.undelivered import Mended, State, Undelivered

SHOWN = 100
"""How many messages are listed at most."""

app = typer.Typer(help="See to messages that did not arrive.", no_args_is_help=True)


Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="As `salient outbox list` shows.")]
NoneOrIds = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="As `salient outbox list` shows.")
]
OfState = Annotated[
    State | None, typer.Option("--state", help="Without it: what is late, dead or held.")
]
AllDead = Annotated[bool, typer.Option("--all-dead", help="All that are dead, held ones apart.")]
Sealed = Annotated[
    bool, typer.Option("--sealed", help="Those of sealed cases, too: nobody else may see that.")
]


@app.command("list")
def show(state: OfState = None, sealed: Sealed = False) -> None:
    """Show the messages that are late, dead or held: the oldest first."""
    database = opened_for_reading(read_settings())
    try:
        now = DeskTime.of(database).now()
        found = database.transact(undelivered.undelivered, now, state, SHOWN + 1, sealed=sealed)
    finally:
        database.close()
    if not found:
        what = f"No message is {state.value}." if state else "No message is late, dead or held."
        typer.echo(what)
        return
    for line in _table(found[:SHOWN]):
        typer.echo(line)
    if len(found) > SHOWN:
        typer.echo(f"There are more; these are the oldest {SHOWN}.")


@app.command("requeue")
def requeue(ids: NoneOrIds = None, all_dead: AllDead = False, sealed: Sealed = False) -> None:
    """Send messages that are dead, held or cancelled once more, as if never tried."""
    if bool(ids) is all_dead:
        typer.echo("write either the ids of messages or --all-dead", err=True)
        raise typer.Exit(2)
    if ids:
        mended = _mended(lambda s, now: undelivered.requeue(s, ids, now, sealed=sealed))
    else:
        mended = _mended(lambda s, now: undelivered.requeue_dead(s, now, sealed=sealed))
    hours = "; a sealed one at the next full hour" if sealed else ""
    typer.echo(f"{_messages(mended.done)} will be sent again, as soon as a server runs{hours}.")
    if mended.left:
        typer.echo(
            f"{_messages(mended.left)} held: nobody could tell whether they arrived. "
            "Name those that are to be sent again."
        )


@app.command("cancel")
def cancel(ids: Ids, sealed: Sealed = False) -> None:
    """Give up messages that are pending, dead or held."""
    mended = _mended(lambda s, now: undelivered.cancel(s, ids, now, sealed=sealed))
    typer.echo(f"{_messages(mended.done)} cancelled.")


def _mended(work: Callable[[Session, datetime], Mended]) -> Mended:
    """Return what was done; ends the command, with nothing done, when an id does not fit."""
    database = opened_for_mending(read_settings())
    try:
        mended = database.transact(work, DeskTime.of(database).now())
    finally:
        database.close()
    for each in mended.refused:
        typer.echo(each, err=True)
    if mended.refused:
        typer.echo("Nothing was changed.", err=True)
        raise typer.Exit(2)
    return mended


def _messages(number: int) -> str:
    return f"{number} message" if number == 1 else f"{number} messages"


_HEAD = ("id", "state", "due", "tries", "channel", "view", "case", "last error")


def _table(found: Sequence[Undelivered]) -> list[str]:
    """Return the lines of a table whose columns are as wide as what is in them."""
    rows = [_HEAD, *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]


def _row(one: Undelivered) -> tuple[str, ...]:
    due, tries = f"{one.due_at:%Y-%m-%d %H:%M} UTC", str(one.attempts)
    told = (one.short, one.state, due, tries, one.channel, one.view, one.case, one.error)
    return tuple(each or "-" for each in told)
