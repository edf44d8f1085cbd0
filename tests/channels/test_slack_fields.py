"""Each field of a form has the input that fits it, with all that was typed or chosen."""

from typing import Any

import pytest

from flows.cards import (
    Choice,
    ConversationField,
    Field,
    FieldKind,
    MultiField,
    PersonField,
    RatingField,
    SingleField,
    TextField,
    Value,
)
from flows.cards import DateField as CalendarField
from tests.channels.slack import (
    Json,
    choices,
    filled,
    form,
    inputs_of,
    options_of,
    said,
    window,
)


def asked(kind: FieldKind, value: Value | None = None, **more: Any) -> Json:
    """Return the one input of a form with one field."""
    (drawn,) = inputs_of(window(form(Field("x", ("Label",), kind, value, **more))))
    return drawn


def test_each_kind_of_field_has_its_element_and_what_was_chosen() -> None:
    few, many, grouped = choices(3), choices(11), choices(3, lambda n: "Others" if n else "")
    for kind, value, element, begins in (
        (TextField(), "a", "plain_text_input", ("initial_value", "a")),
        (CalendarField(), "2027-03-31", "datepicker", ("initial_date", "2027-03-31")),
        (CalendarField(), "soon", "plain_text_input", ("initial_value", "soon")),
        (CalendarField(), "20270331", "plain_text_input", ("initial_value", "20270331")),
        (SingleField(few), "c1", "radio_buttons", ("initial_option", "c1")),
        (RatingField(many), "c1", "static_select", ("initial_option", "c1")),
        (SingleField(choices(10)), "c1", "radio_buttons", ("initial_option", "c1")),
        (RatingField(choices(11)), "c1", "static_select", ("initial_option", "c1")),
        (MultiField(choices(11)), ("c2",), "multi_static_select", ("initial_options", ["c2"])),
        (SingleField(few), "other", "radio_buttons", None),
        (MultiField(few), ("c2", "c1"), "checkboxes", ("initial_options", ["c1", "c2"])),
        (MultiField(many), ("c2",), "multi_static_select", ("initial_options", ["c2"])),
        (MultiField(grouped), ("c2",), "multi_static_select", ("initial_options", ["c2"])),
        (MultiField(few), (), "checkboxes", None),
        (PersonField(few), "c0", "static_select", ("initial_option", "c0")),
        (PersonField(few, many=True), ("c0",), "multi_static_select", ("initial_options", ["c0"])),
        (PersonField((), anyone=True), "leo", "users_select", ("initial_user", "ULEO")),
        (PersonField((), anyone=True), "Nobody here", "users_select", None),
        (
            PersonField((), anyone=True, many=True),
            ("leo", "ada", "leo"),
            "multi_users_select",
            ("initial_users", ["ULEO", "UADA"]),
        ),
        (ConversationField(), "C0A", "conversations_select", ("initial_conversation", "C0A")),
        (ConversationField(), "launch", "conversations_select", None),
    ):
        drawn = asked(kind, value)["element"]
        first = {k: _ids(v) for k, v in drawn.items() if k.startswith("initial_")}
        assert drawn["type"] == element
        assert first == (dict([begins]) if begins else {}), (kind, value)


def test_a_menu_says_how_many_may_be_chosen() -> None:
    for kind, says in ((SingleField(choices(11)), "Choose one"), (MultiField(choices(11)), "all")):
        assert says in asked(kind)["element"]["placeholder"]["text"]


def _ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_ids(each) for each in value]
    return value["value"] if isinstance(value, dict) else value


def test_somebody_who_is_not_known_here_is_named_above_the_field() -> None:
    people = (Choice("Gone", ("Gone Person",)), Choice("leo", ("Leo Adeyemi",)))
    kind = PersonField(people, anyone=True, many=True)
    view = window(form(Field("x", ("X",), kind, ("leo", "Gone"))))
    assert "not to be found in this Slack: Gone Person." in said(view)
    assert next(inputs_of(view))["element"]["initial_users"] == ["ULEO"]
    assert "not to be found" not in said(window(form(Field("x", ("X",), kind, ("leo",)))))


def test_a_field_takes_as_much_as_fits_and_never_less_than_stands_in_it() -> None:
    for most, value, expected in ((80, "a", 80), (80, "x" * 90, 90), (9000, "", 3000)):
        assert asked(TextField(max_chars=most), value)["element"]["max_length"] == expected
    assert asked(TextField(), "one\ntwo")["element"]["multiline"] is True
    assert asked(TextField(), "one")["element"]["multiline"] is False


def test_a_text_longer_than_any_field_is_shown_in_full_above_it() -> None:
    typed = "".join(f"{n} words and more. " for n in range(400))
    view = window(form(Field("x", ("X",), TextField(), typed)))
    (drawn,) = inputs_of(view)
    above = [b["text"]["text"] for b in view["blocks"] if b["type"] == "section"]
    assert drawn["element"]["initial_value"] + "".join(above[1:]) == typed
    longer = window(form(Field("x", ("X",), TextField(), typed * 4)))
    count = len(typed * 4) - 9000
    assert f"There is more of it than fits here: {count} characters" in said(longer)


def test_a_choice_too_long_for_an_option_is_numbered_and_written_out() -> None:
    long, hint = "A choice that goes on and on " * 4, "An example that goes on " * 9
    options = (Choice("a", ("Short",)), Choice("b", (long,)), Choice("c", ("Hinted",), (hint,)))
    view = window(form(Field("x", ("X",), SingleField(options), "b")))
    (drawn,) = inputs_of(view)
    written = [option["text"]["text"] for option in options_of(drawn["element"])]
    assert [text[:3] for text in written] == ["1. ", "2. ", "3. "]
    assert written[1].endswith("…")
    assert f"2. {long}\n" in said(view)
    assert f"3. Hinted – {hint}" in said(view)
    assert "1. Short" not in said({"blocks": view["blocks"][:1]})
    only_hint = window(form(Field("x", ("X",), SingleField((options[0], options[2])))))
    assert f"• Hinted – {hint}" in said(only_hint)
    assert not [o for o in options_of(next(inputs_of(only_hint))["element"]) if "1." in str(o)]


def test_more_choices_than_a_menu_holds_are_split_into_groups() -> None:
    menu = asked(MultiField(choices(250, lambda n: "All" if n >= 20 else "")))["element"]
    assert "options" not in menu
    labels = [group["label"]["text"] for group in menu["option_groups"]]
    assert labels == ["To choose from", "All (1)", "All (2)", "All (3)"]
    assert [len(group["options"]) for group in menu["option_groups"]] == [20, 100, 100, 30]
    assert len(options_of(asked(SingleField(choices(150)))["element"])) == 150


NO_CHOICE = (SingleField(()), MultiField(()), RatingField(()), PersonField(()))


@pytest.mark.parametrize("kind", [*NO_CHOICE, PersonField((), many=True)])
def test_a_field_with_nothing_to_choose_is_left_out_and_that_is_said(kind: FieldKind) -> None:
    for optional in (False, True):
        view = window(form(Field("x", ("Who",), kind, optional=optional)))
        assert list(inputs_of(view)) == []
        assert ("There is nothing to choose from yet" in said(view)) is not optional
        assert filled(view, {}) == {}


def test_a_reason_or_label_too_long_for_its_place_is_written_in_full_above() -> None:
    why = "Because of this. " * 150
    view = window(form(Field("x", (why,), TextField(), why=(why,))))
    (drawn,) = inputs_of(view)
    assert drawn["hint"]["text"].endswith("…")
    above = "".join(b["text"]["text"] for b in view["blocks"] if b["type"] == "section")
    assert above == why * 2
