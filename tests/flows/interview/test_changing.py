"""Changing an earlier answer, two people on one page, and prompts that ask *are you sure?*."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from flows.cards import Form, Value
from flows.case import Answers
from flows.events import Answered, PageRef, PromptAnswered
from flows.pack.conditions import questions_in
from flows.screening.assessment import assess
from flows.screening.interview import put_aside, stand
from tests.flows.screening import (
    REFERENCE,
    Screening,
    given,
    harmless,
    line,
    lines,
    played,
    review_of,
    up_to,
    values_for,
    words,
)
from tests.worked import the_pack, worked

CALM = ("none",)
G02_USE: Mapping[str, Value] = {
    "U01": ("employers",),
    "U02": ("work",),
    "U03": ("low",),
    "U04": "serious",
}


def review_of_g02() -> Screening:
    return review_of("G02")


def counted(answers: Answers) -> Answers:
    """Return the answers to what is asked, and no others."""
    places = set(assess(the_pack(), answers).asked)
    risks = {risk: {q: a for q, a in own.items() if (q, risk) in places}
             for risk, own in answers.risks.items()}  # fmt: skip
    general = {q: a for q, a in answers.general.items() if (q, None) in places}
    return Answers(general, {risk: own for risk, own in risks.items() if own})


def test_change_says_first_what_is_no_longer_asked_and_changes_nothing_yet() -> None:
    run = review_of_g02()
    run.open("U01")
    values = {**values_for(run.form, worked("G02")), "U02": CALM}
    before = run.case
    turn = run.send(values)
    assert (run.case, turn.effects, turn.journal) == (before, (), ())
    assert {one.id: one.value for one in run.form.fields} == values
    said = words(run.form)
    answers = before.round.answers
    after = Answers({**answers.general, "U02": CALM}, answers.risks)
    aside = put_aside(the_pack(), answers, after)
    assert ("W01", None) in aside
    assert f"some answers are no longer asked ({len(aside)}): " in said
    assert all(the_pack().question[q].text.split("{")[0] in said for q, _ in aside)
    assert line(run.form.submit.label) == "Change it and go on"


def changed_and_confirmed() -> Screening:
    run = review_of_g02()
    run.open("U01")
    values = {**values_for(run.form, worked("G02")), "U02": CALM}
    run.send(values)
    run.send(values)
    return run


def test_hidden_answers_change_nothing() -> None:
    """Pain 23: what is no longer asked is kept, and counts in no rating, route or list."""
    run = changed_and_confirmed()
    hidden = run.case.round.answers
    assert given(run, "W01") is not None
    assert ("W01", None) not in assess(the_pack(), hidden).asked
    assert assess(the_pack(), hidden) == assess(the_pack(), counted(hidden))
    assert stand(the_pack(), hidden).asked == stand(the_pack(), counted(hidden)).asked
    run.answer_as(worked("G02"), other={"U02": CALM})
    clean = run.branch()
    places = set(assess(the_pack(), hidden).asked)
    round = run.case.round
    kept = {place: one for place, one in round.given.items() if place in places}
    clean.present = replace(run.case, rounds=(replace(round, given=kept),))
    assert len(kept) < len(round.given)
    for each in (run, clean):
        each.do("review")
    assert run.reply == clean.reply
    for each in (run, clean):
        each.submit()
    assert run.turn.replies == clean.turn.replies
    assert run.turn.effects == clean.turn.effects
    assert run.case.round.outcome == clean.case.round.outcome
    for verb in ("see", "smallest_change"):
        for each in (run, clean):
            each.do(verb, by="hana")
        assert run.reply == clean.reply


def test_hidden_answers_come_back_when_the_answer_is_set_back() -> None:
    run = changed_and_confirmed()
    before = given(run, "W01")
    run.open("U01")
    run.send(values_for(run.form, worked("G02")))
    run.answer_as(worked("G02"))
    assert run.card.view == "review"
    assert given(run, "W01") == before
    again = as_answers(run)
    assert assess(the_pack(), again) == assess(the_pack(), as_answers(review_of_g02()))


def as_answers(run: Screening) -> Answers:
    return run.case.round.answers


def test_nobody_confirms_more_than_they_were_told() -> None:
    run = review_of_g02()
    run.open("U01")
    page = values_for(run.form, worked("G02"))
    run.send({**page, "U04": "no"})
    assert "no longer asked (1): " in words(run.form)
    before = run.case
    run.send({**page, "U04": "no", "U02": CALM})
    assert run.case == before
    assert "no longer asked (1): " not in words(run.form)
    run.send({**page, "U04": "no", "U02": CALM})
    assert given(run, "U02") == CALM


def test_change_that_closes_nothing_is_saved_at_once() -> None:
    run = review_of_g02()
    run.open("E01")
    run.send({"E01": "none"})
    assert given(run, "E01") == ("none",)
    assert run.card.view == "review"


def test_change_that_opens_questions_asks_them_next() -> None:
    run = review_of_g02()
    run.open("E01")
    run.send({"E01": "affected"})
    assert run.page == PageRef("E02")


# Two people, one page.


def two_on_a_page() -> Screening:
    """Mira has the page open; Leo answers it meanwhile."""
    run = up_to("G02", "U01")
    drawn = run.form
    run.send(G02_USE, by="leo")
    run.turns.append(("mira", run.turns[-1][1], up_to("G02", "U01").turn))
    assert run.form == drawn
    return run


def test_second_person_gets_the_fresh_page_with_what_they_typed() -> None:
    """CO3: nothing is overwritten, the second sees the first one's answer."""
    run = two_on_a_page()
    before = run.case
    mine: Mapping[str, Value] = {
        "U01": ("schools",),
        "U02": ("work",),
        "U03": ("low",),
        "U04": "no",
    }
    turn = run.send(mine)
    assert (run.case, turn.effects, turn.journal) == (before, (), ())
    assert {one.id: one.value for one in run.form.fields} == mine
    asides = {one.id: line(one.aside) for one in run.form.fields if one.aside}
    assert set(asides) == {"U01", "U04"}
    assert asides["U01"].startswith("Saved meanwhile by Leo: Employers")
    assert "Nothing was overwritten" in words(run.form)
    run.send(mine)
    assert given(run, "U01") == ("schools",)
    assert run.case.round.given[("U02", None)].by == "leo"


