"""Written advice: the word of those who are asked before others decide."""

from dataclasses import replace

from flows.case import Advice, Case, Escalation
from flows.casework.escalation.turning import done, with_escalation
from flows.casework.reading import Reading
from flows.casework.telling import tell_roles
from flows.casework.turn import Turn
from flows.events import AdviceGiven
from flows.pack.model import Pack
from flows.people.authority import advising
from flows.people.context import Context
from flows.views.escalation.decision import advise_form
from flows.views.escalation.standing import WORDS
from flows.views.notices import notice
from flows.views.viewer import Viewer


def advise(
    pack: Pack, case: Case, pending: Escalation, event: AdviceGiven, context: Context
) -> Turn:
    """Keep advice in each role that was asked; with the last, tell whoever decides."""
    viewer = Viewer(pack, context)
    spoken = {advice.role for advice in pending.advice}
    roles = tuple(role for role in advising(context.actor, case) if role not in spoken)
    if not roles:
        return Turn(case, (notice(viewer, "late.advised", case),))
    reading = Reading(viewer, event.values)
    text = reading.words(WORDS)
    if reading.faults:
        return Turn(case, (advise_form(viewer, case, pending, reading.filled),))
    given = (Advice(role, text, context.actor.person, context.now) for role in roles)
    advised = replace(pending, advice=(*pending.advice, *given))
    after = with_escalation(case, advised)
    all_there = not advised.missing_advice
    told = tell_roles(after, advised.policy.decide, "advice_given", "advice") if all_there else ()
    return done(pack, after, context, "advised", told, roles=" ".join(roles))
