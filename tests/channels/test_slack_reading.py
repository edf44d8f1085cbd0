"""What Slack says is read into what it means, and whatever it cannot have said is nothing."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import pytest

from bot.channels.slack.reading import read
from bot.channels.slack.spot import Kind, Spot
from bot.contract import Address, Inbound
from bot.contract.acting import act_text
from flows.events import (
    Answered,
    CaseOpened,
    ConcernAsked,
    HelpAsked,
    KeepAsked,
    ListAsked,
    NotUnderstood,
    StartAsked,
    WindowClosed,
)
from tests.fakes import FakeDirectory

Json: TypeAlias = dict[str, Any]

CASE = "5a11e27f-1111-4000-8000-000000000001"
TEAM, USER, TRIGGER = "T0ACME", "UMIRA", "7321.4411.6d2c"
SEE = act_text("see", {"case": CASE}, 3)
ANSWER = act_text("answer", {"case": CASE, "page": "P01", "intent": "next"}, 2)
BACK = act_text("answer", {"case": CASE, "page": "P01", "intent": "back"}, 2)
STATE = {
    "b1": {"P01": {"type": "plain_text_input", "value": "Street view"}},
    "b2": {"P02": {"type": "plain_text_input", "value": None}},
    "b3": {"P03": {"type": "datepicker", "selected_date": "2027-03-31"}},
    "b4": {"P04": {"type": "radio_buttons", "selected_option": {"value": "yes"}}},
    "b5": {"P05": {"type": "static_select", "selected_option": None}},
    "b6": {"P06": {"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}},
    "b7": {"P07": {"type": "multi_static_select", "selected_options": []}},
    "b8": {"P08": {"type": "users_select", "selected_user": "ULEO"}},
    "b9": {"P09": {"type": "multi_users_select", "selected_users": ["UADA", "W0THER"]}},
    "b10": {"P10": {"type": "conversations_select", "selected_conversation": "C0TEAM"}},
    "b11": {"P11": {"type": "multi_users_select"}},
    "b12": {"P12": {"type": "users_select", "selected_user": "W0THER"}},
}
VALUES = {
    "P01": "Street view", "P02": "", "P03": "2027-03-31", "P04": "yes", "P05": "",
    "P06": ("a", "b"), "P07": (), "P08": "leo", "P09": ("ada", ""), "P10": "C0TEAM", "P11": (),
    "P12": "",
}  # fmt: skip


def understood(payload: Mapping[str, object]) -> Inbound | None:
    return read(payload, FakeDirectory().person_of)


def envelope(kind: str, **more: Any) -> Json:
    team, user = {"id": TEAM}, {"id": USER, "team_id": TEAM}
    return {"type": kind, "team": team, "user": user, "trigger_id": TRIGGER, **more}


def window(**more: Any) -> Json:
    blocks = [{"type": "input", "block_id": id} for id in STATE] + [{"type": "divider"}]
    return {
        "id": "V0PAGE",
        "type": "modal",
        "hash": "177.abc",
        "callback_id": "form",
        "private_metadata": ANSWER,
        "blocks": blocks,
        "state": {"values": STATE},
        **more,
    }


def click(value: str, **more: Any) -> Json:
    action = {"type": "button", "value": value, "action_id": "act.0", "action_ts": "1772.19"}
    return envelope("block_actions", **{"actions": [action], **more})


def sent(**more: Any) -> Json:
    return envelope("view_submission", view=window(**more))


def on_message(value: str = SEE) -> Json:
    container = {"type": "message", "message_ts": "1772.01", "channel_id": "C0TEAM"}
    return click(value, container=container, channel={"id": "C0TEAM"}, message={})


def in_window(value: str = BACK, **more: Any) -> Json:
    return click(value, view=window(**more), container={"type": "view", "view_id": "V0PAGE"})


def on_home(value: str = SEE) -> Json:
    return click(value, view={"id": "V0HOME", "type": "home", "hash": "1.a"})


def closed(**more: Any) -> Json:
    return envelope("view_closed", view=window(**more), is_cleared=False)


def shortcut(**more: Any) -> Json:
    return envelope("shortcut", **{"callback_id": "salient_start", "action_ts": "1772.19", **more})


def message_shortcut(**more: Any) -> Json:
    message = {"ts": "1772.01", "user": "ULEO", "text": "&lt;Tested&gt; R&amp;D"}
    ids = {"callback_id": "salient_keep", "message_ts": "1772.01", "channel": {"id": "C0LAUNCH"}}
    return envelope("message_action", **{**ids, "message": message, **more})


def command(text: str = "", channel: str = "C0LAUNCH", **more: Any) -> Json:
    ids = {"team_id": TEAM, "user_id": USER, "channel_id": channel, "trigger_id": TRIGGER}
    return {"command": "/salient", "text": text, **ids, **more}


def happened(**event: Any) -> Json:
    ours = {"team_id": TEAM, "user_id": "U0SALIENT", "is_bot": True}
    about = {"user": USER, "channel": "D0MIRA", "ts": "1772.02", **event}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "authorizations": [ours],
        "event": about,
    }


def words(text: str, **more: Any) -> Json:
    return happened(**{"type": "message", "channel_type": "im", "text": text, **more})


def mention(text: str, **more: Any) -> Json:
    return happened(type="app_mention", **{"channel": "C0LAUNCH", "text": text, **more})


def opened(**more: Any) -> Json:
    return happened(**{"type": "app_home_opened", "tab": "home", **more})


def spot(inbound: Inbound | None) -> Spot:
    assert inbound is not None
    return Spot.of(inbound.handle)


def test_a_sent_form_is_its_act_with_what_stands_in_its_inputs() -> None:
    inbound = understood(sent())
    assert inbound is not None
    assert isinstance(inbound.event, Answered)
    assert (inbound.event.values, inbound.event.revision) == (VALUES, 2)
    assert str(inbound.case) == CASE
    assert inbound.account == USER
    assert inbound.where == Address("slack", "", TEAM)
    expected = Spot(Kind.SUBMITTED, USER, TRIGGER, "V0PAGE", "177.abc", tuple(STATE))
    assert spot(inbound) == expected
    assert not inbound.once


def test_a_button_of_the_forms_own_verb_takes_the_inputs_along_and_others_do_not() -> None:
    for value, expected in (
        (BACK, VALUES),
        (act_text("open", {"case": CASE, "page": "P01"}, 0), 0),
    ):
        inbound = understood(in_window(value))
        assert spot(inbound).kind is Kind.WINDOW
        assert inbound is not None
        assert getattr(inbound.event, "values", 0) == expected


def test_a_button_that_leaves_the_form_is_the_same_whatever_stands_in_it() -> None:
    elsewhere = act_text("open", {"case": CASE, "page": "P01"}, 0)
    typing, broken = understood(in_window(elsewhere)), understood(in_window(elsewhere, state=7))
    assert typing == broken is not None


def test_a_button_of_a_card_takes_nothing_along() -> None:
    inbound = understood(in_window(BACK, callback_id="card"))
    assert inbound is not None
    assert isinstance(inbound.event, Answered)
    assert inbound.event.values == {}


def test_a_button_of_a_message_says_in_which_conversation_it_stands() -> None:
    inbound = understood(on_message())
    assert inbound is not None
    assert inbound.event == CaseOpened()
    assert inbound.where == Address("slack", "C0TEAM", TEAM)
    assert inbound.event_id.startswith("act:1772.01:1772.19:")
    assert spot(inbound) == Spot(Kind.MESSAGE, USER, TRIGGER, conversation="C0TEAM")


def test_a_button_of_the_home_page_is_read() -> None:
    inbound = understood(on_home())
    assert spot(inbound) == Spot(Kind.HOME, USER, TRIGGER)
    assert inbound is not None
    assert inbound.event_id.startswith("act:V0HOME:1772.19:")


def test_a_part_of_a_card_is_where_it_is_shown_and_no_part_of_the_act() -> None:
    second = act_text("see", {"case": CASE, "part": "2"}, 0)
    inbound, whole = understood(in_window(second)), understood(in_window(SEE))
    assert inbound is not None
    assert inbound.event == CaseOpened()
    assert (spot(inbound).part, spot(whole).part) == (2, 1)
    for nonsense in ("0", "-1", "100", "two", "", "٢"):
        odd = act_text("see", {"case": CASE, "part": nonsense}, 0)
        assert understood(in_window(odd)) is None


def test_a_double_click_in_a_window_is_one_event_and_a_changed_window_another() -> None:
    mended = {**STATE, "b1": {"P01": {"type": "plain_text_input", "value": "Other"}}}
    payloads = [sent(), sent(), sent(state={"values": mended}), sent(hash="178.def"), in_window()]
    second, third = (act_text("see", {"case": CASE, "part": part}, 0) for part in ("2", "3"))
    payloads += [in_window(second), in_window(third)]
    ids = [inbound.event_id for inbound in map(understood, payloads) if inbound is not None]
    assert len(ids) == 7
    assert ids[0] == ids[1]
    assert len(set(ids)) == 6
    assert all(id.startswith(("view:V0PAGE:177.abc:", "view:V0PAGE:178.def:")) for id in ids)


def test_two_clicks_on_a_message_are_two_events_and_one_delivered_again_is_one() -> None:
    later = on_message()
    later["actions"][0]["action_ts"] = "1772.20"
    first, again, second = map(understood, (on_message(), on_message(), later))
    assert first is not None
    assert again is not None
    assert second is not None
    assert first.event_id == again.event_id != second.event_id


def test_closing_a_form_unsent_is_told_and_closing_anything_else_is_not() -> None:
    inbound = understood(closed())
    assert inbound is not None
    assert (inbound.event, str(inbound.case)) == (WindowClosed(), CASE)
    assert inbound.event_id == "closed:V0PAGE"
    assert spot(inbound).kind is Kind.CLOSED
    assert understood(closed(callback_id="card")) is None
    assert understood(closed(private_metadata=act_text("begin", {}, 0))) is None


def test_the_shortcut_asks_for_a_screening() -> None:
    inbound = understood(shortcut())
    assert inbound is not None
    assert (inbound.event, inbound.event_id) == (StartAsked(), f"short:{TRIGGER}")
    assert spot(inbound) == Spot(Kind.SHORTCUT, USER, TRIGGER)
    assert understood(shortcut(callback_id="other")) is None


def test_the_shortcut_of_a_message_asks_to_keep_it() -> None:
    inbound = understood(message_shortcut())
    assert inbound is not None
    assert inbound.event == KeepAsked("leo", "", "<Tested> R&D")
    assert (inbound.case, inbound.event_id) == (None, f"keep:{TRIGGER}")
    assert spot(inbound) == Spot(Kind.SHORTCUT, USER, TRIGGER)
    assert understood(message_shortcut(callback_id="other")) is None
    assert understood(message_shortcut(channel={})) is None
    assert understood(message_shortcut(message_ts="", message={})) is None


def test_a_message_to_be_kept_has_the_author_that_the_chat_tells() -> None:
    for message, author in (
        ({"user": "W0THER", "text": "x"}, "W0THER"),
        ({"username": "Build bot", "bot_id": "B1", "text": "x"}, "Build bot"),
        ({"text": "x"}, ""),
    ):
        inbound = understood(message_shortcut(message=message))
        assert inbound is not None
        assert inbound.event == KeepAsked(author, "", "x")


def test_the_command_means_what_its_word_means_where_it_is_typed() -> None:
    for text, channel, expected in (
        ("", "C1", HelpAsked()),
        (" Start ", "C1", StartAsked()),
        ("mine", "D1", ListAsked()),
        ("concern", "C1", NotUnderstood()),
        ("concern", "D1", ConcernAsked()),
    ):
        inbound = understood(command(text, channel))
        assert inbound is not None
        assert inbound.event == expected
        assert inbound.event_id == f"cmd:{TRIGGER}"
        assert inbound.where == Address("slack", channel, TEAM)
        assert not inbound.once
        assert spot(inbound) == Spot(Kind.COMMAND, USER, TRIGGER, conversation=channel)
    assert understood({**command(), "command": "/other"}) is None


def test_opening_the_home_page_asks_for_the_list_and_its_other_tab_for_nothing() -> None:
    inbound = understood(opened())
    assert inbound is not None
    assert (inbound.event, inbound.event_id, inbound.once) == (ListAsked(), "evt:Ev1", False)
    assert spot(inbound) == Spot(Kind.OPENED, USER, conversation="D0MIRA")
    assert understood(opened(tab="messages")) is None


def test_words_in_a_direct_message_are_answered_once() -> None:
    inbound = understood(words("concern"))
    assert inbound is not None
    assert (inbound.event, inbound.event_id) == (ConcernAsked(), "evt:Ev1")
    assert inbound.once
    assert spot(inbound) == Spot(Kind.WORDS, USER, conversation="D0MIRA")


def test_what_a_bot_says_is_nothing() -> None:
    assert understood(words("help")) is not None
    for change in (
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"user": "U0SALIENT"},
        {"user": None},
        {"channel_type": "channel"},
    ):
        assert understood(words("help", **change)) is None, change
    assert understood(mention("<@U0SALIENT> help", bot_id="B1")) is None


def test_a_mention_is_read_without_whom_it_mentions_and_answered_in_its_thread() -> None:
    for text, expected in (
        ("<@U0SALIENT> mine", ListAsked()),
        (" <@U0SALIENT|salient>  <@W0LEO> *mine*!", ListAsked()),
        ("<@U0SALIENT>", HelpAsked()),
        ("<@U0SALIENT> concern", NotUnderstood()),
        ("mine <@U0SALIENT>", NotUnderstood()),
    ):
        inbound = understood(mention(text))
        assert inbound is not None
        assert inbound.event == expected, text
        assert inbound.once
        assert spot(inbound) == Spot(Kind.WORDS, USER, conversation="C0LAUNCH", thread="1772.02")
    assert spot(understood(mention("x", thread_ts="1771.9"))).thread == "1771.9"


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "text": ""},
        {"type": "app_uninstalled"},
        {"type": "user_change"},
        {"type": "reaction_added"},
        {},
    ],
)
def test_other_events_are_read_elsewhere(event: Json) -> None:
    read_here = event.get("type") == "message"
    assert (understood(happened(**event)) is not None) is read_here


@pytest.mark.parametrize(
    "payload",
    [
        click("x", view=window()),
        in_window(act_text("dance", {}, 0)),
        in_window(act_text("see", {}, 0)),
        in_window(act_text("see", {"case": "12"}, 0)),
        in_window(act_text("see", {"case": CASE}, -1)),
        in_window(id=""),
        in_window(id="V" * 300),
        in_window(state=7),
        in_window(state={"values": {"b": []}}),
        in_window(state={"values": {"b": {"P01": {"type": "file_input", "files": []}}}}),
        in_window(state={"values": {"b": {"P01": {"type": "plain_text_input", "value": 7}}}}),
        in_window(state={"values": {"b": {"P01": {"type": ["checkboxes"]}}}}),
        in_window(state={"values": {"b": {"P01": {"type": "checkboxes", "selected_options": {}}}}}),
        in_window(
            state={"values": {"b": {"P01": {"type": "checkboxes", "selected_options": [{}]}}}}
        ),
        sent(callback_id="card"),
        sent(private_metadata=""),
        sent(private_metadata=SEE[:-1]),
        sent(state={"values": "x"}),
        envelope("view_submission"),
        envelope("message_action", callback_id="salient_keep"),
        {"type": "block_suggestion", "user": {"id": USER}, "team": {"id": TEAM}},
        {**on_message(), "user": "U1"},
        {**on_message(), "team": None, "user": {"id": USER}},
        {**on_message(), "actions": []},
        {**on_message(), "actions": [{"type": "radio_buttons", "selected_option": None}]},
        {**on_message(), "container": {}},
        {**on_message(), "container": {"message_ts": "1"}, "channel": {"id": "Ü"}},
    ],
)
def test_what_was_not_drawn_here_is_nothing(payload: Json) -> None:
    assert understood(payload) is None


def test_a_workspace_is_told_by_the_person_when_the_payload_names_none() -> None:
    inbound = understood({**on_message(), "team": None})
    assert inbound is not None
    assert inbound.where.tenant == TEAM


def test_a_half_character_that_nobody_can_type_is_replaced() -> None:
    state = {"values": {"b": {"P01": {"type": "plain_text_input", "value": "a\ud800b"}}}}
    inbound = understood(sent(state=state))
    assert inbound is not None
    assert isinstance(inbound.event, Answered)
    assert inbound.event.values == {"P01": "a?b"}


ODD: tuple[object, ...] = (None, 7, [], {}, [["x"]], "\ud800", "[" * 3000, True)
EVERY: dict[str, Callable[[], Json]] = {
    "sent": sent,
    "pressed in a window": in_window,
    "pressed on a message": on_message,
    "pressed on the home page": on_home,
    "closed": closed,
    "shortcut": shortcut,
    "shortcut of a message": message_shortcut,
    "command": lambda: command("mine"),
    "words": lambda: words("mine"),
    "mention": lambda: mention("<@U1> mine"),
    "opened": opened,
}


@pytest.mark.parametrize("name", EVERY)
def test_no_payload_raises_whatever_stands_in_it(name: str) -> None:
    good = EVERY[name]()
    assert understood(good) is not None
    for odd in ODD:
        for twisted in each_place(good, odd):
            inbound = understood(twisted)
            assert inbound is None or json.dumps(inbound.event_id).isascii()


def each_place(good: Any, odd: object) -> Iterator[Any]:
    """Yield a payload with something odd at one place after another."""
    places = good.items() if isinstance(good, dict) else enumerate(good)
    for key, value in places:
        copy = good.copy()
        copy[key] = odd
        yield copy
        if isinstance(value, dict | list):
            for inner in each_place(value, odd):
                copy = good.copy()
                copy[key] = inner
                yield copy
