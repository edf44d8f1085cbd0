"""What is told to somebody who did not just speak.

These are drawn at delivery and may stand in conversations that many read and on lock
screens: reference, whose turn it is, since when, and a button. Never a name, an answer, a
rule or a reason; *Open* brings the full card to whoever may see it.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from flows.cards import Button, Card, Facts, Paragraph, Style, Text
from flows.case import Case, Confidentiality
from flows.pack.words import Said
from flows.views.viewer import Viewer

Draw: TypeAlias = Callable[[Viewer, Case], Card]


def draw_message(viewer: Viewer, view: str, case: Case) -> Card:
    """Draw the message of a view's name about a case as it is now."""
    return MESSAGES[view](viewer, case)


def concern_card(viewer: Viewer, case: Case) -> Card:
    """Draw a sealed case for the human rights team, in private."""
    concern = case.concern
    facts = (
        (viewer.say("concern.about"), (concern.launch if concern is not None else "",)),
        (viewer.say("concern.by"), viewer.person(concern.raised_by if concern is not None else "")),
        (viewer.say("concern.since"), viewer.say("moment", at=case.started_at)),
    )
    return Card(
        view="concern_case",
        title=viewer.say("concern.title", reference=case.reference),
        body=(Paragraph(viewer.say("concern.what")), Facts(facts)),
        buttons=(Button("list", viewer.say("button.list")),),
    )


def _root(viewer: Viewer, case: Case) -> Card:
    """The one message of an open case in the launch channel, edited in place."""
    return Card(
        "root", (case.reference,), (Paragraph(_turn(viewer, case)),), notice=(case.reference,)
    )


def _early(viewer: Viewer, case: Case) -> Card:
    return _told(viewer, case, "early")


def _submitted(viewer: Viewer, case: Case) -> Card:
    return _told(viewer, case, "submitted")


def _informed(viewer: Viewer, case: Case) -> Card:
    return _told(viewer, case, "informed")


def _concern(viewer: Viewer, case: Case) -> Card:
    return _told(viewer, case, "concern")


def _told(viewer: Viewer, case: Case, view: str) -> Card:
    since = case.round.outcome.at if case.rounds and case.round.outcome else case.started_at
    return Card(
        view=view,
        title=viewer.say(f"message.{view}.title", reference=case.reference),
        body=(Paragraph(viewer.say(f"message.{view}", reference=case.reference, at=since)),),
        buttons=(
            Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY),
        ),
        notice=viewer.say("message.notice", reference=case.reference),
    )


def _turn(viewer: Viewer, case: Case) -> Text:
    """Say whose turn it is; of a restricted case only that the team has it."""
    said: Mapping[str, Said] = {"reference": case.reference}
    if case.confidentiality is not Confidentiality.OPEN:
        return viewer.say("turn.with_team", **said)
    since = case.round.outcome.at if case.round.outcome is not None else case.started_at
    turn = "draft" if case.is_draft else case.launch_status
    return viewer.say(f"turn.{turn}", **said, at=since)


MESSAGES: Mapping[str, Draw] = {
    "root": _root,
    "early": _early,
    "submitted": _submitted,
    "informed": _informed,
    "concern": _concern,
}
