"""What was encrypted opens with its own key, in its own place, and nowhere else."""

import base64
import os
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import SettingsError, StoreError
from storage import keys as keys_
from storage.keys import Keyring, fold, load_or_make_key_file, read_key_file

CASE = uuid4()


@pytest.fixture
def key(keys: Keyring) -> keys_.Key:
    """The data key of a case."""
    return keys.data_key(CASE, keys.new_data_key(CASE))


def test_a_value_opens_in_its_own_place_only(key: keys_.Key) -> None:
    stored = key.encrypt("answer.value", "row 1", b"text")
    assert key.decrypt("answer.value", "row 1", stored) == b"text"
    for column, row in (("answer.value", "row 2"), ("rating.value", "row 1")):
        with pytest.raises(StoreError, match="changed or belongs elsewhere"):
            key.decrypt(column, row, stored)


def test_a_changed_value_is_refused(key: keys_.Key) -> None:
    stored = key.encrypt("answer.value", "row", b"text")
    for at in range(1, len(stored)):
        changed = stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :]
        with pytest.raises(StoreError, match="changed or belongs elsewhere"):
            key.decrypt("answer.value", "row", changed)
    for short in (stored[:5], stored[:13], stored[:20]):
        with pytest.raises(StoreError, match="changed or belongs elsewhere"):
            key.decrypt("answer.value", "row", short)
    with pytest.raises(StoreError, match="cannot read"):
        key.decrypt("answer.value", "row", b"\x02" + stored[1:])
    with pytest.raises(StoreError, match="cannot read"):
        key.decrypt("answer.value", "row", b"")


def test_the_same_text_is_never_stored_twice_alike(key: keys_.Key) -> None:
    stored = {key.encrypt("answer.value", "row", b"text") for _ in range(100)}
    assert len(stored) == 100
    assert all(each.startswith(b"\x01") and b"text" not in each for each in stored)


def test_a_data_key_opens_with_its_own_master_and_case_only(keys: Keyring) -> None:
    wrapped = keys.new_data_key(CASE)
    keys.data_key(CASE, wrapped)
    with pytest.raises(StoreError, match="the secret key does not fit this database"):
        Keyring(b"x" * 32).data_key(CASE, wrapped)
    with pytest.raises(StoreError, match="the secret key does not fit this database"):
        keys.data_key(uuid4(), wrapped)


def test_a_master_key_has_32_bytes() -> None:
    with pytest.raises(SettingsError, match="32 bytes"):
        Keyring(b"short")


def test_no_key_shows_itself(keys: Keyring, key: keys_.Key) -> None:
    for shown in (repr(keys), str(keys), repr(key)):
        assert repr(keys.master) not in shown
        assert keys.master.hex() not in shown


@given(st.text(), st.text())
def test_names_have_one_hash_when_they_fold_alike(first: str, second: str) -> None:
    keyring = Keyring(b"k" * 32)
    same = keyring.name_hash(first) == keyring.name_hash(second)
    assert same == (fold(first) == fold(second))
    assert fold(fold(first)) == fold(first)
    assert keyring.name_hash(first) != Keyring(b"x" * 32).name_hash(first)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Sea \t\n View ", "sea view"),
        ("ＳＥＡ\u3000ＶＩＥＷ", "sea view"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("Cafe\u0301", "café"),
        ("", ""),
        ("\ud83d", "\ud83d"),
    ],
)
def test_names_fold(written: str, folded: str) -> None:
    assert fold(written) == folded
    Keyring(b"k" * 32).name_hash(written)


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "salient.db.key"
    assert read_key_file(path) is None
    before = os.umask(0)
    try:
        key = load_or_make_key_file(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert base64.b64decode(path.read_text()) == key
    assert len(key) == 32
    assert load_or_make_key_file(path) == key == read_key_file(path)
    assert load_or_make_key_file(tmp_path / "other.key") != key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o666])
def test_a_key_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "salient.db.key"
    load_or_make_key_file(path)
    path.chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_or_make_key_file(path)


@pytest.mark.parametrize("content", ["", "no base64 at all!", base64.b64encode(b"short").decode()])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "salient.db.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SettingsError, match="holds no secret key") as told:
        load_or_make_key_file(path)
    assert not content or content not in str(told.value)
    assert path.read_text() == content


def test_a_key_file_that_cannot_be_made_or_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be made"):
        load_or_make_key_file(tmp_path / "nowhere" / "key")
    (tmp_path / "folder.key").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_or_make_key_file(tmp_path / "folder.key")
