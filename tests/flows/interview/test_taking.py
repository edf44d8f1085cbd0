"""What a person sends: it counts, or it comes back to its field with what is wrong."""

from collections.abc import Mapping

import pytest

from flows.cards import Value
from flows.events import PageRef
from flows.screening.taking import NOTE_CHARS, as_text, visible
from tests.flows.screening import Screening, given, line, up_to, values_for, words
from tests.worked import the_pack, worked

FIRST: Mapping[str, Value] = {
    "P01": "Pocket calculator",
    "P02": "A free calculator.",
    "P03": "2026-09-01",
    "P04": ("none",),
    "P05": ("none",),
}
HUGE = "x" * 100_000
RISK = "RK04"


def first_page() -> Screening:
    run = Screening()
    run.start()
    return run


BAD: Mapping[str, tuple[str, Value, str]] = {
    "no name": ("P01", "", "needs a name"),
    "spaces as a name": ("P01", " \t\n ", "needs a name"),
    "zero-width characters as a name": ("P01", "\u200b\u200d\ufeff\u2060", "needs a name"),
    "control characters as a name": ("P01", "\x00\x07\x1b", "needs a name"),
    "half of an emoji as a name": ("P01", "\ud83d", "needs a name"),
    "a name too long": ("P01", "A" * 81, "81 characters and 80 fit"),
    "a name of 100 kB": ("P01", HUGE, "100000 characters and 80 fit"),
    "a story of 100 kB": ("P02", HUGE, "100000 characters and 400 fit"),
    "no story": ("P02", "", "This is empty"),
    "no day": ("P03", "", "This is empty"),
    "a day that no calendar has": ("P03", "2026-02-30", "not a day that a calendar has"),
    "words as a day": ("P03", "soon", "not a day that a calendar has"),
    "markup as a day": ("P03", "<b>2026</b>", "not a day that a calendar has"),
    "half of an emoji beside a day": ("P03", "2026-02-3\ud83d", "not a day that a calendar has"),
    "nothing chosen": ("P04", "", "Nothing is chosen"),
    "nothing chosen of several": ("P04", (), "Nothing is chosen"),
    "an empty option": ("P04", ("",), "Nothing is chosen"),
    "an option that is not there": ("P04", ("teleport",), "none of the answers offered here"),
    "an option of another question": ("P04", ("basic",), "none of the answers offered here"),
    "a good option beside a foreign one": ("P04", ("none", HUGE), "none of the answers offered"),
    "none beside others": ("P05", ("none", "basic"), "Two of these do not go together"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_value_is_a_fault_at_its_field_and_nothing_is_saved(what: str) -> None:
    field, value, says = BAD[what]
    run = first_page()
    before = run.case
    typed = {**FIRST, field: value}
    turn = run.send(typed)
    assert list(run.errors) == [field]
    assert says in run.errors[field]
    assert {one.id: one.value for one in run.form.fields} == typed
    assert "not saved yet" in words(run.form)
    assert (run.case, turn.effects, turn.journal) == (before, (), ())
    run.send(FIRST)
    assert run.page == PageRef("P06")
    assert len(run.case.round.given) == 5


def test_every_bad_field_has_its_own_fault() -> None:
    run = first_page()
    run.send({})
    assert set(run.errors) == set(FIRST)
    assert len(set(run.errors.values())) == 3


GOOD = {
    "right-to-left": "حاسبة الجيب",
    "right-to-left with marks": "\u200fמחשבון\u200f כיס",
    "emoji": "🧮",
    "a family of emoji": "👩‍👩‍👧‍👦",
    "markup": "<script>alert('x')</script> & *bold* {risk.title}",
    "a lone dash": "-",
    "accents": "Calculatrice d’été",
    "the longest": "A" * 80,
}


@pytest.mark.parametrize("what", GOOD)
def test_name_is_kept_as_it_was_typed(what: str) -> None:
    run = first_page()
    run.send({**FIRST, "P01": GOOD[what]})
    assert given(run, "P01") == GOOD[what]
    run.open("P01")
    assert run.form.fields[0].value == GOOD[what]
    run.do("review")
    assert GOOD[what] in line(run.card.title)


def test_what_no_text_can_hold_is_left_out_of_it() -> None:
    run = first_page()
    run.send({**FIRST, "P01": "  A\x00\x1b name\ud83d ", "P02": "One\r\nTwo\tthree\x85"})
    assert given(run, "P01") == "A name"
    assert given(run, "P02") == "One\nTwo\tthree"
    given(run, "P01").encode()


def test_several_values_in_a_field_of_words_become_one_text() -> None:
    assert as_text(("one", "two")) == "one two"
    assert not visible("\u0301\u200b")
    assert visible("۳")


def test_option_sent_twice_counts_once() -> None:
    run = first_page()
    run.send({**FIRST, "P04": ("monitor", "monitor")})
    assert given(run, "P04") == ("monitor",)


def test_one_option_may_come_alone_or_in_a_list() -> None:
    for value in ("none", ("none",)):
        run = first_page()
        run.send({**FIRST, "P04": value})
        assert given(run, "P04") == ("none",)


def test_two_options_where_one_can_be_chosen_are_a_fault() -> None:
    run = up_to("G01", "P06")
    run.send({"P06": ("none", "informs")})
    assert "Only one of these" in run.errors["P06"]
    assert run.form.fields[0].value == ("none", "informs")
    run.send({"P06": ("none",)})
    assert given(run, "P06") == ("none",)


def test_day_is_kept_as_a_calendar_writes_it() -> None:
    run = first_page()
    run.send({**FIRST, "P03": "20260901"})
    assert given(run, "P03") == "2026-09-01"


def test_person_must_be_one_of_those_known() -> None:
    run = up_to("G02", "M01", RISK)
    good = values_for(run.form, worked("G02"))
    run.send({**good, "M02": "a stranger"})
    assert "Nobody of that name" in run.errors["M02"]
    assert given(run, "M01", RISK) is None
    run.send({**good, "M02": "leo"})
    assert given(run, "M02", RISK) == "leo"


def test_measures_may_be_named_one_by_one() -> None:
    run = up_to("G02", "M01", RISK)
    good = values_for(run.form, worked("G02"))
    for bad in (("MT99",), ("none", "MT05")):
        run.send({**good, "M01": bad})
        assert list(run.errors) == ["M01"]
    run.send({**good, "M01": ("defaults", "MT55")})
    assert given(run, "M01", RISK) == ("defaults", "MT55")
    run.do("review")
    assert f"All suggested measures; {the_pack().measure['MT55'].text}" in words(run.card)


def test_not_sure_about_the_rest_answers_what_is_open_and_asks_for_the_name() -> None:
    run = first_page()
    run.send({"P05": ("basic",)}, intent="skip")
    assert list(run.errors) == ["P01"]
    run.send({"P01": "A name", "P05": ("basic",)}, intent="skip")
    saved = {place[0]: one.value for place, one in run.case.round.given.items()}
    assert saved == {
        "P01": "A name", "P02": "", "P03": "", "P04": ("unsure",), "P05": ("basic",),
    }  # fmt: skip
    run.do("review")
    assert "left out" in words(run.card)


def test_not_sure_about_the_rest_hides_no_bad_value() -> None:
    run = first_page()
    run.send({"P01": "A name", "P03": "2026-02-30", "P04": ("teleport",)}, intent="skip")
    assert set(run.errors) == {"P03", "P04"}


def test_optional_words_may_stay_empty() -> None:
    run = up_to("G02", "M01", RISK)
    run.send({**values_for(run.form, worked("G02")), "K02": ""})
    assert given(run, "K02", RISK) == ""


def test_words_beside_an_answer_are_kept_with_it() -> None:
    run = up_to("G02", "U05")
    run.send({"U05": ("other",), "U05.note": "  Stalking.  "})
    assert run.case.round.given[("U05", None)].note == "Stalking."
    run.open("U05")
    assert [one.value for one in run.form.fields] == [("other",), "Stalking."]
    run.send({"U05": ("other",), "U05.note": "x" * (NOTE_CHARS + 1)})
    assert f"{NOTE_CHARS} fit" in run.errors["U05.note"]
    assert run.case.round.given[("U05", None)].note == "Stalking."


def test_reason_for_a_dismissal_must_have_something_to_read() -> None:
    run = up_to("G02", "R01", RISK)
    run.send({"R01": "not_applicable", "R01.note": "\u200b \u2060"})
    assert list(run.errors) == ["R01.note"]
    run.send({"R01": "not_applicable", "R01.note": "x" * 601})
    assert "601 characters" in run.errors["R01.note"]


def test_not_sure_welcomes_every_closed_question() -> None:
    for question in the_pack().question.values():
        if question.closed:
            assert "unsure" in [option.id for option in question.options], question.id


def test_unknown_fields_are_left_alone() -> None:
    run = first_page()
    run.send({**FIRST, "csrf": "abc", "X99": "1", "P99.note": "?"})
    assert run.page == PageRef("P06")
    assert len(run.case.round.given) == 5
