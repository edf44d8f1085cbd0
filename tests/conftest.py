"""What every folder of tests may use: a fresh database of each kind."""

from collections.abc import Iterator

import pytest
import structlog

from tests import databases


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Undo what a command sets up for a process of its own."""
    yield
    structlog.reset_defaults()


@pytest.fixture(params=databases.KINDS)
def database_kind(request: pytest.FixtureRequest) -> databases.Kind:
    """The kind of database; a test that asks for it runs once on each."""
    kind: databases.Kind = request.param
    return kind


@pytest.fixture
def database_url(database_kind: databases.Kind) -> Iterator[str]:
    """A database of its own with the newest schema; the test runs once on each kind."""
    with databases.fresh_database(database_kind) as url:
        yield url


@pytest.fixture
def empty_database_url(database_kind: databases.Kind) -> Iterator[str]:
    """A database of its own with nothing in it; the test runs once on each kind."""
    with databases.fresh_database(database_kind, migrated=False) as url:
        yield url


@pytest.hookimpl(trylast=True)  # after the fixtures have gone
def pytest_sessionfinish() -> None:
    """Stop what the tests have started, after Ctrl-C too."""
    databases.close()
