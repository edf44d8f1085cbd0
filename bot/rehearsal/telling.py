"""The transcript: what was pressed and typed, what arrived where, and where the case stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.contract import KeptMessage, Reader
from bot.contract.twin import plain
from flows.cards import (
    Button,
    Card,
    Element,
    Facts,
    Field,
    Form,
    Heading,
    Items,
    Note,
    Reply,
    Text,
    Value,
)

Say = Callable[[str], None]


@dataclass(slots=True)
class Transcript:
    """Says each thing once: what reads as it did before is left out.

    `say` takes each line; `reader` is whoever pressed last.
    """

    say: Say
    reader: Reader = field(default_factory=Reader)
    _told: dict[str, str] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def plain(self, text: Text) -> str:
        return plain(text, self.reader)

    def begins(self, at: datetime, title: str) -> None:
        """Say what the next chapter is called, and on which day it is played."""
        self.say(f"\n── {at:%A %d %B %Y} · {title}\n")

    def pressed(self, at: datetime, name: str, button: Button) -> None:
        self.say(f"{at:%H:%M} {name} presses “{self.plain(button.label)}”")

    def typed(self, form: Form, values: Mapping[str, Value]) -> None:
        """Say what was typed or chosen in a form, unless the last such form was filled alike."""
        fields = [one for one in form.fields if values.get(one.id)]
        lines = [
            f"    {self.plain(one.label)} → {self._read(one, values[one.id])}" for one in fields
        ]
        if self._told.get(form.view) != "\n".join(lines):
            self._told[form.view] = "\n".join(lines)
            self.say("\n".join(lines))

    def _read(self, one: Field, value: Value) -> str:
        """Return a value as a person reads it."""
        chosen = (value,) if isinstance(value, str) else value
        choices = {c.id: self.plain(c.text) for c in getattr(one.kind, "choices", ())}
        people = {c.id: self.plain(c.text) for c in getattr(one.kind, "people", ())}
        return "; ".join({**choices, **people}.get(each, each) for each in chosen)

    def arrived(self, messages: Sequence[KeptMessage]) -> None:
        """Say which messages are new or read otherwise than before, and where they stand."""
        where: dict[tuple[str, str], dict[str, str]] = {}
        for message in messages:
            text = str(message.payload["text"]).strip().removeprefix("# ")
            if self._told.get(message.id) == text:
                continue
            done = "edited in" if message.id in self._told else "to"
            self._told[message.id] = text
            where.setdefault((done, text.partition("\n")[0]), {})[message.conversation] = text
        for (done, _), places in where.items():
            text = next(iter(places.values()))
            self.say(f"  {done} {', '.join(places)}: {self._shortly(text)}")

    def _shortly(self, text: str) -> str:
        """Return the title of a message; the first time with the line below it."""
        title, *rest = [line for line in text.splitlines() if line]
        if not rest or text in self._said:
            return title
        self._said.add(text)
        return f"{title} · {rest[0]}"

    def comes_to(self, person: str, reply: Reply) -> None:
        """Say what somebody is shown then, unless they were shown the same before."""
        line = self._first_of(reply)
        if self._told.get(person) != line:
            self._told[person] = line
            self.say(f"  = {line}")

    def _first_of(self, reply: Reply) -> str:
        """Return a reply in one line: of a card its first note, else its first facts."""
        if not isinstance(reply, Card):
            return self.plain(reply.title if isinstance(reply, Form) else reply.text)
        for element in reply.body:
            match element:
                case Note(label, text):
                    return f"{self.plain(label)}: {self.plain(text)}"
                case Facts(pairs):
                    return " · ".join(self.plain(value) for _, value in pairs[:2])
                case _:
                    continue
        return self.plain(reply.title)

    def shows(self, reply: Reply) -> None:
        """Show a card in outline: its headings, its notes, and what its lists name."""
        self.say("")
        if not isinstance(reply, Card):
            self.say(self._first_of(reply))
            return
        self.say(f"# {self.plain(reply.title)}")
        for line in self._outline(reply.body):
            self.say(line)

    def _outline(self, body: Sequence[Element]) -> Iterator[str]:
        heading = ""
        for element in body:
            match element:
                case Heading(text):
                    heading = self.plain(text)
                case Note(label, text):
                    yield f"{self.plain(label)}: {self.plain(text)}"
                case Items(entries):
                    yield f"{heading}:"
                    yield from (f"- {self.plain(entry.title)}" for entry in entries)
                case _:
                    continue
