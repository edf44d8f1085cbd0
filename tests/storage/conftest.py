"""A database of each kind that holds one pack, and a secret key."""

from collections.abc import Iterator

import pytest

from storage import store
from storage.database import Database
from storage.keys import Keyring
from tests.storage.examples import NOW, PACK


@pytest.fixture
def keys() -> Keyring:
    """The keys that everything is kept with."""
    return Keyring(bytes(range(32)))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the newest schema and a pack; the test runs once on each kind."""
    opened = Database(database_url)
    opened.transact(store.keep_pack, PACK, "wording-1", '{"questions": []}', NOW)
    yield opened
    opened.close()
