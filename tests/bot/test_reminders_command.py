"""`salient reminders`: what it prints beside a running server, and how it refuses."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from storage.database import Database

RUN = CliRunner()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A desk with a screening that was sent today, and a server that has it open."""
    file = tmp_path_factory.mktemp("served") / "salient.db"
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    done = RUN.invoke(app, ["rehearse", "--from", today, "--to-result", "--keep", str(file)])
    assert done.exit_code == 0, done.output
    server = Database(f"sqlite:///{file}")
    yield f"sqlite:///{file}"
    server.close()


@pytest.fixture(autouse=True)
def _there(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALIENT_DATABASE_URL", served)


def reminders(*args: str) -> Result:
    return RUN.invoke(app, ["reminders", *args])


def heads(done: Result) -> list[str]:
    """Return the first line of each message that was printed."""
    assert done.exit_code == 0, done.output
    return [line for line in done.stdout.splitlines() if not line.startswith(" ")]


def test_everybody_who_would_be_told_is_named_beside_a_running_server() -> None:
    told = heads(reminders("--next", "2w"))
    assert all(" · to " in line for line in told)
    assert any("Human rights team (human_rights)" in line for line in told)
    assert any("Sam Whitfield" in line for line in told)


@pytest.mark.parametrize("who", ["sponsor", "sam whitfield", "Sam Whitfield"])
def test_one_person_is_told_alone_by_id_or_by_name(who: str) -> None:
    told = heads(reminders("--next", "2w", "--person", who))
    assert told
    assert all(" · to Sam Whitfield (person:sponsor) · " in line for line in told)


def test_span_in_which_nobody_is_told_says_so() -> None:
    done = reminders("--next", "1h", "--person", "legal")
    assert heads(done) == ["Nobody would be told anything in the next 1h."]


@pytest.mark.parametrize("span", ["", "30", "d", "0d", "-3d", "1y", "3.5d", "105w", "99999d", "١d"])
def test_time_that_cannot_be_read_says_what_to_write(span: str) -> None:
    done = reminders("--next", span)
    assert done.exit_code == 2
    assert "12h, 30d or 8w" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("Sam Whitfeld", "did you mean Sam Whitfield (sponsor)?"),
        ("tomas", "did you mean Tomás Rivera (hr_member)?"),
        ("xyz", "nobody here is called xyz"),
    ],
)
def test_person_who_is_not_known_is_told_with_names_that_are_near(who: str, told: str) -> None:
    done = reminders("--person", who)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not done.stdout


def test_database_that_is_not_there_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALIENT_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere.db")
    assert reminders().exit_code != 0
    assert not (tmp_path / "nowhere.db").exists()
