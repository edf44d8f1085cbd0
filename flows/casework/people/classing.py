"""Who may see a case: the human rights team closes it further, opens it again, names people.

Nothing outside the team is told of a class or its reason, and whoever loses sight of a case is
not told at all.
"""

from dataclasses import replace

from flows.case import Case, Classed, Confidentiality
from flows.casework.escalation.opening import advice_wanted
from flows.casework.escalation.turning import done
from flows.casework.reading import Reading
from flows.casework.telling import taking_part, tell_people, tell_roles
from flows.casework.turn import Turn
from flows.effects import Notify
from flows.events import ClassChanged, PeopleNamed
from flows.pack.model import Pack
from flows.people.authority import TEAM_ROLE, Verb, may
from flows.people.context import Context
from flows.people.profile import Actor
from flows.views.notices import notice
from flows.views.people.standing import CLASS, NAMED, REASON, class_form, name_form
from flows.views.screening.pages import warning
from flows.views.viewer import Viewer

OFFERED = frozenset(each.value for each in Confidentiality)


def change_class(pack: Pack, case: Case, event: ClassChanged, context: Context) -> Turn:
    """Give a case another class for a reason; a restricted one needs somebody named."""
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    chosen = reading.choice(CLASS, OFFERED)
    restricted = chosen == Confidentiality.RESTRICTED
    named = reading.people(NAMED) if restricted else case.participants
    reason = reading.words(REASON)
    if not reading.faults and _stands(case, chosen, named):
        return Turn(case, (notice(viewer, "late.class", case),))
    is_stale = event.revision != len(case.classes)
    if reading.faults or is_stale:
        intro = (warning(viewer, "stale.class"),) if is_stale else ()
        return Turn(case, (class_form(viewer, case, reading.filled, intro),))
    return _classed(pack, case, Confidentiality(chosen), named, reason, context)


def name_people(pack: Pack, case: Case, event: PeopleNamed, context: Context) -> Turn:
    """Say who may see a restricted case beside the team."""
    viewer = Viewer(pack, context)
    if case.confidentiality is not Confidentiality.RESTRICTED:
        return Turn(case, (notice(viewer, "late.not_restricted", case),))
    reading = Reading(viewer, event.values)
    named = reading.people(NAMED)
    if not reading.faults and _stands(case, case.confidentiality, named):
        return Turn(case, (notice(viewer, "late.class", case),))
    is_stale = event.revision != len(case.classes)
    if reading.faults or is_stale:
        intro = (warning(viewer, "stale.class"),) if is_stale else ()
        return Turn(case, (name_form(viewer, case, reading.filled, intro),))
    return _classed(pack, case, case.confidentiality, named, "", context)


def _stands(case: Case, chosen: str, named: tuple[str, ...]) -> bool:
    """Tell whether a case has this class and these people already."""
    same_people = set(named) == set(case.participants)
    return chosen == case.confidentiality and same_people


def _classed(
    pack: Pack,
    case: Case,
    chosen: Confidentiality,
    named: tuple[str, ...],
    reason: str,
    context: Context,
) -> Turn:
    classed = Classed(chosen, named, reason, context.actor.person, context.now)
    after = replace(
        case,
        confidentiality=chosen,
        participants=named,
        classes=(*case.classes, classed),
        revision=case.revision + 1,
    )
    before, now = case.confidentiality.value, chosen.value
    told = (*_tell(case, after, context), *_asked_again(case, after))
    return done(pack, after, context, "class_changed", told, before=before, **{"class": now})


def _tell(before: Case, after: Case, context: Context) -> tuple[Notify, ...]:
    """Tell the team, and whoever may open the case now and could not before."""
    sees = dict.fromkeys((*after.participants, *taking_part(after)))
    people = (one for one in sees if not _saw(before, one, context))
    return (
        *tell_people(after, context, people, "named", "named"),
        *tell_roles(after, (TEAM_ROLE,), "class_changed", "class_changed"),
    )


def _saw(before: Case, person: str, context: Context) -> bool:
    return may(Actor(person, context.named(person).roles), Verb.SEE, before)


def _asked_again(before: Case, after: Case) -> tuple[Notify, ...]:
    """Ask for the advice that a decision waits for, of those who could not be asked before."""
    opens = after.confidentiality is Confidentiality.OPEN
    return (
        advice_wanted(after)
        if opens and before.confidentiality is not after.confidentiality
        else ()
    )
