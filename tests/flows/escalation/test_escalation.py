"""A case reaches the human rights team: promises, seen and taken on, asked back, advice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.cards import Card
from flows.case import Case, Confidentiality, Decision, Finding, Outcome, Phase
from flows.casework.escalation.opening import advice_wanted, needs_team, opened
from flows.effects import Notify, Refresh, ToPerson, ToRole
from flows.events import Acknowledged, FormOpened, TeamAsked, TeamReplied
from flows.people.due import Calendar
from flows.screening.assessment import assess
from flows.views.messages import draw_message
from flows.views.viewer import Viewer
from tests.flows.escalating import acts, offered, opens, pending, sends, with_team
from tests.flows.screening import (
    NOW,
    PEOPLE,
    Screening,
    buttons_in,
    harmless,
    line,
    played,
    told,
    words,
)
from tests.worked import the_pack

QUESTION = "Can managers switch single names off?"
REPLY = "Yes, for every team."


def utc(*at: int) -> datetime:
    return datetime(*at, tzinfo=UTC)  # type: ignore[arg-type, misc]


PROMISES = {
    "G02": ("DC2", False, utc(2026, 3, 3, 17), utc(2026, 3, 9, 17)),
    "G05": ("DC1", True, utc(2026, 3, 2, 17), utc(2026, 3, 4, 17)),
    "G07": ("DC3", False, utc(2026, 3, 4, 17), utc(2026, 3, 16, 17)),
}
"""Monday morning: the first answer and the decision, by the working days of the route."""


@pytest.mark.parametrize("id", PROMISES)
def test_promise_path_and_deciders_are_fixed_when_a_case_is_sent(id: str) -> None:
    run = with_team(id)
    newest = pending(run)
    decider, urgent, first, decision = PROMISES[id]
    assert (newest.policy.decider, newest.urgent) == (decider, urgent)
    assert (newest.first_due_at, newest.decision_due_at) == (first, decision)
    assert newest.policy.ladder == (
        ("human_rights_team",), ("human_rights_lead",), ("executive_sponsor", "human_rights_team"),
    )  # fmt: skip
    assert newest.responsible == "hana"
    assert newest.policy.waits_for_answers
    assert run.case.phase is Phase.TEAM
    said = words_of(run, "hana")
    for shown in (
        "First answer by",
        "Decision by",
        "Who decides",
        "Who is told when a time",
        first,
    ):
        assert (shown.isoformat() if isinstance(shown, datetime) else shown) in said


def words_of(run: Screening, by: str) -> str:
    run.do("see", by=by)
    return words(run.reply)


@pytest.mark.parametrize("id", ["G01", "G09", "G12"])
def test_a_route_without_the_team_needs_no_decision(id: str) -> None:
    assert played(id).case.escalations == ()


def test_the_promise_is_in_the_days_of_whoever_is_responsible() -> None:
    calendar = Calendar("Asia/Kolkata", holidays=frozenset([date(2026, 3, 3)]))
    run = with_team()
    people = {**PEOPLE, "hana": replace(PEOPLE["hana"], calendar=calendar)}
    context = replace(run.context("mira"), people=people)
    case = replace(run.case, escalations=())
    later = opened(the_pack(), case, assess(the_pack(), case.round.answers), context)
    assert later.escalations[0].first_due_at == utc(2026, 3, 4, 11, 30)


def test_where_nobody_can_be_reached_the_promise_is_in_the_days_of_whoever_sends() -> None:
    run = with_team()
    case = replace(run.case, escalations=())
    context = replace(run.context("mira"), people={"mira": PEOPLE["mira"]})
    alone = opened(the_pack(), case, assess(the_pack(), case.round.answers), context)
    assert alone.escalations[0].responsible is None
    assert alone.escalations[0].first_due_at == utc(2026, 3, 3, 17)


FINDING = Finding("RK07", 3, 3, 3, 4, 3)
BASE = Outcome("hr_escalation", "hold", ("ER01",), (FINDING,), NOW, 30)
AGAIN = {
    "nothing changed": ({}, "decided", False),
    "another route": ({"route": "hr_review"}, "decided", True),
    "another rule": ({"rules": ("ER01", "ER08")}, "decided", True),
    "another value": ({"findings": (replace(FINDING, likelihood=4),)}, "decided", True),
    "nothing needs the team any more": ({"route": "self_manage"}, "decided", False),
    "answers do not lift a hold": ({"route": "self_manage"}, "held", True),
    "a hold is asked again": ({}, "held", True),
    "pending stays pending": ({"rules": ("ER01", "ER08")}, "pending", False),
    "pending and lower": ({"route": "self_manage"}, "pending", False),
    "pending and graver": ({}, "pending review", True),
    "pending and more urgent": ({}, "pending, urgent", True),
    "never before": ({}, "none", True),
    "never before and none needed": ({"route": "record_only"}, "none", False),
}


@pytest.mark.parametrize("name", AGAIN)
def test_when_a_round_comes_before_the_team(name: str) -> None:
    changed, state, wanted = AGAIN[name]
    before, after = two_rounds(state, replace(BASE, **changed))  # type: ignore[arg-type]
    result = replace(assess(the_pack(), before.round.answers), urgent="urgent" in state)
    assert needs_team(the_pack(), before, after, result) is wanted


def two_rounds(state: str, outcome: Outcome) -> tuple[Case, Case]:
    """Return a case as it stood with its first round, and with a second one sent."""
    case = with_team().case
    first = replace(case.round, outcome=BASE)
    newest = case.escalations[0]
    launch = "hold" if state == "held" else "cleared_with_actions"
    decision = Decision("restrict", "why", ("hana",), NOW, launch, date(2026, 6, 1))
    if state in ("decided", "held"):
        newest = replace(newest, decision=decision)
    if state == "pending review":
        newest = replace(newest, route="hr_review")
    escalations = () if state == "none" else (newest,)
    before = replace(case, rounds=(first,), escalations=escalations)
    after = replace(before, rounds=(first, replace(first, number=2, outcome=outcome)))
    return before, after


def test_a_draft_needs_nobody() -> None:
    case = harmless().case
    assert not needs_team(the_pack(), case, case, assess(the_pack(), case.round.answers))


def test_a_new_escalation_takes_the_place_of_a_pending_one_and_keeps_who_decided_before() -> None:
    run = with_team()
    result = assess(the_pack(), run.case.round.answers)
    again = opened(the_pack(), run.case, replace(result, decider=""), run.context("mira"))
    old, new = again.escalations
    assert (old.superseded_at, new.superseded_at) == (NOW, None)
    assert new.policy.decider == "DC2"
    assert again.pending == new
    none = opened(
        the_pack(), replace(run.case, escalations=()),
        replace(result, decider="", service=None), run.context("mira"),
    )  # fmt: skip
    assert none.escalations[0].policy.decider == "DC3"


def test_whoever_acknowledges_first_is_responsible_and_the_product_team_hears_it() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    newest = pending(run)
    assert newest.acknowledged is not None
    assert (newest.acknowledged.by, newest.responsible) == ("jonas", "jonas")
    assert told(run.turn.effects) == [
        ("acknowledged", ToPerson("mira")), ("acknowledged", ToPerson("leo")),
    ]  # fmt: skip
    assert {one.view for one in run.turn.effects if isinstance(one, Refresh)} == {
        "root", "early", "submitted", "informed",
    }  # fmt: skip
    assert "acknowledge" not in offered(run, "hana")
    assert "Jonas" in words(run.reply)


def test_a_late_acknowledgement_changes_nothing_and_says_who_was_first() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    before = run.case
    run.happens(Acknowledged(0), by="hana")
    assert run.case == before
    assert "Jonas saw SAL-1" in words(run.notice)


def test_the_case_can_be_taken_on_from_somebody_and_they_hear_it() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    stale = offered(run, "hana")["take_on"]
    acts(run, "take_on", "hana")
    assert pending(run).responsible == "hana"
    assert told(run.turn.effects) == [("taken_on", ToPerson("jonas"))]
    run.press(stale, by="hana")
    assert "Jonas saw SAL-1" in words(run.notice)
    run.press(stale, by="jonas")
    assert "Hana is responsible by now" in words(run.notice)
    assert "take_on" not in offered(run, "hana")


def test_taking_it_on_is_seeing_it() -> None:
    run = with_team()
    button = offered(run, "jonas")["acknowledge"]
    run.press(replace(button, verb="take_on"), by="jonas")
    newest = pending(run)
    assert newest.acknowledged is not None
    assert (newest.acknowledged.by, newest.responsible) == ("jonas", "jonas")


def asked(run: Screening) -> Screening:
    form = opens(run, "ask_team", "hana")
    assert "Mira is told" in line(form.submit.confirm or ())
    sends(run, {"words": QUESTION}, "hana")
    return run


def test_the_clock_stands_still_while_the_product_team_is_asked() -> None:
    """Stopped on Friday noon with half a day left, and going on after the weekend."""
    run = with_team()
    friday = utc(2026, 3, 6, 13)
    run.now = friday
    asked(run)
    newest = pending(run)
    assert newest.stopped_at == friday
    assert run.case.phase.value == "asked"
    assert told(run.turn.effects) == [
        ("team_asked", ToPerson("mira")),
        ("team_asked", ToPerson("leo")),
    ]
    said = words_of(run, "hana")
    assert f"stands still since {friday.isoformat()}, waiting for Mira" in said
    run.now = utc(2026, 3, 11, 9)
    opens(run, "reply_team", "mira")
    assert QUESTION in words(run.form)
    assert "It goes to Hana and stays on record" in line(run.form.submit.confirm or ())
    sends(run, {"words": REPLY}, "mira")
    after = pending(run)
    assert after.stopped_at is None
    # Four hours of Friday and eight of Monday were left; they are left still.
    assert after.decision_due_at == utc(2026, 3, 12, 13)
    assert after.first_due_at == newest.first_due_at, "it was over before the clock stopped"
    assert run.case.phase is Phase.TEAM
    assert told(run.turn.effects) == [("team_replied", ToPerson("hana"))]
    assert REPLY in words_of(run, "jonas")


def test_whoever_replies_is_told_that_it_goes_to_whoever_asked_and_whoever_is_responsible() -> None:
    run = with_team()
    acts(run, "acknowledge", "jonas")
    asked(run)
    form = opens(run, "reply_team", "mira")
    assert "It goes to Hana, Jonas and stays" in line(form.submit.confirm or ())
    sends(run, {"words": ""}, "mira")
    assert run.form.submit.confirm == form.submit.confirm
    sends(run, {"words": REPLY}, "mira")
    assert [who for _, who in told(run.turn.effects)] == [ToPerson("hana"), ToPerson("jonas")]


def test_the_clock_waits_for_the_last_reply() -> None:
    run = asked(with_team())
    first = offered(run, "mira")["reply_team"]
    opens(run, "ask_team", "jonas")
    sends(run, {"words": "And groups?"}, "jonas")
    run.press(first, by="mira")
    sends(run, {"words": REPLY}, "mira")
    assert pending(run).stopped_at is not None
    assert len(pending(run).waiting) == 1


def test_the_same_question_twice_is_asked_once() -> None:
    run = with_team()
    form = opens(run, "ask_team", "hana")
    sends(run, {"words": QUESTION}, "hana")
    before = run.case
    run.press(form.submit, {"words": QUESTION}, by="hana")
    assert run.case == before


def test_a_reply_that_comes_twice_is_kept_once() -> None:
    run = asked(with_team())
    opens(run, "reply_team", "mira")
    form = run.form
    sends(run, {"words": REPLY}, "mira")
    before = run.case
    run.press(form.submit, {"words": "No."}, by="leo")
    assert run.case == before
    assert "Mira replied on" in words(run.notice)
    run.press(
        replace(form.submit, verb="form", args={**form.submit.args, "form": "reply_team"}), by="leo"
    )
    assert "Nothing waits for this" in words(run.notice)


@pytest.mark.parametrize("text", ["", " ", "x" * 3001])
def test_what_cannot_be_sent_comes_back_with_what_was_typed(text: str) -> None:
    run = with_team()
    for name, by in (("ask_team", "hana"), ("reply_team", "mira")):
        opens(run, name, by)
        before = run.case
        sends(run, {"words": text}, by)
        (field,) = run.form.fields
        assert field.error
        assert field.value == text
        assert run.case == before
        if name == "ask_team":
            sends(run, {"words": QUESTION}, by)


def test_a_question_that_is_not_there_is_not_answered() -> None:
    run = asked(with_team())
    wrong = run.case.new_id("team_question", 99)
    run.happens(TeamReplied(wrong, {"words": REPLY}), by="mira")
    assert "Nothing waits for this" in words(run.notice)


def test_where_nothing_is_pending_nothing_is_asked() -> None:
    run = with_team()
    question = asked(run.branch()).case.pending
    assert question is not None
    run.present = replace(run.case, escalations=())
    for event, by in (
        (Acknowledged(0), "hana"),
        (TeamAsked(0, {"words": QUESTION}), "hana"),
        (TeamReplied(question.questions[0].id, {"words": REPLY}), "mira"),
        (FormOpened("ask_team"), "hana"),
        (FormOpened("reply_team"), "mira"),
    ):
        run.happens(event, by=by)
        assert "Nothing waits for this" in words(run.notice)
    offered_now = offered(run, "hana")
    assert not {"acknowledge", "ask_team"} & offered_now.keys()


def test_only_the_team_acknowledges_and_asks_and_only_the_product_team_replies() -> None:
    run = asked(with_team())
    for name, allowed in (("ask_team", ("hana", "jonas")), ("reply_team", ("mira", "leo"))):
        for who in ("mira", "leo", "hana", "jonas", "otto", "lara"):
            about = str(pending(run).questions[0].id) if name == "reply_team" else ""
            run.happens(FormOpened(name, about), by=who)
            assert (run.turn.journal == ()) is (who in allowed), (name, who)
    for who in ("mira", "otto"):
        run.happens(Acknowledged(0), by=who)
        assert [one.action for one in run.turn.journal] == ["refused"]
    assert "There is no case of that number" in words(run.notice)


def test_a_form_that_nobody_knows_sounds_like_no_case() -> None:
    run = with_team()
    run.happens(FormOpened("nonsense"), by="hana")
    assert "There is no case of that number" in words(run.notice)


def test_advice_is_asked_for_in_writing_and_the_decider_hears_when_all_of_it_is_there() -> None:
    run = with_team("G05")
    assert ("advice_wanted", ToRole("legal")) in told(run.turn.effects)
    assert ("advice_wanted", ToRole("human_rights_lead")) in told(run.turn.effects)
    form = opens(run, "advise", "lara")
    said = line(form.submit.confirm or ())
    assert "cannot be taken back" in said
    assert said.endswith(f"{the_pack().role['executive_sponsor'].name}.")
    sends(run, {"words": ""}, "lara")
    assert run.form.fields[0].error
    assert run.form.submit.confirm == form.submit.confirm
    sends(run, {"words": "Not under article 5."}, "lara")
    assert told(run.turn.effects) == []
    assert "advise" not in offered(run, "lara")
    stale = opens(run, "advise", "hana").submit
    sends(run, {"words": "Not with these controls."}, "hana")
    assert told(run.turn.effects) == [("advice_given", ToRole("executive_sponsor"))]
    before = run.case
    run.press(stale, {"words": "Again."}, by="hana")
    assert run.case == before
    assert "on record already" in words(run.notice)
    assert "Not under article 5." in words_of(run, "sam")


def test_nobody_is_asked_for_advice_who_may_not_open_the_case() -> None:
    run = with_team("G05")
    restricted = replace(run.case, confidentiality=Confidentiality.RESTRICTED)
    assert told(advice_wanted(restricted)) == [("advice_wanted", ToRole("human_rights_lead"))]
    policy = replace(pending(run).policy, advice=("legal",))
    alone = replace(restricted, escalations=(replace(pending(run), policy=policy),))
    assert advice_wanted(alone) == ()
    assert advice_wanted(with_team().case) == ()


def test_messages_to_the_team_show_clocks_and_what_can_be_done() -> None:
    run = with_team()
    early = message(run, "submitted")
    assert [b.verb for b in buttons_in(early)] == ["see", "acknowledge"]
    assert "First answer by" in words(early)
    asked(run)
    acts(run, "acknowledge", "jonas")
    later = message(run, "submitted")
    assert [b.verb for b in buttons_in(later)] == ["see", "take_on"]
    assert "stands still since" in words(later)
    assert "First answer by" not in words(later)
    for said in (early, later):
        assert not any(secret in words(said) for secret in (QUESTION, "Mira", "analytics"))


def message(run: Screening, view: str) -> Card:
    return draw_message(Viewer(the_pack(), run.context("hana")), view, run.case, {})


def test_every_message_of_this_room_names_the_case_and_leads_to_it() -> None:
    run = with_team()
    for view in ("acknowledged", "decided", "differ"):
        card = message(run, view)
        assert "SAL-1" in words(card)
        assert [b.verb for b in buttons_in(card)] == ["see"]


def test_whoever_is_asked_can_reply_from_the_message_while_the_question_waits() -> None:
    run = asked(with_team())
    (sent, *_) = [one for one in run.turn.effects if isinstance(one, Notify)]
    viewer = Viewer(the_pack(), run.context("mira"))
    before = draw_message(viewer, sent.view, run.case, sent.args)
    assert QUESTION not in words(before)
    reply, see = buttons_in(before)
    assert (reply.args["form"], see.verb) == ("reply_team", "see")
    run.press(reply, by="mira")
    sends(run, {"words": REPLY}, "mira")
    after = draw_message(viewer, sent.view, run.case, sent.args)
    assert [b.verb for b in buttons_in(after)] == ["see"]
    run.present = replace(run.case, escalations=())
    gone = draw_message(viewer, sent.view, run.case, sent.args)
    assert [b.verb for b in buttons_in(gone)] == ["see"]


def test_a_message_about_a_draft_shows_no_clock() -> None:
    run = harmless()
    assert [b.verb for b in buttons_in(message(run, "early"))] == ["see"]


def test_nobody_who_just_acted_is_told_of_it() -> None:
    run = asked(with_team())
    run.now += timedelta(hours=1)
    sends_reply = opens(run, "reply_team", "leo")
    run.press(sends_reply.submit, {"words": REPLY}, by="leo")
    hears = [one.audience for one in run.turn.effects if isinstance(one, Notify)]
    assert ToPerson("leo") not in hears
