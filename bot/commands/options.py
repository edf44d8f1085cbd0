"""What several commands need: the settings, the pack they name, the database they name."""

from pathlib import Path

from bot.settings import Settings, read_settings
from flows.errors import SettingsError
from flows.pack.model import Pack
from storage.database import Database, is_sqlite, read_url, sqlite_path
from storage.keys import Keyring, read_key_file
from storage.packs import BUILT_IN, load_pack


def chosen_pack() -> Pack:
    """Return the pack that the settings name, the built-in one when they name none."""
    return load_pack(pack_folder(read_settings()))


def pack_folder(settings: Settings) -> Path:
    return settings.pack or BUILT_IN


def key_file(settings: Settings) -> Path | None:
    """Return where the key of an embedded database lies: beside the file."""
    url = read_url(settings.database_url)
    if not is_sqlite(url):
        return None
    path = sqlite_path(url)
    return path.with_name(path.name + ".key")


def keyring(settings: Settings) -> Keyring:
    """Return the keys of the database. Raise SettingsError when none is set or kept beside it."""
    kept = key_file(settings)
    master = settings.key or (read_key_file(kept) if kept is not None else None)
    if master is None:
        raise SettingsError("SALIENT_SECRET_KEY is not set and there is no key beside the database")
    return Keyring(master)


def reading(settings: Settings) -> Database:
    """Open the database for reading alone: a server may be running on it."""
    return Database(settings.database_url, read_only=True)
