"""What a click or a sent form means: every button is understood, and garbage means nothing."""

from collections.abc import Iterator
from functools import cache
from uuid import UUID

import pytest

from flows.acts import Act, event_of
from flows.cards import Button, Form, Reply, Value
from flows.events import (
    Acknowledged,
    AdviceGiven,
    Answered,
    AnswersCopied,
    CaseOpened,
    ClassChanged,
    ContactsTried,
    DecisionReopened,
    EvidenceKept,
    ExpertAsked,
    ExpertReplied,
    Followed,
    FormOpened,
    HandedOverEarly,
    HelpAsked,
    IncidentReported,
    Intent,
    ItemAnswered,
    ItemAssigned,
    KeepSent,
    LaunchAnswered,
    LeaverAsked,
    LeaverSent,
    ListAsked,
    MeasureAdded,
    MeasureBlocked,
    MeasureImplemented,
    MeasureOpened,
    MeasurePlanned,
    MeasureRefused,
    MeasuresTaken,
    MeasureVerified,
    NotMine,
    OutcomeChosen,
    OwnerChanged,
    PageOpened,
    PageRef,
    PeopleNamed,
    ProgressNoted,
    PromptAnswered,
    ProposalSettled,
    RatingAgreed,
    Resumed,
    Reviewed,
    RiskClosed,
    RolesAsked,
    RoleSent,
    SettingsAsked,
    SettingsSent,
    SetUpAsked,
    SetUpSent,
    SmallestChangeAsked,
    Snoozed,
    StartAsked,
    StartConfirmed,
    Submitted,
    TakenOn,
    TeamAsked,
    TeamReplied,
    Triggered,
    VoiceGiven,
    WhyAsked,
    Withdrawn,
)
from flows.views.home import help_card, list_card, start_form
from flows.views.messages import MESSAGES, draw_message
from flows.views.viewer import Viewer
from tests.flows.screening import Screening, buttons_in, harmless, played, up_to, values_for
from tests.worked import the_pack, worked

PAGE = {"page": "S01:RK04"}
VALUES = {"S01": ("3",)}

ACTS = {
    "start": (Act("start"), StartAsked()),
    "begin": (Act("begin", values={"product_lead": "leo"}), StartConfirmed("leo")),
    "begin, lead left empty": (Act("begin", values={"product_lead": ""}), StartConfirmed(None)),
    "begin, no lead field": (Act("begin"), StartConfirmed(None)),
    "list": (Act("list"), ListAsked()),
    "help": (Act("help"), HelpAsked()),
    "answer": (
        Act("answer", {**PAGE, "intent": "next"}, 4, VALUES),
        Answered(PageRef("S01", "RK04"), 4, VALUES),
    ),
    "answer, skip": (
        Act("answer", {"page": "P01", "intent": "skip"}, 0, {}),
        Answered(PageRef("P01"), 0, {}, Intent.SKIP),
    ),
    "answer, confirmed": (
        Act("answer", {"page": "P01", "intent": "leave", "confirmed": "abc"}, 2, {}),
        Answered(PageRef("P01"), 2, {}, Intent.LEAVE, "abc"),
    ),
    "answer, no intent": (Act("answer", PAGE, 4), Answered(PageRef("S01", "RK04"), 4)),
    "prompt": (
        Act("prompt", {"prompt": "CP01", "risk": ""}, 3, {"reply": "Yes."}),
        PromptAnswered("CP01", None, 3, "Yes."),
    ),
    "prompt about a risk": (
        Act("prompt", {"prompt": "CP07", "risk": "RK01"}, 3, {"reply": ("Yes.", "No.")}),
        PromptAnswered("CP07", "RK01", 3, "Yes. No."),
    ),
    "prompt of nothing": (Act("prompt"), PromptAnswered("", None, 0)),
    "resume": (Act("resume"), Resumed()),
    "open": (Act("open", PAGE), PageOpened(PageRef("S01", "RK04"))),
    "open of nothing": (Act("open"), PageOpened(PageRef(""))),
    "review": (Act("review"), Reviewed()),
    "submit": (Act("submit", revision=9), Submitted(9)),
    "see": (Act("see"), CaseOpened()),
    "smallest change": (Act("smallest_change"), SmallestChangeAsked()),
    "set up": (Act("set_up"), SetUpAsked()),
    "set up, to change it": (Act("set_up", {"change": "yes"}), SetUpAsked(change=True)),
    "set up, sent": (Act("set_up_send", {}, 3, VALUES), SetUpSent(3, VALUES)),
    "try contacts": (Act("try_contacts"), ContactsTried()),
}


@pytest.mark.parametrize("what", ACTS)
def test_act_means_its_event(what: str) -> None:
    act, event = ACTS[what]
    assert event_of(act) == event


