"""Doubles of interfaces that are ours: they behave, in memory, and remember what happened."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from bot.contract import (
    MESSAGE_GONE,
    Address,
    CannotLook,
    Channel,
    Handle,
    Handled,
    Inbound,
    KeptMessage,
    Met,
    NotSent,
    Payload,
    Reader,
    SentRef,
    Surface,
    Turns,
)
from bot.contract.twin import twin
from flows.cards import Card, Reply
from flows.case import Case, MeasureState, Summary, Underway, expiring
from flows.casework.organisation.setting_up import arrange
from flows.effects import Effect, Notify, Open, Refresh, ToLaunchChannel, ToPerson, ToRole
from flows.errors import NotFound, Permanent, Unknown
from flows.events import (
    ConcernAsked,
    ConcernOpened,
    ContactsTried,
    Event,
    HelpAsked,
    IncidentAsked,
    ListAsked,
    NotUnderstood,
    NotYetAsked,
    Request,
    ResumeAsked,
    Resumed,
    SetUpAsked,
    SetUpSent,
    StartAsked,
    StartConfirmed,
    Started,
)
from flows.pack import anchors
from flows.pack.model import Pack
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.organisation import LAUNCH_CHANNEL, Contact, Organisation
from flows.people.profile import Actor, Profile
from flows.screening.launch import planned_launch
from flows.step import step
from flows.views.home import (
    help_card,
    list_card,
    not_understood,
    not_yet,
    resume_card,
    start_form,
)
from flows.views.messages import draw_message
from flows.views.notices import not_yours
from flows.views.organisation.setting_up import draw_general
from flows.views.rounds.reporting import concern_form, incident_form
from flows.views.viewer import Viewer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DESK = Contact("desk", "")
SPACE = UUID("00000000-0000-4000-8000-000000000001")


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def advance(self, by: timedelta) -> None:
        self.at += by

    async def to_next(self) -> bool:
        return False


class FakeDirectory:
    """Whoever has a name in small letters has an account everywhere: U and that in capitals."""

    def person_of(self, tenant: str, account: str) -> str | None:
        return account.removeprefix("U").lower() if account.startswith("U") else None

    def account_of(self, tenant: str, person: str) -> str | None:
        return f"U{person.upper()}" if person.islower() else None

    async def meet(self, met: Met) -> str:
        return met.account.removeprefix("U").lower()


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
    """Turns on the real steps, with cases and organisation in memory and messages sent at once.

    `conversations` are those of roles, and `here` is the chat that they and the launch channel
    are in; what an admin sets up replaces them.
    """

    def __init__(
        self,
        pack: Pack,
        people: Mapping[str, Profile],
        conversations: Mapping[str, str],
        launch_channel: str,
        clock: FakeClock,
        here: Contact = DESK,
    ) -> None:
        self.pack = pack
        self.people = people
        self.organisation = organisation_of(people, conversations, launch_channel, here)
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
            case StartAsked():
                return (start_form(viewer),)
            case HelpAsked():
                return (help_card(viewer),)
            case ListAsked(section):
                return (list_card(viewer, self._summaries(context, Verb.SEE), section),)
            case NotYetAsked(word):
                return (not_yet(viewer, word),)
            case NotUnderstood():
                return (not_understood(viewer, self._drafts(context)),)
            case ResumeAsked():
                return await self._resume(context)
            case SetUpAsked() | SetUpSent() | ContactsTried():
                return await self._arrange(inbound, inbound.event, context)
            case StartConfirmed(lead):
                case_id = uuid5(SPACE, inbound.event_id)
                return await self._step(
                    None, Started(case_id, f"SAL-{len(self.cases) + 1}", lead), context
                )
            case IncidentAsked():
                return (incident_form(viewer),)
            case ConcernAsked():
                return (concern_form(viewer),)
            case event if isinstance(event, Request):
                return (not_understood(viewer, self._drafts(context)),)
            case event:
                case = self.cases.get(inbound.case or SPACE)
                if case is None:
                    return (not_yours(viewer),)
                return await self._step(case, event, context)

    def _summaries(self, context: Context, verb: Verb) -> tuple[Summary, ...]:
        cases = self.cases.values()
        return tuple(summary_of(case) for case in cases if may(context.actor, verb, case))

    def _drafts(self, context: Context) -> tuple[Summary, ...]:
        return tuple(one for one in self._summaries(context, Verb.ANSWER) if one.is_draft)

    async def _resume(self, context: Context) -> tuple[Reply, ...]:
        drafts = self._drafts(context)
        if len(drafts) == 1:
            return await self._step(self.cases[drafts[0].case_id], Resumed(), context)
        return (resume_card(Viewer(self.pack, context), drafts),)

    async def _arrange(
        self, inbound: Inbound, event: SetUpAsked | SetUpSent | ContactsTried, context: Context
    ) -> tuple[Reply, ...]:
        here = Contact(inbound.where.channel, "", inbound.where.tenant)
        arranged = arrange(self.pack, self.organisation, event, context, here)
        self.organisation = arranged.organisation
        self.people = with_roles(self.people, arranged.organisation)
        for effect in arranged.effects:
            viewer = Viewer(self.pack, self._context(""))
            card = draw_general(viewer, effect.view, self.organisation, effect.args)
            await self._send(effect, card)
        return arranged.replies

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
                for sent in await self._send(effect, self._message(effect.view, case, effect.args)):
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
        payload = self.channel.render(self._message(view, case, {}), Reader(), Surface.SHARED)
        place = self._conversation(LAUNCH_CHANNEL)[0]
        await self.channel.update(SentRef(Address(self.channel.name, place), message), payload)

    async def _send(self, effect: Notify, card: Card) -> list[SentRef]:
        if self.channel is None:
            return []
        payload = self.channel.render(card, Reader(), Surface.SHARED)
        places = [Address(self.channel.name, each) for each in self._reached(effect)]
        return [await self.channel.send(place, payload, effect.key) for place in places]

    def _message(self, view: str, case: Case, args: Mapping[str, str]) -> Card:
        return draw_message(Viewer(self.pack, self._context("")), view, case, args)

    def _reached(self, effect: Notify) -> list[str]:
        match effect.audience:
            case ToLaunchChannel():
                return self._conversation(LAUNCH_CHANNEL)
            case ToPerson(person):
                return [f"person:{person}"]
            case ToRole(role):
                holders = self.organisation.holding(role)
                return self._conversation(role) or [f"person:{id}" for id in holders]

    def _conversation(self, contact: str) -> list[str]:
        found = self.organisation.contacts.get(contact)
        return [found.conversation] if found is not None else []

    def _context(self, person: str) -> Context:
        profile = self.people.get(person, Profile(person))
        return Context(self.clock.now(), Actor(person, profile.roles), self.people)


class HeldTurns:
    """Turns of somebody else that are slow or fail: held while `free` is not set.

    Each of `troubles` is raised by one turn, the first by the next.
    """

    def __init__(self) -> None:
        self.turns: Turns | None = None
        self.free = asyncio.Event()
        self.free.set()
        self.troubles: list[Exception] = []
        self.seen: list[Inbound] = []

    def before(self, turns: Turns) -> "HeldTurns":
        """Stand before the turns that are held."""
        self.turns = turns
        return self

    async def handle(self, inbound: Inbound) -> Handled:
        assert self.turns is not None
        self.seen.append(inbound)
        await self.free.wait()
        if self.troubles:
            raise self.troubles.pop(0)
        return await self.turns.handle(inbound)


def organisation_of(
    people: Mapping[str, Profile],
    conversations: Mapping[str, str],
    launch_channel: str,
    here: Contact,
) -> Organisation:
    """Return the organisation that these people make, with the conversations there are."""
    roles = sorted({role for profile in people.values() for role in profile.roles})
    places = {**conversations, LAUNCH_CHANNEL: launch_channel}
    return Organisation(
        holders={role: tuple(id for id, p in people.items() if role in p.roles) for role in roles},
        contacts={name: replace(here, conversation=each) for name, each in places.items() if each},
    )


def with_roles(people: Mapping[str, Profile], organisation: Organisation) -> Mapping[str, Profile]:
    """Return people with the roles that they hold by now."""
    held = organisation.holders.items()
    return {
        id: replace(profile, roles=frozenset(role for role, ids in held if id in ids))
        for id, profile in people.items()
    }


def summary_of(case: Case) -> Summary:
    """Return one line of a list about a case."""
    given = case.round.known.get((anchors.NAME, None)) if case.rounds else None
    outcome = case.outcome
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
        launch_on=planned_launch(case),
        phase=case.phase,
        told=case.told,
        due_on=case.due_on,
        helpers=helpers_of(case),
        experts=case.asked_experts,
        underway=underway_of(case),
    )


def helpers_of(case: Case) -> tuple[str, ...]:
    """Return who owns or verifies a measure, or is to find something out."""
    held = (one for each in case.taken_measures for one in (each.owner, each.verifier))
    return tuple(sorted({one for one in held if one} | {one.owner for one in case.open_items}))


def underway_of(case: Case) -> Underway:
    """Return all that is under way in a case, for whomever it may be."""
    taken = case.taken_measures
    asked = (one for one in case.expert_questions if one.settled is None)
    owned = (one.owner for one in taken if one.owner is not None and not one.is_done)
    return Underway(
        pending=case.pending,
        measures=tuple(one for one in taken if one.state is not MeasureState.NOT_NEEDED),
        unknowns=case.unknowns,
        questions=tuple(asked),
        proofs=expiring(case.evidence, case.measures),
        doers=case.doers,
        holders=tuple(dict.fromkeys([*owned, *(one.owner for one in case.unknowns)])),
        proposed=len(case.measures) - len(taken),
        review_on=case.review_on,
        since=case.since,
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
    raised after the message was taken, as when only the answer is lost; `look_troubles` are those
    of looking whether a message is there. What a conversation
    `refuses` is raised at each call about it. A `blind` channel cannot be looked at;
    `meanwhile` happens while a message is under way. `pages` are the home pages as they were
    drawn one after another.
    """

    name: str = "memory"
    pace: timedelta = timedelta()
    troubles: list[Exception] = field(default_factory=list)
    refuses: dict[str, Exception] = field(default_factory=dict)
    blind: bool = False
    meanwhile: Callable[[], Awaitable[object]] | None = None
    look_troubles: list[Exception] = field(default_factory=list)
    looks: int = 0
    messages: list[Sent] = field(default_factory=list)
    pages: dict[str, list[Payload]] = field(default_factory=dict)

    def sent(self, conversation: str) -> list[Sent]:
        return [message for message in self.messages if message.to.conversation == conversation]

    def parse(self, payload: Mapping[str, object]) -> Inbound | None:
        return None

    def render(self, reply: Reply, reader: Reader, surface: Surface) -> Payload:
        view = reply.view if isinstance(reply, Card) else ""
        return {"view": view, "text": twin(reply, reader), "surface": surface}

    async def answer(self, handle: Handle, replies: Sequence[Reply], reader: Reader) -> Payload:
        return {"replies": [self.render(reply, reader, Surface.PRIVATE) for reply in replies]}

    async def send(self, to: Address, payload: Payload, key: str) -> SentRef:
        self._refuse(to)
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
        self._refuse(ref.address)
        if self.troubles:
            raise self.troubles.pop(0)
        if payload["surface"] is Surface.HOME:
            self.pages.setdefault(ref.address.conversation, []).append(payload)
            return
        message = next((m for m in self.messages if m.id == ref.id), None)
        if message is None:
            raise Permanent("there is no such message", reason=MESSAGE_GONE)
        message.payload, message.edits = payload, message.edits + 1

    async def find_sent(
        self, to: Address, key: str, since: datetime
    ) -> SentRef | NotSent | CannotLook:
        self.looks += 1
        if self.look_troubles:
            raise self.look_troubles.pop(0)
        if self.blind:
            return CannotLook()
        found = next((m for m in self.messages if m.key == key), None)
        return SentRef(to, found.id) if found is not None else NotSent()

    def _refuse(self, place: Address) -> None:
        if place.conversation in self.refuses:
            raise self.refuses[place.conversation]
