"""What a case must still remind of, of whom, and when: worked out anew from the case each time.

Nothing plans or forgets a reminder by itself. A case that changed has other reminders, and what
is not among them any more is not sent (the pack's `reminders`, `launch` and `escalation`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from flows.case import Case, Kind, Subject
from flows.pack.model import Pack
from flows.people.due.dated import dated
from flows.people.due.launches import of_drafts, of_launches
from flows.people.due.promised import promised
from flows.people.due.stages import Due, People, step_of
from flows.people.profile import Profile


def reminders(
    pack: Pack, case: Case, people: Mapping[str, Profile], now: datetime
) -> tuple[Due, ...]:
    """Return every reminder of a case, those whose time is over as well, the earliest first.

    Of what is repeated without an end the next one is there. None of a case that was withdrawn or
    told in confidence.
    """
    if not _reminds(case):
        return ()
    known = People(case, people, now)
    each = {due.key(case): due for due in _newest(_each(pack, case, known))}
    return tuple(sorted(each.values(), key=_by_hour))


def due_now(
    pack: Pack,
    case: Case,
    wanted: tuple[str, str, str],
    people: Mapping[str, Profile],
    now: datetime,
) -> Due | None:
    """Return a reminder by its subject, its stage and whom it is for; None where it is not due.

    What was finished, moved or put off since it was planned is not.
    """
    if not _reminds(case):
        return None
    every = _newest(_each(pack, _about(case, wanted[0]), People(case, people, now)))
    found = (due for due in every if (str(due.subject), due.stage, due.who) == wanted)
    return next((due for due in found if due.at <= now), None)


def _by_hour(due: Due) -> tuple[datetime, str, int, str]:
    return due.at, str(due.subject), step_of(due.stage), due.stage


def _reminds(case: Case) -> bool:
    return case.withdrawal is None and case.concern is None


def _about(case: Case, subject: str) -> Case:
    """Return a case with the measures and unknowns alone that a subject names, if it names any."""
    read = Subject.read(subject)
    if read is None or read.kind not in (Kind.MEASURE, Kind.CHECK, Kind.ITEM):
        return case
    measures = tuple(one for one in case.measures if str(one.id) == read.id)
    items = tuple(one for one in case.open_items if str(one.id) == read.id)
    return replace(case, measures=measures, open_items=items)


def _newest(dues: Iterable[Due]) -> Iterator[Due]:
    """Yield every stage; of those that somebody put off together only the last one comes back."""
    put_off: dict[tuple[Subject, str], Due] = {}
    for due in sorted(dues, key=lambda due: step_of(due.stage)):
        if due.put_off:
            put_off[due.subject, due.who] = due
        else:
            yield due
    yield from put_off.values()


def _each(pack: Pack, case: Case, people: People) -> Iterator[Due]:
    yield from promised(pack, case, people)
    yield from dated(pack, case, people)
    yield from of_launches(pack, case, people)
    yield from of_drafts(pack, case, people)
