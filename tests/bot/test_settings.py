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
        "SALIENT_HOOK_SECRET": "secret",
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


SLACK = {"BOT_TOKEN": "xoxb-secret", "SIGNING_SECRET": "secret"}


def set_slack(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    for name, value in {**SLACK, **more}.items():
        monkeypatch.setenv(f"SALIENT_SLACK__{name}", value)


def test_slack_is_read_as_an_operator_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().slack is None
    set_slack(monkeypatch, API_URL="https://slack-gov.com/api", WORKSPACES="T1,T2", APP_TOKEN="")
    monkeypatch.setenv("SALIENT_ADMINS", "Ada@acme.example, bo@acme.example")
    settings = read_settings()
    assert settings.slack is not None
    assert settings.slack.bot_token.get_secret_value() == "xoxb-secret"
    assert settings.slack.api_url == "https://slack-gov.com/api/"
    assert settings.slack.app_token is None
    assert settings.admin_emails == {"ada@acme.example", "bo@acme.example"}
    assert "xoxb" not in repr(settings)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("SLACK__BOT_TOKEN", "xoxp-secret", "it begins with xoxb-"),
        ("SLACK__BOT_TOKEN", "", "it must be set"),
        ("SLACK__APP_TOKEN", "xoxb-secret", "it begins with xapp-"),
        ("SLACK__API_URL", "http://slack.secret.example/api/", "https only"),
        ("SLACK__API_URL", "https://login:secret@proxy.example/api/", "address of an API alone"),
        ("SLACK__API_URL", "slack.secret.example", "address of an API alone"),
        ("SLACK__WORKSPACES", "T1 secret", "commas"),
        ("SLACK__BOT_TOKENN", "secret", "did you mean SALIENT_SLACK__BOT_TOKEN?"),
        ("ADMINS", "ada@acme.example;secret@acme.example", "e-mail addresses with commas"),
        ("ADMINS", "secret", "e-mail addresses with commas"),
        ("COUNTRY", "secret", "two letters"),
        ("COUNTRY", "de", "as DE or IN"),
    ],
)
def test_each_setting_of_slack_is_refused_in_one_line_and_not_repeated(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_slack(monkeypatch)
    read_settings()
    monkeypatch.setenv(f"SALIENT_{variable}", value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"SALIENT_{variable}: ")
    assert told in line
    assert "secret" not in line


def test_api_on_this_machine_needs_no_https(monkeypatch: pytest.MonkeyPatch) -> None:
    set_slack(monkeypatch, API_URL="http://127.0.0.1:4203/api/")
    settings = read_settings().slack
    assert settings is not None
    assert settings.api_url == "http://127.0.0.1:4203/api/"


def test_slack_needs_a_way_to_be_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    set_slack(monkeypatch, SIGNING_SECRET="")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert "SALIENT_SLACK__SIGNING_SECRET" in str(refused.value)
    assert "SALIENT_SLACK__APP_TOKEN" in str(refused.value)
    set_slack(monkeypatch, SIGNING_SECRET="", APP_TOKEN="xapp-secret")
    assert read_settings().slack is not None


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


def test_a_country_is_one_whose_holidays_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().country == ""
    monkeypatch.setenv("SALIENT_COUNTRY", "DE")
    assert read_settings().country == "DE"
