"""What is told of rounds, reports of harm, and questions: a reference and what is asked of whom."""

from collections.abc import Mapping
from functools import partial

from flows.cards import Button, Card, Style
from flows.case import Case
from flows.views.forms import open_button
from flows.views.told import told
from flows.views.viewer import Viewer

FORM_OF = {"expert_asked": "reply_expert", "item_given": "find_out"}
"""The form that a message opens, where it is about one question alone."""


def _message(viewer: Viewer, case: Case, args: Mapping[str, str], *, view: str) -> Card:
    return told(viewer, case, view, (_open(viewer, case, view, args.get("about", "")),))


def _open(viewer: Viewer, case: Case, view: str, about: str) -> Button:
    if view in FORM_OF:
        return open_button(viewer, case, FORM_OF[view], about, Style.PRIMARY)
    return Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY)


ROUND_MESSAGES = {
    view: partial(_message, view=view)
    for view in (
        "brought_back",
        "handed_over",
        "incident_reported",
        "item_given",
        "found_out",
        "expert_asked",
        "expert_replied",
        "proposal_taken",
    )
}