def test_same_answer_twice_is_no_conflict() -> None:
    run = two_on_a_page()
    before = run.case
    run.send(G02_USE)
    assert run.case == before
    assert run.page == PageRef("U05")


def test_conflict_and_a_fault_are_told_together() -> None:
    run = two_on_a_page()
    run.send({**G02_USE, "U01": ("schools",), "U04": "nonsense"})
    assert list(run.errors) == ["U04"]
    assert {one.id for one in run.form.fields if one.aside} == {"U01", "U04"}


def test_leaving_an_empty_field_is_no_conflict() -> None:
    run = two_on_a_page()
    before = run.case
    run.send({"U02": ("work",)}, intent="leave")
    assert run.notice.buttons
    assert run.case == before


def test_other_words_beside_the_same_answer_are_a_conflict() -> None:
    run = up_to("G02", "R01", "RK04")
    drawn = run.form
    run.send({"R01": "not_applicable", "R01.note": "Leo's reason."}, by="leo")
    run.send({"R01": "not_applicable", "R01.note": "Mira's reason."}, form=drawn)
    assert "Leo's reason." in line(run.form.fields[0].aside)
    assert run.form.fields[1].value == "Mira's reason."
    assert run.case.round.given[("R01", "RK04")].note == "Leo's reason."


def test_private_wish_is_no_conflict_with_no_concern() -> None:
    run = up_to("G01", "Z01")
    drawn = run.form
    run.send({"Z01": "no_concern"}, by="leo")
    before = run.case
    turn = run.send({"Z01": "confidential"}, form=drawn)
    assert run.case == before
    assert len(turn.effects) == 1


def test_page_that_is_no_longer_asked_keeps_what_was_sent() -> None:
    run = up_to("G02", "W01")
    drawn = run.form
    run.open("U01", by="leo")
    run.send({**values_for(run.form, worked("G02")), "U02": CALM}, by="leo")
    run.send(values_for(drawn, worked("G02")), form=drawn)
    assert "no longer asked" in words(run.form)
    assert given(run, "W01") == ("comms_meta", "comms_content")
    assert ("W01", None) not in assess(the_pack(), as_answers(run)).asked
    run.open("U01")
    run.send(values_for(run.form, worked("G02")))
    run.answer_as(worked("G02"), until=lambda there: there.page.question == "W07")
    assert given(run, "W01") == ("comms_meta", "comms_content")


