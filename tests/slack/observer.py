"""Whoever looks at all that Slack and an operator have outside the human rights team."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import select
from structlog.testing import capture_logs
from structlog.typing import EventDict

from storage.tables import OutboxRow
from tests.bot.observer import stored
from tests.slack.driver import Person
from tests.slack.seated import Office, account
from tests.slack.sender import Answer, Request, Sender
from tests.slack.side import Call

TEAM = ("hana", "tim")
PROBES = ("/livez", "/readyz", "/metrics", "/")
MARKS = ("trigger_id", "hash", "ts")
TS = re.compile(r"\b\d{10}\.\d{6}\b")
TICK = timedelta(minutes=10)


@dataclass(slots=True)
class Noting:
    """The way to the app of somebody whose answers are written down."""

    sender: Sender
    note: Callable[[Answer], None]

    async def deliver(self, payload: dict[str, Any]) -> tuple[Request, Answer]:
        request, answer = await self.sender.deliver(payload)
        self.note(answer)
        return request, answer

    async def again(self, request: Request, retry: int = 1) -> Answer:
        answer = await self.sender.again(request, retry)
        self.note(answer)
        return answer


@dataclass
class Observer:
    """Stands where a story is told, and writes down what people outside the team are shown."""

    office: Office
    answers: list[tuple[str, float, Answer]] = field(default_factory=list)
    probed: list[tuple[float, str, int, Mapping[str, str], str]] = field(default_factory=list)
    woken: list[float] = field(default_factory=list)
    logged: Sequence[Any] = ()

    @property
    def now(self) -> float:
        return self.office.slack.now()

    def person(self, user: str) -> Person:
        """Return somebody; unless they are of the team, what they are answered is noted."""
        person = self.office.salient.person(user)
        self.office.slack.counts_anew()
        if user not in map(account, TEAM):
            person.sender = Noting(person.sender, partial(self._note, user))
        return person

    async def settled(self) -> None:
        await self.office.settled()

    async def later(self, by: timedelta) -> None:
        """Let time pass as the server does: what is due leaves at each tick."""
        core = self.office.salient.salient.core
        end = self.office.salient.clock.now() + by
        while self.office.salient.clock.now() < end:
            await self.office.salient.later(TICK)
        await core.sweep()
        await core.bring_back()
        await self.settled()

    async def probes(self) -> None:
        """Ask the server how it is, as an operator does; `Date` is of the real clock."""
        for path in PROBES:
            status, headers, text = await self.office.asked(path)
            told = {name: headers[name] for name in headers if name != "Date"}
            self.probed.append((self.now, path, status, told, text))

    @contextmanager
    def listening(self) -> Iterator[None]:
        self.office.salient.salient.core.dispatch.wake = lambda: self.woken.append(self.now)
        with capture_logs([self._at]) as logged:
            yield
        self.logged = logged

    async def found(self, outside: Sequence[str]) -> dict[str, Sized]:
        """Return all that was seen, by where it was seen; `outside` are those whose screens count.

        Conversations are served beside one another: only within each is there an order.
        """
        inside, accounts = await self._inside(), set(map(account, TEAM))
        calls = [normal(call) for call in self.office.slack.calls if not reached(call) & inside]
        return {
            "calls": sorted(calls, key=place),
            "answers": self.answers,
            "probes": self.probed,
            "screens": [self.office.person(name).sees for name in outside],
            "log": sorted(map(str, self.logged)),
            "woken": self.woken,
            **self._stored({self.office.team, *accounts}),
        }

    def _stored(self, team_sees: Collection[str]) -> Mapping[str, Sized]:
        """Return what is in the store; a message that is edited is named by Slack's count."""
        found = self.office.database.transact(stored, team_sees)
        owed = sorted(TS.sub("a message", str(row)) for row in found["owed"])
        return {**found, "owed": owed}

    @property
    def sealed(self) -> Sequence[OutboxRow]:
        """The messages to the team of what is sealed, sent or not."""
        rows = select(OutboxRow).where(OutboxRow.lane == "sealed")
        return self.office.database.transact(lambda session: session.exec(rows).all())

    async def _inside(self) -> set[str]:
        direct = [await self.office.slack.direct(account(name)) for name in TEAM]
        return {self.office.team, *map(account, TEAM), *direct}

    def _at(self, logger: object, method: str, event: EventDict) -> EventDict:
        return {**event, "at": self.now}

    def _note(self, user: str, answer: Answer) -> None:
        self.answers.append((user, self.now, answer))


def reached(call: Call) -> set[str]:
    """Return whom a call is to: a conversation, or those before whom its window lies."""
    told = (call.args.get(key) for key in ("channel", "user_id", "users"))
    return {*filter(None, told), call.reader}


def place(call: Mapping[str, Any]) -> tuple[str, ...]:
    """Return where a call is about, by which calls are put in order."""
    keys = ("channel", "user_id", "user", "users", "reader")
    return (call["method"], *(str(call.get(key, "")) for key in keys))


def normal(call: Call) -> Mapping[str, Any]:
    """Return a call and its time without the marks of Slack's own, which count whatever happens."""
    told = {key: call.args[key] for key in call.args if key not in MARKS}
    return {"method": call.method, "at": call.at, "reader": call.reader} | told
