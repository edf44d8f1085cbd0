"""Why somebody would be told: the thing, and the rule of the pack that names the moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.ahead.listening import Heard
from bot.contract import Reader
from bot.contract.twin import moment, plain
from bot.wiring.core import Core
from flows.cards import Card, Paragraph
from flows.case import Case, Confidentiality, Kind, Subject
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.due.dated import DUE, REVIEW
from flows.people.due.launches import ON_THE_DAY
from flows.people.due.promised import DECISION, FIRST, HALF_DECISION, HALF_FIRST
from flows.people.due.stages import stage_of
from flows.people.profile import Actor, Profile
from flows.views.reminding.over import REMINDER
from flows.views.reminding.things import NEWS_VIEW, thing_item
from flows.views.viewer import Viewer
from storage import store
from storage.behind import Behind, behind
from storage.database import Session
from storage.reminders import Kept


@dataclass(frozen=True, slots=True)
class Why:
    """One line of it; of what not everybody may see, only `reference` is shown unless asked."""

    line: str
    reference: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """For whom a message is, and why; `to` is a name or a role."""

    to: str
    person: str | None
    lines: tuple[Why, ...]
    reference: str = ""
    is_open: bool = True


def reasons(session: Session, core: Core, heard: Heard, begun: datetime) -> Reasons:
    """Return what is behind a message that was just heard; `begun` is when the clock stood."""
    found = behind(session, heard.key)
    giving = _Giving(session, core, heard, found)
    case = giving.case(found) if found.case_id is not None else None
    lines = tuple(giving.line(kept) for kept in found.reminders) or (giving.other(case, begun),)
    is_open = case is None or (_is_open(case) and not found.is_sealed)
    return Reasons(giving.to, found.recipient, lines, case.reference if case else "", is_open)


@dataclass(frozen=True, slots=True)
class _Giving:
    """The reasons of one message, in the transaction that looks for them."""

    session: Session
    core: Core
    heard: Heard
    found: Behind

    @property
    def to(self) -> str:
        """Return who reads it: a person by name, else a role, else everybody of the launch."""
        person, role = self.found.recipient, self.found.role
        people = self.core.register.latest.people
        pack = self.core.shelf.accepted
        if person is not None:
            return people.get(person, Profile(person)).name or person
        if role is None or role not in pack.role:
            return role or "the launch conversation"
        words = pack.in_language(pack.language)
        return plain(words.text(f"{role}.name", pack.role[role].name), Reader())

    def case(self, about: Behind | Kept) -> Case:
        assert about.case_id is not None
        return store.load(self.session, self.core.keys, about.case_id)

    def line(self, kept: Kept) -> Why:
        """Say which thing a reminder is about, and by which rule it is told now."""
        case, planned = self.case(kept), kept.planned
        pack = self.core.shelf.pack(self.session, case.pack)
        args = planned.args
        waited = args.get(NEWS_VIEW) == REMINDER  # it would have been a message of its own
        stage = args["stage"] if waited else planned.stage
        subject = Subject.read(args["subject"] if waited else planned.subject)
        rule = rule_of(pack, subject, stage) if subject is not None else stage
        line = f"{self._thing(pack, case, subject, kept)} · {rule}"
        return Why(line, case.reference, _is_open(case))

    def other(self, case: Case | None, begun: datetime) -> Why:
        """Say what a message says itself that no reminder brought, and since when it waits."""
        reply, reader = self.heard.reply, self.heard.reader
        said = reply.body if isinstance(reply, Card) else ()
        first = next((plain(each.text, reader) for each in said if isinstance(each, Paragraph)), "")
        owed_at = self.found.owed_at
        waits = f"owed since {moment(owed_at, reader)}" if owed_at < begun else ""
        line = "; ".join(each for each in (waits, first) if each)
        return Why(line, case.reference if case else "", case is None or _is_open(case))

    def _thing(self, pack: Pack, case: Case, subject: Subject | None, kept: Kept) -> str:
        """Return a thing as its reader is told of it; to a role only the case is named."""
        person, people = self.found.recipient, self.core.register.latest.people
        if person is None or subject is None:
            return case.reference
        actor = Actor(person, people.get(person, Profile(person)).roles)
        viewer = Viewer(pack, Context(self.heard.at, actor, people))
        item = thing_item(viewer, case, subject, kept.planned.args)
        if item is None:
            return case.reference
        label = f" [{plain(item.label, self.heard.reader)}]" if item.label else ""
        return f"{plain(item.title, self.heard.reader)}{label}"


def rule_of(pack: Pack, subject: Subject, stage: str) -> str:
    """Return the rule by which a stage is told, in the words of the pack where it has some."""
    match subject.kind:
        case Kind.MEASURE | Kind.ITEM | Kind.EVIDENCE | Kind.ROUND:
            return _dated(pack, DUE, stage)
        case Kind.REVIEW:
            return _dated(pack, REVIEW, stage)
        case Kind.CHECK:
            return "look whether it works, as often as the measure says"
        case Kind.LAUNCH:
            return _of_launch(pack, stage)
        case Kind.DRAFT:
            return f"a draft that nobody touched for {pack.launch.stale_draft_days} days"
        case Kind.ESCALATION:
            return _PROMISES.get(stage, "the decision is late again: the next in line is told")
        case Kind.NEWS:
            return "what happened waits for the morning"
        case _:
            assert_never(subject.kind)


_PROMISES = {
    HALF_FIRST: "half of the time for a first answer is over",
    FIRST: "the first answer is late: the next in line is told",
    HALF_DECISION: "half of the time for a decision is over",
    DECISION: "the decision is late: the next in line is told",
}


def _dated(pack: Pack, origin: str, stage: str) -> str:
    named = (rule for rule in pack.reminders if rule.origin == origin and stage_of(rule) == stage)
    return next((rule.text for rule in named), stage)


def _of_launch(pack: Pack, stage: str) -> str:
    if stage == ON_THE_DAY:
        return f"the day of the launch: {pack.launch.on_the_day.ask}"
    named = (one for one in pack.launch.reminders if f"working{one.working_days:+d}" == stage)
    return next((one.text for one in named), stage)


def _is_open(case: Case) -> bool:
    return case.confidentiality is Confidentiality.OPEN
