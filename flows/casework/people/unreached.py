"""Who could not be reached about a case: kept on it, so that the team sees who did not hear."""

from dataclasses import replace

from flows.case import Case, Unreached
from flows.casework.turn import Turn
from flows.events import RoleUnreached
from flows.journal import Entry
from flows.people.context import Context


def note_unreached(case: Case, event: RoleUnreached, context: Context) -> Turn:
    """Keep that a role was not reached; again only when others were told instead."""
    of_role = (each for each in reversed(case.unreached) if each.role == event.role)
    last = next(of_role, None)
    if last is not None and last.instead == event.instead:
        return Turn(case)
    unreached = Unreached(event.role, context.now, event.instead)
    after = replace(case, unreached=(*case.unreached, unreached), revision=case.revision + 1)
    entry = Entry("role_unreached", {"role": event.role, "instead": " ".join(event.instead)})
    return Turn(after, (), (), (entry,))
