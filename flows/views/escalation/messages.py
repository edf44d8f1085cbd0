"""What is told while the human rights team has a case: reference and turn, and a button."""

from collections.abc import Mapping
from functools import partial

from flows.cards import Button, Card, Style
from flows.case import Case
from flows.views.forms import open_button
from flows.views.told import told
from flows.views.viewer import Viewer


def _message(viewer: Viewer, case: Case, args: Mapping[str, str], *, view: str) -> Card:
    """Tell one person or role that something happened, and bring them to the case."""
    see = Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY)
    return told(viewer, case, view, (*_reply(viewer, case, view, args.get("about", "")), see))


def _reply(viewer: Viewer, case: Case, view: str, about: str) -> tuple[Button, ...]:
    """Let the product team reply right where they are asked, as long as it waits for them."""
    waiting = case.pending.waiting if case.pending is not None else ()
    if view != "team_asked" or about not in {str(question.id) for question in waiting}:
        return ()
    return (open_button(viewer, case, "reply_team", about),)


ESCALATION_MESSAGES = {
    view: partial(_message, view=view)
    for view in (
        "acknowledged",
        "taken_on",
        "team_asked",
        "team_replied",
        "advice_wanted",
        "advice_given",
        "second_voice",
        "differ",
        "decided",
        "decide_again",
        "rated",
        "graver",
    )
}
