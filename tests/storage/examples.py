"""Cases and other things to keep, as the tests of the store need them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from flows.case import (
    Advice,
    Blocked,
    Case,
    Classed,
    Closure,
    Concern,
    Condition,
    Confidentiality,
    Decision,
    Escalation,
    Evidence,
    EvidenceKind,
    ExpertQuestion,
    Finding,
    Following,
    Given,
    HandedOver,
    LaunchWord,
    Measure,
    MeasureState,
    Opening,
    OpenItem,
    Outcome,
    Place,
    Policy,
    PromptReply,
    Rating,
    Remedy,
    Round,
    Signed,
    Snooze,
    Stage,
    TeamQuestion,
    Unreached,
    Voice,
    Withdrawal,
)
from flows.pack.anchors import LAUNCH_DATE, NAME
from storage import store
from storage.database import Database
from storage.keys import Keyring

NOW = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
PACK = "meaning-1"

STRANGE_TEXTS = {
    "empty": "",
    "accents and right-to-left": "Ünïcödé שלום مرحبا \u202eback\u202c",
    "emoji": "👩🏽‍⚖️ 🏳️‍🌈 👨‍👩‍👧‍👦",
    "zero width": "a\u200bb\u200dc\ufeffd\u2060",
    "control characters": "tab\t line\n return\r nul\0 bell\a end",
    "half an emoji": "half \ud83d and the other half \ude00",
    "markup": "<script>alert('x')</script> & =1+1 {{ 7*7 }} '; DROP TABLE \"case\"; --",
    "100 kB": "human rights – Menschenrechte – حقوق " * 2700,
}


def given(value: str | tuple[str, ...], revision: int = 1, note: str = "") -> Given:
    """Return an answer by Ann, a minute later for each revision."""
    return Given(value, "ann", NOW + timedelta(minutes=revision), revision, note)


def draft(reference: str = "SAL-1", case_id: UUID | None = None, name: str = "Lighthouse") -> Case:
    """Return a case whose name has just been given."""
    return Case(
        id=case_id or uuid4(),
        reference=reference,
        pack=PACK,
        revision=1,
        owner="ann",
        started_at=NOW,
        product_lead="lee",
        rounds=(Round(1, {(NAME, None): given(name)}),),
    )


def answered(case: Case, answers: dict[Place, str | tuple[str, ...]]) -> Case:
    """Return the next state of a case, with these answers given in its newest round."""
    revision = case.revision + 1
    new = {place: given(value, revision) for place, value in answers.items()}
    newest = replace(case.round, given={**case.round.given, **new})
    return replace(case, revision=revision, rounds=(*case.rounds[:-1], newest))


def submitted(case: Case, launch: str = "hold", severities: Iterable[int] = (4, 5)) -> Case:
    """Return the next state of a case, with its newest round sent."""
    findings = tuple(
        Finding(f"H{number:02}", 3, 2, severity, severity, 4, dismissed=number == 1)
        for number, severity in enumerate(severities)
    )
    outcome = Outcome("hr_escalation", launch, ("ER14", "ER01"), findings, NOW, 90)
    newest = replace(case.round, outcome=outcome)
    return replace(case, revision=case.revision + 1, rounds=(*case.rounds[:-1], newest))


def rich_case() -> Case:
    """Return a case that has everything a case can have."""
    first = submitted(
        answered(
            draft(name="Lighthouse \0 🗼"),
            {
                (LAUNCH_DATE, None): "2026-09-01",
                ("G04", None): ("workers", "unsure"),
                ("M07", None): (),
                ("R01", "H01"): ("applies",),
                ("S01", "H01"): "4",
                ("S01", "H02"): "2",
            },
        )
    )
    replies = (
        PromptReply("CP1", None, "yes, really", "ann", NOW, 2),
        PromptReply("CP2", "H01", "nul \0 \ud83d", "lee", NOW + timedelta(seconds=1), 2),
        PromptReply("CP1", None, "", "ann", NOW + timedelta(seconds=2), 3),
    )
    noted = {**first.round.given, ("G09", None): given("text", 2, note="a remark \u200b")}
    second = Round(
        2,
        {("G04", None): given(("customers",), 3)},
        early_rules=("ER02", "ER01"),
        before=noted,
        asks=(("G04", None), ("S01", "H01")),
        openings=(Opening("TR03", "ann", NOW, "a new customer \0", date(2026, 3, 9)),),
        handed_over=HandedOver("ann", NOW),
    )
    return replace(
        first,
        revision=7,
        confidentiality=Confidentiality.RESTRICTED,
        participants=("zoe", "bob", "ann"),
        rounds=(replace(first.round, given=noted, replies=replies), second),
        following=Following(("fay",), ("bob",)),
        withdrawal=Withdrawal("no market", "ann", NOW),
        unreached=(Unreached("legal", NOW, ("human_rights_team",)),),
        classes=(Classed(Confidentiality.RESTRICTED, ("zoe", "bob"), "a witness", "hana", NOW),),
        **everything_that_follows(),
    )


def everything_that_follows(typed: str = "typed \0") -> dict[str, Any]:
    """Return one of each kind of thing that hangs from a case, with `typed` where people type."""
    signed = Signed("hana", NOW)
    policy = Policy(
        1, 5, (("team",), ("lead", "team")), "DC2", ("lead", "product_lead"), ("legal",), True,
        "sponsor", False, True,
    )  # fmt: skip
    condition = Condition(typed, "ines", date(2026, 4, 1), "MT01")
    voice = Voice(
        "lead", "restrict", typed, "hana", NOW, {"HD05": typed}, (condition,),
        conflict=typed, dissent=typed,
    )  # fmt: skip
    decision = Decision(
        "restrict", typed, ("hana", "lee"), NOW, "cleared_with_actions", date(2026, 5, 1),
        {"HD05": typed}, (condition,),
    )  # fmt: skip
    escalation = Escalation(
        id=UUID(int=1),
        round=1,
        route="hr_escalation",
        policy=policy,
        opened_at=NOW,
        first_due_at=NOW + timedelta(days=1),
        decision_due_at=NOW + timedelta(days=5),
        revision=3,
        responsible="hana",
        acknowledged=signed,
        questions=(TeamQuestion(UUID(int=2), typed, "hana", NOW, typed, signed),),
        advice=(Advice("legal", typed, "lara", NOW),),
        voices=(voice,),
        decision=decision,
    )
    stages = (
        Stage(MeasureState.PROPOSED, "salient", NOW),
        Stage(MeasureState.NOT_EFFECTIVE, "jo", NOW, typed, typed, typed),
    )
    measure = Measure(
        UUID(int=3), "MT01", typed, ("H01", "H02"), "suggested", 4, stages, "ines",
        date(2026, 4, 1), typed, typed, typed, "jo", Blocked(typed, "lee", "ines", NOW),
    )  # fmt: skip
    item = OpenItem(
        UUID(int=4), ("S01", "H01"), 1, "ines", date(2026, 3, 20), NOW, 5, answered=signed
    )
    asked = ExpertQuestion(
        UUID(int=5), ("G04", None), "ed", "hana", NOW, 6, typed, ("workers",), typed, NOW,
        True, signed,
    )  # fmt: skip
    proof = Evidence(
        UUID(int=6), EvidenceKind.LINK, "", "abc", "ines", NOW, link=typed,
        measure=UUID(int=3), place=("G04", None), owner="ines", expires_on=date(2027, 1, 1),
    )  # fmt: skip
    return {
        "escalations": (escalation,),
        "measures": (measure,),
        "open_items": (item,),
        "expert_questions": (asked,),
        "evidence": (proof,),
        "ratings": (Rating("H01", 3, 3, 3, 2, typed, "hana", NOW, 1, below_floor=True),),
        "closures": (Closure("H02", 1, "jo", NOW, typed),),
        "remedies": (Remedy("H01", NOW, "otto", typed),),
        "snoozes": (Snooze("launch", "mira", date(2026, 3, 9), typed, NOW),),
        "launch_words": (LaunchWord("moved", "mira", NOW, date(2026, 5, 1), typed),),
    }


def sealed_case(reference: str = "SAL-ABCDEF") -> Case:
    """Return a case that was opened for a concern."""
    return Case(
        id=uuid4(),
        reference=reference,
        pack=PACK,
        revision=1,
        owner="ann",
        started_at=NOW,
        confidentiality=Confidentiality.SEALED,
        concern=Concern("SAL-1", "ann"),
    )


def keep(database: Database, keys: Keyring, *cases: Case) -> None:
    """Save new cases, one transaction each."""
    for case in cases:
        database.transact(store.save, keys, None, case, NOW)


def in_turn(
    session: Session, keys: Keyring, states: Iterable[Case], before: Case | None = None
) -> None:
    """Save one state after another."""
    for after in states:
        store.save(session, keys, before, after, after.started_at)
        before = after
