"""What somebody does about nothing but themselves, inside the transaction of their turn."""

from bot.register import Register
from flows.casework.organisation.settings import Settled, settle
from flows.events import SettingsAsked, SettingsSent
from flows.pack.model import Pack
from flows.people.context import Context
from storage import store
from storage.database import Session


def settle_own(
    session: Session,
    register: Register,
    pack: Pack,
    event: SettingsAsked | SettingsSent,
    context: Context,
) -> Settled:
    """Show or keep what somebody set for themselves; whoever saves second steps again."""
    person = context.actor.person
    before = store.preferences(session, person)
    settled = settle(pack, before, event, context, register.usual(session, person))
    if settled.preferences != before:
        store.save_preferences(session, person, before, settled.preferences)
    return settled
