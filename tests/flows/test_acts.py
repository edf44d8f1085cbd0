"""What a click or a sent form means: every button is understood, and garbage means nothing."""

from collections.abc import Iterator
from functools import cache

import pytest

from flows.acts import Act, event_of
from flows.cards import Button, Form, Reply, Value
from flows.events import (
    Answered,
    CaseOpened,
    ContactsTried,
    HelpAsked,
    Intent,
    ListAsked,
    PageOpened,
    PageRef,
    PromptAnswered,
    Resumed,
    Reviewed,
    SetUpAsked,
    SetUpSent,
    SmallestChangeAsked,
    StartAsked,
    StartConfirmed,
    Submitted,
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
        yield from (draw_message(viewer, view, run.case) for view in MESSAGES)
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
        "smallest_change", "start", "submit",
    }  # fmt: skip


def test_what_a_button_carries_is_ids_only() -> None:
    """A button may come back from anywhere: it holds no answer and no typed word."""
    for reply in every_reply():
        for button in buttons_in(reply):
            assert set(button.args) <= {"case", "page", "intent", "confirmed", "prompt", "risk"}
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
