"""Which cases come back: by the day of their review, an older pack, or what another system says."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from flows.case import Confidentiality, Phase
from storage.tables import CaseRow, EscalationRow, LaunchRow, RoundRow

UNDER_WAY = tuple(
    phase.value for phase in (Phase.TEAM, Phase.ASKED, Phase.HELD, Phase.TRACKING, Phase.CLOSED)
)
"""Where a case was sent and is pursued still."""


def reviews_due(session: Session, today: date) -> tuple[UUID, ...]:
    """Return cases whose review may be due: no round of theirs is open, and some day has come.

    Whether it is, the case itself says.
    """
    newest = _newest_rounds(session)
    decided = _decided(session, today)
    return tuple(
        id for id, row in newest.items() if _is_sent(row) and (id in decided or _is_due(row, today))
    )


def next_review(session: Session, after: date) -> date | None:
    """Return the next day after this one on which some case may be asked again."""
    decided = session.exec(
        select(func.min(EscalationRow.review_on)).where(col(EscalationRow.review_on) > after)
    ).one()
    days = (_review_day(row) for row in _newest_rounds(session).values())
    return min((day for day in (decided, *days) if day is not None and day > after), default=None)


def cases_under_way(session: Session) -> tuple[UUID, ...]:
    """Return the cases that still ask for something or are asked again, the first begun first."""
    wanted = (
        select(CaseRow.id)
        .where(col(CaseRow.phase).in_((Phase.DRAFT.value, *UNDER_WAY)))
        .order_by(col(CaseRow.started_at), col(CaseRow.id))
    )
    return tuple(session.exec(wanted))


def cases_of_other_packs(session: Session, meaning: str) -> tuple[UUID, ...]:
    """Return the cases that were sent by another pack, the first begun first."""
    wanted = (
        select(CaseRow.id)
        .where(col(CaseRow.pack) != meaning, col(CaseRow.phase).in_(UNDER_WAY))
        .order_by(col(CaseRow.started_at), col(CaseRow.id))
    )
    return tuple(session.exec(wanted))


def cases_named(session: Session, launch: str) -> tuple[UUID, ...]:
    """Return the cases of a launch by its key, the first begun first.

    They are those of the same name. Sealed ones are left out: nobody outside the team can name
    them.
    """
    name = select(LaunchRow.name_hash).where(LaunchRow.key == launch).scalar_subquery()
    wanted = (
        select(CaseRow.id)
        .join(LaunchRow, col(LaunchRow.key) == col(CaseRow.launch_key))
        .where(
            or_(col(LaunchRow.key) == launch, col(LaunchRow.name_hash) == name),
            col(CaseRow.confidentiality) != Confidentiality.SEALED.value,
        )
        .order_by(col(CaseRow.started_at), col(CaseRow.id))
    )
    return tuple(session.exec(wanted))


def _newest_rounds(session: Session) -> dict[UUID, RoundRow]:
    rounds = session.exec(
        select(RoundRow)
        .join(CaseRow, col(CaseRow.id) == col(RoundRow.case_id))
        .where(col(CaseRow.phase).in_(UNDER_WAY))
        .order_by(col(RoundRow.case_id), col(RoundRow.number))
    )
    return {row.case_id: row for row in rounds}


def _decided(session: Session, today: date) -> set[UUID]:
    wanted = select(EscalationRow.case_id).where(col(EscalationRow.review_on) <= today)
    return set(session.exec(wanted))


def _is_sent(row: RoundRow) -> bool:
    return row.submitted_at is not None


def _is_due(row: RoundRow, today: date) -> bool:
    day = _review_day(row)
    return day is not None and day <= today


def _review_day(row: RoundRow) -> date | None:
    """Return when a round that was sent is asked again by its route."""
    if row.submitted_at is None or row.next_review_days is None:
        return None
    return row.submitted_at.date() + timedelta(days=row.next_review_days)