def test_page_no_longer_asked_overwrites_no_newer_answer_and_keeps_no_bad_one() -> None:
    run = up_to("G02", "W01")
    drawn = run.form
    run.send(values_for(run.form, worked("G02")), by="leo")
    run.open("U01", by="leo")
    changed = {**values_for(run.form, worked("G02")), "U02": CALM}
    run.send(changed, by="leo")
    run.send(changed, by="leo")
    kept = run.case
    run.send({"W01": ("none",), "W02": "nobody at all", "W05": "no"}, form=drawn)
    assert run.case == kept
    assert not run.errors


def test_page_about_a_risk_that_nobody_knows_is_told_and_kept_nowhere() -> None:
    run = up_to("G02", "U01")
    before = run.case
    run.happens(Answered(PageRef("R01", "RK99"), 0, {"R01": "applies"}))
    assert run.page == PageRef("U01")
    assert run.case == before


def test_question_that_moved_away_is_kept_and_the_rest_taken() -> None:
    """Leo makes the harm our own doing: leverage leaves the page that Mira has open."""
    run = up_to("G02", "M01", "RK04")
    drawn = run.form
    run.open("R01", "RK04", by="leo")
    run.send({**values_for(run.form, worked("G02")), "K01": "cause"}, by="leo")
    run.send({**values_for(drawn, worked("G02")), "M04": "training"}, form=drawn)
    assert given(run, "M01", "RK04") == ("defaults",)
    assert given(run, "M04", "RK04") == ("training",)
    assert "All that you sent is kept" in words(run.form)
    assert run.page == PageRef("R01", "RK06")


def first_question_gone() -> tuple[Screening, Form]:
    """Mira has the page F03 to F06 open; Leo lowers the rating that most of it hangs on."""
    run = up_to("RV01", "F03")
    drawn = run.form
    assert list(run.shown) == ["F03", "F04", "F05", "F06"]
    run.open("R01", "RK07", by="leo")
    lower = {**values_for(run.form, worked("RV01")), "S02": "1"}
    run.send(lower, by="leo")
    if "confirmed" in run.form.submit.args:
        run.send(lower, by="leo")
    return run, drawn


def test_page_whose_first_question_is_gone_is_taken_as_it_is_now() -> None:
    run, drawn = first_question_gone()
    before = run.case
    typed = {"F03": "yes", "F04": "nonsense", "F05": "no", "F06": "no"}
    run.send(typed, form=drawn)
    assert run.case == before
    assert list(run.shown) == ["F04"]
    assert list(run.errors) == ["F04"]
    run.send({**typed, "F04": "aware"}, form=drawn)
    assert [given(run, id) for id in typed] == [("yes",), ("aware",), ("no",), ("no",)]
    assert "All that you sent is kept" in words(run.form)
    assert {("F03", None), ("F04", None)} & {*stand(the_pack(), as_answers(run)).asked} == {
        ("F04", None)
    }


def test_what_cannot_be_kept_of_a_page_that_is_gone_is_given_back() -> None:
    run = up_to("G02", "W01")
    drawn = run.form
    run.open("U01", by="leo")
    run.send({**values_for(run.form, worked("G02")), "U02": CALM}, by="leo")
    run.send({"W01": "something of mine", "W02": ("manager",)}, form=drawn)
    assert given(run, "W01") is None
    assert given(run, "W02") == ("manager",)
    assert "something of mine" in words(run.form)
    assert "does not fit its question" in words(run.form)


def test_going_back_from_a_page_that_is_gone_leads_to_the_last_one() -> None:
    run = up_to("G02", "W01")
    drawn = run.form
    run.open("U01", by="leo")
    changed = {**values_for(run.form, worked("G02")), "U02": CALM}
    run.send(changed, by="leo")
    run.send({"W01": ("comms_meta",)}, form=drawn, intent="back")
    assert given(run, "W01") == ("comms_meta",)
    assert run.page == stand(the_pack(), as_answers(run)).pages[-1].ref


def test_answers_of_others_stand_in_where_a_page_has_other_questions_now() -> None:
    run = up_to("G02", "P06")
    drawn = run.form
    assert list(run.shown) == ["P06", "P08"]
    run.open("P01", by="leo")
    run.send({**values_for(run.form, worked("G02")), "P04": ("score",)}, by="leo")
    run.send({"P06": "informs", "P08": "possible"}, form=drawn)
    assert given(run, "P08") == ("possible",)
    run.open("P06")
    assert list(run.shown) == ["P06"]
    run.send({"P06": "automates", "P08": "no"}, form=drawn)
    assert line(run.form.fields[0].aside).startswith("Saved meanwhile by Mira")


