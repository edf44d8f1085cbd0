"""Settings are read once, checked together, and refused in words that an operator can follow."""

import base64
import os
from pathlib import Path

import pytest

from bot.settings import Settings, read_settings
from flows.errors import SettingsError

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("SALIENT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_set_gives_the_defaults() -> None:
    settings = read_settings()
    assert settings.database_url == "sqlite:///data/salient.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert (settings.zone, settings.pack) == ("UTC", None)
    assert settings.key is None


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(f"OTHER=x\nSALIENT_PORT=1\nSALIENT_SECRET_KEY={KEY}\nSALIENT_ZONE=\n")
    monkeypatch.setenv("SALIENT_PORT", "2")
    settings = read_settings()
    assert (settings.port, settings.zone) == (2, "UTC")
    assert settings.key == bytes(range(32))
    assert KEY not in repr(settings)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("sqlite:////var/lib/salient.db", "sqlite:////var/lib/salient.db"),
    ],
)
def test_database_url_is_read_as_people_write_it(
    given: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALIENT_DATABASE_URL", given)
    assert read_settings().database_url == read
    assert given not in repr(read_settings())


def test_all_problems_are_told_at_once_and_no_value_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {
        "SALIENT_DATABASE_URL": "mysql://secret",
        "SALIENT_HOSTT": "secret",
        "SALIENT_PORT": "secret",
        "SALIENT_SECRET_KEY": "secret",
        "SALIENT_ZONE": "Europe/Berln",
        "SALIENT_PACK": "secret",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    Path(".env").write_text("SALIENT_PROT=1\n")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    lines = str(refused.value).splitlines()
    assert len(lines) == len(wrong) + 1
    for name in (*wrong, "SALIENT_PROT"):
        assert any(line.startswith(name) for line in lines), name
    text = str(refused.value)
    assert "secret" not in text
    assert "did you mean SALIENT_HOST?" in text
    assert "SALIENT_PROT in .env: there is no such setting; did you mean SALIENT_PORT?" in text
    assert "did you mean Europe/Berlin?" in text


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]
