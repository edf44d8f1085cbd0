"""Doubles of interfaces that are ours: they behave, in memory, and remember what happened."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from bot.contract import (
    Address,
    CannotLook,
    Channel,
    Handle,
    Handled,
    Inbound,
    KeptMessage,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
)
from bot.contract.twin import twin
from flows.cards import Card, Reply
from flows.case import Case, Summary
from flows.effects import Effect, Notify, Open, Refresh, ToLaunchChannel, ToPerson, ToRole
from flows.errors import NotFound, Permanent, Unknown
from flows.events import (
    ConcernOpened,
    Event,
    HelpAsked,
    ListAsked,
    Request,
    StartAsked,
    StartConfirmed,
    Started,
)
from flows.pack import anchors
from flows.pack.model import Pack
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.profile import Actor, Profile
from flows.step import step
from flows.views.home import help_card, list_card, start_form
from flows.views.messages import draw_message
from flows.views.notices import not_yours
from flows.views.viewer import Viewer, launch_day

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SPACE = UUID("00000000-0000-4000-8000-000000000001")


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def advance(self, by: timedelta) -> None:
        self.at += by


class FakeDeskMessages:
    """Messages in the order they came; one key exists once."""

    def __init__(self) -> None:
        self.kept: list[KeptMessage] = []

    async def post(
        self, conversation: str, key: str, payload: Payload, at: datetime
    ) -> KeptMessage:
        found = await self.find(conversation, key)
        if found is None:
            found = KeptMessage(f"m{len(self.kept) + 1}", conversation, key, payload, at)
            self.kept.append(found)
        return found

    async def edit(self, id: str, payload: Payload, at: datetime) -> None:
        for index, message in enumerate(self.kept):
            if message.id == id:
                self.kept[index] = replace(message, payload=payload, edited_at=at)
                return
        raise NotFound

    async def find(self, conversation: str, key: str) -> KeptMessage | None:
        same = (m for m in self.kept if (m.conversation, m.key) == (conversation, key))
        return next(same, None)

    async def newest(self, conversation: str, limit: int) -> tuple[KeptMessage, ...]:
        return tuple([m for m in self.kept if m.conversation == conversation][-limit:])


class FakeTurns:
    """Turns on the real `step`, with cases in memory and messages sent at once."""

    def __init__(
        self,
        pack: Pack,
        people: Mapping[str, Profile],
        conversations: Mapping[str, str],
        launch_channel: str,
        clock: FakeClock,
    ) -> None:
        self.pack = pack
        self.people = people
        self.conversations = conversations
        self.launch_channel = launch_channel
        self.clock = clock
        self.channel: Channel | None = None
        self.cases: dict[UUID, Case] = {}
        self.seen: list[Inbound] = []
        self.breaks_with: Exception | None = None
        self._posted: dict[str, tuple[str, UUID]] = {}

    async def handle(self, inbound: Inbound) -> Handled:
        if self.breaks_with is not None:
            raise self.breaks_with
        self.seen.append(inbound)
        context = self._context(inbound.account)
        replies = await self._replies(inbound, context)
        return Handled(replies, Reader(context.profile.locale, context.profile.zone))

    async def _replies(self, inbound: Inbound, context: Context) -> tuple[Reply, ...]:
        viewer = Viewer(self.pack, context)
        match inbound.event:
            case StartAsked() | ListAsked() | HelpAsked():
                return (self._asked(inbound.event, viewer),)
            case StartConfirmed(lead):
                case_id = uuid5(SPACE, inbound.event_id)
                return await self._step(
                    None, Started(case_id, f"SAL-{len(self.cases) + 1}", lead), context
                )
            case event:
                case = self.cases.get(inbound.case or SPACE)
                if case is None:
                    return (not_yours(viewer),)
                return await self._step(case, event, context)

    def _asked(self, request: Request, viewer: Viewer) -> Reply:
        match request:
            case StartAsked() | StartConfirmed():
                return start_form(viewer)
            case HelpAsked():
                return help_card(viewer)
            case ListAsked():
                cases = self.cases.values()
                seen = [case for case in cases if may(viewer.context.actor, Verb.SEE, case)]
                return list_card(viewer, tuple(summary_of(case) for case in seen))

    async def _step(self, case: Case | None, event: Event, context: Context) -> tuple[Reply, ...]:
        turn = step(self.pack, case, event, context)
        self.cases[turn.case.id] = turn.case
        for effect in turn.effects:
            await self._do(effect, turn.case)
        return turn.replies

    async def _do(self, effect: Effect, case: Case) -> None:
        if self.channel is None:
            return
        match effect:
            case Notify():
                for conversation in self._reached(effect):
                    address = Address(self.channel.name, conversation)
                    sent = await self.channel.send(
                        address, self._message(effect.view, case), effect.key
                    )
                    self._posted[sent.id] = (effect.view, case.id)
            case Refresh():
                for message in list(self._posted):
                    if self._posted[message] == (effect.view, case.id):
                        await self._edit(message, effect.view, case)
            case Open(concern):
                opened = ConcernOpened(uuid5(SPACE, str(case.id)), "SAL-x7k2mp", concern)
                await self._step(None, opened, self._context("salient"))

    async def _edit(self, message: str, view: str, case: Case) -> None:
        assert self.channel is not None
        address = Address(self.channel.name, self.launch_channel)
        await self.channel.update(SentRef(address, message), self._message(view, case))

    def _message(self, view: str, case: Case) -> Payload:
        assert self.channel is not None
        card = draw_message(Viewer(self.pack, self._context("")), view, case)
        return self.channel.render(card, Reader(), Surface.SHARED)

    def _reached(self, effect: Notify) -> list[str]:
        match effect.audience:
            case ToLaunchChannel():
                return [self.launch_channel]
            case ToPerson(person):
                return [f"person:{person}"]
            case ToRole(role):
                if role in self.conversations:
                    return [self.conversations[role]]
                holders = (id for id, profile in self.people.items() if role in profile.roles)
                return [f"person:{id}" for id in holders]

    def _context(self, person: str) -> Context:
        profile = self.people.get(person, Profile(person))
        return Context(self.clock.now(), Actor(person, profile.roles), self.people)


def summary_of(case: Case) -> Summary:
    """Return one line of a list about a case."""
    given = case.round.given.get((anchors.NAME, None)) if case.rounds else None
    outcome = case.round.outcome if case.rounds else None
    return Summary(
        case_id=case.id,
        reference=case.reference,
        name=str(given.value) if given is not None else "",
        owner=case.owner,
        launch_status=case.launch_status,
        started_at=case.started_at,
        changed_at=outcome.at if outcome is not None else case.started_at,
        confidentiality=case.confidentiality,
        product_lead=case.product_lead,
        participants=case.participants,
        route=outcome.route if outcome is not None else None,
        severity=max((f.severity for f in outcome.findings), default=0) if outcome else 0,
        is_draft=case.is_draft,
        launch_on=launch_day(case.round) if case.rounds else None,
    )


@dataclass
class Sent:
    """A message as the platform has it."""

    id: str
    to: Address
    key: str
    payload: Payload
    edits: int = 0


@dataclass
class MemoryChannel:
    """A chat in memory that fails as it is told.

    Each of `troubles` is raised at one call, the first at the next; one of `Unknown` is
    raised after the message was taken, as when only the answer is lost. A `blind` channel
    cannot be looked at; `meanwhile` happens while a message is under way.
    """

    name: str = "memory"
    troubles: list[Exception] = field(default_factory=list)
    blind: bool = False
    meanwhile: Callable[[], Awaitable[object]] | None = None
    looks: int = 0
    messages: list[Sent] = field(default_factory=list)

    def sent(self, conversation: str) -> list[Sent]:
        return [message for message in self.messages if message.to.conversation == conversation]

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        return None

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        view = reply.view if isinstance(reply, Card) else ""
        return {"view": view, "text": twin(reply, reader)}

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        return {"replies": [self.render(reply, reader, Surface.PRIVATE) for reply in replies]}

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        if self.meanwhile is not None:
            await self.meanwhile()
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None and not isinstance(trouble, Unknown):
            raise trouble
        message = Sent(f"m{len(self.messages)}", to, key, payload)
        self.messages.append(message)
        if trouble is not None:
            raise trouble
        return SentRef(to, message.id)

    async def update(self, ref: SentRef, payload: Payload) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        message = next((m for m in self.messages if m.id == ref.id), None)
        if message is None:
            raise Permanent("there is no such message")
        message.payload, message.edits = payload, message.edits + 1

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        self.looks += 1
        if self.blind:
            return CannotLook()
        found = next((m for m in self.messages if m.key == key), None)
        return SentRef(to, found.id) if found is not None else NotSent()
