"""What somebody says is not theirs: whoever can give it to another hears of it, nothing moves."""

from dataclasses import replace

from flows.cards import Text
from flows.case import Case, Kind, Subject
from flows.casework.reading import Reading
from flows.casework.reminding.named import thing_named
from flows.casework.telling import tell_people, tell_roles
from flows.casework.turn import Turn
from flows.effects import Notify, ToPerson
from flows.events import NotMine
from flows.journal import Entry
from flows.pack.model import Pack
from flows.pack.words import in_rows
from flows.people.authority import TEAM_ROLE
from flows.people.context import Context
from flows.people.reminded import holders_of, is_reminded
from flows.views.notices import notice
from flows.views.reminding.forms import WHOSE, not_mine_form
from flows.views.reminding.over import GIVER
from flows.views.viewer import Viewer

VIEW = "not_mine"


def open_not_mine(pack: Pack, case: Case, about: str, context: Context) -> Turn:
    """Ask whose a thing is; whoever can give it away themselves is offered to."""
    subject = thing_named(pack, case, about, context)
    if isinstance(subject, Turn):
        return subject
    late = _not_theirs(pack, case, subject, context)
    return late or Turn(case, (not_mine_form(Viewer(pack, context), case, subject),))


def give_back(pack: Pack, case: Case, event: NotMine, context: Context) -> Turn:
    """Tell whoever can give a thing to somebody else; until they do it stays where it is."""
    subject = thing_named(pack, case, event.subject, context)
    if isinstance(subject, Turn):
        return subject
    late = _not_theirs(pack, case, subject, context)
    if late is not None:
        return late
    viewer = Viewer(pack, context)
    reading = Reading(viewer, event.values)
    whose = reading.person(WHOSE, needed=False)
    if reading.faults:
        return Turn(case, (not_mine_form(viewer, case, subject, reading.filled),))
    told = _told(case, subject, whose, context)
    who = in_rows([_name(viewer, one) for one in told])
    said = notice(viewer, "not_mine.done", case, who=who)
    return Turn(case, (said,), told, (Entry(VIEW, {"subject": str(subject)}),))


def _not_theirs(pack: Pack, case: Case, subject: Subject, context: Context) -> Turn | None:
    holders, viewer = holders_of(case, subject), Viewer(pack, context)
    if not is_reminded(pack, case, subject, context):
        return Turn(case, (notice(viewer, "late.not_reminded", case),))
    if context.actor.person not in holders:
        who = viewer.person(holders[0])
        return Turn(case, (notice(viewer, "late.not_theirs", case, who=who),))
    return None


def _told(case: Case, subject: Subject, whose: str | None, context: Context) -> tuple[Notify, ...]:
    """Tell the owner of the case, of what is theirs its product lead, else the team.

    Whether a measure works is looked at by somebody else than the product side: the team hears it.
    """
    can = (case.owner, case.product_lead) if subject.kind is not Kind.CHECK else ()
    who = next((one for one in can if one and one != context.actor.person), None)
    key, about = f"{VIEW}:{subject}:{context.actor.person}", str(subject)
    told = tell_people(case, context, (who,), VIEW, key, about)
    told = told or tell_roles(case, (TEAM_ROLE,), VIEW, key, about)
    more = {GIVER: context.actor.person, **({WHOSE: whose} if whose else {})}
    return tuple(replace(each, args={**each.args, **more}) for each in told)


def _name(viewer: Viewer, told: Notify) -> Text:
    to = told.audience
    return viewer.person(to.person) if isinstance(to, ToPerson) else viewer.role(TEAM_ROLE)
