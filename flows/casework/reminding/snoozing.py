"""What somebody puts off: only their own reminders of it move, and no promise is passed by it."""

from dataclasses import replace
from datetime import date

from flows.cards import Reply
from flows.case import Case, Snooze, Subject
from flows.casework.reading import Reading
from flows.casework.reminding.named import thing_named
from flows.casework.turn import Turn
from flows.events import Snoozed
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.people.due import working_day
from flows.people.due.waiting import latest_day
from flows.people.reminded import is_reminded
from flows.views.forms import FRESH
from flows.views.notices import notice
from flows.views.reminding.forms import REASON, UNTIL, snooze_form
from flows.views.viewer import Viewer


def open_snooze(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    """Ask until when a thing waits and why."""
    subject = thing_named(pack, case, about, context)
    if isinstance(subject, Turn):
        return subject
    late = _too_late(pack, case, subject, context)
    return late or Turn(case, (_form(pack, case, subject, context),))


def snooze(pack: Pack, case: Case, event: Snoozed, context: Context) -> Turn:
    """Put a thing off for whoever acts; nothing of the rules, the days or for others changes."""
    subject = thing_named(pack, case, event.subject, context)
    if isinstance(subject, Turn):
        return subject
    late = _too_late(pack, case, subject, context)
    if late is not None:
        return late
    reading = Reading(Viewer(pack, context), event.values)
    until, latest = reading.day(UNTIL, first=context.today), _latest(case, context)
    if until is not None and latest is not None and until > latest:
        reading.fault(UNTIL, "fault.snooze_limit", day=latest)
    reason = reading.words(REASON, short=True)
    if until is None or reading.faults:
        return Turn(case, (_form(pack, case, subject, context, reading),))
    return _put_off(
        pack,
        case,
        Snooze(str(subject), context.actor.person, until, reason, context.now),
        context,
    )


def _too_late(pack: Pack, case: Case, subject: Subject, context: Context) -> Turn | None:
    """Tell whoever is not reminded in person, or could wait for no morning any more."""
    viewer = Viewer(pack, context)
    if not is_reminded(pack, case, subject, context):
        return Turn(case, (notice(viewer, "late.not_reminded", case),))
    latest = _latest(case, context)
    if latest is not None and latest < context.today:
        return Turn(case, (notice(viewer, "late.snooze", case),))
    return None


def _latest(case: Case, context: Context) -> date | None:
    return latest_day(case, context.actor.person, context.people, context.now)


def _form(
    pack: Pack, case: Case, subject: Subject, context: Context, reading: Reading | None = None
) -> Reply:
    next_day = working_day(context.today, 1, context.profile.calendar)
    latest = _latest(case, context)
    first = min(next_day, latest or next_day)
    filled = reading.filled if reading is not None else FRESH
    return snooze_form(Viewer(pack, context), case, subject, first, latest, filled)


def _put_off(pack: Pack, case: Case, made: Snooze, context: Context) -> Turn:
    after = replace(case, snoozes=(*case.snoozes, made), revision=case.revision + 1)
    entry = Entry("snoozed", {"subject": made.subject, "until": made.until.isoformat()})
    said = notice(Viewer(pack, context), "snooze.done", case, day=made.until)
    return Turn(after, (said,), (), (entry,))
