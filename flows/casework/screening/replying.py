"""The reply to an *are you sure?*: kept beside the answers, which stay as they are."""

from dataclasses import replace

from flows.cards import Item, Items
from flows.case import Case, PromptReply
from flows.casework.screening.answering import with_round
from flows.casework.screening.present import present
from flows.casework.turn import Turn
from flows.events import PromptAnswered
from flows.journal import Entry
from flows.pack.model import Pack
from flows.people.context import Context
from flows.screening.interview import DuePrompt, prompt_now, stand
from flows.screening.taking import NOTE_CHARS, Fault, as_text
from flows.views.screening.pages import warning
from flows.views.screening.review import prompt_form
from flows.views.viewer import Viewer


def answer_prompt(pack: Pack, case: Case, event: PromptAnswered, context: Context) -> Turn:
    """Keep what was said, unless the answers behind the question changed meanwhile."""
    if not _is_known(pack, event):
        return Turn(case, (present(pack, case, context),))
    if not case.round.is_open:
        return _too_late(pack, case, event, context)
    course = stand(pack, case.round.answers)
    now = prompt_now(course, case.round, event.prompt, event.risk)
    again = _shown_again(pack, case, event, context, now) if now is not None else None
    return again if again is not None else _kept(pack, case, event, context)


def _is_known(pack: Pack, event: PromptAnswered) -> bool:
    prompt = pack.prompt.get(event.prompt)
    if prompt is None:
        return False
    return event.risk in pack.risk if prompt.per_risk else event.risk is None


def _kept(pack: Pack, case: Case, event: PromptAnswered, context: Context) -> Turn:
    revision = case.revision + 1
    who, text = context.actor.person, as_text(event.text)
    reply = PromptReply(event.prompt, event.risk, text, who, context.now, revision)
    after = with_round(case, replace(case.round, replies=(*case.round.replies, reply)))
    entry = Entry("prompt_answered", {"prompt": event.prompt, "risk": event.risk or ""})
    return Turn(after, (present(pack, after, context),), (), (entry,))


def _shown_again(
    pack: Pack, case: Case, event: PromptAnswered, context: Context, now: DuePrompt
) -> Turn | None:
    """Return the question once more when the reply cannot be kept as it is."""
    viewer, length = Viewer(pack, context), len(as_text(event.text))
    fault = None
    if length > NOTE_CHARS:
        fault = Fault("fault.too_long", {"limit": NOTE_CHARS, "length": length})
    stale = now.revision > event.revision
    if fault is None and not stale:
        return None
    intro = (warning(viewer, "stale.prompt"),) if stale else ()
    form = prompt_form(viewer, case, now, intro, typed=event.text, fault=fault)
    return Turn(case, (form,))


def _too_late(pack: Pack, case: Case, event: PromptAnswered, context: Context) -> Turn:
    viewer = Viewer(pack, context)
    ask = viewer.text(event.prompt, "ask", pack.prompt[event.prompt].ask)
    said = Items((Item(ask, ((as_text(event.text),),)),))
    intro = (warning(viewer, "stale.sent", reference=case.reference), said)
    return Turn(case, (present(pack, case, context, intro),))
