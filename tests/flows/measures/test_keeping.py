"""Keeping a message of a chat: for which case, for what of it, and what becomes of it."""

from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest

from flows.cards import Field, Form, Note, Notice, Reply, SingleField, Value
from flows.case import Case, Confidentiality, Measure, MeasureState, Phase, Stage, Summary
from flows.casework.tracking.keeping import (
    MOST_CASES,
    ask_for_case,
    ask_what_about,
    chosen_case,
    evidence_of,
    held_no_more,
    nothing_to_keep,
)
from flows.events import EvidenceKept, KeepAsked, KeepSent
from flows.views.tracking.keeping import LABEL_CHARS, SHOWN_CHARS
from flows.views.viewer import Viewer
from tests.fakes import summary_of
from tests.flows.screening import NOW, Screening, line, played, words

KEEPING = "00000000-0000-4000-8000-000000000009"
MESSAGE = KeepAsked("ines", "https://chat.example/p1", "We tested it with  nurses.")
OTHER = UUID(int=4)


def viewer(by: str = "mira") -> Viewer:
    run = Screening()
    return Viewer(run.pack, run.context(by))


def case() -> Case:
    return played("G02").case


def with_measures(owner: str) -> Case:
    """Return a case with a measure of the pack's, and one in words of its own."""
    stage = Stage(MeasureState.PLANNED, "mira", NOW)
    source = next(iter(viewer().pack.measure))
    first = Measure(UUID(int=1), source, "", ("RK04",), "suggested", 1, (stage,), owner=owner)
    own = replace(first, id=UUID(int=2), source="", text="Ask the nurses. " * 9, owner="lena")
    return replace(case(), measures=(first, own))


def open_line(**more: object) -> Summary:
    changed: Any = {"phase": Phase.TRACKING, **more}
    return replace(summary_of(case()), **changed)


def asks(*summaries: Summary, by: str = "mira", sent: KeepSent | None = None) -> Reply:
    return ask_for_case(viewer(by), KEEPING, MESSAGE, summaries, sent)


def form(reply: Reply) -> Form:
    assert isinstance(reply, Form), words(reply)
    return reply


def only(shown: Form) -> Field:
    (field,) = shown.fields
    return field


def choices(field: Field) -> dict[str, str]:
    assert isinstance(field.kind, SingleField)
    return {choice.id: line(choice.text) for choice in field.kind.choices}


# --- for which case


def test_the_message_is_shown_and_the_case_is_asked_for() -> None:
    shown = form(asks(open_line(name="Street view")))
    (note,) = [each for each in shown.intro if isinstance(each, Note)]
    assert line(note.text) == "Ines: We tested it with nurses."
    assert choices(only(shown)) == {str(case().id): f"{case().reference}: Street view"}
    assert (shown.submit.verb, shown.submit.args) == ("keep_send", {"keeping": KEEPING})
    assert shown.anew is not None
    assert shown.anew.args == {"keeping": KEEPING}


def test_what_was_written_never_travels_in_a_button() -> None:
    shown = form(asks(open_line()))
    texts = [*shown.submit.args.values(), *(v for one in shown.others for v in one.args.values())]
    assert not [text for text in texts if "nurses" in text or "chat.example" in text]


def test_a_long_message_is_cut_where_it_is_shown_and_nowhere_else() -> None:
    long = replace(MESSAGE, author="W0THER", text="word " * 200)
    shown = form(ask_for_case(viewer(), KEEPING, long, [open_line()]))
    (note,) = [each for each in shown.intro if isinstance(each, Note)]
    assert line(note.text).startswith("W0THER: word word")
    assert len(line(note.text)) == SHOWN_CHARS + len("W0THER: ")
    assert evidence_of(long, KeepSent(KEEPING, str(OTHER))).text == long.text


def test_a_message_without_words_says_so() -> None:
    shown = ask_for_case(viewer(), KEEPING, replace(MESSAGE, text=""), [open_line()])
    assert "Ines: (no words)" in words(shown)


def test_only_open_cases_are_offered_that_somebody_takes_part_in() -> None:
    lines = [
        open_line(case_id=UUID(int=1)),
        open_line(case_id=UUID(int=2), phase=Phase.CLOSED),
        open_line(case_id=UUID(int=3), phase=Phase.WITHDRAWN),
        open_line(case_id=UUID(int=5), phase=Phase.CONCERN),
        open_line(case_id=UUID(int=6), owner="lena", product_lead=None, participants=()),
        open_line(
            case_id=UUID(int=7),
            owner="lena",
            product_lead=None,
            participants=(),
            helpers=("mira",),
        ),
        open_line(case_id=UUID(int=8), confidentiality=Confidentiality.RESTRICTED, participants=()),
    ]
    mine = choices(only(form(asks(*lines))))
    assert list(mine) == [str(UUID(int=1)), str(UUID(int=7))]
    team = choices(only(form(asks(*lines, by="hana"))))
    assert list(team) == [str(UUID(int=number)) for number in (1, 6, 7, 8)]


