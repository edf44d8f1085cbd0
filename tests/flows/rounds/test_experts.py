"""One question to one expert: they see it alone, and their proposal counts once it is taken."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flows.cards import Button
from flows.case import ExpertQuestion, Withdrawal
from flows.effects import ToPerson
from flows.events import (
    ExpertAsked,
    ExpertReplied,
    FormOpened,
    IncidentReported,
    ProposalSettled,
    Triggered,
)
from tests.flows.escalating import later, opens, sends, with_team
from tests.flows.rounds.test_rounds import by_the_bot
from tests.flows.screening import NOW, Screening, buttons_in, line, played, told, up_to, words
from tests.flows.test_case import sealed
from tests.flows.tracking import opens_named

ASK = {"question": "S05:RK18", "expert": "otto", "words": "You know the works council."}
REPLY = {"S05": "here", "words": "It happened in the pilot."}


def asked(run: Screening | None = None, by: str = "hana", **other: str) -> Screening:
    run = run or with_team()
    opens_named(run, "ask_expert", by)
    sends(run, {**ASK, **other}, by)
    return run


def question(run: Screening) -> ExpertQuestion:
    return run.case.expert_questions[-1]


def replied(run: Screening) -> Screening:
    run.happens(FormOpened("reply_expert"), "otto")
    sends(run, REPLY, "otto")
    return run


def settling(run: Screening, label: str, by: str = "mira") -> Button:
    """Return the button by which a proposal is taken or left."""
    run.do("see", by=by)
    (button,) = [one for one in buttons_in(run.card) if label in str(one.label)]
    return button


def settles(run: Screening, label: str, by: str = "mira") -> Screening:
    run.press(settling(run, label, by), by=by)
    return run


def test_one_question_is_put_to_one_person() -> None:
    run = asked()
    one = question(run)
    assert (one.place, one.expert, one.by, one.words) == (
        ("S05", "RK18"), "otto", "hana", ASK["words"],
    )  # fmt: skip
    assert told(run.turn.effects) == [("expert_asked", ToPerson("otto"))]
    assert "Otto, asked by Hana" in words(run.card)


def test_the_expert_sees_the_question_and_nothing_else_of_the_case() -> None:
    run = asked()
    run.happens(FormOpened("reply_expert", str(question(run).id)), "otto")
    said = words(run.form)
    assert "already happened" in said
    assert ASK["words"] in said
    assert not any(secret in said for secret in ("Workplace mail", "Mira", "severe", "hold"))
    assert [one.verb for one in run.form.others] == ["list"]
    run.do("see", by="otto")
    assert run.turn.journal[0].action == "refused"


def test_the_reply_is_a_proposal_and_counts_once_the_product_side_takes_it() -> None:
    run = replied(asked())
    assert "Your proposal is saved" in words(run.notice)
    assert told(run.turn.effects) == [
        ("expert_replied", ToPerson("mira")),
        ("expert_replied", ToPerson("hana")),
    ]
    assert run.case.round.standing["S05", "RK18"].value != ("here",)
    run.do("see", by="hana")
    assert "Take it as the answer" not in words(run.card), "the team does not answer for them"
    asks = line(settling(run, "Take it").confirm or ())
    assert "the rules run again" in asks
    assert "whoever asked and whoever the result is for are told" in asks
    settles(run, "Take it")
    given = run.case.round.given["S05", "RK18"]
    assert (given.value, given.by, given.note) == (("here",), "otto", REPLY["words"])
    assert question(run).accepted is True
    assert ("proposal_taken", ToPerson("hana")) in told(run.turn.effects)
    assert "What changed" in words(run.reply)


def test_a_proposal_that_is_left_changes_nothing() -> None:
    run = replied(asked())
    before = run.case.round
    assert "Nobody is told" in line(settling(run, "Leave it").confirm or ())
    settles(run, "Leave it")
    assert told(run.turn.effects) == []
    assert run.case.round == before
    assert question(run).accepted is False
    assert "Not taken" in words(run.card)


def test_while_a_screening_is_under_way_an_expert_can_be_asked_too() -> None:
    run = up_to("G02", "P07")
    run.happens(ExpertAsked({**ASK, "question": "U01"}))
    run.happens(FormOpened("reply_expert"), "otto")
    sends(run, {"U01": "employers", "words": ""}, "otto")
    one = question(run)
    run.happens(ProposalSettled(one.id, one.revision, accepted=True))
    assert run.case.round.given["U01", None].by == "otto"
    assert run.case.is_draft
    assert len(run.case.rounds) == 1


def test_a_proposal_that_joins_a_round_under_way_says_that_it_counts_later() -> None:
    run = replied(asked())
    run.happens(Triggered("TR01", {"words": "Another model."}))
    asks = line(settling(run, "Take it").confirm or ())
    assert "counts once what is being answered now is sent" in asks
    assert "the rules run again" not in asks


def test_what_is_missing_comes_back() -> None:
    run = with_team()
    opens_named(run, "ask_expert", "mira")
    sends(run, {**ASK, "question": "Z01", "expert": ""}, "mira")
    assert set(run.errors) == {"question", "expert"} or set(run.errors) == {"expert"}
    run = asked()
    run.happens(FormOpened("reply_expert"), "otto")
    sends(run, {"S05": "", "words": "x" * 3001}, "otto")
    assert set(run.errors) == {"S05", "words"}
    assert question(run).proposal is None


def test_the_closing_question_is_put_to_nobody() -> None:
    run = with_team()
    opens_named(run, "ask_expert", "mira")
    offered = {one.id for one in run.form.fields[0].kind.choices}  # type: ignore[union-attr]
    assert "Z01" not in offered
    run.happens(ExpertAsked({**ASK, "question": "Z01"}))
    assert run.errors
    assert run.case.expert_questions == ()


def test_an_expert_may_not_be_sure_either() -> None:
    run = asked()
    run.happens(FormOpened("reply_expert"), "otto")
    sends(run, {"S05": "unsure", "words": "Nobody knows."}, "otto")
    assert question(run).proposal == ("unsure",)


def test_the_same_is_asked_once() -> None:
    run = asked(asked())
    assert len(run.case.expert_questions) == 1
    assert "Otto was asked this already" in words(run.notice)
    asked(run, expert="ines")
    assert len(run.case.expert_questions) == 2


def test_late_and_double_clicks_say_how_it_stands() -> None:
    run = asked()
    one = question(run)
    run.happens(ProposalSettled(one.id, one.revision, accepted=True))
    assert "no reply to this yet" in words(run.notice)
    replied(run)
    for event in (ExpertReplied(one.id, 0, REPLY), FormOpened("reply_expert", str(one.id))):
        run.happens(event, "otto")
        assert "Your answer is there since" in words(run.notice)
    run.happens(ProposalSettled(one.id, 0, accepted=True))
    assert question(run).settled is None, "a stale click shows the case as it is"
    settles(run, "Leave it")
    run.happens(ProposalSettled(one.id, question(run).revision, accepted=True))
    assert "Mira has settled this" in words(run.notice)


def test_a_reply_to_what_another_pack_asks_otherwise_comes_back_with_what_was_typed() -> None:
    run = asked()
    run.happens(FormOpened("reply_expert"), "otto")
    older = run.form.submit
    by_the_bot(run, Triggered("TR10", changed=("S05",), pack="another"))
    run.press(older, REPLY, by="otto")
    assert "Somebody changed this" in words(run.form)
    assert {one.id: one.value for one in run.form.fields} == REPLY
    assert question(run).waits
    sends(run, REPLY, "otto")
    assert question(run).proposal == ("here",)


def test_a_reply_to_what_another_pack_asks_alike_is_taken() -> None:
    run = asked()
    run.happens(FormOpened("reply_expert"), "otto")
    older = run.form.submit
    by_the_bot(run, Triggered("TR10", changed=("U02",), pack="another"))
    run.press(older, REPLY, by="otto")
    assert question(run).proposal == ("here",)


def test_a_question_that_another_pack_does_not_ask_waits_for_nobody() -> None:
    run = without(asked())
    one = question(run)
    assert run.case.asked_experts == ()
    for event in (ExpertReplied(one.id, 0, REPLY), FormOpened("reply_expert", str(one.id))):
        run.happens(event, "otto")
        assert "not asked any more" in words(run.notice)
    run.happens(FormOpened("reply_expert"), "otto")
    assert "There is no case of that number" in words(run.notice)
    run.happens(ProposalSettled(one.id, one.revision, accepted=True))
    assert "not asked any more" in words(run.notice)
    run.do("see")
    assert "Not asked any more" in words(run.card)


def test_a_proposal_for_a_question_that_another_pack_does_not_ask_is_left() -> None:
    run = without(replied(asked()))
    assert (question(run).proposal, question(run).accepted) == (("here",), False)
    run.do("see")
    assert "Take it as the answer" not in words(run.card)


def test_a_proposal_that_was_taken_stays_taken_whatever_another_pack_asks() -> None:
    run = replied(asked())
    settles(run, "Take it")
    run = without(run)
    assert question(run).accepted is True
    run.happens(ProposalSettled(question(run).id, 0, accepted=False))
    assert "Mira has settled this" in words(run.notice)


def without(run: Screening) -> Screening:
    """Return a case whose question to an expert another pack does not ask any more."""
    gone = replace(question(run), place=("S99", "RK18"))
    run.present = run.case.with_expert_question(gone)
    return by_the_bot(run, Triggered("TR10", pack="another"))


def test_what_is_not_there_or_not_theirs_is_refused() -> None:
    run = asked()
    one = question(run)
    for event in (ExpertReplied(UUID(int=7), 0), ProposalSettled(UUID(int=7), 0, accepted=True)):
        run.happens(event, "otto")
        assert "There is no case of that number" in words(run.notice)
    for form in (FormOpened("reply_expert", "7"), FormOpened("reply_expert")):
        run.happens(form, "ines")
        assert "There is no case of that number" in words(run.notice)
    run.happens(ExpertReplied(one.id, 0, REPLY), "ines")
    assert run.turn.journal[0].action == "refused"
    run.happens(FormOpened("reply_expert", str(one.id)), "ines")
    assert run.turn.journal[0].action == "refused"
    run.happens(ExpertAsked(ASK), "otto")
    assert run.turn.journal[0].action == "refused"
    run.happens(FormOpened("ask_expert"), "otto")
    assert run.turn.journal[0].action == "refused"


def test_after_withdrawing_nothing_is_asked_or_settled() -> None:
    run = replied(asked())
    run.present = replace(run.case, withdrawal=Withdrawal("no market", "mira", NOW))
    run.happens(FormOpened("ask_expert"))
    assert "was withdrawn" in words(run.notice)
    one = question(run)
    run.happens(ProposalSettled(one.id, one.revision, accepted=True))
    assert "was withdrawn" in words(run.notice)
    run.do("see")
    assert "Take it as the answer" not in words(run.card)


def test_the_product_team_asks_too() -> None:
    run = asked(played("G09"), "mira", question="S05:RK07")
    assert question(run).by == "mira"
    assert opens(run, "ask_expert", "mira").view == "ask_expert"


def test_a_question_that_tells_which_harms_were_found_is_put_to_nobody() -> None:
    run = with_team()
    opens_named(run, "ask_expert", "hana")
    offered = {one.id.partition(":")[0] for one in run.form.fields[0].kind.choices}  # type: ignore[union-attr]
    assert not {"R02", "M01", "Z01"} & offered


def test_an_answer_that_came_after_the_reply_is_not_written_over() -> None:
    run = replied(asked())
    later(run, timedelta(hours=1))
    run.happens(IncidentReported({"harms": ("RK18",), "words": "It happened."}))
    before = run.case.round.standing["S05", "RK18"]
    settles(run, "Take it")
    assert run.case.round.standing["S05", "RK18"] == before
    assert "answered this on" in words(run.notice)


def test_what_an_expert_noted_stays_when_the_page_is_sent_again() -> None:
    run = up_to("G02", "P07")
    run.happens(ExpertAsked({**ASK, "question": "U01"}))
    run.happens(FormOpened("reply_expert"), "otto")
    sends(run, {"U01": "employers", "words": "I measured it."}, "otto")
    one = question(run)
    run.happens(ProposalSettled(one.id, one.revision, accepted=True))
    run.open("U01")
    run.send({each.id: each.value or "" for each in run.form.fields})
    given = run.case.round.given["U01", None]
    assert (given.by, given.note) == ("otto", "I measured it.")


def test_of_a_concern_nobody_asks_an_expert() -> None:
    run = Screening(present=sealed())
    for event in (ExpertAsked(ASK), FormOpened("ask_expert")):
        run.happens(event, "hana")
        assert "told in confidence" in words(run.notice)
        run.happens(event, "otto")
        assert "There is no case of that number" in words(run.notice)


def test_a_note_beside_the_answer_and_the_expert_s_own_words_are_both_kept() -> None:
    run = asked(question="R01:RK18")
    run.happens(FormOpened("reply_expert"), "otto")
    sends(run, {"R01": "applies", "R01.note": "In the pilot.", "words": "Ask me again."}, "otto")
    assert question(run).note == "In the pilot.\nAsk me again."