def test_stored_answers_fill_the_page_that_questions_moved_to() -> None:
    """The first question of the page moved to the page before, which was answered meanwhile."""
    run = up_to("G02", "W07")
    drawn = run.form
    run.open("W01", by="leo")
    event = Answered(PageRef("W05"), 99, {"W05": "no", **values_for(drawn, worked("G02"))})
    run.happens(event)
    assert given(run, "W05") == ("no",)
    assert given(run, "W07") == ("none",)
    assert given(run, "W01") == ("comms_meta", "comms_content")


def test_stale_review_sends_nothing() -> None:
    run = review_of_g02()
    drawn = run.card
    run.open("E01", by="leo")
    run.send({"E01": "none"}, by="leo")
    before = run.case
    turn = run.press(drawn.buttons[0])
    assert (run.case, turn.effects, turn.journal) == (before, (), ())
    assert run.card.view == "review"
    assert "Nothing was sent" in words(run.card)
    run.submit()
    assert not run.case.is_draft


def test_page_after_sending_changes_nothing_and_shows_what_is_not_in_it() -> None:
    run = review_of_g02()
    run.open("P01")
    drawn = run.form
    run.do("resume")
    run.submit()
    sent = run.case
    typed = {**values_for(drawn, worked("G02")), "P01": "Renamed", "P03": "2026-02-30",
             "P04": ("none",), "P05": ("teleport",)}  # fmt: skip
    turn = run.send(typed, form=drawn)
    assert (run.case, turn.effects) == (sent, ())
    said = list(lines(run.card))
    assert f"{REFERENCE} was sent while you had that page open" in words(run.card)
    for text in ("Renamed", "2026-02-30", "None of these", "teleport"):
        assert text in said
    assert worked("G02").story not in said[: said.index("On hold")]


def test_same_page_after_sending_says_so_and_no_more() -> None:
    run = up_to("G01", "Z01")
    drawn = run.form
    run.send({"Z01": "no_concern"}, by="leo")
    run.submit()
    run.send({"Z01": "no_concern"}, form=drawn)
    assert "was sent while you had that page open" in words(run.card)
    assert the_pack().question["Z01"].text not in words(run.card)


# Prompts.

PROMPTS: Mapping[str, tuple[str, str | None, Mapping[str, Value]]] = {
    "CP01": ("G01", None, {"P05": ("comms",)}),
    "CP02": ("G01", None, {"P04": ("message",)}),
    "CP03": ("G01", None, {"U02": ("education",)}),
    "CP04": ("G01", None, {"U03": ("low", "conflict")}),
    "CP05": ("G01", None, {"U01": ("internal_only", "consumers")}),
    "CP06": ("G01", None, {"P04": ("score",)}),
    "CP07": ("G04", "RK01", {"S02_RK01": "1"}),
    "CP08": ("G02", "RK04", {"S04_RK04": "1"}),
}


def prompted(id: str) -> Screening:
    product, _, other = PROMPTS[id]
    run = Screening()
    run.start()

    def there(run: Screening) -> bool:
        return run.form.submit.args.get("prompt") == id

    return run.answer_as(worked(product), until=there, other=other)


def test_every_prompt_of_the_pack_is_tried() -> None:
    assert set(PROMPTS) == set(the_pack().prompt)


@pytest.mark.parametrize("id", PROMPTS)
def test_prompt_is_asked_once_and_the_reply_kept_beside_the_answers(id: str) -> None:
    run = prompted(id)
    assert the_pack().prompt[id].ask in words(run.form)
    assert run.form.submit.args["risk"] == (PROMPTS[id][1] or "")
    before = run.case.round
    run.keep("  Yes, that\x00 is so.  ")
    (reply,) = run.case.round.replies[len(before.replies) :]
    assert (reply.prompt, reply.risk, reply.by) == (id, PROMPTS[id][1], "mira")
    assert reply.text == "Yes, that is so."
    assert run.case.round.given == before.given
    assert not run.turn.effects
    assert run.form.submit.args.get("prompt") != id
    run.do("resume")
    assert run.form.submit.args.get("prompt") != id


