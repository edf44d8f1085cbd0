"""Cases to rows and back, explicitly: no class of `flows/` writes itself.

What is encrypted is JSON that carries its version, so that a later one can still read it. Lone
surrogates survive: a person can type them, and nothing that was sent is lost.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from flows.case import (
    Answer,
    Case,
    Classed,
    Concern,
    Confidentiality,
    Finding,
    Following,
    Given,
    HandedOver,
    Opening,
    Outcome,
    Place,
    PromptReply,
    Round,
    Unreached,
    Withdrawal,
)
from flows.errors import StoreError
from flows.pack.anchors import NAME
from storage.keys import Key
from storage.tables import (
    AnswerRow,
    CaseRow,
    FindingRow,
    PromptReplyRow,
    RatingRow,
    RoundRow,
)

VERSION = 1
PREFIX = "SAL-"

Values = dict[str, Any]


# ------------------------------------------------------------------------------ secrets


def packed(data: Mapping[str, object]) -> bytes:
    """Return data as the bytes that are encrypted."""
    text = json.dumps({"v": VERSION, **data}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def unpacked(plain: bytes) -> dict[str, Any]:
    """Return what `packed` packed. Raise StoreError for a version that is not known."""
    data: dict[str, Any] = json.loads(plain.decode("utf-8", "surrogatepass"))
    if data.pop("v", None) != VERSION:
        raise StoreError("a stored value was written by a newer Salient than this one")
    return data


def place_of_row(case_id: UUID, *key: object) -> str:
    """Return the name of a row that its secrets are bound to."""
    return "/".join(map(str, (case_id, *key)))


# -------------------------------------------------------------------------------- cases


def case_values(case: Case, key: Key) -> Values:
    """Return the columns of a case that change with it."""
    outcome = case.outcome
    return {
        "pack": case.pack,
        "revision": case.revision,
        "owner": case.owner,
        "product_lead": case.product_lead,
        "confidentiality": case.confidentiality.value,
        "launch_status": case.launch_status,
        "is_draft": case.is_draft,
        "route": outcome.route if outcome else None,
        "severity": worst(outcome.findings) if outcome else None,
        "answered": len(case.round.standing) if case.rounds else 0,
        "told": list(case.told),
        "concern_secret": _concern_secret(case, key),
        "phase": case.phase.value,
        "due_at": case.promised_at,
        "due_on": case.due_on,
        "withdrawn_at": case.withdrawal.at if case.withdrawal is not None else None,
        "people_secret": _people_secret(case, key),
    }


def new_case_values(case: Case) -> Values:
    """Return the columns of a case that never change."""
    return {
        "id": case.id,
        "reference": case.reference,
        "sequence": sequence(case.reference),
        "started_at": case.started_at,
    }


def read_case(
    row: CaseRow,
    key: Key,
    participants: Iterable[str],
    rounds: Iterable[Round],
    casework: Mapping[str, Any],
) -> Case:
    """Return a case; `casework` is what hangs from it beside its rounds, by the case's fields."""
    return Case(
        id=row.id,
        reference=row.reference,
        pack=row.pack,
        revision=row.revision,
        owner=row.owner,
        started_at=row.started_at,
        product_lead=row.product_lead,
        confidentiality=Confidentiality(row.confidentiality),
        participants=tuple(participants),
        rounds=tuple(rounds),
        concern=_read_concern(row, key),
        **_read_people(row, key),
        **casework,
    )


def sequence(reference: str) -> int | None:
    """Return the running number in a reference; a sealed one has none."""
    number = reference.removeprefix(PREFIX)
    return int(number) if number.isascii() and number.isdecimal() else None


def worst(findings: Sequence[Finding]) -> int | None:
    """Return the highest severity."""
    return max((each.severity for each in findings), default=None)


def _concern_secret(case: Case, key: Key) -> bytes | None:
    if case.concern is None:
        return None
    plain = packed(
        {
            "launch": case.concern.launch,
            "raised_by": case.concern.raised_by,
            "words": case.concern.words,
            "may_write_back": case.concern.may_write_back,
        }
    )
    return key.encrypt("case.concern_secret", place_of_row(case.id), plain)


