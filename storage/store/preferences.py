"""What people set for themselves, each under a revision of its own.

Whoever saves moves the version of people, so that every replica reads its roster again.
"""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sqlmodel import Session, col, select, update

from flows.errors import Conflict
from flows.people.preferences import Absence, Hours, Preferences
from storage.store.versions import move_people
from storage.tables import PreferenceRow
from storage.upsert import insert_new

FIRST = Preferences()
"""What somebody set who never set anything."""


def preferences(session: Session, person: str) -> Preferences:
    """Return what a person set; of somebody who never did, or is not known, nothing is set."""
    row = session.get(PreferenceRow, person, populate_existing=True)
    return _read(row) if row is not None else FIRST


def every_preference(session: Session) -> dict[str, Preferences]:
    """Return what people set, by person; whoever set nothing is left out."""
    rows = session.exec(select(PreferenceRow).order_by(col(PreferenceRow.person)))
    return {row.person: _read(row) for row in rows}


def save_preferences(
    session: Session, person: str, before: Preferences, after: Preferences
) -> None:
    """Keep what a person set, under the revision that follows.

    Raise Conflict, which must end the transaction, when they saved since `before` was read.
    """
    values = {"revision": before.revision + 1, "content": _written(after)}
    if before.revision == FIRST.revision:
        saved = insert_new(session, PreferenceRow, {"person": person, **values})
    else:
        mine, same = col(PreferenceRow.person) == person, col(PreferenceRow.revision)
        unmoved = same == before.revision
        saved = session.exec(update(PreferenceRow).where(mine, unmoved).values(values)).rowcount > 0
    if not saved:
        raise Conflict
    move_people(session)


def _written(set_to: Preferences) -> dict[str, Any]:
    absence = set_to.absence
    return {
        "zone": set_to.zone,
        "days": sorted(set_to.days),
        "hours": _hours_written(set_to.hours),
        "quiet": _hours_written(set_to.quiet),
        "country": set_to.country,
        "language": set_to.language,
        "absence": None
        if absence is None
        else {
            "first": absence.first.isoformat(),
            "last": absence.last.isoformat(),
            "stand_in": absence.stand_in,
        },
    }


def _read(row: PreferenceRow) -> Preferences:
    content: Mapping[str, Any] = row.content
    return Preferences(
        revision=row.revision,
        zone=content["zone"],
        days=frozenset(content["days"]),
        hours=_hours_read(content["hours"]),
        quiet=_hours_read(content["quiet"]),
        country=content["country"],
        language=content["language"],
        absence=_absence_read(content["absence"]),
    )


def _absence_read(written: Mapping[str, str] | None) -> Absence | None:
    if written is None:
        return None
    first, last = (date.fromisoformat(written[name]) for name in ("first", "last"))
    return Absence(first, last, written["stand_in"])


def _hours_written(hours: Hours | None) -> list[str] | None:
    return None if hours is None else [hour.isoformat("minutes") for hour in hours]


def _hours_read(written: list[str] | None) -> Hours | None:
    if written is None:
        return None
    begins, ends = map(time.fromisoformat, written)
    return begins, ends
