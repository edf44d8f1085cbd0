"""The forms on a case: a few kinds of field, with what was typed last and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flows.cards import (
    Button,
    Choice,
    DateField,
    Element,
    Field,
    FieldKind,
    Form,
    MultiField,
    PersonField,
    SingleField,
    Style,
    Text,
    TextField,
    Value,
)
from flows.case import Case
from flows.views.viewer import Viewer

LONG_CHARS = 3000
SHORT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed in a form that comes back, and what is wrong with it, by field."""

    typed: Mapping[str, Value] | None = None
    faults: Mapping[str, Text] = field(default_factory=dict)

    def value(self, id: str, first: Value) -> Value:
        """Return what stands in a field: what was typed, else what it begins with."""
        return first if self.typed is None else self.typed.get(id, "")


FRESH = Filled()


def text_field(
    viewer: Viewer,
    id: str,
    filled: Filled = FRESH,
    first: str = "",
    *,
    short: bool = False,
    optional: bool = False,
) -> Field:
    """Return a field for words; the sentence `field.<id>` is its label."""
    kind = TextField(long=not short, max_chars=SHORT_CHARS if short else LONG_CHARS)
    return _field(viewer, id, kind, filled, first, optional)


def day_field(
    viewer: Viewer, id: str, filled: Filled = FRESH, first: str = "", *, optional: bool = False
) -> Field:
    return _field(viewer, id, DateField(), filled, first, optional)


def person_field(
    viewer: Viewer,
    id: str,
    filled: Filled = FRESH,
    first: Value = "",
    *,
    many: bool = False,
    optional: bool = False,
) -> Field:
    """Return a field that names people, of everybody who is here still."""
    people = viewer.context.people.items()
    named = tuple(Choice(who, (one.name,)) for who, one in people if not one.gone)
    kind = PersonField(named, anyone=True, many=many)
    return _field(viewer, id, kind, filled, first, optional)


def choice_field(
    viewer: Viewer,
    id: str,
    choices: Iterable[Choice],
    filled: Filled = FRESH,
    first: Value = "",
    *,
    many: bool = False,
    optional: bool = False,
) -> Field:
    offered = tuple(choices)
    kind: FieldKind = MultiField(offered) if many else SingleField(offered)
    return _field(viewer, id, kind, filled, first, optional)


def case_form(
    viewer: Viewer,
    case: Case,
    name: str,
    verb: str,
    fields: Iterable[Field],
    *,
    about: str = "",
    revision: int = 0,
    args: Mapping[str, str] | None = None,
    intro: Iterable[Element] = (),
    confirm: Text | None = None,
) -> Form:
    """Draw a form by its name: the sentences `<name>.title` and `<name>.send` are its own."""
    ids = {"case": str(case.id), **({"about": about} if about else {})}
    every = tuple(fields)
    typed = any(isinstance(one.kind, TextField) for one in every)
    return Form(
        view=name,
        title=viewer.say(f"{name}.title", reference=case.reference),
        fields=every,
        submit=Button(
            verb,
            viewer.say(f"{name}.send"),
            {**ids, **(args or {})},
            revision,
            Style.PRIMARY,
            confirm,
        ),
        others=(Button("see", viewer.say("button.not_now"), {"case": str(case.id)}),),
        intro=tuple(intro),
        reminder=viewer.reminder if typed else (),
        anew=viewer.anew("form", **ids | {"form": name, "about": about}),
    )


def in_order(buttons: Iterable[Button]) -> tuple[Button, ...]:
    """Return buttons with what asks first in front, and what is seldom needed at the end."""
    return tuple(sorted(buttons, key=lambda button: tuple(Style).index(button.style)))


def open_button(
    viewer: Viewer,
    case: Case,
    name: str,
    about: str = "",
    style: Style = Style.PLAIN,
    *,
    label: str = "",
) -> Button:
    """Return the button that opens a form; `<name>.open` is its label unless named."""
    args = {"case": str(case.id), "form": name, "about": about}
    return Button("form", viewer.say(label or f"{name}.open"), args, style=style)


def act_button(
    viewer: Viewer,
    case: Case,
    verb: str,
    *,
    about: str = "",
    revision: int = 0,
    style: Style = Style.PLAIN,
    confirm: Text | None = None,
    label: str = "",
    **args: str,
) -> Button:
    """Return a button that does something at once; `act.<verb>` is its label unless named."""
    ids = {"case": str(case.id), **({"about": about} if about else {}), **args}
    return Button(verb, viewer.say(label or f"act.{verb}"), ids, revision, style, confirm)


def _field(
    viewer: Viewer, id: str, kind: FieldKind, filled: Filled, first: Value, optional: bool
) -> Field:
    name = id.partition(".")[0]  # rows of one kind: condition.1, condition.2
    label, why = f"field.{name}", f"why.{name}"
    return Field(
        id=id,
        label=viewer.say(label) if label in viewer.words.bot else (),
        kind=kind,
        value=filled.value(id, first),
        why=viewer.say(why) if why in viewer.words.bot else (),
        error=filled.faults.get(id, ()),
        optional=optional,
        suggested=bool(first) and filled.typed is None,
    )
