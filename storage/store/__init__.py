"""The access functions: everything that reads or writes a case, a person, a pack, an event id.

Each takes a session and none commits: `Database.transact` does.
"""

from storage.store.cases import find, load, require_key, save
from storage.store.kept import keep_pack, kept_pack, seen
from storage.store.people import (
    Account,
    accounts_of,
    add_account,
    add_person,
    channels_with_accounts,
    names,
    person_of_account,
)
from storage.store.references import next_reference, sealed_reference
from storage.store.summaries import open_cases_of_launch, summaries

__all__ = [
    "Account",
    "accounts_of",
    "add_account",
    "add_person",
    "channels_with_accounts",
    "find",
    "keep_pack",
    "kept_pack",
    "load",
    "names",
    "next_reference",
    "open_cases_of_launch",
    "person_of_account",
    "require_key",
    "save",
    "sealed_reference",
    "seen",
    "summaries",
]
