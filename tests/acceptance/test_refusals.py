"""What Salient will not do from the command line, and what it says then."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.browsing import NoBrowser, chromium_path
from tests.acceptance.serving import Server, faults_of, salient, url_of


def test_the_desk_listens_on_loopback_alone(tmp_path: Path) -> None:
    url = url_of(tmp_path / "salient.db")
    ran = salient(
        "serve", folder=tmp_path, SALIENT_DATABASE_URL=url, SALIENT_PORT="0", SALIENT_HOST="0.0.0.0"
    )
    assert not faults_of(ran, ["SALIENT_HOST", "127.0.0.1"])
    assert not list(tmp_path.glob("*.db"))


def test_a_second_process_on_the_same_file_is_refused(shared: Server) -> None:
    ran = salient(
        "serve",
        folder=shared.file.parent,
        SALIENT_DATABASE_URL=url_of(shared.file),
        SALIENT_PORT="0",
    )
    assert not faults_of(ran, [shared.file.name])
    assert "use" in ran.stderr


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        url = url_of(tmp_path / "salient.db")
        ran = salient("serve", folder=tmp_path, SALIENT_DATABASE_URL=url, SALIENT_PORT=port)
    assert not faults_of(ran, [port, "SALIENT_PORT"])


def test_a_misspelt_setting_is_refused(tmp_path: Path) -> None:
    ran = salient("serve", folder=tmp_path, SALIENT_PROT="80")
    assert not faults_of(ran, ["SALIENT_PROT", "SALIENT_PORT"])


def test_the_server_ends_in_good_order_when_it_is_told_to(own: Server) -> None:
    assert own.stop() == 0
    assert not own.file.with_name(own.file.name + "-wal").exists()


def test_a_rehearsal_that_is_kept_holds_an_unaltered_journal(
    played: Callable[[str, Path], Path], tmp_path: Path
) -> None:
    kept = played("G05", tmp_path)
    ran = salient("audit", "verify", folder=tmp_path, SALIENT_DATABASE_URL=url_of(kept))
    assert ran.returncode == 0, ran.stderr


def test_without_a_browser_the_message_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(NoBrowser, match="TEST_CHROMIUM is /nowhere/chromium"):
        chromium_path()
    monkeypatch.delenv("TEST_CHROMIUM")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoBrowser, match="or set TEST_CHROMIUM"):
        chromium_path()
