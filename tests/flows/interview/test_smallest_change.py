"""Which single answer would alter the route: for the human rights team, and never more than one."""

from collections.abc import Iterator

import pytest

from flows.case import SKIPPED, UNSURE, Answer, Answers, Place
from flows.pack.questions import Kind, Question
from flows.screening.assessment import Assessment, assess
from flows.screening.cases import allowed_options
from flows.screening.smallest_change import Change, smallest_change
from flows.screening.taking import with_answers
from flows.screening.walk import answer_of
from tests.flows.screening import PRODUCT_SIDE, buttons_in, harmless, played, up_to, words
from tests.worked import raw_cases, the_pack, worked

SOME = ("G01", "G06", "G07", "G08", "G09", "G10", "G13", "G16", "RV09", "RV15")


def counted(answers: Answers) -> tuple[Answers, Assessment]:
    """Return the answers that count and what they come to."""
    now = assess(the_pack(), answers)
    found = {place: answer_of(answers, *place) for place in now.asked}
    return with_answers(Answers(), {p: a for p, a in found.items() if a is not None}), now


def with_change(answers: Answers, now: Assessment, place: Place, instead: Answer) -> Assessment:
    """Return what the answers come to with one of them given otherwise.

    Risks that it raises are rated with the lowest step, so that their floors decide; other
    questions that it opens count as skipped.
    """
    lowest: dict[Place, Answer] = {
        (question, risk): ("1",)
        for risk in the_pack().risk.keys() - now.raised.keys()
        for question in ("S01", "S02", "S03")
    }
    return assess(the_pack(), with_answers(answers, {**lowest, place: instead}))


def differs_by_one_option(was: tuple[str, ...], instead: tuple[str, ...]) -> bool:
    before, after = set(was), set(instead)
    if len(before) == len(after) == 1:
        return before != after
    return len(before ^ after) == 1


