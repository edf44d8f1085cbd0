"""One message a person and morning: all that is due for them, read again at this moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

import structlog

from bot.audience import Roster
from bot.dispatch.on_cases import OnCases
from bot.dispatch.places import place_of
from bot.dispatch.telling import reader_for
from bot.dispatch.turns import Dispatch
from flows.cards import Card
from flows.case import Case, Confidentiality
from flows.errors import StoreError
from flows.events import Gathered
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.due import A_DAY, MIDNIGHT, heard_at, is_quiet, morning_after
from flows.people.hearing import may_hear
from flows.people.profile import SALIENT, Actor, Profile
from flows.views.reminding.morning import MORNING, Line, morning_card
from flows.views.viewer import Viewer
from storage import outbox, reminders, store
from storage.database import Session
from storage.keys import Keyring
from storage.reminders import Kept
from storage.shelf import Shelf

log = structlog.get_logger("dispatch")

A_MOMENT = timedelta(microseconds=1)

Known: TypeAlias = dict[UUID, tuple[Pack, Case]]
"""The cases that could be read, with their packs."""


def tell_morning(session: Session, dispatch: Dispatch, person: str) -> bool:
    """Gather what waits for somebody into their morning message, once a day of theirs.

    While it is quiet for them it waits; while they are away it goes to whoever stands in, into the
    one message that these have on that day.
    """
    roster = dispatch.register.roster(session)
    context = Context(dispatch.clock.now(), Actor(SALIENT), roster.people)
    cases = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
    reader = reader_for(roster, person)
    if reader is None:
        waiting = reminders.gathered(session, (person,), context.now)
        reminders.put_off(session, waiting, _back(context, person))
        return False
    return _Morning(session, reader, _read_by(roster, reader), cases).told()


@dataclass(frozen=True, slots=True)
class _Morning:
    """One morning message, in its transaction: who reads it, and for whom besides."""

    session: Session
    reader: str
    people: tuple[str, ...]
    cases: OnCases

    @property
    def now(self) -> datetime:
        return self.cases.context.now

    def told(self) -> bool:
        calendar = self._profile.calendar
        if is_quiet(self.now, calendar):
            waiting = reminders.gathered(self.session, self.people, self.now)
            reminders.put_off(self.session, waiting, heard_at(self.now, calendar))
            return False
        known = self._read()
        due = list(self._heard(known))
        key = f"{MORNING}:{self.reader}:{calendar.local(self.now).date().isoformat()}"
        if due and not outbox.enqueue(self.session, self._owed(key), self.now):
            reminders.put_off(self.session, due, morning_after(self.now + A_MOMENT, calendar))
            return False
        self._settle(due, key, known)
        return bool(due)

    def _read(self) -> Known:
        """Return every case of which something is due, its reminders planned by how it is now."""
        ids = reminders.cases_due(self.session, self.people, self.now)
        read = {id: self.cases.planned(id) for id in ids}
        return {id: known for id, known in read.items() if known is not None}

    def _heard(self, known: Known) -> Iterator[Kept]:
        """Yield what is due still and whoever reads may know of; all else waits for another day."""
        for one in reminders.gathered(self.session, self.people, self.now):
            found = known.get(one.case_id)
            if found is not None and self._may_hear(found[1], one):
                yield one
            else:
                person = one.planned.person or ""
                reminders.put_off(self.session, [one], _back(self.cases.context, person))

    def _may_hear(self, case: Case, one: Kept) -> bool:
        """Tell whether the reader may know; of their own things the drawing asks."""
        actor = Actor(self.reader, self._profile.roles)
        return one.planned.person == self.reader or may_hear(actor, case)

    def _settle(self, due: list[Kept], key: str, known: Known) -> None:
        newest = set(_newest(due))
        told = [one for one in due if one.id in newest]
        earlier = [one for one in due if one.id not in newest]
        reminders.settle(self.session, told, "done", self.now, told_in=key)
        reminders.settle(self.session, earlier, "skipped", self.now)
        for case_id in sorted({one.case_id for one in due}):
            pack, case = known[case_id]
            event = Gathered(self.reader, _keys(told, case_id), _keys(earlier, case_id))
            self.cases.brings(pack, case, event, self.cases.context.actor)

    def _owed(self, key: str) -> outbox.Owed:
        address = self.cases.roster.personal[self.reader]
        return outbox.Owed(key, place_of(address), MORNING, self.now, recipient=self.reader)

    @property
    def _profile(self) -> Profile:
        return self.cases.roster.people[self.reader]


def draw_morning(
    session: Session, keys: Keyring, shelf: Shelf, context: Context, key: str
) -> Card | None:
    """Draw a morning message by its key, from the cases as they are now; None: nothing is left.

    A case that cannot be read is left out, and so is a line that cannot be drawn: what that one
    reminds of waits for the next morning.
    """
    lines: list[Line] = []
    cases: dict[UUID, Case | None] = {}
    viewer = Viewer(shelf.accepted, context)
    for kept in reminders.told_in(session, key):
        if kept.case_id not in cases:
            cases[kept.case_id] = _case(session, keys, kept.case_id)
        case = cases[kept.case_id]
        if case is None:
            continue
        try:
            lines += _drawable(viewer, shelf.pack(session, case.pack), case, kept)
        except Exception as error:  # noqa: BLE001
            _left_out(case, error)
            reminders.untell(session, kept)
    return morning_card(viewer, lines)


def _case(session: Session, keys: Keyring, case_id: UUID) -> Case | None:
    try:
        return store.load(session, keys, case_id)
    except StoreError as error:
        log.error("a case was left out", action="morning", error=type(error).__name__)
        return None


def _drawable(viewer: Viewer, pack: Pack, case: Case, kept: Kept) -> list[Line]:
    """Return the line of a reminder, if it has one. Raise whatever keeps it from being drawn."""
    one = kept.planned
    about = (one.subject, one.stage, one.person or "", one.args)
    line = Line.read(Viewer(pack, viewer.context), case, about)
    if line is None:
        return []
    morning_card(viewer, [line])
    return [line]


def _left_out(case: Case, error: Exception) -> None:
    if case.confidentiality is not Confidentiality.SEALED:
        log.error("a line was left out", action="morning", error=type(error).__name__)


def _read_by(roster: Roster, reader: str) -> tuple[str, ...]:
    """Return for whom somebody reads: themselves, and those who are away and named them."""
    away = (id for id, one in roster.people.items() if one.away_until is not None)
    return (reader, *(id for id in away if reader_for(roster, id) == reader))


def _back(context: Context, person: str) -> datetime:
    """Return when somebody can be told who cannot be now: once they or their stand-in are back."""
    profile = context.named(person)
    calendar = profile.calendar
    both = (profile.away_until, context.named(profile.stand_in).away_until)
    last = min((day for day in both if day is not None), default=calendar.local(context.now).date())
    return morning_after(calendar.at(last + A_DAY, MIDNIGHT), calendar)


def _newest(rows: list[Kept]) -> Iterator[UUID]:
    """Yield the newest stage of each thing for each person; of news each."""
    newest: dict[tuple[str, ...], UUID] = {}
    for one in rows:
        planned = one.planned
        is_news = planned.subject == reminders.NEWS
        thing = (planned.key,) if is_news else (planned.person or "", planned.subject)
        newest[str(one.case_id), *thing] = one.id
    yield from newest.values()


def _keys(rows: Iterable[Kept], case_id: UUID) -> tuple[str, ...]:
    return tuple(one.planned.key for one in rows if one.case_id == case_id)