def _read_concern(row: CaseRow, key: Key) -> Concern | None:
    if row.concern_secret is None:
        return None
    plain = key.decrypt("case.concern_secret", place_of_row(row.id), row.concern_secret)
    data = unpacked(plain)
    return Concern(
        launch=data["launch"],
        raised_by=data["raised_by"],
        words=data.get("words", ""),  # the first version had none of these
        may_write_back=data.get("may_write_back", True),
    )


@dataclass(frozen=True, slots=True)
class _People:
    """What is between a case and people, kept together: none of it is asked for by lists."""

    following: Following = field(default_factory=Following)
    withdrawal: Withdrawal | None = None
    unreached: tuple[Unreached, ...] = ()
    classes: tuple[Classed, ...] = ()


_PEOPLE = TypeAdapter(_People)


def _people_secret(case: Case, key: Key) -> bytes | None:
    people = _People(case.following, case.withdrawal, case.unreached, case.classes)
    if people == _People():
        return None
    plain = packed({"it": _PEOPLE.dump_python(people, mode="json")})
    return key.encrypt("case.people_secret", place_of_row(case.id), plain)


def _read_people(row: CaseRow, key: Key) -> Values:
    if row.people_secret is None:
        return {}
    plain = key.decrypt("case.people_secret", place_of_row(row.id), row.people_secret)
    people = _PEOPLE.validate_python(unpacked(plain)["it"])
    return {
        "following": people.following,
        "withdrawal": people.withdrawal,
        "unreached": people.unreached,
        "classes": people.classes,
    }


# ------------------------------------------------------------------------------- rounds


def round_values(case_id: UUID, round_: Round, key: Key) -> Values:
    """Return the columns of a round that change with it."""
    values: Values = {"early_rules": list(round_.early_rules), **_opening(case_id, round_, key)}
    if round_.outcome is None:
        return values | dict.fromkeys(
            ("route", "launch", "rules", "told", "submitted_at", "next_review_days")
        )
    return values | {
        "route": round_.outcome.route,
        "launch": round_.outcome.launch,
        "rules": list(round_.outcome.rules),
        "told": list(round_.outcome.told),
        "submitted_at": round_.outcome.at,
        "next_review_days": round_.outcome.next_review_days,
    }


@dataclass(frozen=True, slots=True)
class _Opened:
    """Why a later round was opened, what it asks again, and whether it was handed over."""

    openings: tuple[Opening, ...] = ()
    asks: tuple[Place, ...] = ()
    handed_over: HandedOver | None = None
    reported: tuple[str, ...] = ()


_OPENED = TypeAdapter(_Opened)


def _opening(case_id: UUID, round_: Round, key: Key) -> Values:
    opened = _Opened(round_.openings, round_.asks, round_.handed_over, round_.reported)
    if opened == _Opened():
        return {"triggers": [], **dict.fromkeys(("opened_at", "handed_over_at", "opening_secret"))}
    plain = packed({"it": _OPENED.dump_python(opened, mode="json")})
    place = place_of_row(case_id, round_.number)
    return {
        "triggers": [each.trigger for each in round_.openings],
        "opened_at": min((each.at for each in round_.openings), default=None),
        "handed_over_at": round_.handed_over.at if round_.handed_over is not None else None,
        "opening_secret": key.encrypt("round.opening_secret", place, plain),
    }


def _read_opening(row: RoundRow, key: Key) -> _Opened:
    if row.opening_secret is None:
        return _Opened()
    place = place_of_row(row.case_id, row.number)
    plain = key.decrypt("round.opening_secret", place, row.opening_secret)
    return _OPENED.validate_python(unpacked(plain)["it"])


def read_round(
    row: RoundRow,
    given: Mapping[Place, Given],
    replies: Iterable[PromptReply],
    findings: Iterable[Finding],
    before: Mapping[Place, Given],
    key: Key,
) -> Round:
    """Return a round; `before` are the newest answers of the rounds before it."""
    opened = _read_opening(row, key)
    return Round(
        number=row.number,
        given=given,
        replies=tuple(replies),
        early_rules=tuple(row.early_rules),
        outcome=_read_outcome(row, findings),
        before=before,
        asks=opened.asks,
        openings=opened.openings,
        handed_over=opened.handed_over,
        reported=opened.reported,
    )


