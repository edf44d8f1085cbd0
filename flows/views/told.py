"""A message on a case to somebody who did not just speak: a reference, one sentence, a button."""

from flows.cards import Button, Card, Element, Paragraph
from flows.case import Case
from flows.views.viewer import Viewer


def told(
    viewer: Viewer,
    case: Case,
    view: str,
    buttons: tuple[Button, ...],
    more: tuple[Element, ...] = (),
) -> Card:
    """Draw a message by its view; `told.<view>.title` and `told.<view>` are its sentences."""
    return Card(
        view=view,
        title=viewer.say(f"told.{view}.title", reference=case.reference),
        body=(Paragraph(viewer.say(f"told.{view}")), *more),
        buttons=buttons,
        notice=viewer.say("message.notice", reference=case.reference),
    )
