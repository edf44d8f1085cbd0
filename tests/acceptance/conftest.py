"""A browser, one desk that most tests share, and a desk of its own for who disturbs it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.acceptance.browsing import NoBrowser, Visits, chromium, chromium_path
from tests.acceptance.serving import BEGINS, Server, salient

KEY = ".key"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for the tests of a file; without one they fail and say what to do.

    It must end with the file: while it runs, Playwright holds the event loop that tests of
    other files need.
    """
    try:
        chromium_path()
    except NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)
    with chromium() as started:
        yield started


@pytest.fixture
def visits(browser: Browser) -> Iterator[Visits]:
    """Browser windows; whatever a page did that it must not do fails the test."""
    visits = Visits(browser)
    yield visits
    visits.close()
    assert not visits.unexpected, "\n".join(visits.unexpected)


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A desk that many tests use, each with launches of its own name."""
    yield from _serving(tmp_path_factory.mktemp("shared") / "salient.db")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A desk for one test alone."""
    yield from _serving(tmp_path / "salient.db")


@pytest.fixture(scope="package")
def played(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], Path]:
    """Give copies of a database in which a worked product was already screened and sent."""
    made: dict[str, Path] = {}

    def play(id: str, folder: Path) -> Path:
        if id not in made:
            kept = tmp_path_factory.mktemp("played") / f"{id}.db"
            args = (
                "rehearse",
                id,
                "--to-result",
                "--from",
                f"{BEGINS:%Y-%m-%d}",
                "--keep",
                str(kept),
            )
            ran = salient(*args, folder=kept.parent)
            assert ran.returncode == 0, ran.stderr
            made[id] = kept
        copy = folder / "salient.db"
        shutil.copy(made[id], copy)
        shutil.copy(f"{made[id]}{KEY}", f"{copy}{KEY}")
        return copy

    return play


@pytest.fixture
def after_g02(played: Callable[[str, Path], Path], tmp_path: Path) -> Iterator[Server]:
    """A desk on which the workplace analytics product was screened before."""
    yield from _serving(played("G02", tmp_path))


def _serving(file: Path) -> Iterator[Server]:
    server = Server(file)
    try:
        server.start()
        yield server
        assert "Traceback" not in server.told, server.told
    finally:
        server.end()
