"""One statement to whoever just acted: what happened, what is safe, what next."""

from flows.cards import Button, Notice, Style, Tone
from flows.case import Case, Withdrawal
from flows.pack.words import Said
from flows.people.authority import Verb
from flows.views.viewer import Viewer


def notice(
    viewer: Viewer,
    key: str,
    case: Case | None = None,
    tone: Tone = Tone.NEUTRAL,
    *,
    resume: bool = False,
    **said: Said,
) -> Notice:
    """Return a sentence of the bot with a way on: back into the case, or to the list."""
    buttons = [Button("list", viewer.say("button.list"))]
    if case is not None and resume:
        args = {"case": str(case.id)}
        buttons.insert(0, Button("resume", viewer.say("button.resume"), args, style=Style.PRIMARY))
    reference = case.reference if case is not None else ""
    return Notice(viewer.say(key, **{"reference": reference, **said}), tone, tuple(buttons))


def not_yours(viewer: Viewer) -> Notice:
    """Say that there is no such case to open; one that is not yours sounds the same."""
    return notice(viewer, "case.not_yours")


def withdrawn(viewer: Viewer, case: Case, it: Withdrawal) -> Notice:
    """Say that a case was withdrawn meanwhile, by whom and when."""
    return notice(viewer, "late.withdrawn", case, who=viewer.person(it.by), at=it.at)


def not_allowed(viewer: Viewer, verb: Verb, case: Case) -> Notice:
    """Say that somebody else can do this, and who."""
    return notice(viewer, f"may.{verb.value}", case, Tone.ATTENTION)
