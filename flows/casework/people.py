"""Between people and a case: its class, who is named, who holds it, who hears of it."""

from flows.case import Case
from flows.casework.coming import not_there_yet
from flows.casework.turn import Turn
from flows.events import OnPeople
from flows.pack.model import Pack
from flows.people.context import Context


def on_people(pack: Pack, case: Case, event: OnPeople, context: Context) -> Turn:
    """Return what an event of this room comes to."""
    return not_there_yet(pack, case, context)