@pytest.mark.parametrize(
    "act",
    [
        Act(""),
        Act("approve"),
        Act("SUBMIT"),
        Act("submit "),
        Act("answer", {**PAGE, "intent": "sometime"}),
        Act("answer", {**PAGE, "intent": ""}),
        Act("approve", {"about": str(UUID(int=9))}),
    ],
)
def test_garbage_means_nothing(act: Act) -> None:
    assert event_of(act) is None


@cache
def every_reply() -> tuple[Reply, ...]:
    return tuple(_every_reply())


def _every_reply() -> Iterator[Reply]:
    """Yield all that is said in a few screenings, and what is said about no case."""
    draft = up_to("G02", "U01")
    draft.send({}, intent="leave")
    prompt = harmless()
    prompt.open("P01")
    prompt.send({**values_for(prompt.form, worked("G01")), "P05": ("comms",)})
    for run in (played("G01"), played("G02"), draft, prompt):
        for person in ("mira", "leo", "hana", "otto"):
            for verb in ("see", "resume", "smallest_change"):
                run.do(verb, by=person)
        yield from (reply for _, _, turn in run.turns for reply in turn.replies)
        viewer = Viewer(the_pack(), run.context("hana"))
        yield from (draw_message(viewer, view, run.case, {}) for view in MESSAGES)
        yield from (start_form(viewer), list_card(viewer, ()), help_card(viewer))


def values_of(reply: Reply) -> dict[str, Value]:
    return {one.id: one.value or "" for one in reply.fields} if isinstance(reply, Form) else {}


def test_every_button_is_understood() -> None:
    verbs = set()
    for reply in every_reply():
        for button in buttons_in(reply):
            verbs.add(button.verb)
            event = event_of(Act(button.verb, button.args, button.revision, values_of(reply)))
            assert event is not None, button
    assert verbs == {
        "answer", "begin", "help", "list", "open", "prompt", "resume", "review", "see",
        "smallest_change", "start", "submit", "form", "acknowledge", "measure", "take_measures",
        "hand_over", "settings", "follow",
    }  # fmt: skip


def test_what_a_button_carries_is_ids_only() -> None:
    """A button may come back from anywhere: it holds no answer and no typed word."""
    for reply in every_reply():
        for button in buttons_in(reply):
            assert set(button.args) <= {
                "case", "page", "intent", "confirmed", "prompt", "risk", "form", "about", "hears",
            }  # fmt: skip
            assert all(len(value) <= 40 for value in button.args.values())


def test_page_is_named_as_it_is_read() -> None:
    for page in (PageRef("P01"), PageRef("R01", "RK04")):
        assert PageRef.read(str(page)) == page
    assert PageRef.read("") == PageRef("")
    assert PageRef.read("a:b:c") == PageRef("a", "b:c")


def test_request_about_no_case_is_told_from_an_event() -> None:
    run = Screening()
    run.start()
    assert isinstance(event_of(Act("list")), ListAsked)
    assert isinstance(run.press(Button("resume", ("Go on",))).replies[0], Form)


MEASURE = UUID(int=9)
ABOUT = {"about": str(MEASURE)}
SAID = {"words": "Yes."}
THING = {"about": "launch"}

