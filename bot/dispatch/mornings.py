"""One message a person and morning: all that is due for them, read again at this moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.dispatch.on_cases import OnCases
from bot.dispatch.places import place_of
from bot.dispatch.turns import Dispatch
from flows.cards import Card
from flows.case import Case, Subject
from flows.events import Gathered
from flows.people.authority import Verb, may
from flows.people.context import Context
from flows.people.due import MIDNIGHT, heard_at, is_quiet, morning_after
from flows.people.profile import SALIENT, Actor, Profile
from flows.views.reminding.morning import MORNING, Line, morning_card
from flows.views.viewer import Viewer
from storage import outbox, reminders, store
from storage.database import Session
from storage.keys import Keyring
from storage.reminders import Kept
from storage.shelf import Shelf

A_DAY = timedelta(days=1)


def tell_morning(session: Session, dispatch: Dispatch, person: str) -> bool:
    """Gather what waits for somebody into their morning message, once a day of theirs.

    While it is quiet for them it waits; while they are away it goes to whoever stands in.
    """
    return _Morning.of(session, dispatch, person).told()


@dataclass(frozen=True, slots=True)
class _Morning:
    """The morning of one person, in its transaction; `reader` is who reads it."""

    session: Session
    dispatch: Dispatch
    person: str
    reader: str | None
    cases: OnCases

    @classmethod
    def of(cls, session: Session, dispatch: Dispatch, person: str) -> "_Morning":
        roster = dispatch.register.roster(session)
        context = Context(dispatch.clock.now(), Actor(SALIENT), roster.people)
        cases = OnCases(session, dispatch.keys, dispatch.shelf, roster, context, dispatch.homes)
        profile = roster.people.get(person, Profile(person))
        reader = profile.stand_in if profile.away_until is not None else person
        return cls(session, dispatch, person, reader, cases)

    def told(self) -> bool:
        now, people = self.cases.context.now, self.cases.roster.people
        reader = people.get(self.reader or "", Profile(""))
        waiting = reminders.gathered(self.session, self.person, now)
        if self.reader is None or self.reader not in self.cases.roster.personal:
            return self._put_off(waiting, self._back())
        if is_quiet(now, reader.calendar):
            return self._put_off(waiting, heard_at(now, reader.calendar))
        key = f"{MORNING}:{self.reader}:{reader.calendar.local(now).date().isoformat()}"
        due = [one for each in self._by_case(waiting) for one in self._still_due(*each)]
        if due and not outbox.enqueue(self.session, self._owed(key), now):
            return self._put_off(due, morning_after(now, reader.calendar))
        for case_id, of_case in self._by_case(due):
            self._tell(case_id, of_case, key)
        return bool(due)

    def _still_due(self, case_id: UUID, rows: list[Kept]) -> list[Kept]:
        """Return what of a case is due still, and whoever reads may know of."""
        now = self.cases.context.now
        _, case = self.cases.plan(case_id)
        if not self._may_know(case):
            self._put_off(rows, self._back())
            return []
        ids = {one.id for one in rows}
        now_due = reminders.gathered(self.session, self.person, now)
        return [one for one in now_due if one.id in ids]

    def _may_know(self, case: Case) -> bool:
        roles = self.cases.roster.people.get(self.reader or "", Profile("")).roles
        return self.reader == self.person or may(Actor(self.reader or "", roles), Verb.SEE, case)

    def _tell(self, case_id: UUID, rows: list[Kept], key: str) -> None:
        now = self.cases.context.now
        newest = list(_newest(rows))
        earlier = [one for one in rows if one not in newest]
        reminders.settle(self.session, newest, "done", now, told_in=key)
        reminders.settle(self.session, earlier, "skipped", now)
        event = Gathered(self.person, _keys(newest), _keys(earlier))
        self.cases.besides(case_id, event, self.cases.context.actor)

    def _owed(self, key: str) -> outbox.Owed:
        reader = self.reader or ""
        address = self.cases.roster.personal[reader]
        now = self.cases.context.now
        return outbox.Owed(key, place_of(address), MORNING, now, recipient=reader)

    def _put_off(self, rows: list[Kept], until: datetime) -> bool:
        reminders.put_off(self.session, rows, until)
        return False

    def _back(self) -> datetime:
        """Return when somebody can be told who cannot be now: when they are back, or tomorrow."""
        now = self.cases.context.now
        profile = self.cases.roster.people.get(self.person, Profile(self.person))
        calendar = profile.calendar
        last = profile.away_until or calendar.local(now).date()
        return morning_after(calendar.at(last + A_DAY, MIDNIGHT), calendar)

    @staticmethod
    def _by_case(rows: Iterable[Kept]) -> Iterator[tuple[UUID, list[Kept]]]:
        parts: dict[UUID, list[Kept]] = {}
        for one in rows:
            parts.setdefault(one.case_id, []).append(one)
        yield from parts.items()


def draw_morning(
    session: Session, keys: Keyring, shelf: Shelf, context: Context, key: str
) -> Card | None:
    """Draw a morning message by its key, from the cases as they are now; None: nothing is left."""
    lines: list[Line] = []
    for kept in reminders.told_in(session, key):
        planned = kept.planned
        subject = Subject.read(planned.subject)
        if subject is not None:
            case = store.load(session, keys, kept.case_id)
            viewer = Viewer(shelf.pack(session, case.pack), context)
            lines.append(Line(viewer, case, subject, planned.args))
    return morning_card(Viewer(shelf.accepted, context), lines)


def _newest(rows: list[Kept]) -> Iterator[Kept]:
    """Yield the newest stage of each thing; of news each."""
    newest: dict[str, Kept] = {}
    for one in rows:
        subject = one.planned.subject
        newest[one.planned.key if subject == reminders.NEWS else subject] = one
    yield from newest.values()


def _keys(rows: Iterable[Kept]) -> tuple[str, ...]:
    return tuple(one.planned.key for one in rows)