def _read_outcome(row: RoundRow, findings: Iterable[Finding]) -> Outcome | None:
    if row.submitted_at is None:
        return None
    return Outcome(
        route=row.route or "",
        launch=row.launch or "",
        rules=tuple(row.rules or ()),
        told=tuple(row.told or ()),
        findings=tuple(findings),
        at=row.submitted_at,
        next_review_days=row.next_review_days or 0,
    )


def finding_values(case_id: UUID, number: int, position: int, finding: Finding) -> Values:
    return {
        "case_id": case_id,
        "round": number,
        "risk": finding.risk,
        "position": position,
        "scale": finding.scale,
        "scope": finding.scope,
        "repair": finding.repair,
        "severity": finding.severity,
        "likelihood": finding.likelihood,
        "dismissed": finding.dismissed,
        "relationship": finding.relationship,
    }


def read_finding(row: FindingRow) -> Finding:
    return Finding(
        risk=row.risk,
        scale=row.scale,
        scope=row.scope,
        repair=row.repair,
        severity=row.severity,
        likelihood=row.likelihood,
        dismissed=row.dismissed,
        relationship=row.relationship,
    )


# ------------------------------------------------------------------------------ answers


def answer_values(case_id: UUID, number: int, question: str, given: Given, key: Key) -> Values:
    row = place_of_row(case_id, number, question, given.revision)
    return {
        "case_id": case_id,
        "round": number,
        "question": question,
        "value": key.encrypt("answer.value", row, _packed_given(given)),
        **_circumstances(given),
    }


def rating_values(
    case_id: UUID, number: int, risk: str, question: str, given: Given, key: Key
) -> Values:
    row = place_of_row(case_id, number, risk, question, given.revision)
    return {
        "case_id": case_id,
        "round": number,
        "risk": risk,
        "question": question,
        "value": key.encrypt("rating.value", row, _packed_given(given)),
        **_circumstances(given),
    }


def read_answer(row: AnswerRow, key: Key) -> Given:
    place = place_of_row(row.case_id, row.round, row.question, row.revision)
    return _read_given(row, key.decrypt("answer.value", place, row.value))


def read_rating(row: RatingRow, key: Key) -> Given:
    place = place_of_row(row.case_id, row.round, row.risk, row.question, row.revision)
    return _read_given(row, key.decrypt("rating.value", place, row.value))


def reply_values(case_id: UUID, number: int, position: int, reply: PromptReply, key: Key) -> Values:
    plain = packed({"text": reply.text})
    return {
        "case_id": case_id,
        "round": number,
        "position": position,
        "prompt": reply.prompt,
        "risk": reply.risk,
        "revision": reply.revision,
        "actor": reply.by,
        "at": reply.at,
        "text": key.encrypt("prompt_reply.text", place_of_row(case_id, number, position), plain),
    }


def read_reply(row: PromptReplyRow, key: Key) -> PromptReply:
    place = place_of_row(row.case_id, row.round, row.position)
    return PromptReply(
        prompt=row.prompt,
        risk=row.risk,
        text=unpacked(key.decrypt("prompt_reply.text", place, row.text))["text"],
        by=row.actor,
        at=row.at,
        revision=row.revision,
    )


def _packed_given(given: Given) -> bytes:
    value = given.value if isinstance(given.value, str) else list(given.value)
    return packed({"value": value, "note": given.note})


def _read_given(row: AnswerRow | RatingRow, plain: bytes) -> Given:
    data = unpacked(plain)
    value: Answer = data["value"] if isinstance(data["value"], str) else tuple(data["value"])
    return Given(value, by=row.actor, at=row.at, revision=row.revision, note=data["note"])


def _circumstances(given: Given) -> Values:
    return {"revision": given.revision, "actor": given.by, "at": given.at}


# ------------------------------------------------------------------------------ launches


def launch_name(case: Case) -> str | None:
    """Return what the product is called, None as long as nobody said."""
    return _latest(case, NAME)


def _latest(case: Case, question: str) -> str | None:
    for each in reversed(case.rounds):
        if given := each.given.get((question, None)):
            return given.value if isinstance(given.value, str) and given.value else None
    return None
