"""A worked product played from the first question to the result, as a transcript.

Everything is real but the people and the clock: the desk's channel reads what is pressed,
dispatch steps and saves, delivery sends. The database is a throw-away one.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.audience import Roster
from bot.contract import Reader
from bot.contract.twin import plain, twin
from bot.wiring import Salient, assemble
from flows.cards import Button, Card, Field, Form, Notice, Reply, Value
from flows.case import UNSURE, Answer
from flows.errors import CaseFileError
from flows.events import PageRef
from flows.pack import anchors
from flows.pack.model import Pack
from flows.screening.cases import WrittenCase, read_case
from storage import journal
from storage.database import Database
from storage.figures import contents
from storage.keys import Keyring, load_or_make_key_file
from storage.packs import BUILT_IN, CONTENT, read_source
from storage.schema import upgrade_open

MANAGER, LEAD = "manager", "hr_lead"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
A_PAGE = timedelta(minutes=1)
LAUNCH_AFTER = timedelta(days=60)

Say = Callable[[str], None]


class SimulatedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    async def advance(self, by: timedelta) -> None:
        self._now += by


def worked_products(pack: Pack) -> dict[str, WrittenCase]:
    """Return the worked products that ship with the pack, by id."""
    text = (CONTENT / "cases" / "golden_cases.yaml").read_text(encoding="utf-8")
    cases = (read_case(pack, raw, n) for n, raw in enumerate(yaml.safe_load(text)["cases"], 1))
    return {case.id: case for case in cases}


@contextmanager
def stage(keep: Path | None) -> Iterator[Salient]:
    """Set up a Salient on a throw-away database, or on a new one that is kept with its key."""
    with TemporaryDirectory() as folder:
        file = keep or Path(folder) / "rehearsal.db"
        if keep is not None and keep.exists():
            raise CaseFileError(f"{keep} is there already: name a new file")
        database = Database(f"sqlite:///{file.absolute()}")
        try:
            upgrade_open(database)
            keys = Keyring(load_or_make_key_file(file.with_name(file.name + ".key")))
            yield assemble(database, keys, read_source(BUILT_IN), "UTC", SimulatedClock())
        finally:
            database.close()


@dataclass(slots=True)
class Rehearsal:
    """One product being played; `say` takes each line of the transcript."""

    salient: Salient
    case: WrittenCase
    say: Say
    reader: Reader = field(default_factory=Reader)
    events: Iterator[int] = field(default_factory=itertools.count)
    told: dict[str, str] = field(default_factory=dict)

    @property
    def roster(self) -> Roster:
        return self.salient.core.register.latest

    async def play(self) -> None:
        """Play from the start card to the last word of the human rights lead."""
        reply = await self._press(MANAGER, Button("start", ("Screen a launch",)))
        while isinstance(reply, Form):
            reply = await self._fill(reply)
            if isinstance(reply, Card) and reply.view == "review":
                self.say(f"\nSalient · {plain(reply.title, self.reader)}")
                reply = await self._press(MANAGER, reply.buttons[0])
        self.say(twin(reply, self.reader))
        await self._hear_the_team()
        await self._look_into_the_store()

    async def _fill(self, form: Form) -> Reply:
        """Answer one page as the written case does, and send it."""
        values: dict[str, Value] = {}
        self.say(
            f"\nSalient · {plain(form.title, self.reader)} · {plain(form.progress, self.reader)}"
        )
        for one in form.fields:
            value = self._value(form, one)
            values[one.id] = value
            if value:
                self.say(f"  {plain(one.label, self.reader)}\n    → {self._read(one, value)}")
        return await self._press(MANAGER, form.submit, values)

    def _value(self, form: Form, one: Field) -> Value:
        """Return what the case answers in a field; free words come from its name and story."""
        written = self._written(form, one.id)
        if written is not None:
            return written
        if one.id in self.free:
            return self.free[one.id]
        if one.value:
            return one.value
        question = self.salient.core.shelf.accepted.question.get(one.id)
        if question is None or question.optional:
            return ""
        return (UNSURE,) if question.closed else self.case.story[: question.max_chars]

    @property
    def free(self) -> dict[str, str]:
        """The free answers about the product, made from the case's name and story."""
        return {
            anchors.NAME: self.case.name[:80],
            anchors.STORY: self.case.story[:400],
            anchors.LAUNCH_DATE: (START + LAUNCH_AFTER).date().isoformat(),
        }

    def _written(self, form: Form, id: str) -> Answer | None:
        page = PageRef.read(form.submit.args.get("page", ""))
        answers = self.case.answers
        if page.risk is None:
            return answers.general.get(id)
        return answers.risks.get(page.risk, {}).get(id)

    def _read(self, one: Field, value: Value) -> str:
        """Return a value as a person reads it."""
        chosen = (value,) if isinstance(value, str) else value
        choices = {c.id: plain(c.text, self.reader) for c in getattr(one.kind, "choices", ())}
        people = {c.id: plain(c.text, self.reader) for c in getattr(one.kind, "people", ())}
        return "; ".join({**choices, **people}.get(each, each) for each in chosen)

    async def _press(
        self, who: str, button: Button, values: dict[str, Value] | None = None
    ) -> Reply:
        """Press a button as the desk's page would send it, and let what follows be delivered."""
        act = {"verb": button.verb, "args": dict(button.args), "revision": button.revision}
        inbound = self.salient.channel.parse(
            {
                "as": who,
                "event": f"rehearsal-{next(self.events)}",
                "act": json.dumps(act),
                "values": values or {},
            }
        )
        if inbound is None:
            raise CaseFileError(f"the desk does not know the act {button.verb}")
        name, label = self.roster.people[who].name, plain(button.label, self.reader)
        self.say(f"\n{self._time()} {name} presses “{label}”")
        handled = await self.salient.core.dispatch.handle(inbound)
        await self.salient.clock.advance(A_PAGE)
        await self.salient.core.delivery.deliver()
        await self._show_messages()
        self.reader = handled.reader
        return handled.replies[0]

    async def _show_messages(self) -> None:
        """Say what reached the shared conversations and personal chats since last time."""
        roster = self.roster
        places = (roster.launch_channel, *roster.conversations.values(), *roster.personal.values())
        for conversation in dict.fromkeys(place.conversation for place in places if place):
            for message in await self.salient.messages.newest(conversation, 50):
                text = str(message.payload["text"]).strip()
                if self.told.get(message.id) != text:
                    done = "edited" if message.id in self.told else "posted"
                    self.told[message.id] = text
                    indented = text.replace("\n", "\n    | ")
                    self.say(f"\n{self._time()} {done} in {conversation}:\n    | {indented}")

    async def _hear_the_team(self) -> None:
        """Let the human rights lead open what waits for the team."""
        listed = await self._press(LEAD, Button("list", ("My cases",)))
        for button in _item_buttons(listed):
            opened = await self._press(LEAD, button)
            self.say(twin(opened, self.reader))
            for further in getattr(opened, "buttons", ()):
                if further.verb == "smallest_change":
                    self.say(twin(await self._press(LEAD, further), self.reader))

    async def _look_into_the_store(self) -> None:
        counts = await self.salient.core.database.run(contents)
        flaws = await self.salient.core.database.run(journal.verify)
        self.say("\nIn the store:")
        for name, count in counts.items():
            self.say(f"  {name}: {count}")
        self.say(
            f"  journal: {'complete and unaltered' if not flaws else '; '.join(map(str, flaws))}"
        )

    def _time(self) -> str:
        return f"{self.salient.clock.now():%H:%M}"


def _item_buttons(reply: Reply) -> list[Button]:
    """Return the buttons of the entries of a list."""
    if isinstance(reply, Form | Notice):
        return []
    entries = (e for element in reply.body for e in getattr(element, "entries", ()))
    return [button for entry in entries for button in entry.buttons]
