"""Answers of an earlier case of the product: shown to be confirmed, counting in nothing before."""

from dataclasses import replace

from flows.case import Case, Opening, Round
from flows.casework.screening.present import present
from flows.casework.turn import Turn
from flows.events import AnswersCopied
from flows.journal import Entry
from flows.pack import anchors
from flows.pack.model import Pack
from flows.people.context import Context
from flows.views.notices import notice
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

COPIED = 0
"""The number of the round that holds copied answers: before the first, and never sent."""

NEVER_COPIED = (anchors.NAME, anchors.LAUNCH_DATE)


def copy_answers(pack: Pack, case: Case, event: AnswersCopied, context: Context) -> Turn:
    """Put the answers of another case before the first round, each to be asked and confirmed."""
    viewer = Viewer(pack, context)
    apart = (*NEVER_COPIED, pack.private_question)
    answers = {
        place: given
        for place, given in event.answers.items()
        if place[0] in pack.question and place[0] not in apart
    }
    if not answers:
        return Turn(case, (notice(viewer, "late.nothing_to_copy", case, resume=True),))
    if len(case.rounds) > 1 or not case.is_draft:
        return Turn(case, (notice(viewer, "late.copied", case, resume=case.round.is_open),))
    opening = Opening("", context.actor.person, context.now, event.reference)
    revision = case.revision + 1
    copied = Round(COPIED, {place: replace(one, revision=0) for place, one in answers.items()})
    asks = tuple(place for place in answers if place not in case.round.given)
    first = replace(case.round, before=copied.given, asks=asks, openings=(opening,))
    after = replace(case, rounds=(copied, first), revision=revision)
    said = (warning(viewer, "copied.done", source=event.reference),)
    entry = Entry("answers_copied", {"source": str(event.source), "answers": len(asks)})
    return Turn(after, (present(pack, after, context, said),), (), (entry,))