CASEWORK = {
    "acknowledge": (Act("acknowledge", {}, 3), Acknowledged(3)),
    "take_on": (Act("take_on", {}, 3), TakenOn(3)),
    "ask_team": (Act("ask_team", {}, 3, SAID), TeamAsked(3, SAID)),
    "reply_team": (Act("reply_team", ABOUT, 0, SAID), TeamReplied(MEASURE, SAID)),
    "advise": (Act("advise", {}, 3, SAID), AdviceGiven(3, SAID)),
    "choose_outcome": (Act("choose_outcome", {}, 3, SAID), OutcomeChosen(3, SAID)),
    "decide": (Act("decide", {"outcome": "pause"}, 3, SAID), VoiceGiven(3, "pause", False, SAID)),
    "agree": (
        Act("decide", {"outcome": "pause", "agrees": "yes"}, 3, SAID),
        VoiceGiven(3, "pause", True, SAID),
    ),
    "decide_again": (Act("decide_again", {}, 3, SAID), DecisionReopened(3, SAID)),
    "rate": (Act("rate", {"risk": "RK04"}, 1, SAID), RatingAgreed("RK04", 1, SAID)),
    "take_measures": (Act("take_measures"), MeasuresTaken()),
    "add_measure": (Act("add_measure", {}, 0, SAID), MeasureAdded(SAID)),
    "close_risk": (Act("close_risk", {"risk": "RK04"}, 0, SAID), RiskClosed("RK04", SAID)),
    "keep": (
        Act("keep", {**ABOUT, "author": "ann", "link": "l", "text": "t"}, 0, SAID),
        EvidenceKept(MEASURE, "ann", "l", "t", SAID),
    ),
    "keep, about no measure": (Act("keep", {}, 0, SAID), EvidenceKept(None, values=SAID)),
    "measure": (Act("measure", ABOUT), MeasureOpened(MEASURE)),
    "plan": (Act("plan", ABOUT, 2, SAID), MeasurePlanned(MEASURE, 2, SAID)),
    "refuse": (Act("refuse", ABOUT, 2, SAID), MeasureRefused(MEASURE, 2, SAID)),
    "progress": (Act("progress", ABOUT, 2, SAID), ProgressNoted(MEASURE, 2, SAID)),
    "block": (Act("block", ABOUT, 2, SAID), MeasureBlocked(MEASURE, 2, SAID)),
    "implement": (Act("implement", ABOUT, 2, SAID), MeasureImplemented(MEASURE, 2, SAID)),
    "verify": (Act("verify", ABOUT, 2, SAID), MeasureVerified(MEASURE, 2, SAID)),
    "ask_expert": (Act("ask_expert", {}, 0, SAID), ExpertAsked(SAID)),
    "change, named": (Act("change", {"trigger": "TR11"}, 0, SAID), Triggered("TR11", SAID)),
    "change, chosen": (
        Act("change", {}, 0, {"trigger": "TR01"}),
        Triggered("TR01", {"trigger": "TR01"}),
    ),
    "incident_on": (Act("incident_on", {}, 0, SAID), IncidentReported(SAID)),
    "assign": (Act("assign", ABOUT, 2, SAID), ItemAssigned(MEASURE, 2, SAID)),
    "find_out": (Act("find_out", ABOUT, 2, SAID), ItemAnswered(MEASURE, 2, SAID)),
    "reply_expert": (Act("reply_expert", ABOUT, 2, SAID), ExpertReplied(MEASURE, 2, SAID)),
    "settle": (
        Act("settle", {**ABOUT, "accepted": "yes"}, 2),
        ProposalSettled(MEASURE, 2, accepted=True),
    ),
    "class": (Act("class", {}, 2, SAID), ClassChanged(2, SAID)),
    "name_people": (Act("name_people", {}, 2, SAID), PeopleNamed(2, SAID)),
    "withdraw": (Act("withdraw", {}, 0, SAID), Withdrawn(SAID)),
    "change_owner": (Act("change_owner", {"owner": "mira"}, 0, SAID), OwnerChanged("mira", SAID)),
    "follow": (Act("follow", {"hears": "yes"}), Followed(True)),
    "snooze": (Act("snooze", THING, 0, SAID), Snoozed("launch", SAID)),
    "not_mine": (Act("not_mine", THING, 0, SAID), NotMine("launch", SAID)),
    "why_me": (Act("why_me", THING), WhyAsked("launch")),
    "launch_answer": (
        Act("launch_answer", {"about": "moved"}, 1, SAID),
        LaunchAnswered("moved", 1, SAID),
    ),
    "hand_over": (Act("hand_over"), HandedOverEarly()),
    "copy": (Act("copy", ABOUT), AnswersCopied(MEASURE)),
    "form": (Act("form", {"form": "rate", "about": "RK04"}), FormOpened("rate", "RK04")),
    "settings": (Act("settings"), SettingsAsked()),
    "settings_send": (Act("settings_send", {}, 4, SAID), SettingsSent(4, SAID)),
    "roles": (Act("roles", {"role": "legal"}), RolesAsked("legal")),
    "role_send": (Act("role_send", {"role": "legal"}, 4, SAID), RoleSent("legal", 4, SAID)),
    "leaver": (Act("leaver", {}, 0, SAID), LeaverAsked(SAID)),
    "leaver_send": (Act("leaver_send", {"leaver": "ann"}, 0, SAID), LeaverSent("ann", SAID)),
    "keep_send": (
        Act("keep_send", {"keeping": "k", "kept_for": "c"}, 0, SAID),
        KeepSent("k", "c", SAID),
    ),
}
OF_ONE_THING = (
    "reply_team", "measure", "plan", "refuse", "progress", "block", "implement", "verify",
    "assign", "find_out", "reply_expert", "settle", "copy",
)  # fmt: skip


@pytest.mark.parametrize("name", CASEWORK)
def test_act_on_a_case_means_its_event(name: str) -> None:
    act, event = CASEWORK[name]
    assert event_of(act) == event


@pytest.mark.parametrize("verb", OF_ONE_THING)
@pytest.mark.parametrize("args", [{}, {"about": ""}, {"about": "no id"}])
def test_act_on_one_thing_means_nothing_where_it_names_none(
    verb: str, args: dict[str, str]
) -> None:
    assert event_of(Act(verb, args, 0, SAID)) is None
