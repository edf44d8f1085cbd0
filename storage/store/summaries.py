"""Cases in a list: what is shown of each without loading it whole."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select, true

from flows.case import Confidentiality, MeasureState, Phase, Summary
from flows.pack.anchors import NAME
from storage.codec import read_answer
from storage.keys import Keyring
from storage.tables import (
    AnswerRow,
    CaseParticipantRow,
    CaseRow,
    DataKeyRow,
    ExpertQuestionRow,
    LaunchRow,
    MeasureRow,
    OpenItemRow,
)


def summaries(session: Session, keys: Keyring, person: str | None = None) -> tuple[Summary, ...]:
    """Return all cases, or those that a person has a part in, the latest change first."""
    return _summaries(session, keys, true() if person is None else _of(person))


def cases_of_launch(session: Session, keys: Keyring, name: str) -> tuple[Summary, ...]:
    """Return the cases whose launch has this name, those that are over as well.

    Sealed ones are left out. Restricted ones are not: whoever shows them checks the rights.
    """
    return _summaries(
        session,
        keys,
        col(CaseRow.launch_key).in_(
            select(LaunchRow.key).where(LaunchRow.name_hash == keys.name_hash(name))
        )
        & (col(CaseRow.confidentiality) != Confidentiality.SEALED.value),
    )


def _of(person: str) -> ColumnElement[bool]:
    holds = or_(col(MeasureRow.owner) == person, col(MeasureRow.verifier) == person)
    parts = (
        select(CaseParticipantRow.case_id).where(CaseParticipantRow.person == person),
        select(MeasureRow.case_id).where(holds),
        select(OpenItemRow.case_id).where(OpenItemRow.owner == person),
        select(ExpertQuestionRow.case_id).where(ExpertQuestionRow.expert == person),
    )
    return or_(
        col(CaseRow.owner) == person,
        col(CaseRow.product_lead) == person,
        *(col(CaseRow.id).in_(part) for part in parts),
    )


def _summaries(session: Session, keys: Keyring, wanted: ColumnElement[bool]) -> tuple[Summary, ...]:
    names = _names(session, keys, wanted)
    participants = _participants(session, wanted)
    helpers, experts = _helpers(session, wanted), _experts(session, wanted)
    rows = session.exec(
        select(CaseRow, col(LaunchRow.planned_on))
        .join(LaunchRow, col(LaunchRow.key) == col(CaseRow.launch_key), isouter=True)
        .where(wanted)
        .order_by(col(CaseRow.changed_at).desc(), col(CaseRow.reference))
    )
    return tuple(
        Summary(
            case_id=row.id,
            reference=row.reference,
            name=names.get(row.id, ""),
            owner=row.owner,
            product_lead=row.product_lead,
            participants=tuple(participants[row.id]),
            confidentiality=Confidentiality(row.confidentiality),
            launch_status=row.launch_status,
            route=row.route,
            severity=row.severity or 0,
            is_draft=row.is_draft,
            told=tuple(row.told),
            started_at=row.started_at,
            changed_at=row.changed_at,
            launch_on=planned_on,
            answered=row.answered,
            phase=Phase(row.phase),
            due_at=row.due_at,
            due_on=row.due_on,
            helpers=tuple(sorted(helpers[row.id])),
            experts=tuple(sorted(experts[row.id])),
        )
        for row, planned_on in rows
    )


def _names(session: Session, keys: Keyring, wanted: ColumnElement[bool]) -> dict[UUID, str]:
    """Return what each launch is called by its latest answer; an erased one has no key."""
    rows = session.exec(
        select(AnswerRow, DataKeyRow.wrapped)
        .join(DataKeyRow, col(DataKeyRow.case_id) == col(AnswerRow.case_id))
        .join(CaseRow, col(CaseRow.id) == col(AnswerRow.case_id))
        .where(AnswerRow.question == NAME, wanted)
        .order_by(col(AnswerRow.round), col(AnswerRow.revision))
    )
    latest = {answer.case_id: (answer, wrapped) for answer, wrapped in rows}
    return {
        case_id: str(read_answer(answer, keys.data_key(case_id, wrapped)).value)
        for case_id, (answer, wrapped) in latest.items()
    }


def _participants(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = session.exec(
        select(CaseParticipantRow)
        .join(CaseRow, col(CaseRow.id) == col(CaseParticipantRow.case_id))
        .where(wanted)
        .order_by(col(CaseParticipantRow.position))
    )
    for row in rows:
        found[row.case_id].append(row.person)
    return found


def _helpers(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, set[str]]:
    """Return who owns or verifies a measure, or is to find something out."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for measure in session.exec(
        select(MeasureRow).join(CaseRow, col(CaseRow.id) == col(MeasureRow.case_id)).where(wanted)
    ):
        if measure.state == MeasureState.PROPOSED:
            continue  # nobody has it yet
        found[measure.case_id] |= {one for one in (measure.owner, measure.verifier) if one}
    for item in session.exec(
        select(OpenItemRow).join(CaseRow, col(CaseRow.id) == col(OpenItemRow.case_id)).where(wanted)
    ):
        found[item.case_id].add(item.owner)
    return found


def _experts(session: Session, wanted: ColumnElement[bool]) -> dict[UUID, set[str]]:
    """Return who was asked one question and has not replied."""
    found: dict[UUID, set[str]] = defaultdict(set)
    for asked in session.exec(
        select(ExpertQuestionRow)
        .join(CaseRow, col(CaseRow.id) == col(ExpertQuestionRow.case_id))
        .where(wanted, col(ExpertQuestionRow.replied_at).is_(None))
        .where(col(ExpertQuestionRow.settled_at).is_(None))
    ):
        found[asked.case_id].add(asked.expert)
    return found
