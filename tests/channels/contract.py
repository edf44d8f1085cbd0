"""What every channel must do with every reply: one suite, run for each of them.

A channel's test gives a harness that knows how its platform sends a filled form; the rest is
the same for all.
"""

from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, Protocol, assert_never

import pytest

from bot.contract import Channel, Payload, Reader, Surface
from bot.contract.twin import plain
from flows.acts import LEAD_FIELD, REPLY_FIELD
from flows.cards import (
    Button,
    Card,
    ConversationField,
    DateField,
    Element,
    Field,
    Form,
    Item,
    Items,
    MultiField,
    Note,
    Notice,
    PersonField,
    RatingField,
    Reply,
    SingleField,
    TextField,
    Tone,
    Value,
)
from flows.events import (
    AdviceGiven,
    Answered,
    ClassChanged,
    DecisionReopened,
    EvidenceKept,
    ExpertAsked,
    ExpertReplied,
    IncidentReported,
    ItemAnswered,
    ItemAssigned,
    KeepSent,
    LaunchAnswered,
    LeaverAsked,
    LeaverSent,
    MeasureAdded,
    MeasureBlocked,
    MeasureImplemented,
    MeasurePlanned,
    MeasureRefused,
    MeasureVerified,
    NotMine,
    OutcomeChosen,
    OwnerChanged,
    PageRef,
    PeopleNamed,
    ProgressNoted,
    PromptAnswered,
    RatingAgreed,
    RiskClosed,
    RoleSent,
    SettingsSent,
    SetUpSent,
    Snoozed,
    StartConfirmed,
    TeamAsked,
    TeamReplied,
    Triggered,
    VoiceGiven,
    Withdrawn,
)
from tests.channels.lives import shown_on_the_way, told_on_the_way
from tests.channels.replies import MARKER, PRODUCTS, about_no_case, entrance, messages, replies

READER = Reader(zone="Europe/Berlin")
LIVES = "lives"
CASES = (*PRODUCTS, LIVES)
PLACES = ("entrance", *CASES)
SENT_BY: Mapping[str, type] = {
    "ask_team": TeamAsked,
    "reply_team": TeamReplied,
    "advise": AdviceGiven,
    "outcome": OutcomeChosen,
    "decision": VoiceGiven,
    "agree": VoiceGiven,
    "decide_again": DecisionReopened,
    "rate": RatingAgreed,
    "plan": MeasurePlanned,
    "add_measure": MeasureAdded,
    "refuse": MeasureRefused,
    "progress": ProgressNoted,
    "block": MeasureBlocked,
    "implement": MeasureImplemented,
    "verify": MeasureVerified,
    "close_risk": RiskClosed,
    "keep": EvidenceKept,
    "assign": ItemAssigned,
    "find_out": ItemAnswered,
    "ask_expert": ExpertAsked,
    "reply_expert": ExpertReplied,
    "change": Triggered,
    "incident_on": IncidentReported,
    "classify": ClassChanged,
    "name_people": PeopleNamed,
    "withdraw": Withdrawn,
    "change_owner": OwnerChanged,
    "snooze": Snoozed,
    "not_mine": NotMine,
    "launch_answer": LaunchAnswered,
}
"""The event of each form on a case that was sent."""

IDS = ("measure", "item", "question", "risk", "outcome", "owner", "subject", "answer")
"""What an event of theirs may name, and the argument of the button that names it."""

TYPED = "First line, <b>marked</b> & “quoted”.\n\n\tSecond: \u202eright to left\u202c\u200b 😀"


class Harness(Protocol):
    """A channel, and how its platform behaves."""

    @property
    def channel(self) -> Channel: ...

    @property
    def conversations(self) -> tuple[str, ...]:
        """Return a few conversations of the platform that can be chosen in a form."""
        ...

    def sends(
        self, form: Form, values: Mapping[str, Value], button: Button
    ) -> Mapping[str, object]:
        """Return what the platform says when somebody fills a form so and presses a button."""
        ...

    def presses(self, reply: Reply, button: Button) -> Mapping[str, object]:
        """Return what the platform says when somebody presses a button of a reply."""
        ...

    def check_limits(self, payload: Payload) -> None:
        """Fail when the platform would refuse this."""
        ...