@pytest.mark.parametrize("id", PROMPTS)
def test_prompt_leads_to_an_answer_behind_it(id: str) -> None:
    run = prompted(id)
    run.press(next(button for button in run.form.others if button.verb == "open"))
    behind = questions_in(the_pack().prompt[id].condition)
    assert behind & set(run.shown)
    assert run.page.risk in (None, PROMPTS[id][1])


def test_prompt_is_asked_again_only_when_an_answer_behind_it_changed() -> None:
    run = prompted("CP01")
    run.keep()
    run.open("P01")
    page = {**values_for(run.form, worked("G01")), "P05": ("comms",)}
    run.send({**page, "P01": "Another name"})
    assert run.form.view == "page"
    run.open("P01")
    run.send({**page, "P05": ("comms", "basic")})
    assert run.form.submit.args["prompt"] == "CP01"
    run.open("P01")
    run.send({**page, "P05": CALM})
    assert run.form.view == "page"


def test_screening_is_not_sent_past_a_prompt() -> None:
    run = harmless()
    run.open("U01")
    both = ("internal_only", "consumers")
    run.send({**values_for(run.form, worked("G01")), "U01": both})
    assert run.form.submit.args["prompt"] == "CP05"
    run.do("review")
    run.submit()
    assert run.form.view == "prompt"
    assert run.case.is_draft
    run.keep()
    run.submit()
    assert not run.case.is_draft


def test_reply_to_other_answers_comes_back_with_what_was_typed() -> None:
    run = prompted("CP01")
    drawn = run.form
    run.open("P01", by="leo")
    page = {**values_for(run.form, worked("G01")), "P05": ("comms", "basic")}
    run.send(page, by="leo")
    before = run.case
    run.press(drawn.submit, {"reply": "It reads mail."})
    assert run.case == before
    assert run.form.fields[0].value == "It reads mail."
    assert "An answer behind this changed" in words(run.form)
    run.press(run.form.submit, {"reply": "It reads mail."})
    assert run.case.round.replies[-1].text == "It reads mail."


def test_reply_too_long_comes_back_in_full() -> None:
    run = prompted("CP01")
    before = run.case
    long = "x" * 100_000
    run.keep(long)
    assert run.case == before
    assert "100000 characters and 600 fit" in run.errors["reply"]
    assert run.form.fields[0].value == long


def test_second_reply_to_a_prompt_is_kept_too() -> None:
    run = prompted("CP01")
    drawn = run.form
    run.keep("Mine.", by="leo")
    run.press(drawn.submit, {"reply": "Mine too."})
    assert [reply.by for reply in run.case.round.replies] == ["leo", "mira"]


def test_reply_to_a_prompt_that_is_settled_meanwhile_is_kept() -> None:
    run = prompted("CP01")
    drawn = run.form
    run.open("P01", by="leo")
    run.send({**values_for(run.form, worked("G01"))}, by="leo")
    run.press(drawn.submit, {"reply": "It reads mail."})
    assert run.case.round.replies[-1].text == "It reads mail."


def test_reply_after_sending_is_shown_and_changes_nothing() -> None:
    run = prompted("CP01")
    drawn = run.form
    run.keep(by="leo")
    run.answer_as(worked("G01"))
    run.submit()
    before = run.case
    run.press(drawn.submit, {"reply": "It reads mail."})
    assert run.case == before
    assert "It reads mail." in words(run.card)
    assert "was sent while you had that page open" in words(run.card)


@pytest.mark.parametrize(
    ("prompt", "risk"), [("CP99", None), ("CP01", "RK01"), ("CP07", None), ("CP07", "RK99")]
)
def test_reply_to_nothing_that_is_asked_changes_nothing(prompt: str, risk: str | None) -> None:
    run = up_to("G02", "U01")
    before = run.case
    run.happens(PromptAnswered(prompt, risk, 0, "?"))
    assert run.case == before
    assert run.page == PageRef("U01")


def test_replies_are_read_by_the_human_rights_team() -> None:
    run = prompted("CP06")
    run.keep("It only sorts.")
    run.answer_as(worked("G01"), other={"P04": ("score",)})
    run.submit()
    run.do("see", by="hana")
    assert "Mira: It only sorts." in words(run.card)
    assert the_pack().prompt["CP06"].ask in words(run.card)
    assert "Mira: It only sorts." not in words(played("G01").card)
