"""A screening handed over as it is, and answers copied from an earlier case."""

from dataclasses import replace
from uuid import UUID

from flows.case import Given, Phase
from flows.effects import ToRole
from flows.events import AnswersCopied, HandedOverEarly, PageRef
from tests.flows.escalating import decides, offered, opens, pending, sends
from tests.flows.screening import (
    NOW,
    Screening,
    button_of,
    buttons_in,
    harmless,
    played,
    told,
    up_to,
    words,
)

SOURCE = UUID(int=42)


def early() -> Screening:
    """Return a screening in which an early rule is true."""
    run = up_to("G02", "P07")
    assert run.case.round.early_rules
    return run


def handed() -> Screening:
    run = early()
    (button,) = [one for one in buttons_in(run.form) if one.verb == "hand_over"]
    assert "on hold" in str(button.confirm)
    run.press(button)
    return run


def test_once_something_needs_the_team_a_screening_can_be_handed_over() -> None:
    run = handed()
    assert run.case.phase is Phase.TEAM
    assert run.case.launch_status == "hold"
    assert pending(run).opened_at == NOW
    assert ("handed_over", ToRole("human_rights_team")) in told(run.turn.effects)
    assert "is with the human rights team as it is" in words(run.reply)
    assert "Go on answering" in words(run.reply)


def test_before_that_there_is_nothing_to_hand_over() -> None:
    run = up_to("G02", "U01")
    assert "hand_over" not in {one.verb for one in buttons_in(run.form)}
    run.happens(HandedOverEarly())
    assert "nothing to hand over" in words(run.notice)
    sent = played("G02")
    sent.happens(HandedOverEarly())
    assert "nothing to hand over" in words(sent.notice)


def test_what_is_open_counts_as_not_sure_and_both_sides_can_finish_it() -> None:
    run = handed()
    assert run.case.round.is_open
    assert run.case.unknowns == (), "what was not asked yet is no open item"
    run.do("resume", by="jonas")
    assert run.page == PageRef("P07")
    run.answer_as_from_here("G02", "jonas")
    assert "jonas" not in run.case.participants
    run.press(run.card.buttons[0], by="jonas")
    round = run.case.round
    assert round.handed_over is not None
    assert round.handed_over.finished_at == NOW
    assert not round.is_open
    assert run.case.launch_status == "hold"
    assert len(run.case.escalations) >= 1


def test_the_product_team_can_still_answer_it() -> None:
    run = handed()
    run.do("resume")
    run.answer_as_from_here("G02")
    run.submit()
    assert not run.case.round.is_open
    assert run.case.phase is Phase.TEAM
    assert run.case.measures


def test_a_handed_over_screening_can_be_decided_while_it_is_finished() -> None:
    run = handed()
    assert "outcome" in offered(run, "hana")
    decides(run, "pause", "hana")
    assert pending(run).voices


def test_no_decision_lets_an_unfinished_screening_go() -> None:
    run = handed()
    decides(run, "proceed", "hana")
    opens(run, "agree", "leo")
    sends(run, {"conflict": "none", "dissent": ""}, "leo")
    assert run.case.pending is None
    assert run.case.launch_status == "hold"
    run.do("resume")
    run.answer_as_from_here("G02")
    assert run.case.launch_status == "hold"


def test_somebody_else_does_not_hand_it_over() -> None:
    run = early()
    run.happens(HandedOverEarly(), "hana")
    assert run.turn.journal[0].action == "refused"
    run.do("see", by="hana")
    assert "hand_over" not in {one.verb for one in buttons_in(run.card)}
    run.do("see", by="leo")
    assert "hand_over" in {one.verb for one in buttons_in(run.card)}


# ------------------------------------------------------------------------------ copying


def other_answers() -> dict[tuple[str, str | None], Given]:
    return dict(played("G02").case.round.given)


def copied() -> Screening:
    run = up_to("G01", "P06")
    run.happens(AnswersCopied(SOURCE, "SAL-7", other_answers()))
    return run


def test_copied_answers_stand_in_the_fields_and_count_once_confirmed() -> None:
    run = copied()
    assert "The answers of SAL-7 stand in the fields" in words(run.form)
    assert run.page == PageRef("P06")
    field = run.form.fields[0]
    assert field.suggested
    assert field.value == other_answers()["P06", None].value
    assert ("P06", None) not in run.case.round.standing
    run.send({one.id: one.value or "" for one in run.form.fields})
    assert run.case.round.standing["P06", None].value == field.value
    assert run.case.round.given["P06", None].by == "mira"


def test_what_was_answered_already_and_what_is_never_copied_stay() -> None:
    run = copied()
    round = run.case.round
    assert round.standing["P01", None].value == harmless().case.round.given["P01", None].value
    assert ("P01", None) not in round.asks
    for never in (("Z01", None), ("P01", None), ("P03", None)):
        assert never not in run.case.rounds[0].given
    assert run.case.rounds[0].number == 0
    assert run.case.is_draft
    assert run.case.submitted is None


def test_a_copied_screening_is_sent_as_any_other() -> None:
    run = copied()
    while run.reply.__class__.__name__ == "Form":
        if run.form.view == "prompt":
            run.keep("As before.")
        else:
            run.press(
                button_of(run.form, "next"),
                {one.id: one.value or "unsure" for one in run.form.fields},
            )
            if any(one.error for one in getattr(run.reply, "fields", ())):
                run.press(button_of(run.form, "skip"), {one.id: one.value or ""
                                                        for one in run.form.fields})  # fmt: skip
    run.submit()
    assert run.case.phase is Phase.TEAM
    assert run.case.round.number == 1
    assert "What changed" not in words(run.reply)


def test_nothing_is_copied_twice_from_nothing_or_after_sending() -> None:
    run = copied()
    before = run.case
    run.happens(AnswersCopied(SOURCE, "SAL-7", other_answers()))
    assert "copied here already" in words(run.notice)
    assert run.case == before
    fresh = up_to("G01", "P06")
    fresh.happens(AnswersCopied(SOURCE, "SAL-7", {}))
    assert "no answers to copy" in words(fresh.notice)
    sent = played("G01")
    sent.happens(AnswersCopied(SOURCE, "SAL-7", other_answers()))
    assert "copied here already" in words(sent.notice)
    assert replace(sent.case) == played("G01").case
