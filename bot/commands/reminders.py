"""`salient reminders`: who would be told what, when and why, if only time passed."""

import asyncio
import difflib
import logging
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Annotated

import typer

from bot.ahead import looking_ahead, written
from bot.ahead.listening import Heard
from bot.ahead.reasons import Reasons
from bot.logbook import start_logging
from bot.settings import read_settings
from storage.store import Person

SPAN = re.compile(r"([1-9][0-9]{0,4})([hdw])")
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(weeks=104)

Next = Annotated[str, typer.Option("--next", help="How far to look: 12h, 30d or 8w.")]
For = Annotated[str, typer.Option("--person", help="One person alone: id, name or e-mail.")]
Sealed = Annotated[bool, typer.Option("--sealed", help="Tell sealed and restricted cases, too.")]


def reminders(ahead: Next = "30d", person: For = "", sealed: Sealed = False) -> None:
    """Print who would be told what, when and why, if nobody did anything; nothing is sent.

    The database is only read and a server may be running on it.
    """
    start_logging(level=logging.ERROR)
    span = _span(ahead)
    with looking_ahead(read_settings()) as found:
        printing = _Printing(_one_of(found.people(), person), sealed)
        asyncio.run(found.look(span, printing))
    if not printing.messages:
        typer.echo(f"Nobody would be told anything in the next {ahead}.")


class _Printing:
    """Prints each message that is asked for."""

    def __init__(self, person: str | None, sealed: bool) -> None:
        self.messages = 0
        self._person, self._sealed = person, sealed

    def __call__(self, heard: Heard, reasons: Reasons) -> None:
        is_told = reasons.is_open or self._sealed
        if self._person is not None and (reasons.person != self._person or not is_told):
            return
        self.messages += 1
        typer.echo("\n".join(written(heard, reasons, everything=self._sealed)))


def _span(text: str) -> timedelta:
    """Read how far to look."""
    found = SPAN.fullmatch(text.strip().lower())
    span = int(found[1]) * UNITS[found[2]] if found is not None else None
    if span is None or span > LONGEST:
        raise _refusal(
            f"--next {text!r} is no time that can be looked ahead: write hours, days or weeks as "
            "12h, 30d or 8w, at most 104w"
        )
    return span


def _one_of(people: Sequence[Person], wanted: str) -> str | None:
    """Return the one person who is meant, None when everybody is."""
    if not wanted:
        return None
    found = [one.id for one in people if wanted.casefold() in _names(one)]
    if len(found) == 1:
        return found[0]
    if found:
        raise _refusal(f"several people are called {wanted}: name one by id: {', '.join(found)}")
    raise _refusal(f"nobody here is called {wanted}{_near(people, wanted)}")


def _near(people: Sequence[Person], wanted: str) -> str:
    known = {name: one for one in people for name in (*_names(one), *_parts(one))}
    close = difflib.get_close_matches(wanted.casefold(), known, n=3, cutoff=0.6)
    named = dict.fromkeys(f"{known[each].profile.name} ({known[each].id})" for each in close)
    return f"; did you mean {' or '.join(named)}?" if named else ""


def _names(one: Person) -> Iterator[str]:
    for name in (one.id, one.profile.name, one.profile.email):
        if name:
            yield name.casefold()


def _parts(one: Person) -> Iterator[str]:
    return (part.casefold() for part in one.profile.name.split())


def _refusal(said: str) -> typer.Exit:
    """Say what to write instead, and return what ends the command."""
    typer.echo(said, err=True)
    return typer.Exit(2)