class ChannelContract:
    """The suite. A subclass has a fixture `harness`."""

    @pytest.mark.parametrize("place", PLACES)
    def test_every_reply_renders_within_the_limits(self, harness: Harness, place: str) -> None:
        for name, reply in _at(place):
            for surface in Surface:
                payload = harness.channel.render(reply, READER, surface)
                assert payload, name
                harness.check_limits(payload)

    @pytest.mark.parametrize("place", CASES)
    def test_every_message_renders_within_the_limits(self, harness: Harness, place: str) -> None:
        for name, card in _told(place):
            payload = harness.channel.render(card, READER, Surface.SHARED)
            assert payload, name
            harness.check_limits(payload)

    def test_every_message_about_no_case_renders_and_its_buttons_parse(
        self, harness: Harness
    ) -> None:
        for name, card in about_no_case():
            for surface in (Surface.SHARED, Surface.DIRECT):
                harness.check_limits(harness.channel.render(card, READER, surface))
            for button in card.buttons:
                inbound = harness.channel.parse(harness.presses(card, button))
                assert inbound is not None, (name, button)
                assert inbound.case is None, (name, button)

    @pytest.mark.parametrize("place", PLACES)
    def test_a_sent_form_parses_back_to_what_was_filled_in(
        self, harness: Harness, place: str
    ) -> None:
        forms = [(name, reply) for name, reply in _at(place) if isinstance(reply, Form)]
        assert forms
        for name, form in forms:
            rooms = cycle(harness.conversations)
            values = {field.id: _some_value(field, rooms) for field in form.fields}
            for button in (form.submit, *_sending(form)):
                inbound = harness.channel.parse(harness.sends(form, values, button))
                assert inbound is not None, name
                assert inbound.case is None or str(inbound.case) == button.args["case"]
                _check_event(inbound.event, form, values, button)

    @pytest.mark.parametrize("place", PLACES)
    def test_every_button_parses(self, harness: Harness, place: str) -> None:
        for name, reply in _at(place):
            for button in _buttons(reply):
                inbound = harness.channel.parse(harness.presses(reply, button))
                assert inbound is not None, (name, button)
                assert str(inbound.case or "") == button.args.get("case", ""), (name, button)

    @pytest.mark.parametrize("place", PLACES)
    def test_the_plain_text_twin_is_complete(self, harness: Harness, place: str) -> None:
        for name, reply in _at(place):
            text = harness.channel.render(reply, READER, Surface.PRIVATE)["text"]
            missing = [said for said in _everything(reply) if said not in text]
            assert not missing, (name, missing)

    @pytest.mark.parametrize("place", CASES)
    def test_no_message_carries_what_somebody_typed(self, harness: Harness, place: str) -> None:
        assert any(MARKER in str(reply) for _, reply in _at(place)), "the marker was typed"
        for name, card in _told(place):
            payload = harness.channel.render(card, READER, Surface.SHARED)
            assert MARKER not in str(payload), name

    @pytest.mark.parametrize("place", PLACES)
    def test_nothing_is_said_by_tone_alone(self, harness: Harness, place: str) -> None:
        for name, reply in _at(place):
            labels = list(_toned(reply))
            text = harness.channel.render(reply, READER, Surface.PRIVATE)["text"] if labels else ""
            assert all(label and label in text for label in labels), name

    def test_nonsense_is_nothing_for_us(self, harness: Harness) -> None:
        for payload in ({}, {"as": 1}, {"payload": "x"}, {"type": "block_actions"}):
            assert harness.channel.parse(payload) is None


def _at(place: str) -> Iterator[tuple[str, Reply]]:
    if place == LIVES:
        return shown_on_the_way()
    return entrance() if place == "entrance" else replies(place)


def _told(place: str) -> Iterator[tuple[str, Card]]:
    return told_on_the_way() if place == LIVES else messages(place)


def _sending(form: Form) -> Iterator[Button]:
    """Return the other buttons that send the fields along."""
    return (button for button in form.others if button.verb == form.submit.verb)


def _some_value(field: Field, rooms: Iterator[str]) -> Value:
    match field.kind:
        case ConversationField():
            return next(rooms)
        case PersonField(choices, many=True):
            return tuple(choice.id for choice in choices)[1:3]
        case TextField(long):
            return TYPED if long else TYPED.partition("\n")[0]
        case DateField():
            return "2027-03-31"
        case SingleField(choices) | RatingField(choices) | PersonField(choices):
            return choices[-1].id if choices else ""
        case MultiField(choices, exclusive):
            return tuple(choice.id for choice in choices if choice.id not in exclusive)[:3]
        case _:
            assert_never(field.kind)


