"""What a turn leaves to be sent: rows of the outbox, in the turn's own transaction."""

from collections.abc import Iterator
from datetime import datetime

import structlog

from bot.audience import Found, Roster
from bot.dispatch.places import next_full_hour, place_of
from bot.dispatch.telling import Telling
from flows.case import Case, Confidentiality, Measure
from flows.effects import Notify, Refresh, ToLaunchChannel, ToPerson, ToRole
from flows.events import RoleUnreached
from flows.pack import anchors
from flows.people.authority import TEAM
from flows.people.hearing import taking_part
from flows.people.organisation import LAUNCH_CHANNEL
from flows.views.organisation.setting_up import INSTEAD, NOBODY
from storage import outbox
from storage.database import Session

log = structlog.get_logger("dispatch")

HOME = "home"
"""The view of a person's own page, and the id by which its channel draws it anew."""

UNREACHABLE = "unreachable"
"""The view by which an admin hears that somebody cannot be reached."""


def owe(
    session: Session, roster: Roster, effect: Notify, now: datetime, case: Case | None = None
) -> RoleUnreached | None:
    """Owe a message to everybody of an audience, or about a case to whoever hears in its place.

    That the audience itself does not hear it is told to the admins; of a role it is returned.
    """
    found = roster.find(effect.audience) if case is not None else _alone(roster, effect)
    telling = Telling(session, roster, effect, now, case)
    for one in found.reached:
        telling.tell(one)
    if found.reached and not found.instead:
        return None
    if not effect.sealed:
        log.error("nobody can be reached: tell the admins", action="unreached", view=effect.view)
        reason = INSTEAD if found.instead else NOBODY
        tell_admins(session, roster, reason, _called(effect), "", now)
    role = effect.audience.role if isinstance(effect.audience, ToRole) else None
    return RoleUnreached(role, found.instead) if role is not None else None


def tell_admins(
    session: Session, roster: Roster, reason: str, contact: str, conversation: str, now: datetime
) -> None:
    """Tell each admin, once a day, that somebody cannot be reached, and why."""
    args = {"reason": reason, "contact": contact, "conversation": conversation}
    for admin in roster.admins():
        if admin.address.conversation != conversation:
            key = f"unreachable:{contact}:{conversation}:{now:%Y-%m-%d}:{admin.person}"
            owed = outbox.Owed(
                key, place_of(admin.address), UNREACHABLE, now, args, recipient=admin.person
            )
            outbox.enqueue(session, owed, now)


def owe_edits(session: Session, case: Case, effect: Refresh, now: datetime) -> None:
    """Owe an edit of every copy of a card that stands somewhere."""
    sealed = case.confidentiality is Confidentiality.SEALED
    for copy in outbox.posted_copies(session, case.id, effect.view):
        owed = outbox.Owed(
            key=f"{effect.key}:{copy.id}",
            place=copy.place,
            view=effect.view,
            due_at=next_full_hour(now) if sealed else now,
            args={"case": str(case.id)},
            kind="edit",
            lane="sealed" if sealed else "normal",
            case_id=case.id,
            edits=copy.id,
        )
        outbox.enqueue(session, owed, now)


def owe_homes(
    session: Session,
    roster: Roster,
    channels: frozenset[str],
    before: Case | None,
    after: Case,
    now: datetime,
) -> None:
    """Owe everybody whose own page shows this case otherwise now that it is drawn anew.

    What it shows is worked out at delivery, with the rights of whose page it is.
    """
    if before is not None and _on_a_page(before) == _on_a_page(after):
        return
    sealed = after.confidentiality is Confidentiality.SEALED
    for person in sorted(_concerned(roster, before, after)):
        address = roster.personal.get(person)
        if address is not None and address.channel in channels:
            owed = outbox.Owed(
                key=f"home:{person}:{after.id}:{after.revision}",
                place=place_of(address),
                view=HOME,
                due_at=next_full_hour(now) if sealed else now,
                kind="edit",
                lane="sealed" if sealed else "normal",
                recipient=person,
                edits=HOME,
            )
            outbox.enqueue(session, owed, now)


def _alone(roster: Roster, effect: Notify) -> Found:
    """Return where an audience is reached, whoever is told in its place left out."""
    return Found(roster.reach(effect.audience))


def _called(effect: Notify) -> str:
    """Return what an admin knows an audience by: a role, or the launch channel."""
    match effect.audience:
        case ToRole(role):
            return role
        case ToLaunchChannel():
            return LAUNCH_CHANNEL
        case ToPerson():
            return "person"


def _on_a_page(case: Case) -> tuple[object, ...]:
    """Return what a page shows of a case, and by which it is sorted."""
    given = case.round.known if case.rounds else {}
    shown = (given.get((id, None)) for id in (anchors.NAME, anchors.LAUNCH_DATE))
    return (
        *(one.value if one is not None else None for one in shown),
        *(case.owner, case.product_lead, case.participants, case.confidentiality, case.told),
        *(case.launch_status, case.is_draft, case.phase, case.since),
        *(case.pending, case.due_on, case.review_on, taking_part(case)),
        *(case.unknowns, case.expert_questions, *(_of_measure(one) for one in case.measures)),
    )


def _of_measure(measure: Measure) -> tuple[object, ...]:
    """Return what a page shows of a measure; what was noted on the way is not there."""
    people = (measure.owner, measure.verifier, measure.blocked)
    return (measure.state, measure.since if measure.is_done else None, measure.due_on, *people)


def _concerned(roster: Roster, before: Case | None, after: Case) -> set[str]:
    """Return everybody on whose page a case stands or stood."""
    people = {holder for role in TEAM for holder in roster.holders.get(role, ())}
    for case in (before, after):
        if case is not None:
            people |= {case.owner, case.product_lead or "", *case.participants}
            people |= {*taking_part(case), *case.asked_experts}
            people |= set(_told(roster, case))
    return people - {""}


def _told(roster: Roster, case: Case) -> Iterator[str]:
    if case.confidentiality is Confidentiality.OPEN:
        for role in case.told:
            yield from roster.holders.get(role, ())
