"""Reminders that are messages of their own: late and serious, or for a role where many read."""

from collections.abc import Callable, Mapping
from functools import partial

from flows.cards import Button, Card, Element, Items, Paragraph, Style
from flows.case import Case, Subject
from flows.views.escalation.standing import told_body, told_buttons
from flows.views.reminding.forms import WHOSE, giving_button
from flows.views.reminding.things import thing_item, thing_shown
from flows.views.told import told
from flows.views.viewer import Viewer


def _reminder(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    """Tell a person what it is about; a role, in a conversation, only which case needs them."""
    subject, in_person = Subject.read(args.get("subject", "")), viewer.context.actor.person
    item = thing_item(viewer, case, subject, args) if subject and in_person else None
    if item is None:
        return told(viewer, case, "reminder", (_see(viewer, case),))
    return Card(
        view="reminder",
        title=viewer.say("told.reminder.title", reference=case.reference),
        body=(Items((item,)),),
        notice=viewer.say("message.notice", reference=case.reference),
    )


def _clock(viewer: Viewer, case: Case, args: Mapping[str, str], *, view: str) -> Card:
    """Tell whoever has an escalation how its clocks stand."""
    buttons = (_see(viewer, case), *told_buttons(viewer, case))
    return told(viewer, case, view, buttons, told_body(viewer, case))


def _late_for_you(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    return told(viewer, case, "late_for_you", (_see(viewer, case),))


def _not_mine(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    """Tell whoever can give a thing to somebody else; in a conversation only of which case."""
    subject, in_person = Subject.read(args.get("about", "")), viewer.context.actor.person
    if subject is None:
        return told(viewer, case, "not_mine", (_see(viewer, case),))
    give = giving_button(viewer, case, subject)
    buttons = (give,) if give is not None else ()
    item = thing_shown(viewer, case, subject) if in_person else None
    more: tuple[Element, ...] = (Items((item,)),) if item is not None else ()
    if item is not None and args.get(WHOSE):
        more += (Paragraph(viewer.say("not_mine.perhaps", who=viewer.person(args[WHOSE]))),)
    return told(viewer, case, "not_mine", (*buttons, _see(viewer, case)), more)


def _launched(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    return told(viewer, case, "launched", (_see(viewer, case),))


def _see(viewer: Viewer, case: Case) -> Button:
    return Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY)


REMINDING_MESSAGES: Mapping[str, Callable[[Viewer, Case, Mapping[str, str]], Card]] = {
    "reminder": _reminder,
    "half_time": partial(_clock, view="half_time"),
    "late_answer": partial(_clock, view="late_answer"),
    "late_for_you": _late_for_you,
    "not_mine": _not_mine,
    "launched": _launched,
}
