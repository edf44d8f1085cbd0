"""What a person sent, read into answers: every field either counts or says what is wrong.

Nothing here raises and nothing is thrown away: an answer that cannot count comes back to its
field with the fault beside it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from flows.cards import Value
from flows.case import SKIPPED, Answer, Answers, Place
from flows.events import Intent
from flows.pack import anchors
from flows.pack.model import Pack
from flows.pack.questions import Kind, Question
from flows.screening.assessment import as_shared
from flows.screening.cases import allowed_options
from flows.screening.walk import Missing, walk

LEAVING = frozenset({Intent.LEAVE, Intent.BACK})
"""Whoever leaves a page may leave fields open; what is typed is saved all the same."""

NOTE_CHARS = 600
"""The most that a few words beside an answer may hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field cannot count: the key of a sentence, and what fills its placeholders."""

    key: str
    said: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """Answers and notes by place, and faults by field id."""

    answers: Mapping[Place, Answer]
    notes: Mapping[Place, str]
    faults: Mapping[str, Fault]


def note_field(question: str) -> str:
    """Return the id of the field for a few words beside an answer."""
    return f"{question}.note"


def take(
    pack: Pack,
    before: Answers,
    questions: tuple[str, ...],
    risk: str | None,
    values: Mapping[str, Value],
    intent: Intent,
    people: frozenset[str],
) -> Taken:
    """Read the values of one page.

    Questions that another answer on the page makes unasked raise no fault; what stands in
    them is kept. `people` are the ids that a person field may name.
    """
    read: dict[str, Answer | None] = {}
    faults: dict[str, Fault] = {}
    for id in questions:
        outcome = _read(pack, pack.question[id], values.get(id, ""), intent, people)
        if isinstance(outcome, Fault):
            faults[id] = outcome
        read[id] = None if isinstance(outcome, Fault) else outcome
    notes = {id: as_text(values.get(note_field(id), "")) for id in questions}
    asked = _asked(pack, before, read, risk)
    faults |= _faults_of_notes(pack, read, notes)
    return Taken(
        answers={(id, risk): answer for id, answer in read.items() if answer is not None},
        notes={(id, risk): note for id, note in notes.items() if note},
        faults={id: fault for id, fault in faults.items() if id.partition(".")[0] in asked},
    )


def with_answers(before: Answers, taken: Mapping[Place, Answer]) -> Answers:
    """Return the answers with those of a page put in."""
    general = dict(before.general)
    risks = {risk: dict(own) for risk, own in before.risks.items()}
    for (question, risk), answer in taken.items():
        if risk is None:
            general[question] = answer
        else:
            risks.setdefault(risk, {})[question] = answer
    return replace(before, general=general, risks=risks)


def as_text(value: Value) -> str:
    """Return typed text without outer space and without what no text can hold.

    That is control characters, and halves of a character that came without the other half.
    """
    text = value if isinstance(value, str) else " ".join(value)
    kept = (
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )
    return "".join(kept).strip()


def visible(text: str) -> bool:
    """Tell whether a text has anything to see: spaces and zero-width marks alone do not count."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def _asked(
    pack: Pack, before: Answers, read: Mapping[str, Answer | None], risk: str | None
) -> frozenset[str]:
    """Return which questions of the page are asked once its other answers are in.

    A page is shown when all before it is answered, so the walk comes as far as the page.
    """
    filled = {
        (id, risk): SKIPPED if answer is None and pack.question[id].closed else answer or ""
        for id, answer in read.items()
    }
    after = with_answers(before, filled)
    course = walk(pack, as_shared(pack, after), Missing.STOP)
    return frozenset(question for question, about in course.asked if about == risk)


def _read(
    pack: Pack, question: Question, value: Value, intent: Intent, people: frozenset[str]
) -> Answer | Fault | None:
    if question.closed:
        return _read_options(pack, question, value, intent)
    text = as_text(value)
    if not visible(text):
        return _read_empty(question, intent)
    if question.type == Kind.DATE:
        return _read_day(text)
    if question.type == Kind.PERSON:
        return text if text in people else Fault("fault.person")
    if question.max_chars is not None and len(text) > question.max_chars:
        return Fault("fault.too_long", {"limit": question.max_chars, "length": len(text)})
    return text


def _read_options(
    pack: Pack, question: Question, value: Value, intent: Intent
) -> Answer | Fault | None:
    chosen = tuple(dict.fromkeys(option for option in _options(value) if option))
    if not chosen:
        return _read_unchosen(intent)
    if not set(chosen) <= set(allowed_options(pack, question)):
        return Fault("fault.not_offered")
    if len(chosen) > 1 and not question.several:
        return Fault("fault.only_one")
    if len(chosen) > 1 and not question.alone.isdisjoint(chosen):
        return Fault("fault.stands_alone")
    return chosen


def _read_unchosen(intent: Intent) -> Answer | Fault | None:
    match intent:
        case Intent.SKIP:
            return SKIPPED
        case Intent.LEAVE | Intent.BACK:
            return None
        case Intent.NEXT:
            return Fault("fault.choose")
        case _:
            assert_never(intent)


def _read_empty(question: Question, intent: Intent) -> Answer | Fault | None:
    if question.id != anchors.NAME and (question.optional or intent is Intent.SKIP):
        return ""
    if intent in LEAVING:
        return None
    return Fault("fault.name" if question.id == anchors.NAME else "fault.empty")


def _read_day(text: str) -> Answer | Fault:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Fault("fault.day")


def _faults_of_notes(
    pack: Pack, read: Mapping[str, Answer | None], notes: Mapping[str, str]
) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    for id, note in notes.items():
        remark = pack.remarks.get(id)
        needed = remark is not None and remark.required and remark.option in (read[id] or ())
        if needed and not visible(note):
            faults[note_field(id)] = Fault("fault.reason")
        if len(note) > NOTE_CHARS:
            faults[note_field(id)] = Fault(
                "fault.too_long", {"limit": NOTE_CHARS, "length": len(note)}
            )
    return faults


def _options(value: Value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
