"""A stage whose time has come: read from the case as it is now, told once, or not at all."""

from collections.abc import Iterator
from dataclasses import replace

from flows.case import Case, Confidentiality, Escalation, Kind, Subject
from flows.casework.escalation.turning import with_escalation
from flows.casework.owed import args_of
from flows.casework.telling import tell_people, tell_roles
from flows.casework.turn import Turn
from flows.effects import Audience, Notify
from flows.events import Gathered, ReminderDue
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.authority import to_tell
from flows.people.context import Context
from flows.people.due.promised import climbs
from flows.people.due.reminders import due_now
from flows.people.due.stages import Due
from flows.people.hearing import WHO


def fire(pack: Pack, case: Case, event: ReminderDue, context: Context) -> Turn:
    """Tell a stage to whom it is for; one that the case does not have any more is silent."""
    wanted = (event.subject, event.stage, event.who)
    due = due_now(pack, case, wanted, context.people, context.now)
    if due is None:
        return Turn(case)
    entries = (_entry("reminded", event, event.stage), *_passed_over(event))
    if due.to is not None:
        return Turn(case, (), (_message(case, due, due.to),), entries)
    pending = case.pending
    assert pending is not None, "only what must be decided has stages without an audience"
    return _climbed(case, pending, event, context, entries)


def gather(case: Case, event: Gathered) -> Turn:
    """Note what was put into somebody's morning message, and what gave way to newer stages."""
    entries = [
        *(Entry("reminded", {"key": each, "who": event.who}) for each in event.told),
        *(Entry("reminder_skipped", {"key": each, "who": event.who}) for each in event.skipped),
    ]
    return Turn(case, (), (), tuple(entries))


def _message(case: Case, due: Due, to: Audience) -> Notify:
    """Return the message of its own by which a stage is told."""
    args = {**args_of(case), "subject": str(due.subject), "stage": due.stage, WHO: due.who}
    sealed = case.confidentiality is Confidentiality.SEALED
    return Notify(to, "reminder", due.key(case), args, sealed)


def _climbed(
    case: Case,
    pending: Escalation,
    event: ReminderDue,
    context: Context,
    entries: tuple[Entry, ...],
) -> Turn:
    """Tell the rung that has it; a promise that was missed tells the next one."""
    missed = [stage for stage in (*event.skipped, event.stage) if climbs(stage)]
    if not missed:
        told = _tell_rung(case, pending, "half_time", event.stage)
        return Turn(case, (), _about(told, pending, event.stage), entries)
    ladder = pending.policy.ladder
    rung = min(pending.rung + len(missed), len(ladder) - 1)
    responsible = _responsible(case, pending, rung, context)
    higher = replace(pending, rung=rung, responsible=responsible)
    after = with_escalation(case, higher)
    told = (
        *_tell_rung(after, higher, "late_answer", event.stage),
        *tell_people(after, context, (after.owner,), "late_for_you", "late_for_you"),
    )
    climbed = Entry("climbed", {"rung": rung, "stage": event.stage})
    return Turn(after, (), _about(told, pending, missed[-1]), (*entries, climbed))


def _tell_rung(case: Case, pending: Escalation, view: str, stage: str) -> tuple[Notify, ...]:
    roles = pending.policy.ladder[pending.rung]
    told = tell_roles(case, to_tell(case, roles), view, f"{view}:{pending.id}:{stage}")
    return tuple(replace(each, urgent=pending.urgent) for each in told)


def _about(told: tuple[Notify, ...], pending: Escalation, stage: str) -> tuple[Notify, ...]:
    """Return messages with the stage that they tell: it may be over before they are read."""
    subject = str(Subject(Kind.ESCALATION, str(pending.id)))
    more = {"subject": subject, "stage": stage}
    return tuple(replace(each, args={**each.args, **more}) for each in told)


def _responsible(case: Case, pending: Escalation, rung: int, context: Context) -> str | None:
    """Return who is responsible: whoever took it, else the first of the rung who is told of it."""
    if pending.acknowledged is not None:
        return pending.responsible
    first = (context.first_of(role) for role in to_tell(case, pending.policy.ladder[rung]))
    return next(filter(None, first), pending.responsible)


def _passed_over(event: ReminderDue) -> Iterator[Entry]:
    yield from (_entry("reminder_skipped", event, stage) for stage in event.skipped)


def _entry(action: str, event: ReminderDue, stage: str) -> Entry:
    return Entry(action, {"subject": event.subject, "stage": stage, "who": event.who})
