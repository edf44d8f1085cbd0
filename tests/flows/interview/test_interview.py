"""The screening as a conversation: which page comes when, what is left, what a change does."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from flows.cards import Card, Form, Items
from flows.events import Answered, Intent, PageRef
from flows.pack.questions import Question
from flows.screening.assessment import assess
from flows.screening.cases import as_expected
from flows.screening.interview import answers_left
from flows.screening.walk import PAGE_SIZE
from tests.flows.screening import (
    Screening,
    a_day,
    button_of,
    given,
    harmless,
    line,
    lines,
    pages_of,
    played,
    questions_of,
    up_to,
    values_for,
    words,
)
from tests.worked import raw_cases, raw_variants, the_pack, worked

EVERY = sorted({**raw_cases(), **raw_variants()})
PRODUCTS = sorted(raw_cases())
RISK = "RK04"


def test_harmless_product_takes_twelve_questions_on_five_pages_and_ends_record_only() -> None:
    pages = pages_of("G01")
    assert sum(len(questions_of(page)) for page in pages) == 12
    assert len(pages) <= 5
    run = played("G01")
    assert run.case.round.outcome is not None
    assert run.case.round.outcome.route == "record_only"
    assert run.case.launch_status == "cleared"
    assert len(run.case.round.given) == 12


@pytest.mark.parametrize("id", EVERY)
def test_worked_product_page_by_page_ends_as_expected(id: str) -> None:
    run, told = played(id), worked(id)
    outcome = run.case.round.outcome
    assert outcome is not None
    result = assess(the_pack(), run.case.round.answers)
    seen = as_expected(result, the_pack().route_rank)
    compared = told.expect.keys() - {"risks", "private_case"}  # the shared record knows of no wish
    assert {key: seen[key] for key in compared} == {key: told.expect[key] for key in compared}
    assert seen["private_case"] is False
    risks = told.expect.get("risks", {})
    assert isinstance(risks, dict)
    found = seen["risks"]
    assert isinstance(found, dict)
    assert {risk: found[risk] for risk in risks} == risks
    assert (outcome.route, outcome.launch) == (result.route, result.launch)
    assert (outcome.rules, outcome.findings) == (tuple(result.rules), result.findings)


@pytest.mark.parametrize("id", EVERY)
def test_as_many_questions_are_put_as_count(id: str) -> None:
    asked = [question for page in pages_of(id) for question in questions_of(page)]
    run = played(id)
    result = assess(the_pack(), run.case.round.answers)
    general = [question for question in asked if not the_pack().question[question].per_risk]
    assert len(general) == len(set(general)) == result.questions_asked
    assert set(run.case.round.given) >= set(result.asked)


def general_pages() -> Iterator[tuple[str, list[tuple[Question, ...]]]]:
    for id in PRODUCTS:
        pages = [
            page for page in pages_of(id) if PageRef.read(page.submit.args["page"]).risk is None
        ]
        yield id, [tuple(the_pack().question[q] for q in questions_of(page)) for page in pages]


def test_page_is_the_longest_run_of_one_section() -> None:
    """What might stand between two questions and hangs on the first parts them as well."""
    place = the_pack().place
    order = sorted(place, key=place.__getitem__)
    steps = {question: step.step for step in the_pack().order_of_work for question in step.ask}
    for id, pages in general_pages():
        for page in pages:
            assert len(page) <= PAGE_SIZE
            assert len({question.section for question in page}) == 1
            ids = {question.id for question in page}
            assert not any(question.depends_on & ids for question in page), (id, ids)
            assert [place[q.id] for q in page] == sorted(place[q.id] for q in page)
        for page, after in pairwise(pages):
            apart = steps.get(page[0].id) != steps.get(after[0].id)
            full = len(page) == PAGE_SIZE
            other = page[0].section != after[0].section
            between = range(place[page[-1].id] + 1, place[after[0].id] + 1)
            ids = {question.id for question in page}
            hangs = any(the_pack().question[order[at]].depends_on & ids for at in between)
            assert apart or full or other or hangs, (id, page[-1].id, after[0].id)


def test_risk_has_a_page_for_the_harm_and_one_for_what_is_done() -> None:
    harm = ("R01", "S01", "S02", "S03", "S04", "S05", "K01")
    done = ("M01", "M02", "M03", "M04", "M05", "K02")
    pages = pages_of("G02")
    for risk in worked("G02").expect["risks"]:  # type: ignore[attr-defined]
        own = [p for p in pages if PageRef.read(p.submit.args["page"]).risk == risk]
        assert [questions_of(page) for page in own] == [harm, done]
        title = the_pack().risk[risk].title
        assert all(title in line(page.title) for page in own)
        assert title in line(own[0].fields[0].label)


def test_leverage_is_asked_only_where_somebody_else_does_the_harm() -> None:
    linked = up_to("G02", "R01", RISK).answer_as(
        worked("G02"), until=lambda run: "M01" in run.shown
    )
    cause = up_to("G02", "R01", RISK)
    cause.send({**values_for(cause.form, worked("G02")), "K01": "cause"})
    assert "M04" in linked.shown
    assert "M04" not in cause.shown


def test_dismissing_a_risk_needs_a_reason_and_skips_the_rest_of_it() -> None:
    run = up_to("G02", "R01", RISK)
    typed = {"R01": "not_applicable", "S01": "5"}
    run.send(typed)
    assert list(run.errors) == ["R01.note"]
    assert given(run, "R01", RISK) is None
    assert {one.id: one.value for one in run.form.fields if one.value} == typed
    run.send({**typed, "R01.note": "Nobody is sorted by it."})
    assert run.page == PageRef("R01", "RK06")  # the page of what is done is left out
    assert run.case.round.given[("R01", RISK)].note == "Nobody is sorted by it."
    assert given(run, "S01", RISK) == ("5",)
    assert given(run, "S02", RISK) is None
    run.open("R01", RISK)
    assert {one.id: one.value for one in run.form.fields}["S01"] == ("5",)


def test_faults_of_fields_that_a_dismissal_skips_do_not_stand_in_the_way() -> None:
    run = up_to("G02", "R01", RISK)
    run.send({"R01": "not_applicable", "R01.note": "No.", "S01": "no such step", "K01": ("a", "b")})
    assert run.page == PageRef("R01", "RK06")


def test_what_a_person_names_is_asked_about_beside_what_the_answers_raised() -> None:
    run = up_to("G02", "R02")
    found = next(part for part in run.form.intro if isinstance(part, Items))
    offered = {line(choice.text) for choice in run.form.fields[0].kind.choices}  # type: ignore[union-attr]
    named = {line(item.title) for item in found.entries}
    assert len(named) == 6
    assert not named & offered
    run.send({"R02": ("RK29",)})
    run.answer_as(worked("G02"), other={"S01_RK29": "3"})
    assert given(run, "S01", "RK29") == ("3",)
    run.open("R02")
    shown = next(part for part in run.form.intro if isinstance(part, Items))
    assert {line(item.title) for item in shown.entries} == named


def test_going_back_shows_the_page_before_with_its_answers() -> None:
    run = up_to("G02", "U01")
    run.press(button_of(run.form, "back"))
    assert run.shown == ("P06", "P08")
    assert [one.value for one in run.form.fields] == [("informs",), ("possible",)]


def test_first_page_has_no_way_back_and_stays() -> None:
    run = up_to("G01", "P06")
    run.open("P01")
    assert "back" not in {button.args.get("intent") for button in run.form.others}
    run.happens(Answered(PageRef("P01"), 0, {}, Intent.BACK))
    assert run.page == PageRef("P06")


def test_going_back_keeps_what_was_typed_and_nothing_that_was_only_suggested() -> None:
    run = up_to("G02", "M01", "RK04")
    typed = {one.id: one.value or "" for one in run.form.fields}
    run.send({**typed, "M05": "Fewer complaints", "M04": ("contract",)}, intent="back")
    assert run.page == PageRef("R01", "RK04")
    kept = {question for question, risk in run.case.round.given if risk == "RK04"}
    assert {"M04", "M05"} <= kept
    assert not {"M01", "M02", "M03"} & kept
    run.send(values_for(run.form, worked("G02")))
    assert run.page == PageRef("M01", "RK04")


def test_going_back_with_what_cannot_count_stays_and_says_why() -> None:
    run = up_to("G02", "M01", "RK04")
    run.send({"M03": "2026-02-30"}, intent="back")
    assert run.page == PageRef("M01", "RK04")
    assert next(one for one in run.form.fields if one.id == "M03").error


def test_back_and_the_same_answer_is_the_same_case() -> None:
    run = up_to("G02", "U01")
    before = run.case
    run.press(button_of(run.form, "back"))
    values = {one.id: one.value or "" for one in run.form.fields}
    turn = run.send(values, by="leo")
    assert run.case == before
    assert not turn.journal
    assert not turn.effects
    assert run.page == PageRef("U01")


def test_another_answer_is_written_and_nothing_beside_it() -> None:
    run = up_to("G02", "U01")
    before = run.case
    run.open("P06")
    run.send({"P06": "none", "P08": "possible"}, by="leo")
    if run.form.submit.args.get("confirmed"):
        run.send({"P06": "none", "P08": "possible"}, by="leo")
    changed = {
        place: one for place, one in run.case.round.given.items()
        if before.round.given.get(place) != one
    }  # fmt: skip
    assert [(place, one.value, one.by) for place, one in changed.items()] == [
        (("P06", None), ("none",), "leo")
    ]
    assert run.case.participants == ("mira", "leo")


@pytest.mark.parametrize("id", PRODUCTS)
def test_what_is_left_is_never_negative_and_nothing_at_the_review(id: str) -> None:
    run, forms = played(id), pages_of(id)
    left = [int("".join(char for char in line(form.progress) if char.isdigit())) for form in forms]
    assert all(count >= len(questions_of(form)) for count, form in zip(left, forms, strict=True)), (
        "what stands on the page is still left"
    )
    assert left[-1] == len(questions_of(forms[-1]))
    assert answers_left(the_pack(), run.case.round.answers) == 0


def test_what_is_left_of_a_harmless_product_falls_by_each_page() -> None:
    forms = pages_of("G01")
    left = [line(form.progress) for form in forms]
    sizes = [len(questions_of(form)) for form in forms]
    assert left == [f"About {12 - sum(sizes[:at])} left" for at in range(len(sizes))]


def test_what_is_left_falls_by_the_page_once_no_branch_is_open() -> None:
    forms = pages_of("G02")
    at = next(n for n, form in enumerate(forms) if "P07" in questions_of(form))
    left = [int(line(form.progress).split()[1]) for form in forms]
    for one in range(at, len(forms) - 1):
        if "E01" not in questions_of(forms[one]):
            assert left[one + 1] == left[one] - len(questions_of(forms[one]))


def test_leaving_saves_what_is_valid_and_resuming_opens_the_exact_page() -> None:
    run = up_to("G02", "U01")
    run.send({"U01": ("employers",), "U02": ()}, intent="leave")
    assert "SAL-1 is saved up to here" in words(run.notice)
    assert [button.verb for button in run.notice.buttons] == ["resume", "list"]
    assert given(run, "U01") == ("employers",)
    assert given(run, "U02") is None
    run.press(run.notice.buttons[0])
    assert run.page == PageRef("U01")
    assert run.form.fields[0].value == ("employers",)
    run.answer_as(worked("G02"))
    assert run.card.view == "review"


def test_leaving_with_nothing_keeps_the_case_as_it_was() -> None:
    run = up_to("G02", "U01")
    before = run.case
    run.send({}, intent="leave")
    assert run.case == before


def test_leaving_loses_nothing_that_cannot_be_saved_yet() -> None:
    run = up_to("G01", "P01")
    run.send({"P01": "A" * 100, "P02": "Short."}, intent="leave")
    assert list(run.errors) == ["P01"]
    assert run.form.fields[0].value == "A" * 100


def test_resuming_opens_the_same_page_for_whoever_may_answer() -> None:
    run = up_to("G02", "A01")
    run.do("resume", by="leo")
    assert run.page == PageRef("A01")


def test_review_shows_every_answer_that_counts_with_a_way_to_change_it() -> None:
    run = harmless()
    changes = [
        b for e in run.card.body if isinstance(e, Items) for i in e.entries for b in i.buttons
    ]
    assert len(changes) == 12
    for button in changes:
        there = run.branch()
        there.press(button)
        assert button.args["page"] in there.shown
    assert "Nobody is told anything" in words(run.card)


def test_review_can_be_looked_at_before_the_end_and_sends_nothing_then() -> None:
    run = up_to("G02", "U01")
    run.do("review")
    assert run.card.view == "review"
    assert "not answered" in words(run.card)
    run.submit()
    assert run.page == PageRef("U01")
    assert run.case.is_draft


def test_page_that_is_not_asked_cannot_be_opened() -> None:
    run = up_to("G01", "U01")
    for page in (PageRef("A01"), PageRef(""), PageRef("S01", "RK01"), PageRef("P01", "nobody")):
        there = run.branch()
        there.open(page.question, page.risk)
        assert there.page == PageRef("U01")
        assert "not asked now" in words(there.form)


def test_after_sending_every_way_leads_to_the_result() -> None:
    run = played("G01")
    for verb in ("resume", "review", "submit"):
        there = run.branch()
        there.do(verb)
        assert there.card.view == "result"
        assert there.case == run.case
    run.open("P04")
    assert run.card.view == "result"


# What is filled in for a person who names measures.


def suggestion(run: Screening) -> dict[str, object]:
    return {one.id: one.value for one in run.form.fields if one.suggested}


def measures_page(**other: str) -> Screening:
    harm = {"S01": "1", "S02": "1", "S03": "1", "S04": "1", "S05": "no", "K01": "contribute"}
    run = up_to("G09", "R01", "RK07", other=other)
    run.send({**values_for(run.form, worked("G09")), **harm, **other})
    return run


def test_suggested_are_the_measures_of_the_risk_its_owner_a_day_and_an_indicator() -> None:
    run = measures_page()
    found = suggestion(run)
    assert found["M01"] == ("defaults",)
    assert found["M02"] == "mira"
    assert set(found) == {"M01", "M02", "M03", "M05"}
    ideas = [the_pack().measure[id] for id in the_pack().risk["RK07"].mitigations]
    assert (a_day(str(found["M03"])) - run.now.date()).days == max(one.due_days for one in ideas)
    assert str(found["M05"]).startswith(ideas[0].indicator)


def test_measures_of_a_serious_harm_are_due_the_day_before_launch() -> None:
    assert suggestion(measures_page(S01="3", P03="2026-03-12"))["M03"] == "2026-03-11"
    limited = suggestion(measures_page(P03="2026-03-12"))["M03"]
    assert a_day(str(limited)) > a_day("2026-03-12")


@pytest.mark.parametrize("launch", ["0001-01-01", "2020-02-29", "2026-03-02", "9999-12-31"])
def test_no_measure_is_due_before_today_whenever_the_launch_is(launch: str) -> None:
    run = measures_page(S01="4", P03=launch)
    day = a_day(str(suggestion(run)["M03"]))
    assert day >= run.now.date()
    assert day == run.now.date() or launch == "9999-12-31"


def test_measures_are_dated_without_a_launch_day_too() -> None:
    run = up_to("G09", "P01")
    run.send({**values_for(run.form, worked("G09")), "P03": ""}, intent="skip")
    assert given(run, "P03") == ""
    run.answer_as(worked("G09"), until=lambda there: "M01" in there.shown)
    assert a_day(str(suggestion(run)["M03"])) > run.now.date()


def test_suggested_indicator_fits_its_field() -> None:
    for id in PRODUCTS:
        for page in pages_of(id):
            for one in page.fields:
                if one.id == "M05":
                    assert one.value
                    assert len(str(one.value)) <= 300


def test_suggestion_gives_way_to_what_was_answered() -> None:
    run = measures_page()
    run.send({"M01": "none", "M02": "leo", "M03": "2026-12-24", "M04": "none", "M05": "Fewer."})
    run.open("M01", "RK07")
    assert not suggestion(run)
    assert [run.form.fields[n].value for n in (0, 2)] == [("none",), "leo"]


def test_every_page_has_what_a_person_needs() -> None:
    for id in PRODUCTS:
        for page in pages_of(id):
            assert isinstance(page, Form)
            assert line(page.title)
            assert all(line(one.label) for one in page.fields)
            assert all(line(one.why) for one in page.fields if "." not in one.id)


def test_draft_shows_what_is_known_so_far_and_a_way_on_for_whoever_answers() -> None:
    run = up_to("G01", "U01")
    run.do("see", by="hana")
    assert run.card.view == "draft"
    assert [button.verb for button in run.card.buttons] == ["list", "form", "form", "follow"]
    assert "Pocket calculator app" in "\n".join(lines(run.card))
    run.do("see", by="mira")
    assert isinstance(run.reply, Card)
    assert [button.verb for button in run.card.buttons] == ["resume", "list", "form", "form"]