def test_where_there_is_no_case_nothing_is_kept() -> None:
    shown = asks(open_line(phase=Phase.CLOSED))
    assert isinstance(shown, Notice)
    assert "no open case" in words(shown)


def test_no_more_cases_are_offered_than_a_menu_holds() -> None:
    lines = [open_line(case_id=UUID(int=number)) for number in range(MOST_CASES + 5)]
    assert len(choices(only(form(asks(*lines))))) == MOST_CASES


@pytest.mark.parametrize(
    ("chosen", "said"), [("", "Nothing is chosen"), (str(OTHER), "none of the answers offered")]
)
def test_a_case_that_cannot_be_chosen_comes_back(chosen: str, said: str) -> None:
    sent = KeepSent(KEEPING, values={"kept_for": chosen})
    assert chosen_case(viewer(), [open_line()], sent) is None
    shown = form(asks(open_line(), sent=sent))
    assert said in line(only(shown).error)
    assert only(shown).value == chosen


def test_a_form_that_is_only_drawn_again_is_no_fault() -> None:
    shown = form(asks(open_line(), sent=KeepSent(KEEPING)))
    assert only(shown).error == ()


def test_the_chosen_case_is_one_of_those_offered() -> None:
    sent = KeepSent(KEEPING, values={"kept_for": str(case().id)})
    assert chosen_case(viewer(), [open_line()], sent) == case().id
    assert chosen_case(viewer("otto"), [open_line()], sent) is None


# --- for what of it


def test_questions_that_were_answered_are_offered_each_under_its_harm() -> None:
    shown = form(ask_what_about(viewer(), KEEPING, replace(case(), measures=())))
    field = only(shown)
    assert isinstance(field.kind, SingleField)
    places = {id if risk is None else f"{id}:{risk}" for id, risk in case().round.known}
    assert {choice.id for choice in field.kind.choices} == places
    assert all(len(line(choice.text)) <= LABEL_CHARS for choice in field.kind.choices)
    groups = [line(choice.group) for choice in field.kind.choices]
    assert groups[0] == "Questions about the whole"
    assert [group for group, _ in groupby(groups)] == list(dict.fromkeys(groups))
    assert field.optional
    assert "for the case as a whole" in line(field.why)
    assert shown.submit.args == {"keeping": KEEPING, "kept_for": str(case().id)}
    assert shown.anew is not None
    assert shown.anew.args == {"keeping": KEEPING}


def test_measures_are_offered_first() -> None:
    offered = choices(only(form(ask_what_about(viewer(), KEEPING, with_measures("lena")))))
    first, second, *_ = offered.items()
    assert first[0] == f"measure:{UUID(int=1)}"
    assert second[1].startswith("Ask the nurses. Ask the nurses.")
    assert second[1].endswith("…")


def test_whoever_owns_a_measure_keeps_for_it_alone() -> None:
    field = only(form(ask_what_about(viewer("otto"), KEEPING, with_measures("otto"))))
    assert list(choices(field)) == [f"measure:{UUID(int=1)}"]
    assert not field.optional
    assert field.why == ()


def test_whoever_takes_no_part_is_told_who_does() -> None:
    shown = ask_what_about(viewer("otto"), KEEPING, with_measures("lena"))
    assert isinstance(shown, Notice)
    assert "Only whoever takes part" in words(shown)


def test_a_case_without_answers_is_kept_for_as_a_whole() -> None:
    shown = form(ask_what_about(viewer("hana"), KEEPING, replace(case(), rounds=(), measures=())))
    assert shown.fields == ()


# --- what becomes of it


BECOMES: dict[str, tuple[Value, UUID | None, dict[str, Value]]] = {
    "nothing": ("", None, {}),
    "a question": ("P02", None, {"about_question": "P02"}),
    "of a harm": ("S01:RK04", None, {"about_question": "S01:RK04"}),
    "a measure": (f"measure:{OTHER}", OTHER, {}),
    "no measure": ("measure:x", None, {"about_question": "measure:x"}),
}


@pytest.mark.parametrize("name", BECOMES)
def test_a_message_becomes_evidence_for_what_was_chosen(name: str) -> None:
    about, measure, values = BECOMES[name]
    sent = KeepSent(KEEPING, str(case().id), {"kept_about": about})
    assert evidence_of(MESSAGE, sent) == EvidenceKept(
        measure, "ines", "https://chat.example/p1", MESSAGE.text, values
    )


def test_what_cannot_be_kept_says_where_it_still_is() -> None:
    assert "neither words nor a link" in words(nothing_to_keep(viewer()))
    assert "not held here any more" in words(held_no_more(viewer()))
