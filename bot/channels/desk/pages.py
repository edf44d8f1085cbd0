"""The desk's pages as HTML: templates, and the words around what is drawn. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.channels.desk.people import BY_ID, PEOPLE, DeskPerson, Pane
from bot.contract import KeptMessage, Payload, Reader
from bot.contract.twin import moment, plain
from flows.pack.words import Said, Words


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a page is drawn: the pane, who acts in it, how they read, and its form's marks."""

    pane: Pane
    person: DeskPerson
    reader: Reader
    token: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Private:
    """What stands in the private area.

    `home` says that it is what anybody sees on coming in; `kept` is what was written by hand
    and could not be taken.
    """

    replies: Sequence[Payload]
    home: bool = False
    kept: tuple[str, ...] = ()


class Pages:
    """Draws whole pages and the fragments that replace their parts."""

    def __init__(self, words: Callable[[str], Words]) -> None:
        self._words = words
        self._templates = Environment(
            loader=PackageLoader("bot.channels.desk"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def shell(
        self, reader: Reader, token: str, now: datetime, launches: Sequence[KeptMessage]
    ) -> str:
        """Draw the desk: the time, the launch channel, and the panes side by side."""
        return self._page(
            "shell.html", reader, token=token, now=now, launches=launches, panes=tuple(Pane)
        )

    def pane(self, seat: Seat, private: Private, messages: Sequence[KeptMessage]) -> str:
        """Draw one pane as a page of its own."""
        seats = [person for person in PEOPLE if person.pane is seat.pane]
        return self._page(
            "pane.html", seat.reader, seat=seat, private=private, messages=messages, seats=seats
        )

    def feed(self, reader: Reader, messages: Sequence[KeptMessage]) -> str:
        """Draw the messages alone."""
        return self._page("feed.html", reader, messages=messages)

    def again(
        self, seat: Seat, key: str, kept: Sequence[tuple[str, str]], typed: Sequence[str]
    ) -> str:
        """Ask to send a form once more that could not be taken, with all that is in it."""
        return self._page("again.html", seat.reader, seat=seat, key=key, kept=kept, typed=typed)

    def plain(self, reader: Reader, key: str, typed: Sequence[str] = (), **said: Said) -> str:
        """Say why a page cannot be shown, and what was sent."""
        return self._page("plain.html", reader, key=key, said=said, typed=typed)

    def say(self, reader: Reader, key: str, **said: Said) -> str:
        """Return a sentence of the desk in the reader's language."""
        return plain(self._words(reader.locale).say(key, **said), reader)

    def _page(self, template: str, reader: Reader, **shown: Any) -> str:
        def say(key: str, **said: Said) -> str:
            return self.say(reader, key, **said)

        def when(at: datetime) -> str:
            return moment(at, reader)

        found = self._templates.get_template(template)
        return found.render(say=say, when=when, reader=reader, person_of=_person_of, **shown)


def _person_of(conversation: str) -> DeskPerson | None:
    """Return whose own conversation this is, None when several read it."""
    kind, _, id = conversation.partition(":")
    return BY_ID.get(id) if kind == "person" else None
