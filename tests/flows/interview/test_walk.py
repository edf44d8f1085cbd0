"""The order of work: which questions are asked, on which pages, and where it stops."""

from flows.case import Answers
from flows.events import PageRef
from flows.screening.severity import rate
from flows.screening.walk import PAGE_SIZE, Missing, Walk, walk
from tests.worked import entry, pack_with, the_pack, worked

WORDS = dict.fromkeys(("P01", "P02", "P03", "K02", "M02", "M03", "M05", "E02", "X03"), "words")


def whole(id: str) -> Answers:
    """Return a worked product with its free answers filled in."""
    answers = worked(id).answers
    course = walk(the_pack(), answers, Missing.UNSURE)
    free = {q: "words" for q, risk in course.asked if q in WORDS and risk is None}
    about = {risk: {**WORDS, **own} for risk, own in answers.risks.items()}
    return Answers({**answers.general, **free}, about)


def stopped(answers: Answers) -> Walk:
    return walk(the_pack(), answers, Missing.STOP)


def without(answers: Answers, question: str) -> Answers:
    kept = {id: answer for id, answer in answers.general.items() if id != question}
    risks = {
        risk: {id: answer for id, answer in own.items() if id != question}
        for risk, own in answers.risks.items()
    }
    return Answers(kept, risks)


def test_walk_stops_at_the_first_page_that_waits_and_goes_on_when_it_is_filled() -> None:
    first = stopped(Answers())
    assert first.blocked
    assert [page.shown for page in first.pages] == [("P01", "P02", "P03", "P04", "P05")]
    assert not first.pages[0].complete
    assert first.pages[0].ref == PageRef("P01", None)
    assert first.steps_done == []

    course = stopped(whole("G02"))
    assert not course.blocked
    assert all(page.complete for page in course.pages)
    assert course.steps_done == [1, 2, 3, 4, 5, 6, 7, 8]
    assert course.raised == ["RK04", "RK06", "RK07", "RK08", "RK09", "RK18"]


def test_walk_stops_wherever_an_answer_is_missing_and_asks_nothing_after_it() -> None:
    for question in ("U01", "W05", "A03", "R02", "U06", "S03", "M02", "Z01"):
        course = stopped(without(whole("G02"), question))
        assert course.blocked
        assert question in course.pages[-1].shown
        assert [page.complete for page in course.pages].count(False) == 1
        places = [the_pack().place[id] for id, _ in course.asked]
        last = max(the_pack().place[id] for id in course.pages[-1].shown)
        assert max(places) == last


def test_module_waits_until_the_one_before_it_is_done() -> None:
    course = stopped(without(whole("G02"), "W05"))
    assert course.modules == ["W"]
    assert course.raised == []
    assert stopped(whole("G02")).modules == ["W", "A"]


def test_only_the_first_risk_is_asked_about_while_its_page_waits() -> None:
    course = stopped(without(whole("G02"), "S03"))
    assert course.pages[-1].risk == course.raised[0]
    assert {risk for _, risk in course.asked} == {None, course.raised[0]}


def test_page_holds_one_section_no_more_than_five_and_nothing_that_hangs_on_it() -> None:
    for page in stopped(whole("G05")).pages:
        questions = [the_pack().question[id] for id in page.shown]
        assert len({question.section for question in questions}) == 1 or page.risk is not None
        if page.risk is None:
            assert len(questions) <= PAGE_SIZE
            assert all(question.depends_on.isdisjoint(page.shown) for question in questions)


def test_risk_has_two_pages_the_harm_and_what_is_done_about_it() -> None:
    course = stopped(whole("G02"))
    pages = [page.shown for page in course.pages if page.risk == "RK07"]
    assert pages == [
        ("R01", "S01", "S02", "S03", "S04", "S05", "K01"),
        ("M01", "M02", "M03", "M04", "M05", "K02"),
    ]


def test_page_of_a_dismissed_risk_shows_what_applying_would_ask() -> None:
    answers = whole("G02")
    dismissed = Answers(answers.general, {**answers.risks, "RK07": {"R01": ("not_applicable",)}})
    course = stopped(dismissed)
    pages = [page for page in course.pages if page.risk == "RK07"]
    assert [page.shown[0] for page in pages] == ["R01"]
    assert "S01" in pages[0].shown
    assert [place for place in course.asked if place[1] == "RK07"] == [("R01", "RK07")]


def test_looking_ahead_takes_every_raised_risk_to_apply_and_opens_nothing_else() -> None:
    before_risks = Answers({**whole("G02").general})
    ahead = walk(the_pack(), before_risks, Missing.AHEAD)
    assert ("S01", "RK07") in ahead.asked
    start = walk(the_pack(), Answers(), Missing.AHEAD)
    assert start.modules == []
    assert start.raised == []
    assert not start.blocked


def test_finished_walk_counts_what_is_missing_as_not_sure() -> None:
    course = walk(the_pack(), Answers(), Missing.UNSURE)
    assert not course.blocked
    assert not any(page.complete for page in course.pages)
    assert len(course.facts.unsure) == sum(the_pack().question[id].closed for id, _ in course.asked)


def test_harm_that_a_person_names_is_asked_about_like_any_other() -> None:
    answers = whole("G02")
    named = Answers({**answers.general, "R02": ("RK25", "unsure")}, answers.risks)
    course = walk(the_pack(), named, Missing.UNSURE)
    assert "RK25" in course.raised
    assert course.facts.raised["RK25"] == (("R02", None),)


def test_pack_that_asks_nobody_for_more_harms_or_ratings_is_walked_too() -> None:
    def ask_less(data: dict[str, list[dict[str, object]]]) -> None:
        entry(data["order_of_work"], "harms").update(ask=[])

    course = walk(pack_with(ask_less), whole("G02"), Missing.UNSURE)
    assert len(course.raised) == 6
    assert rate(course.facts, "RK07") == course.facts.rated["RK07"]