def every_single_change(
    answers: Answers, now: Assessment
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Yield every closed answer given otherwise by one option, and never as *not sure*."""
    for place in now.asked:
        question = the_pack().question[place[0]]
        if question.closed:
            was = answer_of(answers, *place) or SKIPPED
            assert isinstance(was, tuple)
            for instead in dict.fromkeys(one_option_away(question, was)):
                if instead not in (was, SKIPPED, ()):
                    yield place, instead


def one_option_away(question: Question, was: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield answers with one option more, less, or another in the place of the only one.

    Where several can be chosen, the only one gives way when the two cannot stand together, or
    when it is *not sure*.
    """
    own = tuple(option.id for option in question.options)
    any_measure = question.type == Kind.MULTI_MITIGATION  # they are all the same to the rules
    for option in own if any_measure else allowed_options(the_pack(), question):
        less = tuple(one for one in was if one != option)
        apart = bool(question.alone & {option, *was})
        if question.several and option in was:
            yield less
        elif option != UNSURE and question.several and not apart and was != SKIPPED:
            yield (*was, option)
        elif option != UNSURE and len(was) == 1:
            yield (option,)


def nearest_change(answers: Answers) -> Change | None:
    """Return what trying every single change finds: nearer steps, lower routes, order of work."""
    kept, now = counted(answers)
    rank = the_pack().route_rank
    found: list[tuple[int, bool, Change]] = []
    for place, instead in every_single_change(kept, now):
        route = with_change(kept, now, place, instead).route
        was = answer_of(kept, *place) or SKIPPED
        assert isinstance(was, tuple)
        if route != now.route:
            change = Change(*place, was, instead, route)
            found.append(
                (steps_between(place, was, instead), rank[route] > rank[now.route], change)
            )
    return min(found, key=lambda one: one[:2])[2] if found else None


def steps_between(place: Place, was: tuple[str, ...], instead: tuple[str, ...]) -> int:
    if the_pack().question[place[0]].type != Kind.SCALE:
        return 1
    return abs(int(instead[0]) - (4 if was == SKIPPED else int(was[0])))


@pytest.mark.parametrize("id", SOME)
def test_change_is_the_nearest_of_all_single_ones_that_alter_the_route(id: str) -> None:
    """And there is none only where no single one does."""
    answers = worked(id).answers
    change = smallest_change(the_pack(), answers)
    assert change == nearest_change(answers)
    if change is not None:
        assert change.route != assess(the_pack(), answers).route
        assert UNSURE not in set(change.instead) - set(change.was)
        assert one_apart(set(change.was), set(change.instead))


def one_apart(before: set[str], after: set[str]) -> bool:
    return len(before ^ after) == 1 or len(before) == len(after) == 1


def test_some_findings_hang_on_one_answer_and_some_do_not() -> None:
    found = [smallest_change(the_pack(), worked(id).answers) for id in ("G01", "G08", "G13")]
    assert [change is None for change in found] == [False, True, False]


@pytest.mark.parametrize("at", [0, -2])
@pytest.mark.parametrize("id", ["G07", "G14", "RV21"])
def test_answer_put_aside_does_not_answer_what_a_change_opens(id: str, at: int) -> None:
    """Questions that a change opens count as skipped, whatever was once said to them."""
    answers, now = counted(worked(id).answers)
    aside: dict[Place, Answer] = {
        (question.id, None): (question.options[at].id,)
        for question in the_pack().question.values()
        if question.closed and not question.per_risk and (question.id, None) not in now.asked
    }
    left = with_answers(answers, aside)
    assert assess(the_pack(), left) == now
    assert smallest_change(the_pack(), left) == smallest_change(the_pack(), answers)


def test_not_sure_can_be_taken_from_an_answer_but_is_never_offered() -> None:
    answers = with_answers(worked("G01").answers, {("U01", None): ("consumers", "unsure")})
    change = smallest_change(the_pack(), answers)
    assert change is not None
    assert (change.question, change.instead, change.route) == ("U01", ("consumers",), "record_only")
    only = with_answers(worked("G01").answers, {("U01", None): SKIPPED})
    change = smallest_change(the_pack(), only)
    assert change is not None
    assert (change.question, change.was, change.route) == ("U01", SKIPPED, "record_only")
    assert UNSURE not in change.instead


def test_question_without_an_answer_counts_as_not_sure() -> None:
    general = {q: a for q, a in worked("G01").answers.general.items() if q != "U04"}
    change = smallest_change(the_pack(), Answers(general))
    assert change is not None
    assert change.route == "record_only"
    assert (change.question, change.was) == ("U04", SKIPPED)


@pytest.mark.parametrize("id", sorted(raw_cases()))
def test_product_side_is_never_shown_the_change(id: str) -> None:
    run = played(id)
    shown = [reply for person, _, turn in run.turns for reply in turn.replies]
    for person in (*PRODUCT_SIDE, "sam", "lara"):
        for verb in ("see", "resume", "smallest_change"):
            run.do(verb, by=person)
            shown.append(run.reply)
    for reply in shown:
        assert all(button.verb != "smallest_change" for button in buttons_in(reply))
        assert "the smallest change" not in words(reply)


def test_team_member_who_answers_the_case_is_its_product_side() -> None:
    run = up_to("G02", "U01")
    run.start(by="hana")
    run.answer_as(worked("G01"), by="hana")
    run.submit(by="hana")
    run.do("see", by="hana")
    assert "smallest_change" not in [button.verb for button in run.card.buttons]
    run.do("smallest_change", by="hana")
    assert "who is not on the product" in words(run.notice)
    run.do("see", by="jonas")
    assert "smallest_change" in [button.verb for button in run.card.buttons]


def test_change_is_told_in_words_and_so_is_that_there_is_none() -> None:
    run = played("G02")
    run.do("smallest_change", by="hana")
    assert run.card.view == "smallest_change"
    for text in ("Question", "With this answer instead", "Human rights team reads it"):
        assert text in words(run.card)
    assert [one.action for one in run.turn.journal] == ["smallest_change_asked"]
    run = played("G11")
    run.do("smallest_change", by="jonas")
    assert "No single answer would change the route" in words(run.card)
    assert [button.verb for button in run.card.buttons] == ["see"]


def test_before_sending_there_is_no_route_to_alter() -> None:
    run = harmless()
    run.do("smallest_change", by="hana")
    assert "has not been sent yet" in words(run.notice)
    assert run.turn.journal == ()
