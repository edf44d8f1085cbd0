"""Whether what a message says was dealt with between the moment it was owed and now."""

from collections.abc import Mapping

from flows.case import Case
from flows.people.due.reminders import due_now, reminders
from flows.views.viewer import Viewer

REMINDER = "reminder"
CLOCKS = frozenset({"half_time", "late_answer", "late_for_you"})


def is_over(viewer: Viewer, case: Case, view: str, args: Mapping[str, str]) -> bool:
    """Tell whether nobody needs to hear it any more: finished, moved, put off, or decided."""
    if view in CLOCKS:
        return case.pending is None
    if view != REMINDER:
        return False
    context, who = viewer.context, args.get("who", "")
    if (
        not context.actor.person
    ):  # a conversation is told once a day of all that is due for its role
        due = reminders(viewer.pack, case, context.people, context.now)
        return not any(each.who == who and each.at <= context.now for each in due)
    wanted = (args.get("subject", ""), args.get("stage", ""), who)
    return due_now(viewer.pack, case, wanted, context.people, context.now) is None
