"""What people do with a case after its screening, by what they are shown, on the desk and in Slack.

Whoever acts presses a button by its sentence and fills in fields by their ids. People are
named by the seats of the desk.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from flows.cards import Value
from flows.case import Case
from storage.reminders import NEWS, Kept
from tests.worked import the_pack

GOLDEN = Path(__file__).parent / "whole_life.json"

Values: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True)
class Act:
    """One person presses one button, and sends the forms that come of it.

    `press` is the key of the button's sentence; `near` are words of the entry where it stands.
    `measure` is the name of the measure on whose card it stands. `told` presses it where a
    message has it, for whoever cannot open the case.
    """

    who: str
    press: str
    sends: tuple[tuple[str, Values], ...] = ()
    near: str = ""
    measure: str = ""
    told: bool = False


@dataclass(frozen=True)
class Passing:
    """Time goes by: an hour, a day or a week."""

    by: str


@dataclass(frozen=True)
class Answering:
    """Somebody goes on with what is asked again, answers as before, and sends it."""

    who: str


Step: TypeAlias = Act | Passing | Answering

DONE = {"proof": "The report of the works council, page 3", "link": "https://example.org/report"}
WORKS: Values = {"works": "yes", "value": "0 of 40 people named in reports", **DONE}
FAILS: Values = {**WORKS, "works": "no", "value": "9 of 40", "next_step": "Leave out the names"}
RECORD: Values = {
    "reason": "The risk can be held small, as the record says.",
    "HD05": "The works council was heard.",
    "conflict": "none",
}
CONDITION: Values = {"condition.1": "No names in reports", "condition_owner.1": "engineer"}
AGREES: Values = {"conflict": "none"}


def act(who: str, form: str, values: Values, **more: Any) -> Act:
    """Return the act of opening a form by its button, and sending it."""
    return Act(who, f"{form}.open", ((f"{form}.send", values),), **more)


def measure_named(id: str) -> str:
    """Return what a measure of the pack is called."""
    return the_pack().measure[id].text


def risk_named(id: str) -> str:
    return the_pack().risk[id].title


KEPT = "MT10"
"""The measure of the workplace analytics product that is done, fails, and works in the end."""

REVIEW = "TR11"
"""The trigger of the pack by which the clock brings a case back."""


def asked() -> Iterator[Step]:
    """Yield how the team looks into the case: seen, the team asked, an expert asked."""
    yield Act("hr_member", "act.acknowledge")
    yield act("hr_member", "ask_team", {"words": "What does the works council say?"})
    yield Passing("day")
    yield act("manager", "reply_team", {"words": "It was heard, and agrees."})
    question = {"question": "S05:RK18", "expert": "engineer", "words": "You know the pilot."}
    yield act("hr_member", "ask_expert", question)
    yield act("engineer", "reply_expert", {"S05": "no"}, told=True)
    yield Act("manager", "act.accept")


def decision(today: date) -> Values:
    """Return what is filled in to decide with a condition: due in a month, looked at in three."""
    days = {"condition_due.1": in_days(today, 29), "review_on": in_days(today, 91)}
    return {**RECORD, **CONDITION, **days}


def in_days(today: date, days: int) -> str:
    return (today + timedelta(days)).isoformat()


def decided(today: date) -> Iterator[Act]:
    """Yield how two people decide together, with a condition."""
    outcome = {"outcome": "proceed_with_conditions"}
    sends = (("outcome.send", outcome), ("decision.send", decision(today)))
    yield Act("hr_lead", "outcome.open", sends)
    yield act("lead", "agree", AGREES)


def planned(today: date) -> Iterator[Step]:
    """Yield how the measures are taken, and one of them given to an engineer for a month."""
    yield Act("manager", "act.take_measures")
    plan = {"owner": "engineer", "verifier": "hr_member", "due_on": in_days(today, 30)}
    yield Act("manager", "plan.again", (("plan.send", plan),), measure=measure_named(KEPT))


def worked_on(today: date) -> Iterator[Step]:
    """Yield how a measure is done within its month, is seen not to work, and works once done again.

    Two months pass, in which whoever forgot something is reminded.
    """
    yield from planned(today)
    name = measure_named(KEPT)
    yield act("engineer", "progress", {"words": "Names are left out of the export."}, measure=name)
    yield from weeks(4)
    yield act("engineer", "implement", DONE, measure=name)
    yield from weeks(4)
    yield act("hr_member", "verify", FAILS, measure=name)
    yield Answering("manager")
    yield from weeks(1)
    yield act("engineer", "implement", DONE, measure=name)
    yield from weeks(2)
    yield act("hr_member", "verify", WORKS, measure=name)
    condition = CONDITION["condition.1"]
    yield act("engineer", "implement", DONE, measure=str(condition))
    yield act("hr_member", "verify", WORKS, measure=str(condition))


def weeks(number: int) -> Iterator[Passing]:
    """Yield how week after week goes by, and nobody does anything but what is due."""
    for _ in range(number):
        yield Passing("week")


def dropped(case: Case) -> Iterator[Act]:
    """Yield how all that is left is not needed.

    What a harm needs is dropped by the team alone, and all else by the product side.
    """
    reason = {"reason": "The product does not reach that far any more."}
    for one in case.open_measures:
        who = "hr_member" if one.risks else "manager"
        yield act(who, "refuse", reason, measure=measure_named(one.source))


def closed(case: Case) -> Iterator[Act]:
    """Yield how the team agrees to close each harm."""
    for risk in case.open_risks:
        words = {"words": "The reports carry no names."}
        yield act("hr_member", "close_risk", words, near=risk_named(risk))


def reviewed() -> Iterator[Step]:
    """Yield how the closed case is asked again on its day, month after month, by the clock."""
    yield from weeks(2)
    yield Answering("manager")
    yield from weeks(5)
    yield Answering("manager")


def changed() -> Iterator[Step]:
    """Yield how the closed case is asked again when something changes."""
    yield from weeks(1)
    yield act("manager", "change", {"trigger": "TR01", "words": "It also counts messages."})
    yield Answering("manager")


Reminded: TypeAlias = Sequence[tuple[Kept, str]]
"""The reminders of a case, each with what became of it."""

TOLD = ("done", "skipped")
DAYS = ("P03", "M03")
"""Days follow the clock of where the story is told, and are left out."""


def as_told(case: Case, reminded: Reminded, began: date, names: Mapping[str, str]) -> Any:
    """Return what a case has come to without ids; people by the names of their seats.

    Who was reminded of what is told by the days since the story began.
    """
    told = {
        "phase": case.phase.value,
        "launch": case.launch_status,
        "owner": case.owner,
        "rounds": [
            {
                "number": each.number,
                "answers": {
                    str(place): "a day" if place[0] in DAYS else given.value
                    for place, given in each.given.items()
                },
                "openings": [(one.trigger, one.by, one.words) for one in each.openings],
                "route": each.outcome.route if each.outcome is not None else None,
            }
            for each in case.rounds
        ],
        "questions": [
            (one.text, one.by, one.reply, one.replied.by if one.replied else None)
            for each in case.escalations
            for one in each.questions
        ],
        "decisions": [
            (
                each.decision.outcome,
                each.decision.decided_by,
                [(voice.by, voice.role, voice.outcome, voice.agrees) for voice in each.voices],
            )
            for each in case.escalations
            if each.decision is not None
        ],
        "experts": [
            (str(one.place), one.expert, one.by, one.accepted) for one in case.expert_questions
        ],
        "measures": [
            (
                one.source or one.text,
                one.owner,
                one.verifier,
                [(stage.state.value, stage.by, stage.words) for stage in one.stages],
            )
            for one in case.measures
        ],
        "closures": [(one.risk, one.by, one.words, one.round) for one in case.closures],
        "evidence": sorted(
            (names.get(one.by, one.by), one.link, one.text) for one in case.evidence
        ),
        "reminded": _as_reminded(case, reminded, began, names),
    }
    return _renamed(json.loads(json.dumps(told)), names)


def _as_reminded(case: Case, reminded: Reminded, began: date, names: Mapping[str, str]) -> Any:
    """Return on which day of the story who was reminded of what, and which stages were skipped."""
    return sorted(
        (
            (one.planned.due_at.date() - began).days,
            names.get(one.planned.person or "", one.planned.person) or one.planned.role,
            *_thing(case, one.planned.subject),
            one.planned.stage,
            end,
        )
        for one, end in reminded
        if end in TOLD and one.planned.subject != NEWS
    )


def _thing(case: Case, subject: str) -> tuple[str, str]:
    """Return what kind of thing a reminder is about, and what it is called."""
    kind, _, id = subject.partition(":")
    named = {str(one.id): one.source or one.text for one in case.measures}
    return kind, named.get(id, "")


def assert_told(case: Case, reminded: Reminded, began: date, names: Mapping[str, str]) -> None:
    """Check that a case has come to what the story comes to, wherever it was told.

    After a change that is meant, `UPDATE_GOLDEN=1` writes the file anew; read the difference.
    """
    told = json.dumps(as_told(case, reminded, began, names), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text("utf-8")


def _renamed(told: Any, names: Mapping[str, str]) -> Any:
    match told:
        case dict():
            return {key: _renamed(each, names) for key, each in told.items()}
        case list():
            return [_renamed(each, names) for each in told]
        case str():
            return names.get(told, told)
        case _:
            return told