def _check_event(event: object, form: Form, values: Mapping[str, Value], button: Button) -> None:
    match form.view:
        case "page":
            assert isinstance(event, Answered)
            assert event.page == PageRef.read(button.args["page"])
            assert event.revision == button.revision
            assert event.intent.value == button.args["intent"]
            assert event.confirmed == button.args.get("confirmed", "")
            assert _as_tuples(event.values) == _as_tuples(values)
        case "prompt":
            assert isinstance(event, PromptAnswered)
            assert (event.prompt, event.risk or "") == (button.args["prompt"], button.args["risk"])
            assert event.revision == button.revision
            assert event.text == values[REPLY_FIELD]
        case "start":
            assert isinstance(event, StartConfirmed)
            assert event.product_lead == values[LEAD_FIELD]
        case "set_up":
            assert isinstance(event, SetUpSent)
            assert event.revision == button.revision
            assert _as_tuples(event.values) == _as_tuples(values)
        case "keep_for" | "keep_about":
            assert isinstance(event, KeepSent)
            assert (event.keeping, event.case) == (
                button.args["keeping"],
                button.args.get("kept_for", ""),
            )
            assert _as_tuples(event.values) == _as_tuples(values)
        case "settings_form":
            assert isinstance(event, SettingsSent)
            assert event.revision == button.revision
            assert _as_tuples(event.values) == _as_tuples(values)
        case "role":
            assert isinstance(event, RoleSent)
            assert (event.role, event.revision) == (button.args["role"], button.revision)
            assert _as_tuples(event.values) == _as_tuples(values)
        case "leaver":
            assert isinstance(event, LeaverAsked)
            assert _as_tuples(event.values) == _as_tuples(values)
        case "leaving":
            assert isinstance(event, LeaverSent)
            assert event.leaver == button.args["leaver"]
            assert _as_tuples(event.values) == _as_tuples(values)
        case view if view in SENT_BY:
            assert isinstance(event, SENT_BY[view])
            _check_act(event, values, button)
        case view:
            pytest.fail(f"say here what a sent {view!r} means")


def _check_act(event: Any, values: Mapping[str, Value], button: Button) -> None:
    """Check that an act on a case carries what was typed, and the ids and the revision drawn."""
    assert _as_tuples(event.values) == _as_tuples(values)
    assert getattr(event, "revision", button.revision) == button.revision
    for id in IDS:
        named = getattr(event, id, None)
        if named is not None:
            assert str(named) in (button.args.get(id), button.args.get("about")), id


def _as_tuples(values: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """Return values alike, whether one choice came alone or in a list."""
    return {id: (v,) if isinstance(v, str) else tuple(v) for id, v in values.items()}


def _buttons(reply: Reply) -> Iterator[Button]:
    match reply:
        case Card(body=body, buttons=buttons):
            yield from buttons
            yield from (button for item in _items(body) for button in item.buttons)
        case Form(intro=intro, others=others):
            yield from (button for button in others if button.verb != reply.submit.verb)
            yield from (button for item in _items(intro) for button in item.buttons)
        case Notice(buttons=buttons):
            yield from buttons
        case _:
            assert_never(reply)


def _items(elements: tuple[Element, ...]) -> Iterator[Item]:
    for element in elements:
        if isinstance(element, Items):
            yield from element.entries


def _everything(reply: Reply) -> Iterator[str]:
    """Return every label, choice and button that somebody must be able to read."""
    for button in _buttons(reply):
        yield plain(button.label, READER)
    if isinstance(reply, Form):
        yield plain(reply.submit.label, READER)
        for field in reply.fields:
            yield from (plain(text, READER) for text in (field.label, field.why, field.error))
            choices = getattr(field.kind, "choices", getattr(field.kind, "people", ()))
            yield from (plain(choice.text, READER) for choice in choices)
    body = (
        () if isinstance(reply, Notice) else reply.body if isinstance(reply, Card) else reply.intro
    )
    for item in _items(body):
        texts = (item.title, item.label, *item.lines, *item.detail)
        yield from (plain(text, READER) for text in texts)


def _toned(reply: Reply) -> Iterator[str]:
    """Return the words of everything that has a tone, which must say as much as the tone."""
    if isinstance(reply, Notice):
        yield plain(reply.text, READER)
        return
    for element in reply.body if isinstance(reply, Card) else reply.intro:
        if isinstance(element, Note):
            yield plain(element.label, READER)
        if isinstance(element, Items):
            entries = (item for item in element.entries if item.tone is not Tone.NEUTRAL)
            yield from (plain(item.label, READER) for item in entries)
