"""Load a case and save what a turn made of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, insert, select, update
from sqlmodel import Session, SQLModel, col, delete
from sqlmodel import select as select_rows

from flows.case import Case, Confidentiality, Finding, Given, Place, PromptReply, Round
from flows.errors import Conflict, NotFound, StoreError
from flows.pack.anchors import NAME
from flows.screening.launch import planned_launch
from storage import codec
from storage.casework import KINDS, Kind
from storage.keys import Key, Keyring
from storage.rows import run, table
from storage.tables import (
    AnswerRow,
    CaseParticipantRow,
    CaseRow,
    DataKeyRow,
    FindingRow,
    LaunchRow,
    PromptReplyRow,
    RatingRow,
    RoundRow,
)
from storage.upsert import insert_new, insert_or_update

EMPTY = Round(number=0)

ERASED = "the text of this case was erased"

_CASE, _KEY = table(CaseRow), table(DataKeyRow)
_ONE = select(_CASE, _KEY.c.wrapped).join(_KEY, _KEY.c.case_id == _CASE.c.id, isouter=True)
_BY_ID = _ONE.where(_CASE.c.id == bindparam("wanted"))
_BY_REFERENCE = _ONE.where(_CASE.c.reference == bindparam("wanted"))
_WRAPPED = select(_KEY.c.wrapped).where(_KEY.c.case_id == bindparam("case_id"))
_CHANGED = update(_CASE).where(
    _CASE.c.id == bindparam("saved"), _CASE.c.revision == bindparam("before")
)

_REVISION = select(_CASE.c.revision).where(_CASE.c.id == bindparam("case_id"))
_LOCKED = select(_CASE.c.id).where(_CASE.c.id == bindparam("case_id")).with_for_update()


def _of_case(kind: type[SQLModel], order: str) -> Select[Any]:
    rows = table(kind)
    return select(rows).where(rows.c.case_id == bindparam("case_id")).order_by(rows.c[order])


_PARTICIPANTS = _of_case(CaseParticipantRow, "position")
_ROUNDS = _of_case(RoundRow, "number")
_ANSWERS = _of_case(AnswerRow, "revision")
_RATINGS = _of_case(RatingRow, "revision")
_REPLIES = _of_case(PromptReplyRow, "position")
_FINDINGS = _of_case(FindingRow, "position")
_CASEWORK = [(kind, _of_case(kind.row, "position")) for kind in KINDS]


def load(session: Session, keys: Keyring, case_id: UUID) -> Case:
    """Return a case. Raise NotFound when there is none."""
    return _load(session, keys, _BY_ID, case_id)


def lock_case(session: Session, case_id: UUID) -> None:
    """Let nobody else save a case or lock it until this transaction ends."""
    run(session, _LOCKED, {"case_id": case_id})


def revision_of(session: Session, case_id: UUID) -> int:
    """Return at which revision a case is now."""
    revision: int = run(session, _REVISION, {"case_id": case_id}).scalar_one()
    return revision


def find(session: Session, keys: Keyring, reference: str) -> Case:
    """Return the case with a reference. Raise NotFound when there is none."""
    return _load(session, keys, _BY_REFERENCE, reference)


def save(session: Session, keys: Keyring, before: Case | None, after: Case, now: datetime) -> None:
    """Write what changed between two states of a case; `before` is None for a new one.

    Answers are added and never replaced. Raise Conflict when somebody saved first.
    """
    wrapped = keys.new_data_key(after.id) if before is None else _wrapped(session, after.id)
    key = keys.data_key(after.id, wrapped)
    _save_launch(session, keys, before, after)
    values = codec.case_values(after, key) | {
        "launch_key": _launch_key(after),
        "changed_at": now,
        "holds": [kind.field for kind in KINDS if kind.of(after)],
    }
    if before is None:
        if not insert_new(session, CaseRow, codec.new_case_values(after) | values):
            raise Conflict
        _insert(session, DataKeyRow, [{"case_id": after.id, "wrapped": wrapped}])
    else:
        _update(session, before, values)
    _save_participants(session, before, after)
    old = {each.number: each for each in before.rounds} if before is not None else {}
    for each in after.rounds:
        _save_round(session, after.id, old.get(each.number), each, key)
    for kind in KINDS:
        _save_casework(session, kind, before, after, key)


def require_key(session: Session, keys: Keyring) -> None:
    """Raise StoreError unless the master key is the one that this database was made with."""
    row = session.exec(select_rows(DataKeyRow).limit(1)).first()
    if row is not None:
        keys.data_key(row.case_id, row.wrapped)


# ------------------------------------------------------------------------------ loading


def _load(session: Session, keys: Keyring, which: Select[Any], wanted: object) -> Case:
    row: Any = run(session, which, {"wanted": wanted}).first()
    if row is None:
        raise NotFound
    if row.wrapped is None:
        raise StoreError(ERASED)
    session.info[DataKeyRow, row.id] = row.wrapped
    key = keys.data_key(row.id, row.wrapped)
    participants = [one.person for one in _rows(session, _PARTICIPANTS, row.id)]
    rounds = _rounds(session, row.id, key)
    casework = _casework(session, row, key)
    return codec.read_case(row, key, participants, rounds, casework)


def _rows(session: Session, statement: Select[Any], case_id: UUID) -> Iterable[Any]:
    return run(session, statement, {"case_id": case_id})


def _rounds(session: Session, case_id: UUID, key: Key) -> list[Round]:
    given = _given(session, case_id, key)
    replies = _replies(session, case_id, key)
    rows = list(_rows(session, _ROUNDS, case_id))
    is_submitted = any(row.submitted_at is not None for row in rows)
    findings = _findings(session, case_id) if is_submitted else defaultdict(list)
    before: Mapping[Place, Given] = {}
    rounds = []
    for row in rows:
        number = row.number
        rounds.append(
            codec.read_round(row, given[number], replies[number], findings[number], before, key)
        )
        before = {**before, **given[number]}
    return rounds


def _casework(session: Session, case: Any, key: Key) -> Mapping[str, tuple[Any, ...]]:
    """Return what hangs from a case; kinds of which it has none are not looked for."""
    return {
        kind.field: tuple(kind.read(row, key) for row in _rows(session, statement, case.id))
        for kind, statement in _CASEWORK
        if kind.field in case.holds
    }


def _given(session: Session, case_id: UUID, key: Key) -> Mapping[int, Mapping[Place, Given]]:
    """Return the latest answer to each question of each round, in the order they were given."""
    answers = _rows(session, _ANSWERS, case_id)
    ratings = _rows(session, _RATINGS, case_id)
    given: dict[int, dict[Place, Given]] = defaultdict(dict)
    for answer in {(row.round, row.question): row for row in answers}.values():
        given[answer.round][answer.question, None] = codec.read_answer(answer, key)
    for rating in {(row.round, row.question, row.risk): row for row in ratings}.values():
        given[rating.round][rating.question, rating.risk] = codec.read_rating(rating, key)
    return given


def _replies(session: Session, case_id: UUID, key: Key) -> Mapping[int, list[PromptReply]]:
    replies: dict[int, list[PromptReply]] = defaultdict(list)
    for row in _rows(session, _REPLIES, case_id):
        replies[row.round].append(codec.read_reply(row, key))
    return replies


def _findings(session: Session, case_id: UUID) -> Mapping[int, list[Finding]]:
    findings: dict[int, list[Finding]] = defaultdict(list)
    for row in _rows(session, _FINDINGS, case_id):
        findings[row.round].append(codec.read_finding(row))
    return findings


def _wrapped(session: Session, case_id: UUID) -> bytes:
    """Return the wrapped key of a case; this transaction may have read it already."""
    wrapped: bytes | None = session.info.get((DataKeyRow, case_id))
    if wrapped is None:
        wrapped = run(session, _WRAPPED, {"case_id": case_id}).scalar()
    if wrapped is None:
        raise StoreError(ERASED)
    return wrapped


# ------------------------------------------------------------------------------- saving


def _update(session: Session, before: Case, values: codec.Values) -> None:
    saved = run(session, _CHANGED, {**values, "saved": before.id, "before": before.revision})
    if saved.rowcount != 1:
        raise Conflict


def _save_launch(session: Session, keys: Keyring, before: Case | None, after: Case) -> None:
    new = _launch(keys, after)
    if new is not None and (before is None or new != _launch(keys, before)):
        insert_or_update(session, LaunchRow, new, key=["key"])


def _launch(keys: Keyring, case: Case) -> codec.Values | None:
    key = _launch_key(case)
    if key is None:
        return None
    name = codec.launch_name(case)
    return {
        "key": key,
        "name_hash": keys.name_hash(name) if name is not None else None,
        "owner": case.owner,
        "planned_on": planned_launch(case),
    }


def _launch_key(case: Case) -> str | None:
    """Return the launch of a case: none before it has a name, and none of a sealed one."""
    named = any((NAME, None) in each.given for each in case.rounds)
    return case.reference if named and case.confidentiality is not Confidentiality.SEALED else None


def _save_participants(session: Session, before: Case | None, after: Case) -> None:
    if before is not None and before.participants == after.participants:
        return
    session.exec(delete(CaseParticipantRow).where(col(CaseParticipantRow.case_id) == after.id))
    _insert(
        session,
        CaseParticipantRow,
        [
            {"case_id": after.id, "person": person, "position": position}
            for position, person in enumerate(after.participants)
        ],
    )


def _save_round(session: Session, case_id: UUID, old: Round | None, new: Round, key: Key) -> None:
    if old is None:
        values = {"case_id": case_id, "number": new.number}
        _insert(session, RoundRow, [values | codec.round_values(case_id, new, key)])
    elif _round_itself(old) != _round_itself(new):
        session.exec(
            update(RoundRow)
            .where(col(RoundRow.case_id) == case_id, col(RoundRow.number) == new.number)
            .values(**codec.round_values(case_id, new, key))
            .execution_options(synchronize_session=False)
        )
    _save_given(session, case_id, old or EMPTY, new, key)
    _save_replies(session, case_id, old or EMPTY, new, key)
    _save_findings(session, case_id, old or EMPTY, new)


def _round_itself(round: Round) -> tuple[object, ...]:
    return (
        *(round.early_rules, round.outcome, round.openings, round.asks, round.handed_over),
        round.reported,
    )


def _save_casework(
    session: Session, kind: Kind[Any], before: Case | None, after: Case, key: Key
) -> None:
    new = []
    for position, thing, is_new in kind.changed(before, after):
        values = kind.values(after.id, position, thing, key)
        if is_new:
            new.append(values)
            continue
        rows = table(kind.row)
        which = (rows.c.case_id == after.id) & (rows.c.position == position)
        session.execute(update(rows).where(which).values(**values))
    _insert(session, kind.row, new)


def _save_given(session: Session, case_id: UUID, old: Round, new: Round, key: Key) -> None:
    if not old.given.keys() <= new.given.keys():
        raise StoreError("an answer cannot be taken out of a case, only given anew")
    answers, ratings = [], []
    for (question, risk), given in new.given.items():
        if old.given.get((question, risk)) == given:
            continue
        if risk is None:
            answers.append(codec.answer_values(case_id, new.number, question, given, key))
        else:
            ratings.append(codec.rating_values(case_id, new.number, risk, question, given, key))
    _insert(session, AnswerRow, answers)
    _insert(session, RatingRow, ratings)


def _save_replies(session: Session, case_id: UUID, old: Round, new: Round, key: Key) -> None:
    known = len(old.replies)
    if new.replies[:known] != old.replies:
        raise StoreError("a reply to a prompt cannot be changed, only followed by another one")
    _insert(
        session,
        PromptReplyRow,
        [
            codec.reply_values(case_id, new.number, position, reply, key)
            for position, reply in enumerate(new.replies[known:], known)
        ],
    )


def _save_findings(session: Session, case_id: UUID, old: Round, new: Round) -> None:
    if old.outcome == new.outcome:
        return
    session.exec(
        delete(FindingRow).where(
            col(FindingRow.case_id) == case_id, col(FindingRow.round) == new.number
        )
    )
    findings = new.outcome.findings if new.outcome is not None else ()
    _insert(
        session,
        FindingRow,
        [
            codec.finding_values(case_id, new.number, position, finding)
            for position, finding in enumerate(findings)
        ],
    )


def _insert(session: Session, kind: type[SQLModel], rows: Iterable[codec.Values]) -> None:
    if values := list(rows):
        run(session, insert(table(kind)), values)
