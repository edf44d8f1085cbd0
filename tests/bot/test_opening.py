"""What must be in order before anything runs, and what is said when it is not."""

import itertools
import sqlite3
from pathlib import Path

import pytest

from bot.opening import accepted_pack, key_file, opened
from bot.settings import Settings, read_settings
from bot.wiring import seat
from flows.cards import Card
from flows.errors import PackError, SettingsError, StoreError
from flows.events import Reviewed, Submitted
from storage import store
from storage.database import Database
from storage.packs import BUILT_IN, read_source
from storage.schema import upgrade
from storage.shelf import Shelf
from tests.bot.house import House
from tests.fakes import NOON, FakeClock
from tests.worked import worked

SEVERE = 'if: {live_risk: {severity_at_least: 4}}, say: "a possible harm is severe"'
KEY_TEXT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALIENT_DATABASE_URL", f"sqlite:///{tmp_path}/new/salient.db")
    return read_settings()


def test_a_new_embedded_database_is_made_with_its_key_for_its_owner_alone(
    settings: Settings,
) -> None:
    database, _ = opened(settings)
    database.close()
    file = key_file(settings)
    assert file is not None
    assert file.stat().st_mode & 0o777 == 0o600
    again, _ = opened(settings)
    again.close()


def test_a_database_whose_key_is_lost_is_refused_and_no_other_key_is_made(
    settings: Settings,
) -> None:
    database, _ = opened(settings)
    database.close()
    file = key_file(settings)
    assert file is not None
    file.unlink()
    with pytest.raises(SettingsError, match="nobody can read this database"):
        opened(settings)
    assert not file.exists()


async def test_a_key_that_does_not_fit_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, _ = opened(settings)
    database.close()
    with House(Database(settings.database_url)) as house:
        await house.start()
    monkeypatch.setenv("SALIENT_SECRET_KEY", "B" * 43 + "=")
    with pytest.raises(StoreError, match="secret key"):
        opened(read_settings())


def test_a_database_of_another_schema_is_refused_and_told_what_to_run(
    settings: Settings, tmp_path: Path
) -> None:
    database, _ = opened(settings)
    database.close()
    with sqlite3.connect(tmp_path / "new" / "salient.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'older'")
    connection.close()
    with pytest.raises(StoreError, match="salient migrate"):
        opened(settings)


def test_a_postgresql_database_is_not_migrated_unasked(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALIENT_DATABASE_URL", empty_database_url)
    monkeypatch.setenv("SALIENT_SECRET_KEY", KEY_TEXT)
    settings = read_settings()
    if empty_database_url.startswith("sqlite"):
        opened(settings)[0].close()
        return
    with pytest.raises(StoreError, match="salient migrate"):
        opened(settings)
    upgrade(empty_database_url)
    opened(settings)[0].close()


def test_a_database_without_a_key_beside_it_needs_one_set(
    database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SALIENT_DATABASE_URL", database_url)
    with pytest.raises(SettingsError, match="SALIENT_SECRET_KEY"):
        opened(read_settings())


def test_the_desk_refuses_a_database_that_serves_another_chat(database_url: str) -> None:
    database = Database(database_url)
    clock = FakeClock()
    database.transact(seat, clock)
    database.transact(store.add_person, "pat", "Pat", NOON)
    database.transact(store.add_account, store.Account("slack", "T1", "U1"), "pat")
    with pytest.raises(StoreError, match="serves slack"):
        database.transact(seat, clock)
    database.close()


def test_a_pack_that_fails_is_told_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "pack"
    folder.mkdir()
    for file in BUILT_IN.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("owner: comms_lead", "owner: comms_led").replace("ER18", "ER99")
        (folder / file.name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("SALIENT_PACK", str(folder))
    with pytest.raises(PackError) as refused:
        accepted_pack(read_settings())
    told = "\n".join(map(str, refused.value.args))
    assert "comms_led" in told
    assert "mend it first" in told


async def test_a_case_stays_with_the_pack_it_was_answered_with(
    database_url: str, tmp_path: Path
) -> None:
    """The store keeps a pack that a case uses; a stricter one changes nothing about that case."""
    lenient = tmp_path / "lenient"
    lenient.mkdir()
    for file in BUILT_IN.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        text = text.replace(SEVERE, SEVERE.replace("4", "5")).replace("1.0.0", "0.9.0")
        (lenient / file.name).write_text(text, encoding="utf-8")
    with House(Database(database_url), packs=Shelf(read_source(lenient))) as house:
        case_id = await house.screen(worked("RV03"), send=False)
    with House(Database(database_url), numbers=itertools.count(1000)) as house:
        review = await house.says("mira", Reviewed(), case_id)
        assert isinstance(review, Card)
        await house.says("mira", Submitted(review.buttons[0].revision), case_id)
        old = house.database.transact(store.load, house.keys, case_id)
        new = house.database.transact(store.load, house.keys, await house.screen(worked("RV03")))
    assert old.round.outcome is not None
    assert new.round.outcome is not None
    assert (old.round.outcome.route, new.round.outcome.route) == ("self_manage", "hr_escalation")
    assert old.pack != new.pack
