"""What is told when people and a case come together or part: reference, and a button."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from flows.cards import Button, Card, Element, Item, Items, Style, Text
from flows.case import Case
from flows.people.authority import Verb, may
from flows.people.holdings import Held, holdings
from flows.views.told import told
from flows.views.viewer import Viewer


def _message(viewer: Viewer, case: Case, args: Mapping[str, str], *, view: str) -> Card:
    """Tell one person or role what changed, and bring them to the case."""
    return told(viewer, case, view, (_way_in(viewer, case),), _body(viewer, case, view))


def _way_in(viewer: Viewer, case: Case) -> Button:
    """Open the case; whoever was asked one question of it alone finds that in their list."""
    actor = viewer.context.actor
    asked = {each.expert for each in case.expert_questions}
    if actor.person in asked and not may(actor, Verb.SEE, case):
        return Button("list", viewer.say("button.list"), style=Style.PRIMARY)
    return Button("see", viewer.say("button.open"), {"case": str(case.id)}, style=Style.PRIMARY)


def _body(viewer: Viewer, case: Case, view: str) -> tuple[Element, ...]:
    """Say to whoever took over what they hold by now, in kinds and numbers alone."""
    if view != "handed_on":
        return ()
    lines = held_lines(viewer, case, viewer.context.actor.person)
    return (Items(tuple(Item(line) for line in lines)),) if lines else ()


def held_lines(viewer: Viewer, case: Case, person: str) -> list[Text]:
    """Return what somebody holds in a case, one line for each kind."""
    counts = Counter(each.kind for each in holdings(case, person))
    return [viewer.say(f"held.{kind.value}", count=counts[kind]) for kind in Held if counts[kind]]


PEOPLE_MESSAGES = {
    view: partial(_message, view=view)
    for view in (
        "class_changed",
        "named",
        "withdrawn",
        "owner_now",
        "owner_before",
        "handed_on",
    )
}
