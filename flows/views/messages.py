"""What is told to somebody who did not just speak.

These are drawn at delivery and may stand in conversations that many read and on lock
screens: reference, whose turn it is, since when, and a button. Never a name, an answer, a
rule or a reason; *Open* brings the full card to whoever may see it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from flows.cards import Button, Card, Facts, Note, Paragraph, Style, Text
from flows.case import Case, Concern, Confidentiality, Phase
from flows.pack.words import Said
from flows.views.escalation.messages import ESCALATION_MESSAGES
from flows.views.escalation.standing import told_body, told_buttons
from flows.views.people.messages import PEOPLE_MESSAGES
from flows.views.reminding.messages import REMINDING_MESSAGES
from flows.views.rounds.messages import ROUND_MESSAGES
from flows.views.tracking.messages import TRACKING_MESSAGES
from flows.views.viewer import Viewer

NEEDS_TEAM = (Phase.DRAFT, Phase.TEAM, Phase.CONCERN)

Draw: TypeAlias = Callable[[Viewer, Case, Mapping[str, str]], Card]
"""Draws a message; the mapping is what it was asked for with: ids and nothing else."""


def draw_message(viewer: Viewer, view: str, case: Case, args: Mapping[str, str]) -> Card:
    """Draw the message of a view's name about a case as it is now."""
    return MESSAGES[view](viewer, case, args)


def concern_card(viewer: Viewer, case: Case, concern: Concern) -> Card:
    """Draw a sealed case for the human rights team, in private."""
    facts = (
        (viewer.say("concern.about"), _launch(viewer, concern)),
        (viewer.say("concern.by"), viewer.person(concern.raised_by)),
        (viewer.say("concern.since"), viewer.say("moment", at=case.started_at)),
        (viewer.say("concern.back.fact"), viewer.say(f"concern.back.{_back(concern)}")),
    )
    said = (Note(viewer.say("concern.words_given"), (concern.words,)),) if concern.words else ()
    return Card(
        view="concern_case",
        title=viewer.say("concern.title", reference=case.reference),
        body=(Paragraph(viewer.say("concern.what")), *said, Facts(facts)),
        buttons=(Button("list", viewer.say("button.list")),),
        anew=viewer.anew("see", case=str(case.id)),
    )


def _launch(viewer: Viewer, concern: Concern) -> Text:
    return (concern.launch,) if concern.launch else viewer.say("concern.no_launch")


def _back(concern: Concern) -> str:
    return "yes" if concern.may_write_back else "no"


def _root(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    """The one message of an open case in the launch channel, edited in place."""
    return Card(
        "root", (case.reference,), (Paragraph(_turn(viewer, case)),), notice=(case.reference,)
    )


def _informed(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    """Tell a role that has nothing to do about it but to know, and whose turn it is."""
    title = viewer.say("message.informed.title", reference=case.reference)
    said = viewer.say("message.informed", reference=case.reference)
    body = (Paragraph(said), Paragraph(_turn(viewer, case)))
    return Card("informed", title, body, (_open(viewer, case),), notice=title)


def _told(viewer: Viewer, case: Case, args: Mapping[str, str], *, view: str) -> Card:
    """Tell the team that a case needs it, under the name of a view, and how it stands by now."""
    needs_team = case.phase in NEEDS_TEAM
    title = viewer.say(f"message.{view}.title", reference=case.reference)
    sent_at = case.outcome.at if case.outcome is not None else case.started_at
    return Card(
        view=view,
        title=title if needs_team else (case.reference,),
        body=(
            Paragraph(viewer.say(f"message.{view}", reference=case.reference, at=sent_at)),
            *_standing(viewer, case),
            *told_body(viewer, case),
        ),
        buttons=(_open(viewer, case), *told_buttons(viewer, case)),
        notice=viewer.say("message.notice", reference=case.reference),
    )


def _standing(viewer: Viewer, case: Case) -> tuple[Paragraph, ...]:
    """Say whose turn it is; of a concern nothing, and what alarms early waits for the team."""
    if case.concern is not None:
        return ()
    if case.phase is Phase.DRAFT and case.confidentiality is Confidentiality.OPEN:
        return (Paragraph(viewer.say("turn.team", at=case.since)),)
    return (Paragraph(_turn(viewer, case)),)


def _closed(viewer: Viewer, case: Case, args: Mapping[str, str]) -> Card:
    """Tell whoever closed a window what of it is saved, and bring them back to the question."""
    said = viewer.say("message.closed")
    resume = viewer.say("button.resume")
    button = Button("resume", resume, {"case": str(case.id)}, style=Style.PRIMARY)
    title = viewer.say("message.closed.title", reference=case.reference)
    return Card("closed", title, (Paragraph(said),), (button,), notice=title)


def _open(viewer: Viewer, case: Case) -> Button:
    return Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY)


def _turn(viewer: Viewer, case: Case) -> Text:
    """Say whose turn it is; of a restricted case only that the team has it."""
    said: Mapping[str, Said] = {"reference": case.reference}
    if case.confidentiality is not Confidentiality.OPEN:
        return viewer.say("turn.with_team", **said)
    return viewer.say(f"turn.{case.phase.value}", **said, at=case.since)


MESSAGES: Mapping[str, Draw] = {
    "root": _root,
    "early": partial(_told, view="early"),
    "submitted": partial(_told, view="submitted"),
    "informed": _informed,
    "concern": partial(_told, view="concern"),
    "closed": _closed,
    **ESCALATION_MESSAGES,
    **TRACKING_MESSAGES,
    **ROUND_MESSAGES,
    **PEOPLE_MESSAGES,
    **REMINDING_MESSAGES,
}
