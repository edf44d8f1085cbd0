"""The access functions: whatever reads or writes a case, a person, a role, a pack, an event id.

Each takes a session and none commits: `Database.transact` does.
"""

from storage.store.cases import find, load, lock_case, require_key, revision_of, save
from storage.store.keeping import drop_keeping, hold, keeping, sweep_keeping
from storage.store.kept import keep_pack, kept_pack, last_heard, seen
from storage.store.organisation import add_grant, grant, organisation, save_organisation
from storage.store.people import (
    Account,
    ChatProfile,
    Person,
    accounts,
    accounts_of,
    add_account,
    add_person,
    channels_with_accounts,
    chat_profile,
    meet,
    names,
    people,
    person_id,
    person_of_account,
)
from storage.store.preferences import every_preference, preferences, save_preferences
from storage.store.references import next_reference, sealed_reference
from storage.store.reviews import (
    cases_named,
    cases_of_other_packs,
    cases_under_way,
    next_review,
    reviews_due,
)
from storage.store.summaries import cases_of_launch, summaries
from storage.store.underway import with_underway
from storage.store.versions import has_moved_people, people_version

__all__ = [
    "Account",
    "ChatProfile",
    "Person",
    "accounts",
    "accounts_of",
    "add_account",
    "add_grant",
    "add_person",
    "cases_named",
    "cases_of_launch",
    "cases_of_other_packs",
    "cases_under_way",
    "channels_with_accounts",
    "chat_profile",
    "drop_keeping",
    "every_preference",
    "find",
    "grant",
    "has_moved_people",
    "hold",
    "keep_pack",
    "keeping",
    "kept_pack",
    "last_heard",
    "load",
    "lock_case",
    "meet",
    "names",
    "next_reference",
    "next_review",
    "organisation",
    "people",
    "people_version",
    "person_id",
    "person_of_account",
    "preferences",
    "require_key",
    "reviews_due",
    "revision_of",
    "save",
    "save_organisation",
    "save_preferences",
    "sealed_reference",
    "seen",
    "summaries",
    "sweep_keeping",
    "with_underway",
]
