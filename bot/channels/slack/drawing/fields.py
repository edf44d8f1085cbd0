"""The fields of a form as input blocks, each below what there is to say about it."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from bot.channels.slack.drawing.body import Piece, context, sections, signed
from bot.channels.slack.drawing.choices import Options
from bot.channels.slack.text import LONGEST, Pen, Run, Tree, pieces, plain_text, shortened
from bot.contract.acting import act_text
from flows.cards import (
    Choice,
    ConversationField,
    DateField,
    Field,
    Form,
    MultiField,
    PersonField,
    RatingField,
    SingleField,
    TextField,
    Tone,
)

LABEL, HINT, NAME, PLACEHOLDER = 2000, 2000, 75, 150
SHOWN_ABOVE = 2 * LONGEST
"""So much of an overlong text is shown above its field; a window cannot hold any length."""

ROOM = re.compile(r"[CG][A-Z0-9]+", re.ASCII)

AccountOf = Callable[[str], str | None]


def input_ids(form: Form) -> Mapping[str, str]:
    """Return the block of each field that is drawn with an input, by the field's id."""
    place = place_of(form)
    return {each.id: _input_id(place, each) for each in form.fields if _has_input(each)}


def place_of(form: Form) -> str:
    """Name a form by what it is about: the same when drawn anew, another for another subject."""
    about = act_text(form.view, form.submit.args, 0)
    return hashlib.sha256(about.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Fields:
    """Draws fields under ids that are theirs alone.

    Slack keeps what was typed under the same ids: `place` is the same when a form is drawn
    anew, and another for the same question about something else.
    """

    pen: Pen
    place: str
    account_of: AccountOf

    def draw(self, field: Field) -> Piece:
        """Return the input of a field, and above it whatever must be read first."""
        if not _has_input(field):
            return self._left_out(field)
        element, above = self._element(field)
        label, hint = self.pen.plain(field.label), self.pen.plain(field.why)
        block: Tree = {
            "type": "input",
            "block_id": _input_id(self.place, field),
            "label": plain_text(shortened(label, LABEL)),
            "optional": field.optional,
            "element": {**element, "action_id": field.id},
        }
        if hint.strip():
            block["hint"] = plain_text(shortened(hint, HINT))
        long = [text for text in (field.label, field.why) if len(self.pen.plain(text)) > LABEL]
        whole = [section for text in long for section in sections(self.pen, Run(text))]
        return [*whole, *above, *self._remarks(field), block]

    def _remarks(self, field: Field) -> Piece:
        """Say what to mend, what happened meanwhile, and what is only a suggestion."""
        remarks: Piece = []
        if field.error:
            label = self.pen.say("slack.error")
            remarks += context(self.pen, *signed(label, field.error, Tone.SEVERE))
        if field.aside:
            label = self.pen.say("label.attention")
            remarks += context(self.pen, *signed(label, field.aside, Tone.ATTENTION))
        if field.suggested:
            remarks += context(self.pen, Run(("✏️ ", *self.pen.say("slack.suggested"))))
        return remarks

    def _left_out(self, field: Field) -> Piece:
        if field.optional:
            return []
        said = self.pen.say("slack.not_offered")
        return sections(self.pen, *signed(field.label, said, Tone.ATTENTION))

    def _element(self, field: Field) -> tuple[Tree, Piece]:
        """Return the element of a field, and what of it has to be written above."""
        chosen = _chosen(field)
        match field.kind:
            case TextField(long, max_chars):
                return self._typed(" ".join(chosen), max_chars, long)
            case DateField():
                value = " ".join(chosen)
                # A calendar drops what is no day; what was typed must come back.
                return _calendar(value) if _is_day(value) else self._typed(value, LONGEST, False)
            case SingleField(choices) | RatingField(choices):
                return _one(Options.of(self.pen, choices), chosen)
            case MultiField(choices):
                return _many(Options.of(self.pen, choices), chosen)
            case PersonField(people, anyone, many):
                if anyone:
                    return self._anyone(chosen, many), self._not_here(chosen, people)
                options = Options.of(self.pen, people)
                return _menu(options, chosen, many), options.in_full()
            case ConversationField():
                return _conversation(" ".join(chosen)), []
            case _:
                assert_never(field.kind)

    def _typed(self, value: str, max_chars: int, long: bool) -> tuple[Tree, Piece]:
        element: Tree = {
            "type": "plain_text_input",
            "multiline": long or "\n" in value,
            # Never below what stands in it: the person could not even shorten it.
            "max_length": min(max(max_chars, len(value), 1), LONGEST),
        }
        if value.strip():
            element["initial_value"] = value[:LONGEST]
        return element, self._rest(value[LONGEST:])

    def _rest(self, rest: str) -> Piece:
        """Show the end of a text that is longer than any field of Slack's."""
        if not rest:
            return []
        shown = [
            {"type": "section", "text": plain_text(piece)}
            for piece in pieces(rest[:SHOWN_ABOVE], LONGEST)
        ]
        drawn = [*sections(self.pen, Run(self.pen.say("slack.typed"))), *shown]
        if len(rest) > SHOWN_ABOVE:
            said = self.pen.say("slack.typed.more", count=len(rest) - SHOWN_ABOVE)
            drawn += sections(self.pen, Run(said))
        return drawn

    def _not_here(self, chosen: Sequence[str], people: Sequence[Choice]) -> Piece:
        """Say who was chosen and has no account here: the field cannot show them."""
        names = {choice.id: self.pen.plain(choice.text) for choice in people}
        missing = [person for person in chosen if person and not self.account_of(person)]
        if not missing:
            return []
        who = ", ".join(shortened(names.get(person, person), NAME) for person in missing)
        return context(self.pen, Run(self.pen.say("slack.not_here", who=who)))

    def _anyone(self, chosen: Sequence[str], many: bool) -> Tree:
        found = (self.account_of(person) for person in chosen)
        accounts = list(dict.fromkeys(account for account in found if account))
        if many:
            return {"type": "multi_users_select", **_initial("initial_users", accounts)}
        return {"type": "users_select", **_initial("initial_user", *accounts[:1])}


def _input_id(place: str, field: Field) -> str:
    return f"{place}:{field.id}"


def _has_input(field: Field) -> bool:
    """Whether there is anything to fill in: Slack refuses a list with nothing to choose from."""
    match field.kind:
        case SingleField(choices) | MultiField(choices) | RatingField(choices):
            return bool(choices)
        case PersonField(people, anyone):
            return anyone or bool(people)
        case TextField() | DateField() | ConversationField():
            return True
        case _:
            assert_never(field.kind)


def _one(options: Options, chosen: Sequence[str]) -> tuple[Tree, Piece]:
    if not options.few:
        return _menu(options, chosen, many=False), options.in_full()
    initial = _initial("initial_option", *options.chosen(chosen)[:1])
    element = {"type": "radio_buttons", "options": list(options.drawn), **initial}
    return element, options.in_full()


def _many(options: Options, chosen: Sequence[str]) -> tuple[Tree, Piece]:
    if not options.few:
        return _menu(options, chosen, many=True), options.in_full()
    initial = _initial("initial_options", options.chosen(chosen))
    element = {"type": "checkboxes", "options": list(options.drawn), **initial}
    return element, options.in_full()


def _menu(options: Options, chosen: Sequence[str], many: bool) -> Tree:
    found = options.chosen(chosen)
    if many:
        initial = _initial("initial_options", found)
        return _menu_of(options, "multi_static_select", "slack.pick.several") | initial
    return _menu_of(options, "static_select", "slack.pick.one") | _initial(
        "initial_option", *found[:1]
    )


def _menu_of(options: Options, kind: str, key: str) -> Tree:
    """Return a menu that says, until something is chosen, how many may be."""
    pen = options.pen
    said = plain_text(shortened(pen.plain(pen.say(key)), PLACEHOLDER))
    return {"type": kind, "placeholder": said, **options.menu()}


def _calendar(value: str) -> tuple[Tree, Piece]:
    return {"type": "datepicker", **_initial("initial_date", value)}, []


def _conversation(value: str) -> Tree:
    return {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"]},
        "default_to_current_conversation": False,
        # One of another chat, or a direct message, would be refused with the whole window.
        **_initial("initial_conversation", value if ROOM.fullmatch(value) else ""),
    }


def _initial(key: str, value: object = None) -> Tree:
    """Return what stands in an element at first, or nothing: Slack takes no empty beginnings."""
    return {key: value} if value else {}


def _chosen(field: Field) -> tuple[str, ...]:
    return (field.value,) if isinstance(field.value, str) else field.value or ()


def _is_day(value: str) -> bool:
    try:
        return not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
